import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { passingFault } from '../../domain/passing-faults.ts';
import { SafeError } from '../../domain/safe-error.ts';
import type { Session } from '../postgres/sessions.ts';
import { readManifest } from './copy-manifest.ts';
import type { CopyStatement } from './copy-statement.ts';

/** How a COPY finds its objects: where an object's bytes are on disk, and which keys start with a prefix. */
export interface ObjectLocations {
  readonly resolveObject: (bucket: string, key: string) => string | Promise<string>;
  readonly listPrefix: (bucket: string, prefix: string) => readonly string[] | Promise<readonly string[]>;
}

export interface ParquetCopyOptions extends ObjectLocations {
  readonly duckdb: () => Promise<DuckDBInstance>;
  /** Where the temporary CSV file of a load is written, and removed from. */
  readonly temporaryDirectory: string;
}

/**
 * A DuckDB that never reaches for the network: no extension is installed or loaded by itself
 * (parquet, json and icu are built in).
 */
export async function openParquetReader(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
}

/**
 * Loads the Parquet files of a COPY into its table, all in one pass: columns map by position and must agree with the
 * table's in number and type, but for those that FILLRECORD lets a file lack at its end, as on Redshift (https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html).
 * @returns the number of rows loaded
 * @throws SafeError that says what is missing or does not fit; the caller's transaction is then rolled back
 */
export async function copyParquet(session: Session, copy: CopyStatement, options: ParquetCopyOptions): Promise<number> {
  const files = await filesOf(copy, options);
  if (files.length === 0) return 0;
  const target = await targetColumns(session, copy.table);
  const instance = await options.duckdb();
  const connection = await instance.connect();
  const directory = await mkdtemp(join(options.temporaryDirectory, 'copy-'));
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const csv = join(directory, 'rows.csv');
    const selects: string[] = [];
    for (const group of await groupBySchema(connection, files))
      selects.push(await selectFrom(connection, group, target, copy));
    await connection.run(
      `COPY (${selects.join(' UNION ALL ')}) TO ${literal(csv)} (FORMAT csv, HEADER false, QUOTE '"', ESCAPE '"', NULLSTR '')`,
    );
    return await session.copyFromCsv(copy.table, [], csv);
  } finally {
    connection.closeSync();
    await rm(directory, { recursive: true, force: true });
  }
}

async function filesOf(copy: CopyStatement, { resolveObject, listPrefix }: ObjectLocations): Promise<string[]> {
  if (!copy.manifest) {
    const keys = await listPrefix(copy.bucket, copy.key);
    if (keys.length === 0)
      throw new SafeError(`The specified S3 prefix s3://${copy.bucket}/${copy.key} does not exist.`);
    return Promise.all([...keys].sort().map((key) => resolveObject(copy.bucket, key)));
  }
  const location = `s3://${copy.bucket}/${copy.key}`;
  let text: string;
  try {
    text = await readFile(await resolveObject(copy.bucket, copy.key), 'utf8');
  } catch {
    throw new SafeError(`Problem reading manifest file ${location}: the object does not exist.`);
  }
  const files: string[] = [];
  for (const entry of readManifest(text, location)) {
    const path = await resolveObject(entry.bucket, entry.key);
    const size = await sizeOf(path);
    if (size === undefined) {
      if (entry.mandatory)
        throw new SafeError(`The mandatory file ${entry.url} of manifest ${location} does not exist.`);
      continue;
    }
    if (size !== entry.contentLength) {
      throw new SafeError(
        `${entry.url} has ${size} bytes, but manifest ${location} says content_length ${entry.contentLength}.`,
      );
    }
    files.push(path);
  }
  return files;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

interface TargetColumn {
  readonly name: string;
  /** As Postgres writes it, e.g. `numeric(18,2)`. */
  readonly type: string;
}

async function targetColumns(session: Session, table: string): Promise<TargetColumn[]> {
  const result = await session.query<TargetColumn>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = CAST($1 AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return result.rows;
}

/** Files of one schema can be read together; DuckDB maps columns of several files by name, so others must not join them. */
async function groupBySchema(connection: DuckDBConnection, files: readonly string[]): Promise<string[][]> {
  const reader = await connection
    .runAndReadAll(
      `SELECT file_name, concat_ws(':', name, type, type_length, converted_type, precision, scale, num_children, logical_type)
     FROM parquet_schema(${fileList(files)})`,
    )
    .catch((error: unknown) => {
      if (passingFault(error) !== undefined) throw error;
      throw new SafeError('COPY: a file is no readable Parquet file.', { cause: error });
    });
  const schemas = new Map<string, string>();
  for (const [file, column] of reader.getRowsJson()) {
    const path = String(file);
    schemas.set(path, `${schemas.get(path) ?? ''}|${String(column)}`);
  }
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const schema = schemas.get(file) ?? '';
    const group = groups.get(schema);
    if (group === undefined) groups.set(schema, [file]);
    else group.push(file);
  }
  return [...groups.values()];
}

async function selectFrom(
  connection: DuckDBConnection,
  files: readonly string[],
  target: readonly TargetColumn[],
  { table, fillRecord }: CopyStatement,
): Promise<string> {
  const source = `read_parquet(${fileList(files)}, union_by_name = false, hive_partitioning = false)`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const columns = described.getRowsJson().map(([name, type]) => ({ name: String(name), type: String(type) }));
  if (columns.length > target.length || (columns.length < target.length && !fillRecord)) {
    throw new SafeError(
      `COPY ${table}: unmatched number of columns between table and file. Table columns: ${target.length}, data columns: ${columns.length}.`,
    );
  }
  const expressions = target.map((wanted, index) => {
    const found = columns[index];
    if (found === undefined) return 'NULL';
    const expression = csvExpression(wanted.type, found.type, `"${found.name.replaceAll('"', '""')}"`);
    if (expression === undefined) {
      throw new SafeError(
        `COPY ${table}: column ${index + 1} (${wanted.name}) is ${wanted.type.toUpperCase()}, but the Parquet column at that position is ${found.type}.`,
      );
    }
    return expression;
  });
  return `SELECT ${expressions.join(', ')} FROM ${source}`;
}

/** DuckDB type of a Parquet column that a table column of the given type takes; Redshift casts nothing between them. */
const exactTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ['smallint', ['SMALLINT', 'TINYINT']],
  ['integer', ['INTEGER']],
  ['bigint', ['BIGINT']],
  ['real', ['FLOAT']],
  ['double precision', ['DOUBLE']],
  ['boolean', ['BOOLEAN']],
  ['date', ['DATE']],
]);

const timestampTypes = new Set(['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS']);

/** The column as a CSV field for the table's type; undefined when Redshift would refuse the file. */
function csvExpression(wanted: string, found: string, column: string): string | undefined {
  if (exactTypes.get(wanted)?.includes(found)) return column;
  if (wanted.startsWith('character')) return found === 'VARCHAR' || found === 'JSON' ? column : undefined;
  if (wanted.startsWith('numeric'))
    return wanted.slice('numeric'.length) === found.slice('DECIMAL'.length) ? column : undefined;
  if (wanted.startsWith('timestamp')) {
    if (timestampTypes.has(found)) return `CAST(${column} AS TIMESTAMP)`;
    // A Parquet timestamp "adjusted to UTC" is an instant; the warehouse keeps UTC without a zone.
    return found === 'TIMESTAMP WITH TIME ZONE' ? `${column} AT TIME ZONE 'UTC'` : undefined;
  }
  return wanted === 'jsonb' ? `to_json(${column})` : undefined;
}

function fileList(files: readonly string[]): string {
  return `[${files.map(literal).join(', ')}]`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
