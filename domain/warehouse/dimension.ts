import type { Contract } from '../../contracts/contract.ts';
import { type Column, maskedColumns, silverColumns } from '../records/columns.ts';
import {
  affectedKeys,
  beginningOfTime,
  endOfTime,
  inferredOperation,
  isCounted,
  joinEarlierDelivery,
  latestVersion,
  loadedAtColumn,
  loadIdColumn,
  reservedHash,
  reservedMembers,
  surrogateKey,
} from './conventions.ts';
import { type DimensionModel, unqualified } from './model.ts';
import { createTable, indent, sqlLiteral, type TableColumn } from './sql-text.ts';

/** A dimension with history: what its yml and its contract say together. */
export interface Dimension {
  /** Name without the schema, e.g. `dim_patient`. */
  readonly name: string;
  readonly contract: Contract;
  readonly sk: string;
  readonly bk: string;
  readonly attributes: readonly Column[];
}

const timestamp = { kind: 'timestamp' } as const;

/** Columns every dimension ends with. */
const timelineColumns: readonly TableColumn[] = [
  { name: 'version_at', type: timestamp, nullable: false },
  { name: 'valid_from', type: timestamp, nullable: false },
  { name: 'valid_to', type: timestamp, nullable: false },
  { name: 'is_current', type: 'boolean', nullable: false },
  { name: 'is_deleted', type: 'boolean', nullable: false },
  { name: 'is_inferred', type: 'boolean', nullable: false },
  { name: 'row_hash', type: { kind: 'varchar', bytes: 64 }, nullable: false },
  loadIdColumn,
  loadedAtColumn,
];

/**
 * Puts a dimension together from its model and contract.
 * @throws Error naming the model and the column, when the model's columns are not the surrogate key, the business key,
 * attributes of the contract and the timeline columns, in this order.
 */
export function dimensionOf(model: DimensionModel, contract: Contract): Dimension {
  const name = unqualified(model);
  const noun = name.replace(/^dim_/, '');
  const names = model.columns.map((column) => column.name);
  const attributeNames = names.slice(2, -timelineColumns.length);
  const expected = [`${noun}_sk`, `${noun}_bk`, ...attributeNames, ...timelineColumns.map((column) => column.name)];
  const misplaced = names.find((column, index) => column !== expected[index]);
  if (misplaced !== undefined || names.length !== expected.length) {
    throw new Error(
      `${model.model}: column ${misplaced ?? 'list'} is not where the column order of a dimension has it`,
    );
  }
  const masked = maskedColumns(contract);
  const attributes = attributeNames.map((attribute) => {
    const column = masked.find((candidate) => candidate.name === attribute);
    if (column === undefined || attribute === contract.businessKey) {
      throw new Error(`${model.model}: ${attribute} is no masked attribute of contract ${contract.name}`);
    }
    return column;
  });
  return { name, contract, sk: `${noun}_sk`, bk: `${noun}_bk`, attributes };
}

/** DDL of a dimension and its reserved members. Attributes are nullable: inferred members have none. */
export function dimensionTable(dimension: Dimension): string {
  const { name, sk, bk, attributes, contract } = dimension;
  const key = silverColumns(contract).find((column) => column.name === contract.businessKey);
  if (key === undefined) throw new Error(`contract ${contract.name} does not keep its business key`);
  const columns: TableColumn[] = [
    { name: sk, type: 'bigint', nullable: false },
    { name: bk, type: key.type, nullable: false },
    ...attributes.map((attribute) => ({ name: attribute.name, type: attribute.type, nullable: true })),
    ...timelineColumns,
  ];
  const members = reservedMembers.map(
    (member) => `SELECT CAST(${member.sk} AS BIGINT) AS sk, CAST(${sqlLiteral(member.bk)} AS VARCHAR(64)) AS bk`,
  );
  return `${createTable(`star.${name}`, columns, [sk])}

-- Reserved members: what a fact points to when there is no member, or none that could be told.
INSERT INTO star.${name} (${[sk, bk, ...timelineColumns.map((column) => column.name)].join(', ')})
SELECT
  m.sk, m.bk, ${beginningOfTime}, ${beginningOfTime}, ${endOfTime},
  TRUE, FALSE, FALSE, ${sqlLiteral(reservedHash)}, 'schema', GETDATE()
FROM (
  ${members.join('\n  UNION ALL ')}
) m
LEFT JOIN star.${name} d ON d.${sk} = m.sk
WHERE d.${sk} IS NULL;
`;
}

/**
 * Statements that replace the timelines of the affected keys. A timeline is a pure function of the history of its key:
 * each event once at its smallest sequence, the latest sequence per instant, no inferred point beside a real one, no
 * change that changes nothing.
 */
export function dimensionStatements(dimension: Dimension): string {
  const { name, sk, bk, contract, attributes } = dimension;
  const history = `history.${contract.name}`;
  const key = contract.businessKey;
  const attributeNames = attributes.map((attribute) => attribute.name);
  const columns = [sk, bk, ...attributeNames, ...timelineColumns.map((column) => column.name)];
  const carried = [...attributeNames, 'op', 'sequence', 'row_hash', 'load_id', 'loaded_at'];
  return `-- remove the affected timelines of star.${name}
DELETE FROM star.${name}
WHERE ${bk} IN (SELECT business_key FROM ${affectedKeys} WHERE model = '${name}');

-- rebuild the affected timelines of star.${name}
INSERT INTO star.${name} (${columns.join(', ')})
WITH change AS (
  SELECT
    h.${key} AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    GREATEST(LEAST(h.version_at, ${latestVersion}), ${beginningOfTime}) AS version_at,
    ${carried.map((column) => `h.${column}`).join(', ')}
  FROM ${history} h
  JOIN ${affectedKeys} k ON k.model = '${name}' AND k.business_key = h.${key}
  -- An event counts once, at its smallest sequence.
${indent(joinEarlierDelivery(history), 2)}
  WHERE ${isCounted}
),
ranked AS (
  SELECT
    change.*,
    ROW_NUMBER() OVER (
      PARTITION BY bk, version_at
      ORDER BY CASE WHEN op = '${inferredOperation}' THEN 1 ELSE 0 END, sequence DESC, row_hash DESC
    ) AS recency,
    MAX(CASE WHEN op <> '${inferredOperation}' THEN 1 ELSE 0 END) OVER (PARTITION BY bk) AS has_real
  FROM change
),
point AS (
  -- The latest sequence of an instant wins, over an inferred point always; that vanishes once there is a real change.
  SELECT ranked.*, LAG(row_hash) OVER (PARTITION BY bk ORDER BY version_at) AS previous_hash
  FROM ranked
  WHERE recency = 1 AND (op <> '${inferredOperation}' OR has_real = 0)
),
version AS (
  -- A change that changes nothing makes no version; only now are the intervals closed.
  SELECT
    point.*,
    ROW_NUMBER() OVER (PARTITION BY bk ORDER BY version_at) AS version_number,
    LEAD(version_at) OVER (PARTITION BY bk ORDER BY version_at) AS next_at
  FROM point
  WHERE previous_hash IS NULL OR previous_hash <> row_hash
)
SELECT
  ${surrogateKey('bk', 'version_at')},
  bk,
${attributeNames.map((column) => `  ${column},\n`).join('')}  version_at,
  CASE WHEN version_number = 1 THEN ${beginningOfTime} ELSE version_at END,
  NVL(next_at, ${endOfTime}),
  next_at IS NULL,
  op = 'D',
  op = '${inferredOperation}',
  row_hash,
  load_id,
  loaded_at
FROM version;
`;
}
