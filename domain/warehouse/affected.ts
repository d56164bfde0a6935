import { rowHash } from '../records/row-hash.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { affectedKeys, beginningOfTime, inferredOperation, inferredSource, loadId } from './conventions.ts';
import type { Dimension } from './dimension.ts';
import { type Fact, referencesByDimension } from './fact.ts';
import { indent, listed, type Statement, sqlLiteral } from './sql-text.ts';

/** Digits of a sequence number that stands before every real one. */
const firstSequence = '0'.repeat(64);

/** `row_hash` of a member nobody has described: the hash of a record in which every field is absent. */
export function inferredHash({ masked }: SilverTable): string {
  return rowHash(
    inferredOperation,
    masked.map(() => null),
  );
}

/**
 * Statements, one per dimension, that add an inferred member to its history for every key that this load's rows mention,
 * in whatever role, and history does not know. All rows count, also those that a later correction replaces: otherwise
 * the outcome would depend on how they were batched.
 */
export function inferStatements(fact: Fact): Statement[] {
  return referencesByDimension(fact).map(({ dimension, references }) => {
    const { name, key, columns } = dimension.table;
    const values: Readonly<Record<string, string>> = {
      event_source: sqlLiteral(inferredSource),
      event_id: `'${name}:' || m.bk`,
      op: `'${inferredOperation}'`,
      version_at: beginningOfTime,
      sequence: sqlLiteral(firstSequence),
      shard_id: "'inferred'",
      arrived_at: 'GETDATE()',
      object_key: "'inferred'",
      row_hash: sqlLiteral(inferredHash(dimension.table)),
      [key.name]: 'm.bk',
      load_id: loadId,
      loaded_at: 'GETDATE()',
    };
    const filled = [...columns.map((column) => column.name), 'load_id', 'loaded_at'].filter((column) =>
      Object.hasOwn(values, column),
    );
    const mentions = references.map(({ field }) => `SELECT ${field} AS bk FROM staging.${fact.table.name}`);
    return {
      name: `infer members of star.${dimension.name}`,
      sql: `INSERT INTO history.${name} (
${listed(filled)}
)
SELECT
${listed(filled.map((column) => values[column] ?? ''))}
FROM (
  SELECT DISTINCT mentioned.bk
  FROM (
${indent(mentions.join('\nUNION ALL\n'), 4)}
  ) mentioned
  LEFT JOIN history.${name} known ON known.${key.name} = mentioned.bk
  WHERE mentioned.bk IS NOT NULL AND known.${key.name} IS NULL
) m`,
    };
  });
}

/**
 * Statements that list the keys a load of this table touches: those of its new rows, and those of known rows that turn
 * out to repeat an event of which the load brings an earlier sequence; then those of members that it inferred.
 */
export function affectedKeyStatements(
  { name: starTable, table: { name, key } }: Pick<Dimension | Fact, 'name' | 'table'>,
  inferredIn: readonly Dimension[],
): Statement[] {
  const own = `SELECT DISTINCT CAST('${starTable}' AS VARCHAR(64)), touched.business_key
FROM (
  SELECT ${key.name} AS business_key
  FROM history.${name}
  WHERE load_id = ${loadId}
  UNION ALL
  SELECT h.${key.name} AS business_key
  FROM staging.${name} s
  JOIN history.${name} h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched`;
  const inferred = inferredIn.map(
    (dimension) => `SELECT CAST('${dimension.name}' AS VARCHAR(64)), h.${dimension.table.key.name}
FROM history.${dimension.table.name} h
WHERE h.load_id = ${loadId} AND h.op = '${inferredOperation}'`,
  );
  return [
    { name: `clear ${affectedKeys}`, sql: `DELETE FROM ${affectedKeys}` },
    {
      name: 'list the affected keys',
      sql: `INSERT INTO ${affectedKeys} (model, business_key)\n${[own, ...inferred].join('\nUNION ALL\n')}`,
    },
  ];
}
