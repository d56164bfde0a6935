import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { layout } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { buckets } from '../../embedded/runtime.ts';

/** What a line of a PHI vault says about a record besides what the record carried. */
export interface VaultRecord {
  readonly shardId: string;
  /** Zero-padded. A record that was written twice has one shard and sequence number. */
  readonly sequence: string;
  /** Code of the first reason; null in bronze. */
  readonly code: string | null;
}

const inflate = promisify(gunzip);
const newline = 0x0a;
/** More than the members before a payload ever take; what is longer is looked at whole. */
const usualMembers = 4096;
/** Begins what the record carried. Nothing that stands before it has a quote inside. */
const payload = /,"(?:event|payload|payload_base64)":/;

/**
 * The records of a vault, line by line. Payloads are not read, so none can be one that a parser stops at.
 * @param s3Path root of the buckets.
 * @throws SafeError naming the object whose lines are not those that ingest writes.
 */
export async function* vaultRecords(s3Path: string, kind: 'events' | 'rejected'): AsyncGenerator<VaultRecord> {
  const { zone, prefix } = layout[kind];
  const folder = join(s3Path, buckets[zone], prefix);
  for (const file of await filesBelow(folder, '.ndjson.gz')) {
    const lines = await inflate(await readFile(file));
    for (let start = 0; start < lines.length; ) {
      const next = lines.indexOf(newline, start);
      const end = next === -1 ? lines.length : next;
      const record = recordOf(lines, start, end);
      if (record === null) throw new SafeError(`${file} has a line that no record of a vault is`);
      yield record;
      start = end + 1;
    }
  }
}

function recordOf(lines: Buffer, start: number, end: number): VaultRecord | null {
  const members =
    membersOf(lines.toString('latin1', start, Math.min(end, start + usualMembers))) ??
    membersOf(lines.toString('latin1', start, end));
  if (members === null) return null;
  const { shard_id: shardId, sequence, reasons } = members;
  return { shardId, sequence, code: reasons?.[0]?.code ?? null };
}

interface Members {
  readonly shard_id: string;
  readonly sequence: string;
  readonly reasons?: readonly { readonly code: string }[];
}

function membersOf(line: string): Members | null {
  const at = line.search(payload);
  return at === -1 ? null : JSON.parse(`${line.slice(0, at)}}`);
}
