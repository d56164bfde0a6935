import { lineageColumns, type SilverTable } from '../records/silver-table.ts';
import { affectedKeys, loadId, manifestPlaceholder } from './conventions.ts';
import { createTable, listed, type Statement, type TableColumn } from './sql-text.ts';

/** Columns that history adds to those of the change log. */
export const loadColumns: readonly TableColumn[] = [
  { name: 'load_id', type: { kind: 'varchar', bytes: 64 }, nullable: false },
  { name: 'loaded_at', type: { kind: 'timestamp' }, nullable: false },
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
  return createTable(`history.${table.name}`, historyColumns(table));
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
LOCK TABLE ${affectedKeys}, staging.${name}`,
  };
}

/**
 * Statements that load the new objects of a contract: COPY by manifest, then append what history has not seen. Objects of
 * before a column was added have fewer columns: FILLRECORD gives them NULL
 * (https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html). An event
 * that history knows with the same or a smaller sequence is a duplicate; of a repetition within the load the smallest
 * sequence counts. Staging is emptied with DELETE, because TRUNCATE commits in Redshift.
 */
export function stageStatements({ name, columns }: SilverTable): Statement[] {
  const names = columns.map((column) => column.name);
  return [
    { name: `clear staging.${name}`, sql: `DELETE FROM staging.${name}` },
    {
      name: `copy staging.${name}`,
      sql: `COPY staging.${name} FROM '${manifestPlaceholder(name)}' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD`,
    },
    {
      name: `append to history.${name}`,
      sql: `INSERT INTO history.${name} (
${listed([...names, ...loadColumns.map((column) => column.name)])}
)
SELECT
${listed([...names.map((column) => `s.${column}`), loadId, 'GETDATE()'])}
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.${name} c
) s
LEFT JOIN history.${name} h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL`,
    },
  ];
}
