import { type DuckDbSession, sqlPath } from './duckdb.ts';
import {
  presentPlaces,
  type Snapshot,
  type UnfinishedSnapshot,
  unfinishedFile,
  unfinishedPart,
} from './table-files.ts';

/** When a table of parts is written anew as one file. */
export interface PartLimits {
  /** More than this share of its first part has come or gone since. */
  readonly changedShare: number;
  readonly parts: number;
}

/** A reader leaves out a fifth of what it reads at most; a table of which a thousandth changes an hour is one file once a day. */
export const partLimits: PartLimits = { changedShare: 0.25, parts: 32 };

const inOrder = (columns: readonly string[]) => (columns.length === 0 ? '' : `ORDER BY ${columns.join(', ')}`);
const asParquet = '(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)';

/** Writes all rows of a table's next snapshot into one file. @param order so that equal content gives equal bytes; none keeps that of the query. */
export async function writeWhole(
  session: DuckDbSession,
  directory: string,
  query: string,
  order: readonly string[],
): Promise<UnfinishedSnapshot> {
  const file = await unfinishedFile(directory);
  await session.run(`COPY (SELECT * FROM (\n${query}\n) AS model ${inOrder(order)}) TO ${sqlPath(file)} ${asParquet}`);
  return { directory, parts: [file], gone: undefined };
}

/** What changes in a table. */
export interface TableChange {
  readonly directory: string;
  readonly present: Snapshot;
  /** A query with the rows that come. */
  readonly added: string;
  /** A query with the places of the present rows that go; undefined when none does. */
  readonly gone: string | undefined;
  readonly order: readonly string[];
}

/** Writes what comes and what goes into files of their own, beside those that stay. @returns how they make a snapshot. */
export async function writeChange(
  session: DuckDbSession,
  { directory, present, added, gone, order }: TableChange,
): Promise<UnfinishedSnapshot & { readonly part: string }> {
  const paths = await unfinishedPart(directory);
  await session.run(
    `COPY (SELECT * FROM (\n${added}\n) AS model ${inOrder(order)}) TO ${sqlPath(paths.part)} ${asParquet}`,
  );
  if (gone === undefined) {
    // A file of no places would be a join for every reader.
    return { directory, parts: [...present.parts, paths.part], gone: present.gone, part: paths.part };
  }
  const before = present.gone === undefined ? '' : `UNION ALL SELECT place FROM read_parquet(${sqlPath(present.gone)})`;
  await session.run(
    `COPY (SELECT place FROM (${gone}) ${before} ORDER BY place) TO ${sqlPath(paths.gone)} ${asParquet}`,
  );
  return { directory, parts: [...present.parts, paths.part], gone: paths.gone, part: paths.part };
}

/** The rows of files, as their footers say. */
export async function countRows(session: DuckDbSession, files: readonly string[]): Promise<number> {
  if (files.length === 0) return 0;
  const { rows } = await session.query(
    `SELECT CAST(SUM(num_rows) AS BIGINT) AS n FROM parquet_file_metadata([${files.map(sqlPath).join(', ')}])`,
  );
  return Number(rows[0]?.n);
}

/**
 * An unfinished snapshot as it is to be published: one file again where its parts have become many or small against what
 * changed, so that a reader never has much to leave out, and a table is written anew in proportion to what changes.
 */
export async function settled(
  session: DuckDbSession,
  draft: UnfinishedSnapshot,
  order: readonly string[],
  limits: PartLimits = partLimits,
): Promise<UnfinishedSnapshot> {
  const [first, ...others] = draft.parts;
  if (first === undefined || others.length === 0) return draft;
  const changed = await countRows(session, [...others, ...(draft.gone === undefined ? [] : [draft.gone])]);
  const most = limits.changedShare * (await countRows(session, [first]));
  if (draft.parts.length <= limits.parts && changed <= most) return draft;
  const file = await unfinishedFile(draft.directory);
  await session.run(
    `COPY (SELECT * EXCLUDE (place) FROM (${presentPlaces(draft)}) AS row ${inOrder(order.length === 0 ? ['place'] : order)}) TO ${sqlPath(file)} ${asParquet}`,
  );
  return { directory: draft.directory, parts: [file], gone: undefined };
}
