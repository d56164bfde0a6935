import { smokeTable } from './smoke-record.ts';

/** Columns of the silver row: the change log and history have them all. */
export const silverColumns: readonly string[] = smokeTable.columns.map(({ name }) => name);

/** The lake's tables do not say which object a row came from. */
export const lakeColumns: readonly string[] = silverColumns.filter((name) => name !== 'object_key');

/** Fields of the dimension; it names the key anew. */
export const starFields: readonly string[] = smokeTable.masked
  .map(({ name }) => name)
  .filter((name) => name !== smokeTable.key.name);

/** Columns of any store that hold points in time. */
export const times: ReadonlySet<string> = new Set([
  ...smokeTable.columns.filter(({ type }) => type.kind === 'timestamp').map(({ name }) => name),
  'valid_from',
  'valid_to',
]);
