import type { History } from '../../contracts/contract.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { SafeError } from '../safe-error.ts';
import {
  affectedKeys,
  beginningOfTime,
  endOfTime,
  inferredOperation,
  isCounted,
  joinAffected,
  joinSuperseded,
  momentOf,
  reservedHash,
  reservedMembers,
  surrogateKey,
} from './conventions.ts';
import type { DimensionModel, StorageModel } from './model.ts';
import { createTable, indent, listed, type Statement, type Storage, sqlLiteral, type TableColumn } from './sql-text.ts';

/** A column of a table of the star. */
export interface StarColumn extends TableColumn {
  readonly description: string;
}

/** A dimension: what its contract and its yml say together. */
export interface Dimension {
  /** Name without the schema, e.g. `dim_patient`. */
  readonly name: string;
  readonly table: SilverTable;
  readonly model: DimensionModel;
  readonly history: History;
  /** Names of its surrogate and its business key. */
  readonly sk: string;
  readonly bk: string;
  /** Names of what it says about a member. */
  readonly attributes: readonly string[];
  readonly columns: readonly StarColumn[];
  /** Null: Redshift chooses. */
  readonly storage: Storage | null;
}

const timestamp = { kind: 'timestamp' } as const;
const boolean = { kind: 'boolean' } as const;
const hashOrId = { kind: 'varchar', bytes: 64 } as const;

/** Columns every dimension ends with. */
const timelineColumns: readonly StarColumn[] = [
  { name: 'version_at', type: timestamp, nullable: false, description: 'Event time of this version, UTC' },
  {
    name: 'valid_from',
    type: timestamp,
    nullable: false,
    description: 'First instant the version is valid, UTC; 1900-01-01 for the first version',
  },
  {
    name: 'valid_to',
    type: timestamp,
    nullable: false,
    description: 'First instant it is no longer valid, UTC; 9999-12-31 for the current version',
  },
  { name: 'is_current', type: boolean, nullable: false, description: 'True for the last version' },
  { name: 'is_deleted', type: boolean, nullable: false, description: 'True for a version that a deletion wrote' },
  {
    name: 'is_inferred',
    type: boolean,
    nullable: false,
    description: 'True for a member known only because a fact mentions it',
  },
  {
    name: 'row_hash',
    type: hashOrId,
    nullable: false,
    description: 'SHA-256 over operation and masked attributes',
  },
  { name: 'load_id', type: hashOrId, nullable: false, description: 'Load that brought the change' },
  { name: 'loaded_at', type: timestamp, nullable: false, description: 'When it did, UTC' },
];
const timelineNames = timelineColumns.map(({ name }) => name);

/** Longest key: what affected keys, inferred event ids and every column that refers to a member have room for. */
const longestKeyBytes = 64;
const longestReservedBytes = Math.max(...reservedMembers.map(({ bk }) => bk.length));

/**
 * Puts a dimension together: surrogate key, business key, every masked column of the contract but the key, timeline.
 * @throws Error naming the contract when it is no reference data, or its key is no text of at most 64 bytes.
 */
export function dimensionOf(table: SilverTable, model: DimensionModel): Dimension {
  const { name, contract, key, masked } = table;
  if (contract.history === null) {
    throw new SafeError(`contract ${name} has a dimension, but its records are events: give it a fact`);
  }
  if (key.type.kind !== 'varchar' || key.type.bytes > longestKeyBytes) {
    throw new SafeError(`contract ${name}: the key of a dimension is a text of at most ${longestKeyBytes} bytes`);
  }
  const attributes = masked.filter((column) => column !== key);
  const [sk, bk] = [`${name}_sk`, `${name}_bk`];
  const columns: StarColumn[] = [
    {
      name: sk,
      type: { kind: 'bigint' },
      nullable: false,
      description: `Key of one version, the same in every rebuild; ${reservedMembers
        .map((member) => `${member.sk} ${member.bk.slice(1, -1)}`)
        .join(', ')}`,
    },
    {
      name: bk,
      // A short code must leave room for the reserved members.
      type: { kind: 'varchar', bytes: Math.max(key.type.bytes, longestReservedBytes) },
      nullable: false,
      description: key.description,
    },
    // Nullable: inferred members have none.
    ...attributes.map((attribute) => ({ ...attribute, nullable: true })),
    ...timelineColumns,
  ];
  return {
    name: `dim_${name}`,
    table,
    model,
    history: contract.history,
    sk,
    bk,
    attributes: attributes.map((attribute) => attribute.name),
    columns,
    storage:
      storageOf(model.storage, columns, (what) => new SafeError(`dimension of contract ${name}: ${what}`)) ?? null,
  };
}

/**
 * What a yml says of a table's storage, or undefined when it says nothing.
 * @param columns those of the table
 * @param fault makes the error for a column that is none of these
 */
export function storageOf(
  model: StorageModel | undefined,
  columns: readonly TableColumn[],
  fault: (what: string) => Error,
): Storage | undefined {
  if (model === undefined) return undefined;
  const { distribute_by: distributeBy, sort_by: sortBy, because } = model;
  for (const wanted of [distributeBy, sortBy]) {
    if (wanted === undefined || wanted === 'all' || columns.some(({ name }) => name === wanted)) continue;
    throw fault(`storage names ${wanted}, no column of it`);
  }
  return {
    ...(distributeBy === undefined ? {} : { distribution: distributeBy === 'all' ? 'all' : { column: distributeBy } }),
    ...(sortBy === undefined ? {} : { sortKey: sortBy }),
    because,
  };
}

/** DDL of a dimension, and the statement that puts its reserved members in. */
export function dimensionTable({ name, sk, bk, columns, storage }: Dimension): string {
  return `${createTable(`star.${name}`, columns, { primaryKey: sk, ...(storage === null ? {} : { storage }) })};

-- Reserved members: what a fact points to when there is no member, or none that could be told.
INSERT INTO star.${name} (${[sk, bk, ...timelineNames].join(', ')})
SELECT
  m.sk, m.bk, ${beginningOfTime}, ${beginningOfTime}, ${endOfTime},
  TRUE, FALSE, FALSE, ${sqlLiteral(reservedHash)}, 'schema', GETDATE()
FROM (
${indent(reservedMembersText, 2)}
) m
LEFT JOIN star.${name} d ON d.${sk} = m.sk
WHERE d.${sk} IS NULL;
`;
}

/** The reserved members as rows of `sk` and `bk`. */
export const reservedMembersText = reservedMembers
  .map(({ sk, bk }) => `SELECT CAST(${sk} AS BIGINT) AS sk, CAST(${sqlLiteral(bk)} AS VARCHAR(64)) AS bk`)
  .join('\nUNION ALL ');

/**
 * Statements that replace the timelines of the affected keys from where they change. A timeline is a pure function of the
 * history of its key: each event once at its smallest sequence, the latest sequence per instant, no inferred point beside a
 * real one, no change that changes nothing. A dimension without history shows its last version alone, as if it had held
 * for all time.
 */
export function rebuildTimelines(dimension: Dimension): Statement[] {
  const { name, sk, bk, attributes } = dimension;
  const columns = [sk, bk, ...attributes, ...timelineNames];
  return [
    {
      name: `remove the affected timelines of star.${name}`,
      sql: `DELETE FROM star.${name}
USING ${affectedKeys}
WHERE affected_key.model = '${name}' AND affected_key.business_key = ${name}.${bk}
  AND ${name}.valid_to > affected_key.valid_from`,
    },
    {
      name: `rebuild the affected timelines of star.${name}`,
      sql: `INSERT INTO star.${name} (
${listed(columns)}
)
${versionsOf(dimension)}
SELECT
${listed([
  ...(dimension.history === 'versions'
    ? [surrogateKey('bk', 'version_at'), 'bk', ...attributes, 'version_at', 'valid_from']
    : [surrogateKey('bk', beginningOfTime), 'bk', ...attributes, 'version_at', beginningOfTime]),
  `NVL(next_at, ${endOfTime})`,
  'next_at IS NULL',
  "op = 'D'",
  `op = '${inferredOperation}'`,
  'row_hash',
  'load_id',
  'loaded_at',
])}
FROM version${dimension.history === 'versions' ? '' : '\n-- No history is kept: a member is what its last version says, and always was.\nWHERE next_at IS NULL'}`,
    },
  ];
}

/**
 * Common table expressions up to `version`: the instants of each affected key, from the one on from which its timeline is
 * built again, and the state that holds from each on.
 */
function versionsOf({ name, table, attributes }: Dimension): string {
  const carried = [...attributes, 'op', 'sequence', 'row_hash', 'load_id', 'loaded_at'];
  return `WITH change AS (
  SELECT
    h.${table.key.name} AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    ${momentOf('h.version_at')} AS version_at,
    k.valid_from AS built_from,
    ${carried.map((column) => `h.${column}`).join(', ')}
  FROM history.${table.name} h
  ${joinAffected(name, `h.${table.key.name}`)}
  -- An event counts once, at its smallest sequence.
${indent(joinSuperseded(table.name), 2)}
  WHERE h.version_at >= k.history_from AND ${isCounted}
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
  WHERE recency < 2 AND (op <> '${inferredOperation}' OR has_real = 0)
),
version AS (
  -- A change that changes nothing makes no version; only now are the intervals closed.
  SELECT
    point.*,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY bk ORDER BY version_at) = 1 THEN built_from ELSE version_at END AS valid_from,
    LEAD(version_at) OVER (PARTITION BY bk ORDER BY version_at) AS next_at
  FROM point
  WHERE previous_hash IS NULL OR previous_hash <> row_hash
)`;
}

/**
 * Statement that gives the members which this load inferred their one version. They were in no history before, so
 * they have no timeline that would have to be rebuilt; a load that is repeated finds them there.
 */
export function insertInferredMembers({ name, sk, bk, table }: Dimension): Statement {
  return {
    name: `add the inferred members to star.${name}`,
    sql: `INSERT INTO star.${name} (
${listed([sk, bk, ...timelineNames])}
)
SELECT
${listed([
  surrogateKey(`h.${table.key.name}`, 'h.version_at'),
  `h.${table.key.name}`,
  'h.version_at',
  beginningOfTime,
  endOfTime,
  'TRUE',
  'FALSE',
  'TRUE',
  'h.row_hash',
  'h.load_id',
  'h.loaded_at',
])}
FROM history.${table.name} h
${joinAffected(name, `h.${table.key.name}`)}
LEFT JOIN star.${name} d ON d.${bk} = h.${table.key.name}
WHERE h.op = '${inferredOperation}' AND d.${bk} IS NULL`,
  };
}
