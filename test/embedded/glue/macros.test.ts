import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDbSession, openDuckDb } from '../../../embedded/glue/duckdb.ts';

let session: DuckDbSession;
beforeAll(async () => {
  session = await openDuckDb({ allowedDirectories: [] });
});
afterAll(() => session.close());

/** Values of the examples in https://spark.apache.org/docs/3.5.6/api/sql/index.html, typed where Spark would cast a text. */
const documented: readonly (readonly [string, unknown])[] = [
  ["nvl(NULL, 'x')", 'x'],
  ['nvl2(NULL, 2, 1)', 1],
  ["concat('Spark', 'SQL')", 'SparkSQL'],
  ["sha2('Spark', 256)", '529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b'],
  ["startswith('Spark SQL', 'Spark')", true],
  ["startswith('Spark SQL', 'SQL')", false],
  ["endswith('Spark SQL', 'SQL')", true],
  ["endswith('Spark SQL', 'Spark')", false],
  ["locate('bar', 'foobarbar')", 4],
  ["locate('bar', 'foobarbar', 5)", 7],
  ["initcap('sPark sql')", 'Spark Sql'],
  ["substring_index('www.apache.org', '.', 2)", 'www.apache'],
  ['pmod(10, 3)', 1],
  ['pmod(-10, 3)', 2],
  ["size(['b', 'd', 'c', 'a'])", 4],
  ['element_at([1, 2, 3], 2)', 2],
  ['sequence(1, 5)', ['1', '2', '3', '4', '5']],
  ['sequence(5, 1)', ['5', '4', '3', '2', '1']],
  ["sort_array(['b', 'd', NULL, 'c', 'a'], true)", [null, 'a', 'b', 'c', 'd']],
  ["array_join(['hello', 'world'], ' ')", 'hello world'],
  ["array_join(['hello', NULL, 'world'], ' ')", 'hello world'],
  ["array_join(['hello', NULL, 'world'], ' ', ',')", 'hello , world'],
  [`get_json_object('{"a":"b"}', '$.a')`, 'b'],
  ["add_months(DATE '2016-08-31', 1)", '2016-09-30'],
  ["date_add(DATE '2016-07-30', 1)", '2016-07-31'],
  ["datediff(DATE '2009-07-31', DATE '2009-07-30')", 1],
  ["datediff(DATE '2009-07-30', DATE '2009-07-31')", -1],
  ["from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul')", '2016-08-31 09:00:00'],
  ["to_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul')", '2016-08-30 15:00:00'],
];

/** What the text of the same pages, or ANSI mode, says beyond the examples. */
const described: readonly (readonly [string, unknown])[] = [
  ["concat('Spark', NULL)", null],
  ["concat('a', 'b', 'c', 'd', 'e')", 'abcde'],
  ["locate('z', 'foobarbar')", 0],
  ["substring_index('www.apache.org', '.', -2)", 'apache.org'],
  ["substring_index('www.apache.org', '.', 0)", ''],
  ["regexp_like('a1b', '[0-9]')", true],
  ['pmod(-7.5, 2)', '0.5'],
  ['size(NULL)', null],
  ['element_at([1, 2, 3], -1)', 3],
  ['sequence(1, 7, 3)', ['1', '4', '7']],
  ["sort_array(['b', 'd', NULL, 'c', 'a'], false)", ['d', 'c', 'b', 'a', null]],
  ["get_json_object('no json', '$.a')", null],
  [`get_json_object('{"a":{"b":1}}', '$.a.b')`, '1'],
  [`get_json_object('{"a":1}', '$.b')`, null],
  ["date_format(TIMESTAMP '2016-04-08 13:10:15.123456', 'yyyy-MM-dd HH:mm:ss.SSSSSS')", '2016-04-08 13:10:15.123456'],
  ["date_format(DATE '0999-04-08', 'yyyyMMdd')", '09990408'],
  ["date_format(DATE '2016-04-08', 'yyyy-MM')", '2016-04'],
  ["add_months(DATE '2020-02-29', -12)", '2019-02-28'],
  ["unix_timestamp(TIMESTAMP '1970-01-01 00:00:01')", '1'],
  ["unix_timestamp(TIMESTAMP '1969-12-31 23:59:59.5')", '-1'],
  ["unix_timestamp(TIMESTAMP '9999-12-31 23:59:59.999999')", '253402300799'],
  ["datediff(TIMESTAMP '2020-01-02 00:00:01', TIMESTAMP '2020-01-01 23:59:59')", 1],
  ["TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1' DAY", '2020-01-02 00:00:00'],
];

async function evaluate(expression: string): Promise<unknown> {
  return (await session.query(`SELECT ${expression} AS value`)).rows[0]?.value;
}

describe('the Spark functions of the embedded Glue', () => {
  it.each(documented)('%s has the value Spark documents', async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value);
  });

  it.each(described)('%s has the value Spark describes', async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value);
  });

  it.each([
    "sha2('Spark', 512)",
    'element_at([1, 2, 3], 4)',
    'element_at([1], 0)',
    "date_format(DATE '2020-01-01', 'E')",
  ])('%s fails rather than giving a value that Spark would not', async (expression) => {
    await expect(evaluate(expression)).rejects.toThrow(/sha2|element_at|date_format/);
  });

  it('aggregate as Spark does: collected lists and percentiles skip NULL', async () => {
    const { rows } = await session.query(
      `SELECT collect_list(x) AS listed, sort_array(collect_set(x)) AS distinct_values, percentile(x, 0.3) AS third
       FROM (VALUES (0), (10), (NULL), (10)) AS given(x) WHERE x IS NULL OR x < 100`,
    );
    expect(rows).toEqual([{ listed: [0, 10, 10], distinct_values: [0, 10], third: 6 }]);
    const documented = await session.query('SELECT percentile(x, 0.3) AS value FROM (VALUES (0), (10)) AS given(x)');
    expect(documented.rows).toEqual([{ value: 3 }]);
    const none = await session.query('SELECT collect_list(x) AS value FROM (VALUES (1)) AS given(x) WHERE x > 1');
    expect(none.rows).toEqual([{ value: [] }]);
  });

  it('explode an array into rows with their positions', async () => {
    const { rows } = await session.query(
      `SELECT position, element_at(a, position) AS item
       FROM (SELECT a, explode(sequence(1, size(a))) AS position FROM (SELECT ['x', 'y'] AS a)) ORDER BY position`,
    );
    expect(rows).toEqual([
      { position: '1', item: 'x' },
      { position: '2', item: 'y' },
    ]);
  });

  it('sort NULL where Spark does and keep every digit', async () => {
    const { rows } = await session.query(
      `SELECT CAST(x AS DECIMAL(38,2)) AS x FROM (VALUES ('90071992547409931.01'), (NULL)) AS given(x) ORDER BY x`,
    );
    expect(rows).toEqual([{ x: null }, { x: '90071992547409931.01' }]);
    expect(await evaluate('CAST(9007199254740993 AS BIGINT)')).toBe('9007199254740993');
  });
});
