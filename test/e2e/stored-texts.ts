import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { contracts } from '../../contracts/registry.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { inWarehouse } from './stored-figures.ts';

/** Distinct values of a column, as text. */
export interface StoredColumn {
  /** `star.dim_patient` */
  readonly table: string;
  readonly column: string;
  readonly values: readonly string[];
}

interface Row extends Readonly<Record<string, unknown>> {}
type Query = (sql: string) => Promise<readonly Row[]>;

const fields = new Set(contracts.flatMap(({ fields }) => Object.keys(fields)));
const isTime = (type: string) => /^(?:date|timestamp|time)/i.test(type);
const isText = (type: string) => /char|text/i.test(type);

export interface StoredTextsOptions {
  /** Dates and times by type, too: dates of service stay under the display policy, and one may fall on a birthday. */
  readonly times: boolean;
  /** Schemas; all without it. */
  readonly schemas?: readonly string[];
}

/**
 * Every text of every table and view of the warehouse and the lake. Numbers are texts where a field of a contract stands;
 * what the machinery counts is none.
 */
export async function storedTexts(data: string, options: StoredTextsOptions): Promise<StoredColumn[]> {
  const lake = await openLake({ s3Path: join(data, 's3') });
  try {
    return [
      ...(await inWarehouse(data, (engine) =>
        textsOf(async (sql) => (await engine.query(sql)).rows as Row[], options),
      )),
      ...(await textsOf(async (sql) => (await lake.query(sql)).rows, options)),
    ];
  } finally {
    lake.close();
  }
}

async function textsOf(query: Query, { times, schemas }: StoredTextsOptions): Promise<StoredColumn[]> {
  const columns = await query(
    `SELECT table_schema || '.' || table_name AS name, column_name, data_type FROM information_schema.columns
     WHERE table_schema NOT IN ('information_schema', 'pg_catalog', 'rs') ORDER BY 1, 2`,
  );
  const wanted = columns.filter(({ name, column_name, data_type }) => {
    if (schemas?.includes(String(name).split('.')[0] ?? '') === false) return false;
    const type = String(data_type);
    return isText(type) || (isTime(type) ? times : fields.has(String(column_name)));
  });
  const texts: StoredColumn[] = [];
  for (const [table, ofTable] of Map.groupBy(wanted, ({ name }) => String(name))) {
    for (const { column_name } of ofTable) {
      const column = String(column_name);
      const rows = await query(
        `SELECT DISTINCT CAST("${column}" AS VARCHAR) AS value FROM ${table} WHERE "${column}" IS NOT NULL`,
      );
      texts.push({ table, column, values: rows.map(({ value }) => String(value)) });
    }
  }
  return texts;
}

/** Files below a folder, zipped ones unpacked; none when it is not there. */
export async function filesBelow(folder: string): Promise<{ readonly path: string; readonly text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name));
      const path = relative(folder, join(parentPath, name));
      return { path, text: (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString() };
    }),
  );
}
