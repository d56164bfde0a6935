import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb, sqlPath, sqlText } from '../../embedded/glue/duckdb.ts';
import { type TextRow, textRow } from './row-text.ts';

/** Where a record arrived: what finds its row in every store, without the key that masks its id. */
export interface RowAddress {
  readonly shard: string;
  /** Zero-padded, as rows have it. */
  readonly sequence: string;
}

/** What to look for in Parquet files. */
export interface WantedRow {
  readonly address: RowAddress;
  readonly columns: readonly string[];
  /** Those of the columns that hold points in time. */
  readonly times: ReadonlySet<string>;
}

/**
 * The row of a record in the files, each given with its bytes; undefined when none has it.
 * @throws what DuckDB says of a file that is no Parquet file or lacks a column
 */
export async function findRow(files: readonly Uint8Array[], wanted: WantedRow): Promise<TextRow | undefined> {
  if (files.length === 0) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'medstream-smoke-'));
  try {
    const paths = files.map((_, index) => join(directory, `${index}.parquet`));
    await Promise.all(paths.map((path, index) => writeFile(path, files[index] ?? new Uint8Array())));
    const duckdb = await openDuckDb({ allowedDirectories: [directory] });
    try {
      const { rows } = await duckdb.query(
        `SELECT ${wanted.columns.join(', ')} FROM read_parquet([${paths.map(sqlPath).join(', ')}])
         WHERE shard_id = ${sqlText(wanted.address.shard)} AND sequence = ${sqlText(wanted.address.sequence)}`,
      );
      const [row] = rows;
      return row === undefined ? undefined : textRow(row, wanted.times);
    } finally {
      duckdb.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
