import { closeSync, existsSync, openSync, rmSync, writeSync } from 'node:fs';
import { forUser, UserError } from '../../domain/safe-error.ts';
import type { OutgoingRecord } from '../../sources/source-record.ts';

/** Keeps the records that were not sent, so that they can be sent again. */
export interface UnsentFile {
  readonly add: (record: OutgoingRecord) => void;
  /** Records written. */
  readonly count: () => number;
  readonly close: () => void;
}

const lineEnd = Buffer.from('\n');

/**
 * A file of the events as they are, one on a line. It holds raw records, so only its owner may read it. `close` removes
 * it when there are none.
 * @throws UserError when the file exists: it may hold records that were never sent.
 */
export async function openUnsentFile(path: string): Promise<UnsentFile> {
  if (!/\.ndjson$/i.test(path)) {
    throw new UserError(
      `--unsent takes a file name that ends in .ndjson, not ${path}: what is written there is NDJSON`,
    );
  }
  if (existsSync(path)) {
    throw new UserError(`${path} exists and may hold records that were never sent; send it, or name another file`);
  }
  // Made before anything is sent: where it cannot be written, the user learns that now.
  let file: number | null = await forUser(async () => openSync(path, 'wx', 0o600));
  let count = 0;
  return {
    add: ({ data }) => {
      if (file === null) return;
      for (const bytes of [data, lineEnd]) {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      }
      count += 1;
    },
    count: () => count,
    close: () => {
      if (file === null) return;
      closeSync(file);
      file = null;
      if (count === 0) rmSync(path);
    },
  };
}
