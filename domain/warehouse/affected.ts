import { rowHash } from '../records/row-hash.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { isUnseen, supersedes } from './append.ts';
import {
  affectedKeys,
  arrivedEvents,
  beforeEverything,
  beginningOfTime,
  eventKey,
  eventKeyColumn,
  inferredOperation,
  inferredSource,
  loadId,
} from './conventions.ts';
import type { Dimension } from './dimension.ts';
import { type Fact, referencesByDimension } from './fact.ts';
import { indent, listed, type Statement, sqlLiteral } from './sql-text.ts';

/** Digits of a sequence number that stands before every real one. */
const firstSequence = '0'.repeat(64);

/** A key that is affected: from which event time on history is read, versions are built, and facts may have moved. */
function affectedKey(model: string, businessKey: string, from: AffectedFrom = fromTheBeginning): string {
  return `CAST('${model}' AS VARCHAR(64)) AS model,
  CAST(${businessKey} AS VARCHAR(128)) AS business_key,
  ${from.history} AS history_from,
  ${from.versions} AS valid_from,
  ${from.facts} AS facts_from`;
}

interface AffectedFrom {
  readonly history: string;
  readonly versions: string;
  readonly facts: string;
}

const fromTheBeginning: AffectedFrom = {
  history: beforeEverything,
  versions: beginningOfTime,
  facts: beforeEverything,
};

/** `row_hash` of a member nobody has described: the hash of a record in which every field is absent. */
export function inferredHash({ masked }: SilverTable): string {
  return rowHash(
    inferredOperation,
    masked.map(() => null),
  );
}

/**
 * Statements that add an inferred member to its history, one for each dimension, for every key that this load's rows
 * mention, in whatever role, and the dimension does not know. The keys are among the affected ones already.
 */
export function inferStatements(fact: Fact): Statement[] {
  return referencesByDimension(fact).map(({ dimension }) => {
    const { name, key, columns } = dimension.table;
    const id = `'${name}:' || k.business_key`;
    const values: Readonly<Record<string, string>> = {
      event_source: sqlLiteral(inferredSource),
      event_id: id,
      op: `'${inferredOperation}'`,
      version_at: beginningOfTime,
      sequence: sqlLiteral(firstSequence),
      shard_id: "'inferred'",
      arrived_at: 'GETDATE()',
      object_key: "'inferred'",
      row_hash: sqlLiteral(inferredHash(dimension.table)),
      [key.name]: 'k.business_key',
      load_id: loadId,
      loaded_at: 'GETDATE()',
      [eventKeyColumn]: eventKey(sqlLiteral(inferredSource), id),
    };
    const filled = [...columns.map((column) => column.name), 'load_id', 'loaded_at', eventKeyColumn].filter((column) =>
      Object.hasOwn(values, column),
    );
    return {
      name: `infer members of star.${dimension.name}`,
      sql: `INSERT INTO history.${name} (
${listed(filled)}
)
SELECT
${listed(filled.map((column) => values[column] ?? ''))}
FROM ${affectedKeys} k
WHERE k.model = '${dimension.name}'`,
    };
  });
}

/**
 * Statements that list the members whose timelines a load changes, each with the instants from which on. A timeline is a
 * function of its points, so it stays as it is before the earliest instant at which a point came or went: the version that
 * holds just before that instant keeps its beginning, and everything from it on is built again.
 *
 * An event that says what the version strictly around it says already changes nothing: all points within a version have
 * its hash, so neither neighbour of one more compares otherwise. An inferred version has a hash that no record has.
 */
export function affectedMemberStatements({ name, bk }: Dimension): Statement[] {
  const hadNone = `changed.version_at = ${beforeEverything}`;
  return [
    {
      name: listAffected,
      sql: `CREATE TEMP TABLE ${affectedKeys} AS
SELECT
  ${affectedKey(name, 'changed.business_key', {
    history: `CASE WHEN changed.version_at > ${beginningOfTime} THEN changed.version_at ELSE ${beforeEverything} END`,
    versions: 'changed.valid_from',
    facts: `CASE WHEN ${hadNone} THEN ${beforeEverything} ELSE changed.moment END`,
  })}
FROM (
  -- Versions follow one another, so the earliest of those found is the one that holds just before the earliest point: from
  -- it on the timeline is built again. Where there is none, whole.
  SELECT
    point.business_key, MIN(point.moment) AS moment,
    MIN(NVL(b.version_at, ${beforeEverything})) AS version_at,
    MIN(NVL(b.valid_from, ${beginningOfTime})) AS valid_from
  FROM (
    SELECT e.business_key, e.moment, CASE WHEN ${isUnseen} THEN e.row_hash END AS row_hash
    FROM ${arrivedEvents} e
    WHERE ${isUnseen} OR ${supersedes}
    UNION ALL
    -- An event that comes with an earlier sequence: also the point that it made until now.
    SELECT e.known_business_key, e.known_moment, CAST(NULL AS VARCHAR(64))
    FROM ${arrivedEvents} e
    WHERE ${supersedes}
  ) point
  -- The version that holds just before the point; an inferred one ends with the first real change.
  LEFT JOIN star.${name} b
    ON b.${bk} = point.business_key AND b.version_at < point.moment AND b.valid_to >= point.moment
    AND NOT b.is_inferred
  WHERE CASE WHEN b.row_hash = point.row_hash AND point.moment < b.valid_to THEN 1 ELSE 0 END < 1
  GROUP BY point.business_key
) changed`,
    },
  ];
}

const listAffected = 'list the affected keys';

/**
 * Statements that list the facts which a load changes, and the members that its rows mention, in whatever role, and whose
 * dimension does not know them. All rows mention members, also those that a later correction replaces: otherwise the outcome
 * would depend on how they were batched.
 */
export function affectedFactStatements(fact: Fact): Statement[] {
  const { name, table } = fact;
  const mentioned = referencesByDimension(fact).map(({ dimension, references }) => {
    const mentions = references.map(({ field }) => `SELECT ${field} AS bk FROM staging.${table.name}`);
    return `SELECT DISTINCT
  ${affectedKey(dimension.name, 'mentioned.bk')}
FROM (
${indent(mentions.join('\nUNION ALL\n'), 2)}
) mentioned
LEFT JOIN star.${dimension.name} d ON d.${dimension.bk} = mentioned.bk
WHERE mentioned.bk IS NOT NULL AND d.${dimension.bk} IS NULL`;
  });
  const own = `SELECT DISTINCT
  ${affectedKey(name, 'changed.business_key')}
FROM (
  SELECT e.business_key FROM ${arrivedEvents} e WHERE ${isUnseen} OR ${supersedes}
  UNION ALL
  SELECT e.known_business_key FROM ${arrivedEvents} e WHERE ${supersedes}
) changed`;
  return [
    {
      name: listAffected,
      sql: `CREATE TEMP TABLE ${affectedKeys} AS\n${[own, ...mentioned].join('\nUNION ALL\n')}`,
    },
  ];
}
