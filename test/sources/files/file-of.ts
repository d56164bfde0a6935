import type { FileBytes } from '../../../sources/files/open-file.ts';
import { openFile } from '../../../sources/files/open-file.ts';
import { type FileRow, firstRow, type RowBatch, type RowPlace, readRows } from '../../../sources/files/read-rows.ts';

/** A file in memory that comes in chunks of these sizes, in turn. */
export function fileOf(name: string, content: string | Buffer, sizes: readonly number[] = [1 << 16]): FileBytes {
  const bytes = Buffer.from(content);
  return {
    name,
    read: async function* (from) {
      for (let at = from, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        yield Buffer.from(bytes.subarray(at, at + size));
        at += size;
      }
    },
  };
}

export interface Read {
  readonly rows: readonly FileRow[];
  readonly batches: readonly RowBatch[];
  /** What the file is broken by; null for a whole one. */
  readonly fault: unknown;
}

/** Reads a file to its end, or to its fault. */
export async function readAll(file: FileBytes, from: RowPlace = firstRow, batchBytes?: number): Promise<Read> {
  const batches: RowBatch[] = [];
  let fault: unknown = null;
  try {
    for await (const batch of readRows(await openFile(file), from, batchBytes)) batches.push(batch);
  } catch (error) {
    fault = error;
  }
  return { rows: batches.flatMap(({ rows }) => rows), batches, fault };
}
