import { lineageColumns, type SilverTable } from '../records/silver-table.ts';
import { eventKeyColumn, loadLock, manifestPlaceholder } from './conventions.ts';
import { createTable, type Statement, type Storage, type TableColumn } from './sql-text.ts';

/** Columns that history adds to those of the change log. */
export const loadColumns: readonly TableColumn[] = [
  { name: 'load_id', type: { kind: 'varchar', bytes: 64 }, nullable: false },
  { name: 'loaded_at', type: { kind: 'timestamp' }, nullable: false },
  // Nullable, because Redshift adds no other column to a table with rows; every row has it (I15).
  // A hash does not compress, and a load reads it from end to end on Redshift.
  { name: eventKeyColumn, type: { kind: 'bigint' }, nullable: true, encoding: 'RAW' },
];

/**
 * The columns of the silver objects in stored order, as they can hold every row: of the record itself only the key is
 * there for an inferred member.
 */
export function stagingColumns({ columns, key }: SilverTable): TableColumn[] {
  const always = new Set(lineageColumns.filter((column) => !column.nullable).map(({ name }) => name)).add(key.name);
  return columns.map(({ name, type }) => ({ name, type, nullable: !always.has(name) }));
}

/** `staging.<contract>`: the columns of its silver objects in stored order, because COPY fills them by position. */
export function stagingTable(table: SilverTable): string {
  return createTable(`staging.${table.name}`, stagingColumns(table));
}

/** The columns of `history.<contract>`: those of staging, and the load that brought the row. */
export function historyColumns(table: SilverTable): TableColumn[] {
  return [...stagingColumns(table), ...loadColumns];
}

/**
 * `history.<contract>`: every distinct change ever loaded, insert-only, with the load that brought it. No primary key:
 * Redshift would trust it without enforcing it, and an index over three texts costs the embedded engine a fifth of a load.
 */
export function historyTable(table: SilverTable): string {
  return createTable(`history.${table.name}`, historyColumns(table), { storage: historyStorage(table) });
}

/** How a history is laid out: as its rows come, so that nothing has to be sorted again, and by what a load rebuilds. */
export function historyStorage({ key }: SilverTable): Storage {
  return {
    distribution: { column: key.name },
    sortKey: 'loaded_at',
    because: 'A load rebuilds by key, and adds rows at the end: they stay sorted without VACUUM.',
  };
}

/**
 * One load at a time: a second one waits here and then sees the first one's rows, because a transaction takes its
 * snapshot after its locks (https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html). Tables of staging
 * do for that: every load empties them, so its user may lock them; locking others would take rights that a load does
 * not need, and make every reader of the star wait.
 */
export function lockStatement({ name }: SilverTable): Statement {
  return {
    name: 'lock what only loads use',
    sql: `-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE ${loadLock}, staging.${name}`,
  };
}

/**
 * Statements that bring the rows of the new objects of a contract into staging: COPY by manifest. Objects of before a
 * column was added have fewer columns: FILLRECORD gives them NULL
 * (https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html). Staging is emptied with
 * DELETE, because TRUNCATE commits in Redshift.
 */
export function stageStatements({ name }: SilverTable): Statement[] {
  return [
    { name: `clear staging.${name}`, sql: `DELETE FROM staging.${name}` },
    {
      name: `copy staging.${name}`,
      sql: `COPY staging.${name} FROM '${manifestPlaceholder(name)}' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD`,
    },
  ];
}
