import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';
import { rewriteRedshiftScript } from '../../../embedded/redshift/rewrite-script.ts';

describe('a text of several statements', () => {
  test.each([
    ['SELECT NVL(a, 1)', 'SELECT COALESCE(a, 1)'],
    [' ;;\n SELECT nvl(a,1) ; -- nvl(a)\n;/* nvl(b) */', ' ;;\n SELECT COALESCE(a,1) ; -- nvl(a)\n;/* nvl(b) */'],
    ["SELECT ';nvl('; SELECT NVL(1, 2);", "SELECT ';nvl('; SELECT COALESCE(1, 2);"],
    ['BEGIN; CREATE TABLE t (a INT) DISTKEY(a); COMMIT', 'BEGIN; CREATE TABLE t (a INT) ; COMMIT'],
    ['SELECT $$;nvl(1,2)$$; SELECT NVL(1, 2)', 'SELECT $$;nvl(1,2)$$; SELECT COALESCE(1, 2)'],
    ['SELECT 1 --\r; SELECT nvl(1, 2)', 'SELECT 1 --\r; SELECT COALESCE(1, 2)'],
    ["SELECT E'a'\n'\\' nvl(1, 2)'; SELECT nvl(1, 2)", "SELECT E'a'\n'\\' nvl(1, 2)'; SELECT COALESCE(1, 2)"],
    ['', ''],
  ])('%j becomes %j', (sql, expected) => {
    expect(rewriteRedshiftScript(sql)).toBe(expected);
  });

  const part = fc.constantFrom(
    'SELECT',
    'nvl(',
    'DECODE(',
    'LISTAGG(',
    'DATEADD(',
    'day',
    ',',
    ')',
    '(',
    "'",
    '"',
    "E'",
    '\\',
    '$$',
    '$a$',
    ';',
    '--',
    '/*',
    '*/',
    '\n',
    '\r',
    ' ',
    'x',
    '1',
    '::',
    'super',
    'CREATE TABLE t (',
    'IDENTITY(',
    'WITHIN GROUP (',
    'ALTER TABLE',
    'ADD',
    '\u{1F600}',
    '\0',
  );
  const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));

  test('never fails, and is what its statements are each by itself', () => {
    fc.assert(
      fc.property(text, (sql) => {
        const seen: string[] = [];
        const same = rewriteRedshiftScript(sql, (statement) => {
          seen.push(statement);
          return statement;
        });
        expect(same).toBe(sql);
        expect(rewriteRedshiftScript(sql)).toBe(seen.map(rewriteRedshiftSql).join(';'));
      }),
      { numRuns: 3000 },
    );
  });

  test('that nothing is rewritten in comes out as it went in', () => {
    const plain = fc.array(
      fc.constantFrom(
        'SELECT a',
        "'nvl('",
        '"decode"',
        ' ',
        '\n',
        '\t',
        ';',
        '-- nvl(1)\n',
        '/* ; */',
        'FROM t',
        '$1',
        '$$ ; $$',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(plain, (parts) => {
        expect(rewriteRedshiftScript(parts.join(' '))).toBe(parts.join(' '));
      }),
      { numRuns: 1000 },
    );
  });

  // Each of these would take the memory or the time of everybody who is connected.
  test.each([
    [
      'DECODE in DECODE, which doubles with each level',
      `SELECT ${'decode('.repeat(60)}1${', 1, 2, 3, 4, 5)'.repeat(60)}`,
    ],
    [
      'one DECODE of many pairs over a long subject',
      `SELECT decode(${'x'.repeat(10_000)}${', 1, 2'.repeat(20_000)}, 3)`,
    ],
    ['calls that never close', `SELECT ${'decode('.repeat(140_000)}`],
    ['LISTAGG in LISTAGG', `SELECT ${'listagg(distinct '.repeat(200)}1${", ',')".repeat(200)}`],
    ['nested calls that close late', `SELECT ${'decode('.repeat(30_000)}1${')'.repeat(30_000)}`],
    ['sixteen million signs', `SELECT ${'+'.repeat(16_000_000)}nvl(1, 2)`],
  ])('with %s passes as it is', (_, sql) => {
    expect(rewriteRedshiftScript(sql) === sql).toBe(true);
  });

  test('is rewritten up to a length that no person writes, and passes as it is behind it', () => {
    const long = 'SELECT nvl(1, 2);'.repeat(50_000);
    const rewritten = rewriteRedshiftScript(long);
    expect(rewritten.match(/COALESCE/g)?.length).toBeGreaterThan(10_000);
    expect(rewritten.replaceAll('COALESCE', 'nvl') === long).toBe(true);
    expect(rewritten.endsWith('nvl(1, 2);')).toBe(true);
  });

  test('with DECODE in DECODE as people write it is rewritten', () => {
    const three = 'decode(decode(decode(1, 1, 2, 3), 1, 2, 3), 1, 2, 3)';
    expect(rewriteRedshiftScript(`SELECT ${three}`)).not.toContain('decode');
  });
});
