import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { encounterEvents } from '../encounter-events.ts';

export const peerResult = z.strictObject({
  records: z.number(),
  accepted: z.number(),
  /** Of the job alone: no start of Node or of a Spark session. */
  seconds: z.number(),
  /** Processor time of the process meanwhile: what one undisturbed core would need. */
  cpuSeconds: z.number(),
});
export type PeerResult = z.infer<typeof peerResult>;

const parts = 8;

/**
 * Writes encounter events as NDJSON: `part-<n>.ndjson`, in eight files so that two cores can share them.
 * @returns bytes written.
 */
export async function writeEncounterEvents(directory: string, count: number): Promise<number> {
  mkdirSync(directory, { recursive: true });
  const files = Array.from({ length: parts }, (_, part) => openSync(join(directory, `part-${part}.ndjson`), 'w'));
  let bytes = 0;
  let written = 0;
  try {
    for await (const data of encounterEvents(count)) {
      bytes += writeSync(files[written % parts] ?? 0, Buffer.concat([data, lineEnd]));
      written += 1;
    }
  } finally {
    for (const file of files) closeSync(file);
  }
  return bytes;
}

const lineEnd = Buffer.from('\n');
