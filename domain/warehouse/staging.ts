import type { Contract } from '../../contracts/contract.ts';
import { lineageColumns, silverColumns } from '../records/columns.ts';
import { loadedAtColumn, loadId, loadIdColumn, manifestPlaceholder } from './conventions.ts';
import { createTable, type TableColumn } from './sql-text.ts';

/**
 * Columns as they can hold every row: of the record itself only the business key is there for an inferred member.
 */
function storedColumns(contract: Contract): TableColumn[] {
  const always = new Set([...lineageColumns.filter((column) => !column.nullable).map(({ name }) => name)]);
  always.add(contract.businessKey);
  return silverColumns(contract).map(({ name, type }) => ({ name, type, nullable: !always.has(name) }));
}

/** `staging.<contract>`: the columns of its silver objects in stored order, because COPY fills them by position. */
export function stagingTable(contract: Contract): string {
  return createTable(`staging.${contract.name}`, storedColumns(contract), []);
}

/**
 * `history.<contract>`: every distinct change ever loaded, insert-only, with the load that brought it. No primary key:
 * Redshift would trust it without enforcing it, and an index over three texts costs the embedded engine a fifth of a load.
 */
export function historyTable(contract: Contract): string {
  const columns = [...storedColumns(contract), loadIdColumn, loadedAtColumn];
  return createTable(`history.${contract.name}`, columns, []);
}

/** Statement that empties a staging table. DELETE, because TRUNCATE commits in Redshift. */
export function clearStaging(contract: Contract): string {
  return `-- clear staging.${contract.name}\nDELETE FROM staging.${contract.name};`;
}

/**
 * Statements that load the new objects of a contract: COPY by manifest, then append what history has not seen. An event
 * that history knows with the same or a smaller sequence is a duplicate; of a repetition within the load the smallest
 * sequence counts.
 */
export function stageStatements(contract: Contract): string {
  const { name } = contract;
  const columns = silverColumns(contract).map((column) => column.name);
  return `-- copy staging.${name}
COPY staging.${name} FROM '${manifestPlaceholder(name)}' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST;

-- append to history.${name}
INSERT INTO history.${name} (
  ${[...columns, 'load_id', 'loaded_at'].join(',\n  ')}
)
SELECT
  ${columns.map((column) => `s.${column}`).join(',\n  ')},
  ${loadId},
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.${name} c
) s
LEFT JOIN history.${name} h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;
`;
}
