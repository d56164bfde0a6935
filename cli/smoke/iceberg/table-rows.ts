import { parquetRows } from '../parquet-rows.ts';
import type { TextRow } from '../row-text.ts';
import { currentFiles, type ReadFile } from './current-files.ts';

/**
 * The rows of an Iceberg table as of its current snapshot that `wanted` accepts. Its data files are read one after the
 * other, whole: it is for tables of reference data.
 */
export async function tableRows(
  metadataLocation: string,
  read: ReadFile,
  wanted: (row: TextRow) => boolean,
): Promise<TextRow[]> {
  const rows: TextRow[] = [];
  for (const file of await currentFiles(metadataLocation, read)) {
    rows.push(...(await parquetRows(await read(file))).filter(wanted));
  }
  return rows;
}
