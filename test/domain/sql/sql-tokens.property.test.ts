import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateStatements, splitStatements, tokenizeSql } from '../../../domain/sql/sql-tokens.ts';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';

const kept = new Set(['string', 'comment', 'quoted-name', 'dollar-string']);

/** How often each literal, comment and quoted name stands in a text. */
function countKept(sql: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, text } of tokenizeSql(sql)) if (kept.has(kind)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

// Words that the rewriter acts on, so that they turn up inside literals and around them.
const vocabulary = fc.constantFrom(
  'NVL',
  'DECODE',
  'LISTAGG',
  'DATEADD',
  'day',
  'SYSDATE',
  'APPROXIMATE',
  'ENCODE',
  'DISTKEY',
  'SORTKEY',
  'REFERENCES',
  'CREATE',
  'TABLE',
  'TEMP',
  'VARCHAR',
  'MAX',
  'SUPER',
  'IDENTITY',
  'WITHIN',
  'GROUP',
  'ORDER',
  'BY',
  'TO',
  'ROLE',
  'GRANT',
  'ALTER',
  'ADD',
  'AS',
  'SELECT',
  'x',
  ':p',
  '::',
  ',',
  '(',
  ')',
  '.',
  ';',
  '1',
  "'",
  '"',
  '--',
  '/*',
  '*/',
  '\n',
  ' ',
  '$$',
  '$a$',
  'E',
);
const soup = fc
  .array(fc.oneof(vocabulary, fc.string({ maxLength: 4 })), { maxLength: 40 })
  .map((parts) => parts.join(' '));

const content = fc
  .array(fc.oneof(vocabulary, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 4 })
  .map((parts) => parts.join(' '));
const stringLiteral = content.map((text) => `'${text.replaceAll("'", "''")}'`);
const quotedName = content.map((text) => `"${text.replaceAll('"', '""')}"`);
const comment = content.map((text) => `/*${text.replaceAll(/[*/]/g, '')}*/`);
const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    stringLiteral,
    quotedName,
    fc.constantFrom('a', 'b.c', '1', ':p', 'SYSDATE'),
    fc.tuple(comment, tie('value')).map(([note, inner]) => `${note} ${inner}`),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }).map((list) => `NVL(${list.join(', ')})`),
    fc.array(tie('value'), { minLength: 3, maxLength: 6 }).map((list) => `DECODE(${list.join(', ')})`),
    tie('value').map((inner) => `DATEADD(day, 1, ${inner})`),
    fc
      .tuple(tie('value'), stringLiteral, tie('value'))
      .map(([x, by, key]) => `LISTAGG(${x}, ${by}) WITHIN GROUP (ORDER BY ${key})`),
    fc
      .tuple(tie('value'), stringLiteral)
      .map(([x, by]) => `LISTAGG(DISTINCT ${x}, ${by}) WITHIN GROUP (ORDER BY ${x})`),
  ),
})).value;
const statement = fc.oneof(
  value.map((x) => `SELECT ${x} FROM t`),
  fc
    .tuple(quotedName, comment, stringLiteral)
    .map(
      ([name, note, text]) =>
        `CREATE TABLE ${name} (${name} VARCHAR(20) ENCODE lzo ${note} DEFAULT ${text} DISTKEY, b BIGINT REFERENCES o (x)) ${note} SORTKEY (b)`,
    ),
  fc.tuple(quotedName, comment).map(([name, note]) => `GRANT SELECT ON ${name} TO ROLE ${note} ${name}`),
);

describe('SQL tokens', () => {
  it('concatenate to the input, whatever the input', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 80 }), statement), (sql) => {
        const tokens = tokenizeSql(sql);
        expect(tokens.map(({ text }) => text).join('')).toBe(sql);
        expect(tokens.every(({ text, start }) => text !== '' && sql.startsWith(text, start))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('statements are cut at every top-level semicolon and at no other', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 5 }),
        fc.array(comment, { minLength: 6, maxLength: 6 }),
        (statements, notes) => {
          const script = `${statements.map((sql, index) => `\n${notes[index]} ${sql};`).join('')}\n-- end; of ; script`;
          expect(splitStatements(script)).toEqual(statements.map((sql, index) => `${notes[index]} ${sql}`));
          for (const { sql, start } of locateStatements(script)) expect(script.startsWith(sql, start)).toBe(true);
        },
      ),
    );
  });

  it('a semicolon inside a string, a comment, a quoted name or a dollar body cuts nothing', () => {
    const sql = `SELECT ';', ";", $f$ ; $f$ /* ; /* ; */ ; */ -- ;\n, 1`;
    expect(splitStatements(`${sql}; ;; -- nothing;\n`)).toEqual([sql]);
  });

  it('casts are no parameters', () => {
    const parameters = tokenizeSql("SELECT a::int, :b, ':c', /* :d */ x :: text").filter(
      ({ kind }) => kind === 'parameter',
    );
    expect(parameters.map(({ text }) => text)).toEqual([':b']);
  });
});

describe('the rewriter', () => {
  it('never changes or loses a string literal, a comment or a quoted name', () => {
    fc.assert(
      fc.property(statement, (sql) => {
        const after = countKept(rewriteRedshiftSql(sql));
        for (const [text, count] of countKept(sql)) expect(after.get(text) ?? 0, text).toBeGreaterThanOrEqual(count);
      }),
      { numRuns: 3000 },
    );
  });

  it('never fails, even on text that is no SQL', () => {
    fc.assert(
      fc.property(soup, (sql) => {
        expect(typeof rewriteRedshiftSql(sql)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
