import { describe, expect, test } from 'vitest';
import { isSignificant, locateStatements, splitStatements, tokenizeSql } from '../../../domain/sql/sql-tokens.ts';

/** The tokens that mean something, as `kind text`. */
const significant = (sql: string) =>
  tokenizeSql(sql)
    .filter(isSignificant)
    .map(({ kind, text }) => `${kind} ${text}`);

/** The text is one token of that kind, alone and between others. */
function expectOne(kind: string, text: string): void {
  expect(tokenizeSql(text)).toEqual([{ kind, text, start: 0 }]);
  const between = tokenizeSql(`(${text}\n)`).map((token) => `${token.kind} ${token.text}`);
  expect(between).toEqual(['operator (', `${kind} ${text}`, 'whitespace \n', 'operator )']);
}

test('a comment to the end of the line ends with a carriage return, too', () => {
  expect(significant("a -- it's\rb --\r\nc --'\nd")).toEqual(['word a', 'word b', 'word c', 'word d']);
});

test.each([
  ["E'a' 'b\\' c", ["string E'a'", "string 'b\\'", 'word c']],
  ["'a'\n'b\\' c", ["string 'a'", "string 'b\\'", 'word c']],
  ["E'a' /* */\n'b\\' c", ["string E'a'", "string 'b\\'", 'word c']],
  ["E'a'\nFROM b", ["string E'a'", 'word FROM', 'word b']],
])('%j does not go on as an escaped string', (sql, tokens) => {
  expect(significant(sql)).toEqual(tokens);
});

describe('a SQL token', () => {
  test.each([
    // Strings: a quote doubled is a quote, a backslash is only in E'..' an escape.
    ['string', "'it''s'"],
    ['string', "''"],
    ['string', String.raw`'C:\'`],
    ['string', String.raw`E'it\'s'`],
    ['string', String.raw`e'it\'s \\'`],
    // An E'..' goes on, escapes and all, in a string on a later line.
    ['string', String.raw`E'a'${'\n'}'it\'s'`],
    ['string', String.raw`e'a' ${'\r\n\t'}-- it's${'\n'}-- '${'\r'} 'it\'s'`],
    ['string', String.raw`N'\'`],
    ['string', "b'01'"],
    ['string', "B'01'"],
    ['string', "x'1F'"],
    ['string', "X'1F'"],
    ['string', "n'a'"],
    ['string', "U&'d\\0061t'"],
    ['string', "u&'a''b'"],
    ['string', String.raw`U&'a\'`],
    ['quoted-name', String.raw`U&"a\"`],
    ['string', "'two\nlines -- of /* text */ ; $$'"],
    ['quoted-name', '"na""me"'],
    ['quoted-name', '"a; -- b"'],
    ['quoted-name', String.raw`"C:\"`],
    ['quoted-name', 'U&"d"'],
    ['quoted-name', 'u&"a""b"'],
    // Dollar-quoted bodies end at their own tag.
    ['dollar-string', '$$it\'s ; "$$'],
    ['dollar-string', '$f$ $$ $g$ ; $f$'],
    ['dollar-string', '$tag_1$ body $tag_1$'],
    ['dollar-string', '$é$ body $é$'],
    // Comments: block comments nest.
    ['comment', '/* a /* b */ c */'],
    ['comment', '/**/'],
    ['comment', '/*/ still open */'],
    ['comment', '-- to the end; of the line'],
    // Numbers.
    ['number', '0'],
    ['number', '1_000'],
    ['number', '3.14'],
    ['number', '.5'],
    ['number', '7.'],
    ['number', '1e10'],
    ['number', '1E+10'],
    ['number', '2.5e-3'],
    // Words, parameters.
    ['word', 'select'],
    ['word', '_a$1'],
    ['word', 'Zz09'],
    ['word', 'städte'],
    // Whatever is not ASCII is a letter, from the first such character on.
    ['word', '\u0080'],
    ['word', 'e'],
    ['word', 'U'],
    ['parameter', ':batch_id'],
    ['parameter', ':a1$'],
    ['positional', '$12'],
    ['operator', '->>'],
    ['operator', '#>>'],
    ['operator', '::'],
    ['operator', ':='],
    ['operator', '||'],
    ['operator', '<='],
    ['operator', '>='],
    ['operator', '<>'],
    ['operator', '!='],
    ['operator', '=>'],
    ['operator', '->'],
    ['operator', '#>'],
    ['operator', '@>'],
    ['operator', '<@'],
    ['operator', '%'],
    ['operator', ':'],
    ['operator', '$'],
    ['operator', '.'],
  ])('%s: %s', (kind, text) => {
    expectOne(kind, text);
  });

  test.each([' ', '\t', '\n', '\v', '\f', '\r', '\u00a0', '\ufeff', ' \t\r\n '])('white space: %j', (space) => {
    expect(tokenizeSql(`a${space}b`).map(({ kind }) => kind)).toEqual(['word', 'whitespace', 'word']);
  });

  test.each([
    ['a-1', ['word a', 'operator -', 'number 1']],
    ['a--1\nb', ['word a', 'word b']],
    ['a/b', ['word a', 'operator /', 'word b']],
    ['1..2', ['number 1', 'operator .', 'number .2']],
    ['1.2.3', ['number 1.2', 'number .3']],
    ['1e', ['number 1', 'word e']],
    ['1e+', ['number 1', 'word e', 'operator +']],
    ['1ea5', ['number 1', 'word ea5']],
    ['a\bb', ['word a', 'operator \b', 'word b']],
    ['1f5', ['number 1', 'word f5']],
    ['a.b', ['word a', 'operator .', 'word b']],
    ['a::int', ['word a', 'operator ::', 'word int']],
    ['x:=1', ['word x', 'operator :=', 'number 1']],
    ['[1:2]', ['operator [', 'number 1', 'operator :', 'number 2', 'operator ]']],
    ['a->>b', ['word a', 'operator ->>', 'word b']],
    ['a=>b', ['word a', 'operator =>', 'word b']],
    ["e 'a'", ['word e', "string 'a'"]],
    ["ee'a'", ['word ee', "string 'a'"]],
    ["q'a'", ['word q', "string 'a'"]],
    ["1'a'", ['number 1', "string 'a'"]],
    ['u&a', ['word u', 'operator &', 'word a']],
    ["x&'a'", ['word x', 'operator &', "string 'a'"]],
    ['u "a"', ['word u', 'quoted-name "a"']],
    [`'a'"b"'c'`, ["string 'a'", 'quoted-name "b"', "string 'c'"]],
    ['$1$2', ['positional $1', 'positional $2']],
    ['$1a$', ['positional $1', 'word a$']],
    ['a$b$c', ['word a$b$c']],
    ['$a b$', ['operator $', 'word a', 'word b$']],
    ['$a', ['operator $', 'word a']],
    [
      '`a`{b}@c~',
      [
        'operator `',
        'word a',
        'operator `',
        'operator {',
        'word b',
        'operator }',
        'operator @',
        'word c',
        'operator ~',
      ],
    ],
  ])('ends where the next begins: %s', (sql, expected) => {
    expect(significant(sql)).toEqual(expected);
  });

  test.each([
    ['string', "'open"],
    ['string', "'open''"],
    ['string', String.raw`E'open\'`],
    ['string', "E'open\\"],
    ['quoted-name', '"open'],
    ['comment', '/* open /* closed */'],
    ['comment', '/* open *'],
    ['dollar-string', '$a$ open $b$'],
  ])('that is not closed runs to the end of the text: %s %s', (kind, text) => {
    expect(tokenizeSql(`a ${text}`)).toEqual([
      { kind: 'word', text: 'a', start: 0 },
      { kind: 'whitespace', text: ' ', start: 1 },
      { kind, text, start: 2 },
    ]);
  });

  test('of no text is none', () => {
    expect(tokenizeSql('')).toEqual([]);
  });
});

describe('the statements of a script', () => {
  test('come trimmed, without their semicolon, with the comments that lead them, and say where they start', () => {
    const script = '\n  -- first\nSELECT 1 ;\n;  /* nothing */ ;\tSELECT 2';
    expect(locateStatements(script)).toEqual([
      { sql: '-- first\nSELECT 1', start: 3 },
      { sql: 'SELECT 2', start: script.indexOf('SELECT 2') },
    ]);
    expect(splitStatements(script)).toEqual(['-- first\nSELECT 1', 'SELECT 2']);
  });

  test('are none where there is nothing but comments', () => {
    expect(splitStatements(' -- nothing;\n/* ; */ ')).toEqual([]);
    expect(splitStatements('')).toEqual([]);
  });
});
