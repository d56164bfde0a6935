import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lakeTotalsKey } from '../../contracts/platform/zones.ts';
import { lakeTotalsText } from '../../domain/reconciliation/lake-totals.ts';
import type { LakeTotals } from '../../domain/reconciliation/totals.ts';
import type { LakePaths } from './build-models.ts';

/** Stores the totals of the lake in the silver bucket, as S3 stores an object: a reader finds the old one or the new one. */
export async function writeLakeTotals({ silverPath }: LakePaths, totals: LakeTotals): Promise<void> {
  const path = join(silverPath, lakeTotalsKey);
  // Beside the buckets on the same file system, where no listing of a bucket finds it.
  const unfinished = join(dirname(silverPath), '.glue-totals');
  await writeFile(unfinished, lakeTotalsText(totals));
  await mkdir(dirname(path), { recursive: true });
  await rename(unfinished, path);
}
