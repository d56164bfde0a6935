import type { SilverTable } from '../records/silver-table.ts';
import {
  affectedKeys,
  beforeEverything,
  beginningOfTime,
  dateDimension,
  endOfTime,
  eventKey,
  inferredOperation,
  isCounted,
  joinAffected,
  joinSuperseded,
  momentOf,
  unknownMember,
} from './conventions.ts';
import { type Dimension, reservedMembersText } from './dimension.ts';
import { type Fact, type FactReference, factsFrom, isVersionAt } from './fact.ts';
import { indent, type Statement } from './sql-text.ts';

/**
 * `touched`: only what the load's affected keys reach, and a broken invariant aborts the batch.
 * `everything`: a full scan that returns one row per broken invariant, none when all hold.
 */
export type Scope = 'touched' | 'everything';

interface Branch {
  /** The invariant's id, or a CASE expression that gives it for each row. */
  readonly invariant: string;
  /** Table it is an invariant of. */
  readonly of: string;
  /** FROM clause and what follows it: one row per violation. */
  readonly rows: string;
}

interface Check {
  /** The tables it looks at, in words. */
  readonly about: string;
  readonly scope: Scope;
  /** Common table expressions that the branches read. */
  readonly relations?: readonly string[];
  readonly branches: readonly Branch[];
}

function checkStatement({ about, scope, relations = [], branches }: Check): Statement {
  const named = ({ invariant, of }: Branch) =>
    invariant.startsWith('CASE') ? `${invariant} || ' of ${of}'` : `'${invariant} of ${of}'`;
  const broken = branches
    .map((branch) => `SELECT CAST(${named(branch)} AS VARCHAR(100)) AS invariant\n${branch.rows}`)
    .join('\nUNION ALL\n');
  // The text is no number, so the cast fails with it: the error of the batch names the invariant. The cast stands outside
  // of the CASE, whose branches an engine may evaluate all, and hangs on an aggregate, so that no planner folds it.
  const verdict =
    scope === 'touched'
      ? `SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken`
      : `SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant`;
  return {
    name: `check ${about}`,
    sql: `WITH ${[...relations, `broken AS (\n${indent(broken, 2)}\n)`].join(',\n')}\n${verdict}`,
  };
}

/**
 * I14: what COPY read of `arrived_at` can be the arrival of a record at this stream. A time that COPY read in another unit
 * or encoding than it was written in is thousands of years off, and nothing else compares a time with the clock. Rebuilds
 * and late replays load what arrived long ago, so only the beginning of all streams bounds it from below. No instant lies
 * before the first year, where loads begin that build again whole.
 */
export function arrivalCheck({ name, contract, masked }: SilverTable): Statement {
  const eventTime = masked.filter((column) => column.name === contract.eventTime && column.type.kind === 'timestamp');
  const instants = ['version_at', ...eventTime.map((column) => column.name)];
  return checkStatement({
    about: `arrivals of staging.${name}`,
    scope: 'touched',
    branches: [
      {
        invariant: 'I14',
        of: `staging.${name}`,
        rows: `FROM staging.${name}
WHERE arrived_at < CAST('2020-01-01' AS TIMESTAMP) OR arrived_at > DATEADD(day, 1, GETDATE())
  OR ${instants.map((instant) => `${instant} < ${beforeEverything}`).join(' OR ')}`,
      },
    ],
  });
}

/**
 * I1 to I8 and I13 of a dimension: for every key of the history a gapless, non-overlapping timeline with one current
 * version; unique surrogate keys; the reserved members. A load looks at what it built again of each timeline: what lies
 * before was whole, and ends where the first of these versions begins.
 * @param moved facts that refer to the dimension: of those that its changes may have moved, I9 and I10 too
 */
export function dimensionCheck(dimension: Dimension, scope: Scope, moved: readonly Fact[] = []): Statement {
  const { name, sk, bk, table } = dimension;
  const of = `star.${name}`;
  const timeline = `OVER (PARTITION BY d.${bk} ORDER BY d.valid_from, d.valid_to)`;
  const isTouched = scope === 'touched';
  const history = `history.${table.name}`;
  const key = `h.${table.key.name}`;
  const ofChange = isTouched
    ? [
        'k.valid_from AS begins',
        `CASE WHEN d.valid_from > k.valid_from OR k.facts_from = ${beforeEverything} THEN 1 ELSE 0 END AS is_new`,
      ]
    : [`${beginningOfTime} AS begins`];
  const version = `version AS (
  SELECT
    d.${sk} AS sk, d.${bk} AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    ${ofChange.join(',\n    ')},
    LEAD(d.valid_from) ${timeline} AS next_from,
    LEAD(d.row_hash) ${timeline} AS next_hash
  FROM ${of} d${isTouched ? `\n  ${joinAffected(name, `d.${bk}`)} AND d.valid_to > k.valid_from` : ''}
)`;
  const perKey = (condition: string) => `FROM (SELECT bk FROM version GROUP BY bk HAVING ${condition}) per_key`;
  // A key with a point that counts has versions; of one that was built again, where it was.
  const withoutVersion = isTouched
    ? `FROM (
  SELECT k.business_key, k.history_from
  FROM ${affectedKeys} k
  LEFT JOIN (SELECT DISTINCT bk FROM version) v ON v.bk = k.business_key
  WHERE k.model = '${name}' AND v.bk IS NULL
) missing
JOIN ${history} h ON ${key} = missing.business_key AND h.version_at >= missing.history_from
${joinSuperseded(table.name)}
WHERE ${isCounted}`
    : `FROM ${history} h
LEFT JOIN ${of} d ON d.${bk} = ${key}
${joinSuperseded(table.name)}
WHERE d.${bk} IS NULL AND ${isCounted}`;
  return checkStatement({
    about: of,
    scope,
    relations: [version],
    branches: [
      { invariant: 'I1', of, rows: perKey('SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1') },
      { invariant: 'I1', of, rows: withoutVersion },
      { invariant: 'I2', of, rows: 'FROM version WHERE next_from < valid_to' },
      { invariant: 'I3', of, rows: 'FROM version WHERE next_from > valid_to' },
      { invariant: 'I4', of, rows: perKey(`MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> ${endOfTime}`) },
      { invariant: 'I5', of, rows: 'FROM version WHERE valid_from >= valid_to' },
      { invariant: 'I6', of, rows: 'FROM version WHERE next_hash = row_hash' },
      {
        invariant: 'I7',
        of,
        rows: isTouched
          ? // The version that held before the change keeps its key: a key comes twice only where one of the two is new.
            repeatedKeys(of, sk, 'SELECT DISTINCT sk FROM version WHERE is_new = 1')
          : 'FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated',
      },
      {
        invariant: 'I8',
        of,
        rows: `FROM (
${indent(reservedMembersText, 2)}
) m
LEFT JOIN ${of} d ON d.${sk} = m.sk AND d.${bk} = m.bk
WHERE d.${sk} IS NULL`,
      },
      {
        invariant: 'I13',
        of,
        rows: `FROM version
WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = ${endOfTime} THEN 1 ELSE 0 END`,
      },
      ...movedFacts(dimension, moved),
    ],
  });
}

/** Rows for surrogate keys, of those that `keys` selects as `sk`, which several versions of a dimension have. */
function repeatedKeys(table: string, sk: string, keys: string): string {
  return `FROM (
  SELECT d.${sk}
  FROM ${table} d
  JOIN (
${indent(keys, 4)}
  ) v ON v.sk = d.${sk}
  GROUP BY d.${sk}
  HAVING COUNT(*) > 1
) repeated`;
}

/**
 * I1, I4 and I7 of the members that a load of facts inferred. These tell whether the one version of a member is all it
 * has and lasts for all time; of the other invariants, a single version cannot break any.
 */
export function inferredMembersCheck(dimensions: readonly Dimension[]): Statement {
  return checkStatement({
    about: `the inferred members of ${dimensions.map(({ name }) => `star.${name}`).join(', ')}`,
    scope: 'touched',
    branches: dimensions.flatMap(({ name, sk, bk }): Branch[] => {
      const of = `star.${name}`;
      const perKey = (condition: string) => `FROM (
  SELECT k.business_key
  FROM ${affectedKeys} k
  LEFT JOIN ${of} d ON d.${bk} = k.business_key
  WHERE k.model = '${name}'
  GROUP BY k.business_key
  HAVING ${condition}
) per_key`;
      return [
        { invariant: 'I1', of, rows: perKey('SUM(CASE WHEN d.is_current THEN 1 ELSE 0 END) <> 1') },
        {
          invariant: 'I4',
          of,
          rows: perKey(`MIN(d.valid_from) <> ${beginningOfTime} OR MAX(d.valid_to) <> ${endOfTime}`),
        },
        {
          invariant: 'I7',
          of,
          rows: repeatedKeys(of, sk, `SELECT DISTINCT n.${sk} AS sk\nFROM ${of} n\n${joinAffected(name, `n.${bk}`)}`),
        },
      ];
    }),
  });
}

/** I9 to I11 of a fact: every key resolves, to the version valid at the fact's instant, and the grain is unique. */
export function factCheck(fact: Fact, scope: Scope): Statement {
  const { name, key, at, references, dateKeys } = fact;
  const of = `star.${name}`;
  const columns = [key, ...references.flatMap(({ sk, bk }) => [sk, bk]), ...dateKeys].map((column) => `f.${column}`);
  const relation = `fact AS (
  SELECT
    ${columns.join(', ')},
    ${momentOf(`f.${at}`)} AS moment
  FROM ${of} f${scope === 'touched' ? `\n  ${joinAffected(name, `f.${key}`)}` : ''}
)`;
  const grain: Branch = {
    invariant: 'I11',
    of,
    rows: `FROM (SELECT ${key} FROM fact GROUP BY ${key} HAVING COUNT(*) > 1) repeated`,
  };
  const branches = scope === 'touched' ? [...keysInOnePass(fact), ...missed(fact)] : keysOneByOne(fact);
  return checkStatement({ about: of, scope, relations: [relation], branches: [...branches, grain] });
}

function keysOneByOne({ name, references, dateKeys }: Fact): Branch[] {
  const of = `star.${name}`;
  return [
    ...references.map(({ dimension, sk }) => ({
      invariant: 'I9',
      of,
      rows: `FROM fact f
LEFT JOIN star.${dimension.name} d ON d.${dimension.sk} = f.${sk}
WHERE d.${dimension.sk} IS NULL`,
    })),
    ...dateKeys.map((date) => ({
      invariant: 'I9',
      of,
      rows: `FROM fact f
LEFT JOIN ${dateDimension} d ON d.date_key = f.${date}
WHERE d.date_key IS NULL`,
    })),
    ...references.map((reference) => ({
      invariant: 'I10',
      of,
      rows: `FROM fact f
LEFT JOIN star.${reference.dimension.name} d
  ON ${isVersionAt('d', reference.dimension, `f.${reference.bk}`, 'f.moment')}
WHERE ${isWrongVersion('d', reference)}`,
    })),
  ];
}

/** Condition that a fact `f` does not point to the version `d`, or to no member where there is no `d`. */
function isWrongVersion(d: string, { dimension, sk }: FactReference): string {
  return `NVL(${d}.${dimension.sk}, ${unknownMember}) <> f.${sk} AND f.${sk} NOT IN (-2, -3)`;
}

/**
 * I9 and I10 of the touched facts in one pass over them, because a load waits for it: every key finds its row, and that
 * row is of the fact's business key and was valid at the fact's instant.
 */
function keysInOnePass({ name, references, dateKeys }: Fact): Branch[] {
  const joins = [
    ...references.map(
      ({ dimension, sk }, index) => `LEFT JOIN star.${dimension.name} d${index} ON d${index}.${dimension.sk} = f.${sk}`,
    ),
    ...dateKeys.map((date, index) => `LEFT JOIN ${dateDimension} t${index} ON t${index}.date_key = f.${date}`),
  ];
  if (joins.length === 0) return [];
  const unresolved = [
    ...references.map(({ dimension }, index) => `d${index}.${dimension.sk} IS NULL`),
    ...dateKeys.map((_, index) => `t${index}.date_key IS NULL`),
  ].join(' OR ');
  const wrongVersion = references.map(({ dimension, sk, bk }, index) => {
    const d = `d${index}`;
    const isRight = `${d}.${dimension.bk} = f.${bk} AND f.moment >= ${d}.valid_from AND f.moment < ${d}.valid_to`;
    return `\n  OR CASE WHEN f.${sk} < 0 OR (${isRight}) THEN 0 ELSE 1 END = 1`;
  });
  return [
    {
      invariant: `CASE WHEN ${unresolved} THEN 'I9' ELSE 'I10' END`,
      of: `star.${name}`,
      rows: `FROM fact f
${joins.join('\n')}
WHERE ${unresolved}${wrongVersion.join('')}`,
    },
  ];
}

/** I10 the other way round: a fact that points to no member although there is one. */
function missed({ name, references }: Fact): Branch[] {
  return references.map((reference) => ({
    invariant: 'I10',
    of: `star.${name}`,
    rows: `FROM fact f
JOIN star.${reference.dimension.name} d
  ON ${isVersionAt('d', reference.dimension, `f.${reference.bk}`, 'f.moment')}
WHERE f.${reference.sk} = ${unknownMember}`,
  }));
}

/** I9 and I10 of the facts that the affected members of a dimension may have moved, in any role. */
function movedFacts(dimension: Dimension, facts: readonly Fact[]): Branch[] {
  return facts.flatMap((fact) =>
    fact.references
      .filter((reference) => reference.dimension === dimension)
      .map((reference) => ({
        invariant: `CASE WHEN d.${dimension.sk} IS NULL THEN 'I9' ELSE 'I10' END`,
        of: `star.${fact.name}`,
        rows: `${factsFrom(fact, reference)}
LEFT JOIN star.${dimension.name} d ON d.${dimension.sk} = f.${reference.sk}
WHERE d.${dimension.sk} IS NULL OR (${isWrongVersion('v', reference)})`,
      })),
  );
}

/**
 * Full scan of I12, of the histories' grain, and of I15: what the ledger says is what history holds; every row has the key
 * of its event, and of each event all deliveries but the one with the smallest sequence are recorded as superseded.
 */
export function ledgerCheck(tables: readonly SilverTable[]): Statement {
  return checkStatement({
    // Of no history the ledger by itself: each is a statement of its own, so that an audit can go on behind it.
    about: tables.length === 0 ? 'audit.load_ledger' : tables.map(({ name }) => `history.${name}`).join(', '),
    scope: 'everything',
    branches: [
      ...(tables.length > 0
        ? []
        : [
            {
              invariant: 'I12',
              of: 'audit.load_ledger',
              rows: 'FROM audit.load_ledger\nWHERE staged <> inserted + duplicates',
            },
          ]),
      ...tables.flatMap(({ name }): Branch[] => [
        {
          invariant: 'I11',
          of: `history.${name}`,
          rows: `FROM (
  SELECT event_source, event_id, sequence FROM history.${name}
  GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
) repeated`,
        },
        {
          invariant: 'I12',
          of: `history.${name}`,
          rows: `FROM (SELECT COUNT(*) AS changes FROM history.${name} WHERE op <> '${inferredOperation}') held
CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = '${name}') recorded
WHERE held.changes <> recorded.changes`,
        },
        {
          invariant: 'I15',
          of: `history.${name}`,
          rows: `FROM history.${name} h\nWHERE NVL(h.event_key, 0) <> ${eventKey('h.event_source', 'h.event_id')}`,
        },
        {
          invariant: 'I15',
          of: `history.${name}`,
          rows: `FROM (
  SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
  FROM history.${name} h
) h
${joinSuperseded(name)}
WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN ${isCounted} THEN 0 ELSE 1 END`,
        },
      ]),
    ],
  });
}
