import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintLakeSql } from '../../../embedded/glue/lint.ts';
import { modelsPath } from '../../../embedded/glue/model-catalog.ts';

/** For each topic of the portable subset: the rule, what it refuses, and what to write instead. */
const topics: readonly (readonly [rule: string, refused: string, written: string])[] = [
  [
    'qualify',
    'SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a ASC NULLS LAST) = 1',
    'SELECT a FROM (SELECT a, ROW_NUMBER() OVER (ORDER BY a ASC NULLS LAST) AS rn FROM t) AS x WHERE rn = 1',
  ],
  ['cast-of-text', "SELECT CAST('12' AS INT) FROM t", "SELECT TRY_CAST('12' AS INT) FROM t"],
  ['cast-of-text', 'SELECT CAST(trim(a) AS DATE) FROM t', 'SELECT TRY_CAST(trim(a) AS DATE) FROM t'],
  ['fraction-to-integer', 'SELECT CAST(2.7 AS INT) FROM t', 'SELECT CAST(FLOOR(2.7) AS BIGINT) FROM t'],
  ['fraction-to-integer', 'SELECT CAST(a / 2 AS BIGINT) FROM t', 'SELECT CAST(FLOOR(a / 2) AS BIGINT) FROM t'],
  ['division', 'SELECT a / b FROM t', 'SELECT a / NULLIF(b, 0) FROM t'],
  ['division', 'SELECT a / 0 FROM t', 'SELECT a / 2 FROM t'],
  ['division', 'SELECT a // b FROM t', 'SELECT FLOOR(a / NULLIF(b, 0)) FROM t'],
  ['div', 'SELECT a div b FROM t', 'SELECT FLOOR(a / NULLIF(b, 0)) FROM t'],
  [
    'decimal-division',
    'SELECT CAST(a AS DECIMAL(18,2)) / NULLIF(b, 0) FROM t',
    'SELECT CAST(ROUND(CAST(a AS DOUBLE) / NULLIF(CAST(b AS DOUBLE), 0), 4) AS DECIMAL(18,4)) FROM t',
  ],
  [
    'decimal-division',
    'SELECT a / NULLIF(CAST(b AS DECIMAL(18,2)), 0) FROM t',
    'SELECT a / NULLIF(CAST(b AS DOUBLE), 0) FROM t',
  ],
  ['untyped-avg', 'SELECT AVG(a) FROM t', 'SELECT CAST(AVG(a) AS DECIMAL(18,2)) FROM t'],
  ['untyped-sum', 'SELECT SUM(a) FROM t', 'SELECT CAST(SUM(a) AS BIGINT) FROM t'],
  [
    'untyped-sum',
    'SELECT CAST((SELECT SUM(a) FROM t) AS BIGINT) FROM t',
    'SELECT CAST(COALESCE(SUM(a), 0) AS INT) FROM t',
  ],
  ['function-bround', 'SELECT bround(a, 2) FROM t', 'SELECT ROUND(a, 2) FROM t'],
  ['null-order', 'SELECT a FROM t ORDER BY a', 'SELECT a FROM t ORDER BY a ASC NULLS LAST'],
  [
    'null-order',
    'SELECT RANK() OVER (PARTITION BY b ORDER BY a NULLS LAST, c DESC ROWS UNBOUNDED PRECEDING) FROM t',
    'SELECT RANK() OVER (PARTITION BY b ORDER BY a NULLS LAST, c DESC NULLS FIRST ROWS UNBOUNDED PRECEDING) FROM t',
  ],
  ['function-concat', 'SELECT concat(a, b) FROM t', 'SELECT a || b, concat_ws(a, b) FROM t'],
  ['backtick', 'SELECT `a` FROM t', 'SELECT a FROM t'],
  ['double-quote', 'SELECT "a" FROM t', 'SELECT \'say "a"\' AS a -- "b" and `c` in a comment\nFROM t'],
  ['backslash', "SELECT regexp_like(a, '\\d') FROM t", "SELECT regexp_like(a, '[0-9]') FROM t"],
  ['regexp-group', "SELECT regexp_extract(a, '([0-9])') FROM t", "SELECT regexp_extract(a, '([0-9])', 1) FROM t"],
  ['function-regexp_replace', "SELECT regexp_replace(a, 'b', 'c') FROM t", "SELECT replace(a, 'b', 'c') FROM t"],
  ['function-split', "SELECT split(a, ',') FROM t", "SELECT split_part(a, ',', 1) FROM t"],
  ['subscript', 'SELECT a[0] FROM t', 'SELECT element_at(a, 1) FROM t'],
  ['subscript', 'SELECT [1, 2] AS a FROM t', "SELECT m['k'] FROM t"],
  ['lateral-view', 'SELECT x FROM t LATERAL VIEW explode(a) AS x', 'SELECT explode(a) AS x FROM t'],
  ['function-posexplode', 'SELECT posexplode(a) FROM t', 'SELECT explode(sequence(1, size(a))) AS position FROM t'],
  ['function-unnest', 'SELECT unnest(a) FROM t', 'SELECT explode(a) AS x FROM t'],
  [
    'function-transform',
    'SELECT transform(a, x -> x + 1) FROM t',
    'SELECT x + 1 FROM (SELECT explode(a) AS x FROM t) AS e',
  ],
  ['arrow', 'SELECT exists(a, x -> x > 1) FROM t', 'SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a)'],
  ['function-aggregate', 'SELECT aggregate(a, 0, f) FROM t', 'SELECT CAST(SUM(x) AS BIGINT) FROM t'],
  ['function-array_agg', 'SELECT array_agg(a) FROM t', 'SELECT sort_array(collect_list(a)) FROM t'],
  ['function-first', 'SELECT first(a) FROM t', 'SELECT min_by(a, b) FROM t'],
  ['function-last', 'SELECT last(a) FROM t', 'SELECT max_by(a, b) FROM t'],
  [
    'order-dependent',
    'SELECT first_value(a) FROM t',
    'SELECT first_value(a) OVER (PARTITION BY b ORDER BY c ASC NULLS LAST) FROM t',
  ],
  ['function-from_json', "SELECT from_json(a, 'x INT') FROM t", "SELECT get_json_object(a, '$.x') FROM t"],
  ['arrow', "SELECT a ->> '$.x' FROM t", "SELECT get_json_object(a, '$.x') FROM t"],
  ['function-to_json', 'SELECT to_json(a) FROM t', 'SELECT s.field FROM t'],
  ['function-named_struct', "SELECT named_struct('a', 1) FROM t", 'SELECT s.a FROM t'],
  ['function-struct', 'SELECT struct(a, b) FROM t', 'SELECT a, b FROM t'],
  ['function-trunc', "SELECT trunc(d, 'MM') FROM t", "SELECT CAST(date_trunc('MONTH', d) AS DATE) FROM t"],
  ['datediff-unit', 'SELECT datediff(HOUR, a, b) FROM t', 'SELECT datediff(b, a) FROM t'],
  ['date-difference', 'SELECT ended_at - started_at FROM t', "SELECT started_at - INTERVAL '1' DAY FROM t"],
  ['date-difference', "SELECT a - DATE '2020-01-01' FROM t", "SELECT datediff(a, DATE '2020-01-01') FROM t"],
  ['date-difference', 'SELECT CAST(a AS DATE) - b FROM t', 'SELECT datediff(CAST(a AS DATE), b) FROM t'],
  ['date-difference', 'SELECT t.birth_date - 1 FROM t', 'SELECT unix_timestamp(a) - unix_timestamp(b) FROM t'],
  ['function-date_add', 'SELECT date_add(d, 1) FROM t', "SELECT d + INTERVAL '1' DAY FROM t"],
  ['function-dayofweek', 'SELECT dayofweek(d) FROM t', 'SELECT day_of_week FROM t'],
  ['function-to_timestamp', 'SELECT to_timestamp(a) FROM t', 'SELECT TRY_CAST(a AS TIMESTAMP) FROM t'],
  ['function-to_date', "SELECT to_date(a, 'dd.MM.yyyy') FROM t", 'SELECT TRY_CAST(a AS DATE) FROM t'],
  ['at-time', "SELECT a AT TIME ZONE 'UTC' FROM t", "SELECT from_utc_timestamp(a, 'Asia/Seoul') FROM t"],
  ['function-hash', 'SELECT hash(a) FROM t', 'SELECT sha2(a, 256) FROM t'],
  ['function-xxhash64', 'SELECT xxhash64(a) FROM t', 'SELECT md5(a) FROM t'],
  [
    'function-percentile_approx',
    'SELECT percentile_approx(a, 0.5) FROM t',
    'SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a ASC NULLS LAST) FROM t',
  ],
  ['function-approx_count_distinct', 'SELECT approx_count_distinct(a) FROM t', 'SELECT COUNT(DISTINCT a) FROM t'],
  ['pivot', 'SELECT 1 FROM t PIVOT (COUNT(a) FOR b IN (1, 2))', 'SELECT COUNT(*) FILTER (WHERE b = 1) FROM t'],
  ['with-rollup', 'SELECT a, COUNT(*) FROM t GROUP BY a WITH ROLLUP', 'SELECT a, COUNT(*) FROM t GROUP BY ROLLUP(a)'],
  [
    'left-anti',
    'SELECT a FROM t LEFT ANTI JOIN u ON t.a = u.a',
    'SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a)',
  ],
  ['left-semi', 'SELECT a FROM t LEFT SEMI JOIN u ON t.a = u.a', 'SELECT a FROM t LEFT JOIN u ON t.a = u.a'],
  ['anti-join', 'SELECT a FROM t ANTI JOIN u ON t.a = u.a', 'SELECT a FROM t INNER JOIN u ON t.a = u.a'],
  ['function-log', 'SELECT log(a) FROM t', 'SELECT LN(a), LOG10(a) FROM t'],
  ['one-query', 'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET t.b = u.b', 'SELECT a FROM t'],
  ['one-query', 'INSERT OVERWRITE t SELECT a FROM u', 'WITH u AS (SELECT a FROM t) SELECT a FROM u'],
  ['one-query', 'CREATE TABLE t (a INT) PARTITIONED BY (a)', 'SELECT a FROM t'],
  ['one-query', 'FROM t', 'SELECT * FROM t'],
  ['empty-in', 'SELECT a FROM t WHERE a IN ()', 'SELECT a FROM t WHERE a IN (1, 2)'],
  [
    'group-by-alias',
    'SELECT lower(a) AS b, COUNT(*) AS n FROM t GROUP BY b',
    'SELECT lower(a) AS b, COUNT(*) AS n FROM t GROUP BY lower(a)',
  ],
  ['group-by-alias', 'SELECT a + 1 AS a FROM t GROUP BY a', 'SELECT t.a AS a FROM t GROUP BY a'],
  ['double-colon', 'SELECT a::INT FROM t', 'SELECT CAST(a AS INT) FROM t'],
  ['exclude', 'SELECT * EXCLUDE (a) FROM t', 'SELECT b FROM t'],
  ['by-all', 'SELECT a, COUNT(*) FROM t GROUP BY ALL', 'SELECT a, COUNT(*) FROM t GROUP BY a'],
  ['null-safe-equal', 'SELECT a FROM t WHERE a <=> b', 'SELECT a FROM t WHERE a IS NOT DISTINCT FROM b'],
  ['trailing-comma', 'SELECT a, FROM t', 'SELECT a FROM t'],
  ['semicolon', 'SELECT a FROM t;', 'SELECT a FROM t'],
  ['parameter', 'SELECT a FROM t WHERE b = :day', "SELECT a FROM t WHERE b = ':day'"],
  ['string-form', 'SELECT $$a$$ FROM t', "SELECT 'a' FROM t"],
  ['function-strftime', "SELECT strftime(d, '%Y') FROM t", "SELECT date_format(d, 'yyyy') FROM t"],
  ['function-read_parquet', "SELECT a FROM read_parquet('x')", 'SELECT a FROM silver.encounter'],
  ['current_date', 'SELECT current_date FROM t', 'SELECT arrived_at FROM t'],
];

describe('the linter of the portable subset', () => {
  it.each(topics)('%s: refuses %s', (rule, refused) => {
    expect(lintLakeSql(refused).map((finding) => finding.rule)).toContain(rule);
  });

  it.each(topics)('%s: passes what to write instead of %s', (_rule, _refused, written) => {
    expect(lintLakeSql(written)).toEqual([]);
  });

  it('says on which line', () => {
    expect(lintLakeSql("SELECT a\nFROM t -- it's here\nWHERE a[0] = 'x\ny'\n  AND b::INT = 1")).toMatchObject([
      { rule: 'subscript', line: 3 },
      { rule: 'double-colon', line: 5 },
    ]);
  });

  it('refuses an empty text', () => {
    expect(lintLakeSql('-- nothing\n')).toHaveLength(1);
  });

  it('never judges what stands in a text or a comment', () => {
    expect(lintLakeSql("/* QUALIFY `x` a[0] */ SELECT 'QUALIFY `x` a[0] :: concat(' AS a FROM t -- log(x) //")).toEqual(
      [],
    );
  });
});

const modelFiles = (await readdir(modelsPath, { recursive: true })).filter((file) => file.endsWith('.sql')).sort();

describe('the lake models', () => {
  it('are all there to be judged', () => {
    expect(modelFiles.length).toBeGreaterThanOrEqual(21);
  });

  it.each(modelFiles)('%s stays in the portable subset', async (file) => {
    expect(lintLakeSql(await readFile(join(modelsPath, file), 'utf8'))).toEqual([]);
  });
});
