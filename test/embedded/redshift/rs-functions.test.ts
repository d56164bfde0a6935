import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from './warehouse-fixture.ts';

/**
 * Each value follows from the named page, https://docs.aws.amazon.com/redshift/latest/dg/<page>.html: printed there, or said there in words.
 * For hashes the page names the algorithm and prints no value, so Node's own implementation gives it.
 */
const documented: readonly (readonly [page: string, expression: string, expected: unknown])[] = [
  ['r_DATEDIFF_function', "datediff(week,'2009-01-01','2009-12-31')", '52'],
  ['r_DATEDIFF_function', "datediff(year, date '2008-12-31', date '2009-01-01')", '1'],
  ['r_DATEDIFF_function', "datediff(hour, timestamp '2009-01-01 08:30:00', timestamp '2009-01-01 10:00:00')", '2'],
  ['r_DATEDIFF_function', "datediff(minute, time '20:00:00', time '21:00:00')", '60'],
  ['r_DATEDIFF_function', "datediff(hour, time '20:00:00', time '15:24:45')", '-5'],
  ['r_DATEADD_function', "dateadd(month,18,'2008-02-28')", '2009-08-28 00:00:00'],
  ['r_DATEADD_function', "dateadd(m,30,'2008-02-28')", '2008-02-28 00:30:00'],
  ['r_DATEADD_function', "dateadd(month,1,'2008-04-30')", '2008-05-30 00:00:00'],
  ['r_DATEADD_function', "dateadd(month,12,'2016-02-29')", '2017-02-28 00:00:00'],
  ['r_DATEADD_function', "dateadd(year, 1, '2016-02-29')", '2017-03-01 00:00:00'],
  ['r_DATEADD_function', "dateadd(day, 30, date '2008-11-01')", '2008-12-01 00:00:00'],
  ['r_DATEADD_function', "dateadd(hour, 12, time '13:24:55')", '01:24:55'],
  ['r_ADD_MONTHS', "add_months('2008-03-31',1)", '2008-04-30 00:00:00'],
  ['r_ADD_MONTHS', "add_months('2008-04-30',1)", '2008-05-31 00:00:00'],
  ['r_MONTHS_BETWEEN_function', "months_between('1969-01-18', '1969-03-18')", -2],
  [
    'r_MONTHS_BETWEEN_function',
    "round(cast(months_between('2008-12-25 15:00:00', '2008-01-21 19:30:00') as decimal(18,4)), 2)",
    '11.12',
  ],
  ['r_LAST_DAY', "last_day(cast('2014-01-15 10:00:00' as timestamp))", '2014-01-31'],
  ['r_TRUNC_date', "trunc(timestamp '2011-07-21 10:32:38.248109')", '2011-07-21'],
  ['r_DATE_TRUNC', "date_trunc('second', timestamp '20200430 04:05:06.789')", '2020-04-30 04:05:06'],
  ['r_DATE_TRUNC', "date_trunc('quarter', timestamp '20200430 04:05:06.789')", '2020-04-01 00:00:00'],
  ['r_DATE_TRUNC', "date_trunc('week', timestamp '20220430 04:05:06.789')", '2022-04-25 00:00:00'],
  ['r_DATE_TRUNC', "date_trunc(month, date '2020-04-30')", '2020-04-01 00:00:00'],
  ['CONVERT_TIMEZONE', "convert_timezone('PST', '2008-08-24 09:36:12')", '2008-08-24 01:36:12'],
  ['CONVERT_TIMEZONE', "convert_timezone('US/Pacific', '2008-08-24 09:36:12')", '2008-08-24 02:36:12'],
  ['CONVERT_TIMEZONE', "convert_timezone('EST', 'PST', '20080305 12:25:29')", '2008-03-05 09:25:29'],
  ['CONVERT_TIMEZONE', "convert_timezone('America/New_York', '2013-06-01 08:00:00')", '2013-06-01 04:00:00'],
  ['CONVERT_TIMEZONE', "convert_timezone('GMT','GMT+2','2014-05-17 12:00:00')", '2014-05-17 10:00:00'],
  ['r_LEN', "len('français')", 8],
  ['r_LEN', "len('cat   ')", 6],
  ['r_LEN', "len(cast('cat   ' as char(6)))", 3],
  ['r_CHARINDEX', "charindex('fish', 'dogfish')", 4],
  ['r_CHARINDEX', "charindex('dog', 'fish')", 0],
  ['r_STRTOL', "strtol('0xf',16)", '15'],
  ['r_STRTOL', "strtol('abcd1234',16)", '2882343476'],
  ['r_STRTOL', "strtol('1234567', 10)", '1234567'],
  ['r_STRTOL', "strtol('1234567', 8)", '342391'],
  ['r_STRTOL', "strtol('110101', 2)", '53'],
  ['r_STRTOL', "strtol('', 2)", '0'],
  ['r_STRTOL', "strtol('  -7f', 16)", '-127'],
  ['r_NVL2', "nvl2(cast(null as integer), 'yes', 'no')", 'no'],
  ['r_NVL2', "nvl2('x', 'yes', 'no')", 'yes'],
  ['r_NVL_function', "nvl(null, null, 'third')", 'third'],
  ['r_CONCAT', "concat('Thursday, ', concat('December 25, ', '2008'))", 'Thursday, December 25, 2008'],
  ['r_CONCAT', "concat('a', cast(null as varchar(5)))", null],
  ['r_CONCAT', "concat(' seats ', nvl(cast(null as integer), 0))", ' seats 0'],
  ['r_CONCAT', "concat(' seats ', cast(null as integer))", null],
  ['r_DECODE_expression', 'decode(cast(null as integer), null, 0, 1)', 0],
  ['r_DECODE_expression', "decode('MLB', 'NHL', 'hockey', 'MLB', 'baseball', 'Unknown')", 'baseball'],
  ['r_DECODE_expression', "decode('X', 'NHL', 'hockey', 'MLB', 'baseball', 'Unknown')", 'Unknown'],
  ['r_DECODE_expression', "decode(date '2008-06-02', '2008-06-01', 'June 1st, 2008')", null],
  ['REGEXP_REPLACE', "regexp_replace('the fox', 'FOX', 'quick brown fox', 1, 'i')", 'the quick brown fox'],
  [
    'REGEXP_REPLACE',
    "regexp_replace('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', '[hidden]', 1, 'p')",
    '[hidden] plain A1234 [hidden]',
  ],
  [
    'REGEXP_REPLACE',
    "regexp_replace('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', '[hidden]', 1, 'ip')",
    '[hidden] plain [hidden] [hidden]',
  ],
  ['REGEXP_REPLACE', "regexp_replace('sed@lacusUtnec.ca', '@.*[.](org|gov|com|edu|ca)$')", 'sed'],
  ['REGEXP_REPLACE', "regexp_replace('a-b-c', '-', '+')", 'a+b+c'],
  ['REGEXP_REPLACE', "regexp_replace('a-b', '-', '+', 9)", 'a-b'],
  ['REGEXP_SUBSTR', "regexp_substr('sed@lacusUtnec.ca', '@[^.]*')", '@lacusUtnec'],
  ['REGEXP_SUBSTR', "regexp_substr('the fox', 'FOX', 1, 1, 'i')", 'fox'],
  [
    'REGEXP_SUBSTR',
    "regexp_substr('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', 1, 2, 'p')",
    'a1234',
  ],
  ['REGEXP_SUBSTR', "regexp_substr('the fox', 'x', 20)", ''],
  ['REGEXP_SUBSTR', "regexp_substr('the fox', 'x', 1, 0)", null],
  ['SHA2', "sha2('Amazon Redshift', 256)", createHash('sha256').update('Amazon Redshift').digest('hex')],
  ['SHA2', "sha2('Amazon Redshift', 0)", createHash('sha256').update('Amazon Redshift').digest('hex')],
  ['SHA2', "sha2('Amazon Redshift', 224)", createHash('sha224').update('Amazon Redshift').digest('hex')],
  ['SHA2', "sha2('Amazon Redshift', 384)", createHash('sha384').update('Amazon Redshift').digest('hex')],
  ['SHA2', "sha2('Amazon Redshift', 512)", createHash('sha512').update('Amazon Redshift').digest('hex')],
  ['SHA2', "sha2('Amazon Redshift', 100)", ''],
  ['FUNC_SHA1', "func_sha1('Amazon Redshift')", createHash('sha1').update('Amazon Redshift').digest('hex')],
  ['IS_VALID_JSON', 'is_valid_json(\'{"a": [1,2,"b"]}\')', true],
  ['IS_VALID_JSON', "is_valid_json('{{}}')", false],
  ['IS_VALID_JSON', "is_valid_json('[1,2,3]')", false],
  ['JSON_SERIALIZE', 'json_serialize(json_parse(\'[10001,10002,"abc"]\'))', '[10001,10002,"abc"]'],
  [
    'JSON_EXTRACT_PATH_TEXT',
    'json_extract_path_text(\'{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}\',\'f4\', \'f6\')',
    'star',
  ],
  [
    'JSON_EXTRACT_PATH_TEXT',
    'json_extract_path_text(\'{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}\',\'f4\', \'f6\',true)',
    null,
  ],
  ['JSON_EXTRACT_PATH_TEXT', "json_extract_path_text('{\"f2\":1}', 'f9')", ''],
];

describe('Redshift functions of schema rs', () => {
  let warehouse: TemporaryWarehouse;
  beforeAll(async () => {
    warehouse = await openTemporaryWarehouse();
  });
  afterAll(async () => warehouse.remove());

  const resultOf = async (sql: string): Promise<unknown> => {
    const { rows } = await warehouse.engine.query<unknown[]>(rewriteRedshiftSql(sql), [], { rowMode: 'array' });
    return rows[0]?.[0];
  };

  it.each(documented)('%s: %s gives the documented value', async (_page, expression, expected) => {
    expect(await resultOf(`SELECT ${expression}`)).toEqual(expected);
  });

  it('func_sha1 agrees with SHA-1 on every padding boundary', async () => {
    for (const size of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 200]) {
      const text = 'é'.repeat(size >> 1) + 'x'.repeat(size & 1);
      expect(await resultOf(`SELECT func_sha1('${text}')`)).toBe(createHash('sha1').update(text).digest('hex'));
    }
  });

  it('every documented name and abbreviation of a date part is known', async () => {
    // https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html
    const names: Readonly<Record<string, string>> = {
      '3000': 'millennium millennia mil mils',
      '2100': 'century centuries c cent cents',
      '2010': 'decade decades dec decs',
      '2001': 'year years y yr yrs',
    };
    for (const [year, parts] of Object.entries(names)) {
      for (const part of parts.split(' '))
        expect(await resultOf(`SELECT dateadd(${part}, 1, '2000-01-01')`)).toBe(`${year}-01-01 00:00:00`);
    }
    const shorter: Readonly<Record<string, string>> = {
      '2000-04-01 00:00:00': 'quarter quarters qtr qtrs',
      '2000-02-01 00:00:00': 'month months mon mons',
      '2000-01-08 00:00:00': 'week weeks w',
      '2000-01-02 00:00:00': 'day days d',
      '2000-01-01 01:00:00': 'hour hours h hr hrs',
      '2000-01-01 00:01:00': 'minute minutes m min mins',
      '2000-01-01 00:00:01': 'second seconds s sec secs',
      '2000-01-01 00:00:00.001':
        'millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon',
      '2000-01-01 00:00:00.000001': 'microsecond microseconds microsec microsecs usecond useconds us usec usecs',
    };
    for (const [expected, parts] of Object.entries(shorter)) {
      for (const part of parts.split(' ')) {
        expect(await resultOf(`SELECT dateadd(${part}, 1, '2000-01-01')`)).toBe(expected);
        expect(await resultOf(`SELECT datediff(${part}, '2000-01-01', '${expected}')`)).toBe('1');
      }
    }
  });

  it.each([
    "dateadd(fortnight, 1, '2000-01-01')",
    "datediff(dow, '2000-01-01', '2000-01-02')",
    "dateadd(day, 1, time '10:00')",
  ])('%s: an unknown date part is an error, never NULL', async (expression) => {
    await expect(resultOf(`SELECT ${expression}`)).rejects.toThrow(/date part ".*" not recognized/);
  });

  it('an unknown date part is an error on rows too, where nothing is constant', async () => {
    await expect(resultOf("SELECT datediff('qqq', b, b) FROM (SELECT getdate() AS b) t")).rejects.toThrow(
      /not recognized/,
    );
  });

  it('datediff counts boundaries in both directions', async () => {
    const cases: readonly (readonly [string, string, string, string])[] = [
      ['second', '2020-01-01 00:00:00.999', '2020-01-01 00:00:01', '1'],
      ['minute', '2020-01-01 00:00:59', '2020-01-01 00:01:00', '1'],
      ['hour', '2020-01-01 00:59:59', '2020-01-01 01:00:00', '1'],
      ['day', '2020-01-01 23:59:59', '2020-01-02 00:00:00', '1'],
      ['day', '2020-01-02 00:00:00', '2020-01-01 23:59:59', '-1'],
      ['month', '2020-01-31', '2020-02-01', '1'],
      ['quarter', '2020-03-31', '2020-04-01', '1'],
      ['quarter', '1998-07-01', '2008-07-01', '40'],
      ['year', '1960-12-31 23:59:59', '1961-01-01', '1'],
      ['second', '1960-01-01 00:00:00.5', '1960-01-01 00:00:01', '1'],
    ];
    for (const [part, from, to, expected] of cases)
      expect(await resultOf(`SELECT datediff(${part}, '${from}', '${to}')`)).toBe(expected);
  });

  it.each([
    ["strtol('12g',16)", 'not a number of base 16'],
    ["strtol('8',8)", 'not a number of base 8'],
    ["strtol('ffffffffffffffff',16)", 'out of the range'],
    ["strtol('1',40)", 'not between 2 and 36'],
    ["strtol('+-1',10)", 'not a number of base 10'],
  ])('%s is refused', async (expression, message) => {
    await expect(resultOf(`SELECT ${expression}`)).rejects.toThrow(message);
  });

  it('strtol gives the same key as JavaScript for every hash prefix', async () => {
    for (const text of ['a|2020', 'b|2021', 'é']) {
      const prefix = createHash('md5').update(text).digest('hex').slice(0, 15);
      expect(await resultOf(`SELECT strtol(substring(md5('${text}'), 1, 15), 16)`)).toBe(
        BigInt(`0x${prefix}`).toString(),
      );
    }
  });

  it('getdate has seconds and stands still in a statement; sysdate stands still in a transaction', async () => {
    expect(await resultOf('SELECT CAST(getdate() AS VARCHAR(40))')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    await warehouse.engine.transaction(async (session) => {
      const ask = async (): Promise<unknown> =>
        (await session.query(rewriteRedshiftSql('SELECT SYSDATE AS at'))).rows[0];
      const first = await ask();
      await session.query('SELECT pg_sleep(0.01)');
      expect(await ask()).toEqual(first);
    });
  });

  it('MEDIAN interpolates, ignores NULL and keeps decimals exact', async () => {
    const rows = 'SELECT 1.10 AS d, 1 AS i UNION ALL SELECT 2.20, 4 UNION ALL SELECT 10.30, NULL';
    expect(Number(await resultOf(`SELECT median(d) FROM (${rows}) t`))).toBe(2.2);
    expect(Number(await resultOf(`SELECT median(i) FROM (${rows}) t`))).toBe(2.5);
    expect(await resultOf('SELECT median(cast(x as double precision)) FROM (SELECT 1 AS x UNION ALL SELECT 2) t')).toBe(
      1.5,
    );
    expect(await resultOf('SELECT median(cast(x as decimal(5,2))) FROM (SELECT 1 AS x) t WHERE x > 5')).toBeNull();
  });

  it('LISTAGG orders, skips NULL and empty strings, and orders DISTINCT numbers as numbers', async () => {
    // https://docs.aws.amazon.com/redshift/latest/dg/r_LISTAGG.html
    const sellers =
      'SELECT 1178 AS s UNION ALL SELECT 380 UNION ALL SELECT 1178 UNION ALL SELECT 12905 UNION ALL SELECT NULL';
    expect(await resultOf(`SELECT LISTAGG(DISTINCT s, ', ') WITHIN GROUP (ORDER BY s) FROM (${sellers}) t`)).toBe(
      '380, 1178, 12905',
    );
    expect(await resultOf(`SELECT LISTAGG(s, ', ') WITHIN GROUP (ORDER BY s DESC) FROM (${sellers}) t`)).toBe(
      '12905, 1178, 1178, 380',
    );
    expect(await resultOf("SELECT LISTAGG(x, '|') FROM (SELECT '' AS x UNION ALL SELECT 'a') t")).toBe('a');
    expect(
      await resultOf("SELECT LISTAGG(x) WITHIN GROUP (ORDER BY x) FROM (SELECT 'b' AS x UNION ALL SELECT 'a') t"),
    ).toBe('ab');
    expect(
      await resultOf(
        "SELECT LISTAGG(DISTINCT x) WITHIN GROUP (ORDER BY x) FROM (SELECT 'b' AS x UNION ALL SELECT '') t",
      ),
    ).toBe('b');
  });

  it('new objects and current_schema stay in public', async () => {
    expect(await resultOf('SELECT current_schema()')).toBe('public');
  });

  it('the catalog tells roles, users and memberships apart', async () => {
    const statements = ['CREATE ROLE reader', 'CREATE USER "IAMR:x" PASSWORD DISABLE', 'GRANT ROLE reader TO "IAMR:x"'];
    await warehouse.engine.exec(statements.map(rewriteRedshiftSql).join(';'));
    expect(await resultOf("SELECT role_name FROM svv_roles WHERE role_name IN ('reader', 'IAMR:x')")).toBe('reader');
    expect(await resultOf("SELECT usename FROM pg_user WHERE usename IN ('reader', 'IAMR:x')")).toBe('IAMR:x');
    expect(await resultOf("SELECT role_name FROM svv_user_grants WHERE user_name = 'IAMR:x'")).toBe('reader');
  });
});
