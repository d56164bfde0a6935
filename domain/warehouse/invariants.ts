import {
  affectedKeys,
  beginningOfTime,
  endOfTime,
  isCounted,
  joinEarlierDelivery,
  reservedMembers,
} from './conventions.ts';
import type { Dimension } from './dimension.ts';
import { type FactModel, unqualified } from './model.ts';
import { indent, sqlLiteral } from './sql-text.ts';

/**
 * `touched`: only what the load's affected keys reach, and a broken invariant aborts the batch.
 * `everything`: a full scan that returns one row per broken invariant, none when all hold.
 */
export type Scope = 'touched' | 'everything';

/** A reference of a fact to a dimension. */
export interface FactReference {
  readonly dimension: Dimension;
  readonly sk: string;
  readonly bk: string;
}

/** A fact, from its model: grain key, instant that picks versions, references. */
export interface Fact {
  readonly name: string;
  readonly key: string;
  readonly at: string;
  readonly references: readonly FactReference[];
  readonly dates: readonly string[];
}

/**
 * A fact as its yml describes it.
 * @throws Error naming the model when it refers to a dimension that is not there, or has no single-column key.
 */
export function factOf(model: FactModel, dimensions: readonly Dimension[]): Fact {
  const [key, ...more] = model.key;
  if (key === undefined || more.length > 0) throw new Error(`${model.model}: a fact has exactly one key column`);
  const references = model.fact.references.map(({ dimension: name, sk, bk }) => {
    const dimension = dimensions.find((candidate) => candidate.name === name);
    if (dimension === undefined) throw new Error(`${model.model} refers to ${name}, which no model describes`);
    return { dimension, sk, bk };
  });
  return { name: unqualified(model), key, at: model.fact.at, references, dates: model.fact.dates };
}

interface Branch {
  /** The invariant's id, or a CASE expression that gives it for each row. */
  readonly invariant: string;
  /** FROM clause and what follows it: one row per violation. */
  readonly rows: string;
}

/** The statement that looks for violations in the relations `prelude` defines. */
function checkStatement(table: string, scope: Scope, prelude: string, branches: readonly Branch[]): string {
  const named = (invariant: string) =>
    invariant.startsWith('CASE') ? `${invariant} || ' of ${table}'` : `'${invariant} of ${table}'`;
  const broken = branches
    .map(({ invariant, rows }) => `SELECT CAST(${named(invariant)} AS VARCHAR(100)) AS invariant\n${rows}`)
    .join('\nUNION ALL\n');
  // The text is no number, so the cast fails with it: the error of the batch names the invariant. It hangs on an
  // aggregate, so no planner can fold it into a constant that always fails.
  const verdict =
    scope === 'touched'
      ? `SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE CAST('invariant ' || MIN(invariant) || ' broken' AS INTEGER) END AS holds
FROM broken`
      : `SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant`;
  return `-- check ${table}\nWITH ${prelude}broken AS (\n${indent(broken, 2)}\n)\n${verdict};\n`;
}

/**
 * I1 to I8 and I13 of a dimension: for every key of the history a gapless, non-overlapping timeline with one current
 * version; unique surrogate keys; the reserved members.
 */
export function dimensionCheck({ name, sk, bk, contract }: Dimension, scope: Scope): string {
  const table = `star.${name}`;
  const timeline = `OVER (PARTITION BY d.${bk} ORDER BY d.valid_from, d.valid_to)`;
  const onlyAffected = (column: string) =>
    scope === 'touched' ? `\nJOIN ${affectedKeys} k ON k.model = '${name}' AND k.business_key = ${column}` : '';
  const history = `history.${contract.name}`;
  const key = `h.${contract.businessKey}`;
  const prelude = `version AS (
  SELECT
    d.${sk} AS sk, d.${bk} AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    LEAD(d.valid_from) ${timeline} AS next_from,
    LEAD(d.row_hash) ${timeline} AS next_hash
  FROM ${table} d${indent(onlyAffected(`d.${bk}`), 2)}
),
`;
  const perKey = (condition: string) => `FROM (SELECT bk FROM version GROUP BY bk HAVING ${condition}) per_key`;
  const sameKey =
    scope === 'touched'
      ? `FROM (
  SELECT d.${sk}
  FROM ${table} d
  JOIN (SELECT DISTINCT sk FROM version) v ON v.sk = d.${sk}
  GROUP BY d.${sk}
  HAVING COUNT(*) > 1
) repeated`
      : 'FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated';
  const members = reservedMembers.map(
    (member) => `SELECT CAST(${member.sk} AS BIGINT) AS sk, CAST(${sqlLiteral(member.bk)} AS VARCHAR(64)) AS bk`,
  );
  return checkStatement(table, scope, prelude, [
    { invariant: 'I1', rows: perKey('SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1') },
    {
      invariant: 'I1',
      rows: `FROM ${history} h${onlyAffected(key)}
LEFT JOIN ${table} d ON d.${bk} = ${key}
${joinEarlierDelivery(history)}
WHERE d.${bk} IS NULL AND ${isCounted}`,
    },
    { invariant: 'I2', rows: 'FROM version WHERE next_from < valid_to' },
    { invariant: 'I3', rows: 'FROM version WHERE next_from > valid_to' },
    { invariant: 'I4', rows: perKey(`MIN(valid_from) <> ${beginningOfTime} OR MAX(valid_to) <> ${endOfTime}`) },
    { invariant: 'I5', rows: 'FROM version WHERE valid_from >= valid_to' },
    { invariant: 'I6', rows: 'FROM version WHERE next_hash = row_hash' },
    { invariant: 'I7', rows: sameKey },
    {
      invariant: 'I8',
      rows: `FROM (
  ${members.join('\n  UNION ALL ')}
) m
LEFT JOIN ${table} d ON d.${sk} = m.sk AND d.${bk} = m.bk
WHERE d.${sk} IS NULL`,
    },
    {
      invariant: 'I13',
      rows: `FROM version
WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = ${endOfTime} THEN 1 ELSE 0 END`,
    },
  ]);
}

/** I9 to I11 of a fact: every key resolves, to the version valid at the fact's instant, and the grain is unique. */
export function factCheck({ name, key, at, references, dates }: Fact, scope: Scope): string {
  const table = `star.${name}`;
  const columns = [key, at, ...references.flatMap(({ sk, bk }) => [sk, bk]), ...dates];
  const affected = [
    { alias: 'k0', model: name, column: key },
    ...references.map(({ dimension, bk }, index) => ({ alias: `k${index + 1}`, model: dimension.name, column: bk })),
  ];
  const joins = affected.map(
    ({ alias, model, column }) =>
      `\n  LEFT JOIN ${affectedKeys} ${alias} ON ${alias}.model = '${model}' AND ${alias}.business_key = f.${column}`,
  );
  const only = `${joins.join('')}
  WHERE ${affected.map(({ alias }) => `${alias}.business_key IS NOT NULL`).join(' OR ')}`;
  const prelude = `fact AS (
  SELECT ${columns.map((column) => `f.${column}`).join(', ')}
  FROM ${table} f${scope === 'touched' ? only : ''}
),
`;
  const grain = {
    invariant: 'I11',
    rows: `FROM (SELECT ${key} FROM fact GROUP BY ${key} HAVING COUNT(*) > 1) repeated`,
  };
  if (scope === 'touched') {
    return checkStatement(table, scope, prelude, [
      keysInOnePass({ references, dates, at }),
      ...missed(references, at),
      grain,
    ]);
  }
  return checkStatement(table, scope, prelude, [
    ...references.map(({ dimension, sk }) => ({
      invariant: 'I9',
      rows: `FROM fact f
LEFT JOIN star.${dimension.name} d ON d.${dimension.sk} = f.${sk}
WHERE d.${dimension.sk} IS NULL`,
    })),
    ...dates.map((date) => ({
      invariant: 'I9',
      rows: `FROM fact f
LEFT JOIN star.dim_date d ON d.date_key = f.${date}
WHERE d.date_key IS NULL`,
    })),
    ...references.map(({ dimension, sk, bk }) => ({
      invariant: 'I10',
      rows: `FROM fact f
LEFT JOIN star.${dimension.name} d
  ON d.${dimension.bk} = f.${bk} AND f.${at} >= d.valid_from AND f.${at} < d.valid_to
WHERE NVL(d.${dimension.sk}, -1) <> f.${sk} AND f.${sk} NOT IN (-2, -3)`,
    })),
    grain,
  ]);
}

/**
 * I9 and I10 of the touched facts in one pass over them, because a load waits for it: every key finds its row, and that
 * row is of the fact's business key and was valid at the fact's instant.
 */
function keysInOnePass({ references, dates, at }: Pick<Fact, 'references' | 'dates' | 'at'>): Branch {
  const joins = [
    ...references.map(
      ({ dimension, sk }, index) => `LEFT JOIN star.${dimension.name} d${index} ON d${index}.${dimension.sk} = f.${sk}`,
    ),
    ...dates.map((date, index) => `LEFT JOIN star.dim_date t${index} ON t${index}.date_key = f.${date}`),
  ];
  const unresolved = [
    ...references.map(({ dimension }, index) => `d${index}.${dimension.sk} IS NULL`),
    ...dates.map((_, index) => `t${index}.date_key IS NULL`),
  ].join(' OR ');
  const wrongVersion = references
    .map(
      ({ dimension, sk, bk }, index) =>
        `CASE WHEN f.${sk} < 0 OR (d${index}.${dimension.bk} = f.${bk} AND f.${at} >= d${index}.valid_from AND f.${at} < d${index}.valid_to) THEN 0 ELSE 1 END = 1`,
    )
    .join('\n  OR ');
  return {
    invariant: `CASE WHEN ${unresolved} THEN 'I9' ELSE 'I10' END`,
    rows: `FROM fact f
${joins.join('\n')}
WHERE ${unresolved}
  OR ${wrongVersion}`,
  };
}

/** I10 the other way round: a fact that points to no member although there is one. */
function missed(references: readonly FactReference[], at: string): Branch[] {
  return references.map(({ dimension, sk, bk }) => ({
    invariant: 'I10',
    rows: `FROM fact f
JOIN star.${dimension.name} d ON d.${dimension.bk} = f.${bk} AND f.${at} >= d.valid_from AND f.${at} < d.valid_to
WHERE f.${sk} = -1`,
  }));
}
