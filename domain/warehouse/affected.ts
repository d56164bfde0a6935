import type { Contract } from '../../contracts/contract.ts';
import { maskedColumns, sequenceDigits, silverColumns } from '../records/columns.ts';
import { rowHash } from '../records/row-hash.ts';
import { affectedKeys, beginningOfTime, inferredOperation, inferredSource, loadId } from './conventions.ts';
import type { Dimension } from './dimension.ts';
import { sqlLiteral } from './sql-text.ts';

/** `row_hash` of a member nobody has described: the hash of a record in which every field is absent. */
export function inferredHash(contract: Contract): string {
  return rowHash(
    inferredOperation,
    maskedColumns(contract).map(() => null),
  );
}

/** A dimension and the column of the fact's contract that holds its business key. */
export interface Reference {
  readonly dimension: Dimension;
  readonly column: string;
}

/**
 * Statements that add an inferred member for every key that this load's rows mention and history does not know. All rows
 * count, also those that a later correction replaces: otherwise the outcome would depend on how they were batched.
 */
export function inferStatements(factContract: Contract, references: readonly Reference[]): string {
  return references.map((reference) => inferStatement(factContract, reference)).join('\n');
}

function inferStatement(factContract: Contract, { dimension, column }: Reference): string {
  const { contract } = dimension;
  const values: Readonly<Record<string, string>> = {
    event_source: sqlLiteral(inferredSource),
    event_id: `'${contract.name}:' || m.bk`,
    op: `'${inferredOperation}'`,
    version_at: beginningOfTime,
    sequence: sqlLiteral('0'.repeat(sequenceDigits)),
    shard_id: "'inferred'",
    arrived_at: 'GETDATE()',
    object_key: "'inferred'",
    row_hash: sqlLiteral(inferredHash(contract)),
    [contract.businessKey]: 'm.bk',
    load_id: loadId,
    loaded_at: 'GETDATE()',
  };
  const columns = [...silverColumns(contract).map(({ name }) => name), 'load_id', 'loaded_at'].filter((name) =>
    Object.hasOwn(values, name),
  );
  return `-- infer members of star.${dimension.name}
INSERT INTO history.${contract.name} (${columns.join(', ')})
SELECT
  ${columns.map((name) => values[name]).join(',\n  ')}
FROM (
  SELECT DISTINCT e.${column} AS bk
  FROM staging.${factContract.name} e
  LEFT JOIN history.${contract.name} known ON known.${contract.businessKey} = e.${column}
  WHERE e.${column} IS NOT NULL AND known.${contract.businessKey} IS NULL
) m;
`;
}

/** A star table and the contract whose changes make its keys affected. */
export interface KeyedTable {
  /** Name without the schema. */
  readonly name: string;
  readonly contract: Contract;
}

/**
 * Statements that list the keys a load touches: those of its new rows, and those of known rows that turn out to repeat
 * an event of which the load brings an earlier sequence.
 */
export function affectedKeyStatements(tables: readonly KeyedTable[]): string {
  const branches = tables.map(({ name, contract }) => {
    const [history, key] = [`history.${contract.name}`, contract.businessKey];
    return `SELECT DISTINCT CAST('${name}' AS VARCHAR(64)) AS model, touched.business_key
FROM (
  SELECT ${key} AS business_key
  FROM ${history}
  WHERE load_id = ${loadId}
  UNION ALL
  SELECT h.${key} AS business_key
  FROM staging.${contract.name} s
  JOIN ${history} h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched`;
  });
  return `-- clear ${affectedKeys}
DELETE FROM ${affectedKeys};

-- list the affected keys
INSERT INTO ${affectedKeys} (model, business_key)
${branches.join('\nUNION ALL\n')};
`;
}
