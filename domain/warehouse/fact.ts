import { referencesOf } from '../../contracts/references.ts';
import { calendar } from '../../contracts/rules.ts';
import type { Column, SilverTable } from '../records/silver-table.ts';
import { SafeError } from '../safe-error.ts';
import {
  affectedKeys,
  dateDimension,
  isCounted,
  joinAffected,
  joinSuperseded,
  momentOf,
  unknownMember,
} from './conventions.ts';
import { type Dimension, type StarColumn, storageOf } from './dimension.ts';
import type { FactModel } from './model.ts';
import { createTable, indent, listed, type Statement, type Storage, sqlType, type TableColumn } from './sql-text.ts';

/** A reference of a fact to a dimension, in one role. */
export interface FactReference {
  readonly dimension: Dimension;
  readonly role: string;
  /** Field of the contract that holds the member's key. */
  readonly field: string;
  /** Columns of the fact: the version at the fact's time, and the member whatever its version. */
  readonly sk: string;
  readonly bk: string;
}

/** A column of a fact, and what a rebuild puts in it: an expression over the row `e` of the contract's state. */
interface FactColumn extends StarColumn {
  readonly value: string;
}

/** A fact: what its contract and its yml say together. */
export interface Fact {
  /** Name without the schema, e.g. `fact_claim`. */
  readonly name: string;
  readonly table: SilverTable;
  readonly model: FactModel;
  /** The column that identifies a row. */
  readonly key: string;
  /** The column with the instant that the row happened at. */
  readonly at: string;
  readonly references: readonly FactReference[];
  /** Columns that hold a key of the calendar. */
  readonly dateKeys: readonly string[];
  /** Columns that add up. */
  readonly measures: readonly string[];
  readonly columns: readonly FactColumn[];
  /** By default by patient, where it has one, and by event time. */
  readonly storage: Storage;
}

/**
 * Puts a fact together: its key, the references to dimensions and to other facts, the days, the other masked fields under
 * their own names, what is computed, and where the row came from.
 * @throws Error naming the contract and the field, when the yml or the masking policy does not fit.
 */
export function factOf(table: SilverTable, model: FactModel, dimensions: readonly Dimension[]): Fact {
  const { name, contract, key, masked } = table;
  const fault = (what: string) => new SafeError(`fact of contract ${name}: ${what}`);
  const column = (field: string, use: string): Column => {
    const found = masked.find((candidate) => candidate.name === field);
    if (found === undefined) throw fault(`${use} names ${field}, which is no masked field`);
    return found;
  };
  if (contract.eventTime === null) throw fault('its records are reference data: give it a dimension');
  if (key.type.kind !== 'varchar' || key.type.bytes > 64) throw fault('its key is a text of at most 64 bytes');
  const at = column(contract.eventTime, 'the event time');
  if (at.type.kind !== 'timestamp') throw fault(`${at.name} is masked, so nothing tells the version of a dimension`);

  const kept = referencesOf(contract).filter(({ field }) => masked.some((candidate) => candidate.name === field));
  const references = kept.flatMap(({ field, role, target }): FactReference[] => {
    const dimension = dimensions.find((candidate) => candidate.table.name === target);
    if (dimension === undefined) return [];
    if (!fits(column(field, 'a reference').type, dimension.table.key.type)) {
      throw fault(`${field} holds keys of ${target} and is no text that fits into its key`);
    }
    return [{ dimension, role, field, sk: `${role}_sk`, bk: `${role}_bk` }];
  });
  const links = kept.filter(({ field }) => references.every((reference) => reference.field !== field));
  const referring = new Set([key.name, ...kept.map(({ field }) => field), ...model.exclude]);
  for (const field of model.exclude) column(field, 'exclude');
  const fields = masked.filter((candidate) => !referring.has(candidate.name));
  const dates = model.dates.map((field) => dateColumn(column(field, 'dates'), fault));

  const columns: FactColumn[] = [
    {
      name: `${name}_bk`,
      type: key.type,
      nullable: false,
      description: key.description,
      value: `e.${key.name}`,
    },
    ...references.flatMap((reference) => referenceColumns(reference, column(reference.field, 'a reference'), at.name)),
    ...links.map(({ field, role }) => ({ ...column(field, 'a reference'), name: `${role}_bk`, value: `e.${field}` })),
    ...dates,
    ...fields.map((field) => ({ ...field, value: `e.${field.name}` })),
    ...model.computed.map((computed) => ({ ...computed, nullable: true, value: `e.${computed.name}` })),
    ...sourceColumns,
  ];
  const existing = (wanted: string, use: string): string => {
    if (columns.every((candidate) => candidate.name !== wanted)) throw fault(`${use} names ${wanted}, no column of it`);
    return wanted;
  };
  const repeated = columns.find(({ name: own }, index) => columns.findIndex((other) => other.name === own) !== index);
  if (repeated !== undefined) throw fault(`two columns are called ${repeated.name}`);
  const decimals = columns.filter(({ type }) => type.kind === 'decimal').map((measure) => measure.name);
  const byPatient = columns.some((candidate) => candidate.name === 'patient_bk') ? 'patient_bk' : null;
  return {
    name: `fact_${name}`,
    table,
    model,
    key: `${name}_bk`,
    at: existing(at.name, 'the event time'),
    references,
    dateKeys: dates.map((date) => date.name),
    measures: model.measures?.map((measure) => existing(measure, 'measures')) ?? decimals,
    columns,
    storage: storageOf(model.storage, columns, fault) ?? {
      ...(byPatient === null ? {} : { distribution: { column: byPatient } }),
      sortKey: at.name,
      because: `Reports read a range of ${at.name}${byPatient === null ? '' : "; a patient's facts lie where the patient's versions do"}.`,
    },
  };
}

/** Whether every key in a column of this type fits into the key it refers to. */
function fits(type: TableColumn['type'], key: TableColumn['type']): boolean {
  return type.kind === 'varchar' && key.kind === 'varchar' && type.bytes <= key.bytes;
}

/** Columns that every fact ends with. */
const sourceColumns: readonly FactColumn[] = [
  {
    name: 'sequence',
    type: { kind: 'varchar', bytes: 64 },
    nullable: false,
    description: 'Stream sequence number of the change that made the row',
    value: 'e.sequence',
  },
  {
    name: 'load_id',
    type: { kind: 'varchar', bytes: 64 },
    nullable: false,
    description: 'Load that brought the change',
    value: 'e.load_id',
  },
  {
    name: 'loaded_at',
    type: { kind: 'timestamp' },
    nullable: false,
    description: 'When it did, UTC',
    value: 'e.loaded_at',
  },
];

function referenceColumns({ dimension, role, sk, bk, field }: FactReference, own: Column, at: string): FactColumn[] {
  return [
    {
      name: sk,
      type: { kind: 'bigint' },
      nullable: false,
      description: `Version of the ${role.replaceAll('_', ' ')} at ${at}; ${unknownMember} when none is given`,
      value: `NVL(${versionAlias(role)}.${dimension.sk}, ${unknownMember})`,
    },
    { ...own, name: bk, value: `e.${field}` },
  ];
}

/** Alias of the version that a role points to; never a word that SQL reserves, as the role `order` would be. */
const versionAlias = (role: string) => `${role}_version`;

function dateColumn({ name, type, nullable }: Column, fault: (what: string) => Error): FactColumn {
  if (type.kind !== 'timestamp' && type.kind !== 'date') throw fault(`dates names ${name}, which is no time or day`);
  const day = (text: string) => `CAST('${text}' AS ${sqlType(type)})`;
  const cases = [
    ...(nullable ? [`WHEN e.${name} IS NULL THEN -2`] : []),
    `WHEN e.${name} < ${day(calendar.from)} OR e.${name} >= ${day(calendar.before)} THEN -3`,
  ];
  return {
    name: `${name.replace(/_(at|date)$/, '')}_date_key`,
    type: { kind: 'integer' },
    nullable: false,
    description: `Day of ${name}, yyyymmdd;${nullable ? ' -2 without one,' : ''} -3 outside the calendar`,
    value: `CASE
    ${cases.join('\n    ')}
    ELSE CAST(TO_CHAR(e.${name}, 'YYYYMMDD') AS INTEGER)
  END`,
  };
}

/** The references of a fact by the dimension they point to, in the order of the fields. */
export function referencesByDimension({
  references,
}: Fact): readonly { readonly dimension: Dimension; readonly references: readonly FactReference[] }[] {
  return [...Map.groupBy(references, ({ dimension }) => dimension)].map(([dimension, own]) => ({
    dimension,
    references: own,
  }));
}

/** DDL of a fact. Redshift trusts the keys and enforces none; each load checks them (I9, I11). */
export function factTable({ name, key, columns, references, dateKeys, storage }: Fact): string {
  return `${createTable(`star.${name}`, columns, {
    primaryKey: key,
    foreignKeys: [
      ...references.map(({ dimension, sk }) => ({ column: sk, table: `star.${dimension.name}`, key: dimension.sk })),
      ...dateKeys.map((column) => ({ column, table: dateDimension, key: 'date_key' })),
    ],
    storage,
  })};\n`;
}

/** Conditions of a join, one a line: that `d` is the version of a member of a dimension at an instant. */
export function isVersionAt(d: string, { bk }: Pick<Dimension, 'bk'>, member: string, moment: string): string {
  return `${d}.${bk} = ${member}\n  AND ${moment} >= ${d}.valid_from\n  AND ${moment} < ${d}.valid_to`;
}

/**
 * Statements that replace the rows of the affected keys. A row is the current state of its key: of the events, each once
 * at its smallest sequence, the one that came last; a deletion leaves none.
 */
export function rebuildFact(fact: Fact): Statement[] {
  const { name, key, at, table, references, columns, model } = fact;
  const history = `history.${table.name}`;
  const joins = references.map(
    (reference) => `LEFT JOIN star.${reference.dimension.name} ${versionAlias(reference.role)}
  ON ${isVersionAt(versionAlias(reference.role), reference.dimension, `e.${reference.field}`, 'e.moment')}`,
  );
  const computed = model.computed.map(({ name: own, sql, type }) => `CAST(${sql} AS ${sqlType(type)}) AS ${own}`);
  return [
    {
      name: `remove the affected rows of star.${name}`,
      sql: `DELETE FROM star.${name}
USING ${affectedKeys}
WHERE affected_key.model = '${name}' AND affected_key.business_key = ${name}.${key}`,
    },
    {
      name: `rebuild the affected rows of star.${name}`,
      sql: `INSERT INTO star.${name} (
${listed(columns.map((column) => column.name))}
)
WITH change AS (
  SELECT
    h.*,
    -- A correction may move the event time, so the stream's order decides what is the current state.
    ROW_NUMBER() OVER (PARTITION BY h.${table.key.name} ORDER BY h.sequence DESC, h.row_hash DESC) AS recency
  FROM ${history} h
  ${joinAffected(name, `h.${table.key.name}`)}
  -- An event counts once, at its smallest sequence.
${indent(joinSuperseded(table.name), 2)}
  WHERE ${isCounted}
),
state AS (
  SELECT
${listed(['change.*', `${momentOf(at)} AS moment`, ...computed], 4)}
  FROM change
  -- Less than 2 is 1: an equality makes the embedded planner expect a handful of rows and hash the wrong side of the joins.
  WHERE recency < 2 AND op <> 'D'
)
SELECT
${listed(columns.map(({ value }) => value))}
FROM state e${joins.map((join) => `\n${join}`).join('')}`,
    },
  ];
}

/**
 * FROM clause of the facts `f` that a change of an affected member `k` may move: those from the changed instant on, with the
 * version `v` that is right for each. An affected key without any version left is an unknown member.
 */
export function factsFrom({ name, at }: Fact, { dimension, bk }: FactReference): string {
  return `FROM ${affectedKeys} k
JOIN star.${name} f
  ON k.model = '${dimension.name}' AND f.${bk} = k.business_key AND f.${at} >= k.facts_from
LEFT JOIN star.${dimension.name} v
  ON ${isVersionAt('v', dimension, `f.${bk}`, momentOf(`f.${at}`))}`;
}

/**
 * Statement that points a fact to the versions of a dimension that moved. A change that arrives late, a deletion or the
 * first record of an inferred member moves the window of a version: facts in the window follow it.
 */
export function repointFact(fact: Fact, dimension: Dimension): Statement {
  const { name, key } = fact;
  const roles = fact.references.filter((reference) => reference.dimension === dimension);
  const movedIn = (role: FactReference) => {
    const keys = roles.map(({ sk }) => `${sk === role.sk ? rightKey : 'CAST(NULL AS BIGINT)'} AS ${sk}`);
    return `SELECT f.${key}, ${keys.join(', ')}
${factsFrom(fact, role)}
WHERE f.${role.sk} <> ${rightKey}`;
  };
  const rightKey = `NVL(v.${dimension.sk}, ${unknownMember})`;
  const [only] = roles;
  if (only === undefined) throw new SafeError(`star.${name} does not refer to star.${dimension.name}`);
  const moved =
    roles.length === 1
      ? movedIn(only)
      : `SELECT ${[key, ...roles.map(({ sk }) => `MAX(${sk}) AS ${sk}`)].join(', ')}
FROM (
${indent(roles.map(movedIn).join('\nUNION ALL\n'), 2)}
) role
GROUP BY ${key}`;
  const set = roles.map(({ sk }) =>
    roles.length === 1 ? `${sk} = moved.${sk}` : `${sk} = NVL(moved.${sk}, ${name}.${sk})`,
  );
  return {
    name: `point star.${name} to the versions of star.${dimension.name} that moved`,
    sql: `UPDATE star.${name}
SET
${listed(set)}
FROM (
${indent(moved, 2)}
) moved
WHERE ${name}.${key} = moved.${key}`,
  };
}
