import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCsv, formatJson, formatTable, withoutControls } from '../../../cli/query/format-rows.ts';

const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') }), fc.constant('12.30'));
const rows = fc.array(fc.record({ a: cell, 'b "c"': cell }), { maxLength: 5 });

test('CSV and JSON give every cell back', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const columns = ['a', 'b "c"'];
      expect(
        parse(formatCsv({ columns, rows: given }), {
          columns: true,
          skip_empty_lines: false,
          record_delimiter: '\r\n',
        }),
      ).toEqual(given);
      expect(JSON.parse(formatJson({ columns, rows: given }))).toEqual(given);
    }),
  );
});

test('CSV tells NULL from an empty text', () => {
  expect(formatCsv({ columns: ['a', 'b'], rows: [{ a: null, b: '' }] })).toBe('a,b\r\n,""\r\n');
});

test('a table aligns numbers to the right and keeps a row on a line', () => {
  const text = formatTable({
    columns: ['name', 'n'],
    rows: [
      { name: 'x\ny', n: '1.50' },
      { name: null, n: '10.25' },
    ],
  });
  expect(text).toBe(['name      n', '----  -----', 'x y    1.50', '      10.25', '(2 rows)', ''].join('\n'));
});

test('what steers a terminal is written out in a table and in JSON, and a parser of JSON gets it back', () => {
  const steering = '\u001b[2J\u0007\u009b1m\u202eabc\u2066';
  const given = { columns: ['a\u001b'], rows: [{ 'a\u001b': steering }] };
  const escaped = '\\u001b[2J\\u0007\\u009b1m\\u202eabc\\u2066';
  expect(formatTable(given)).toContain(escaped);
  expect(formatTable(given).split('\n')[0]).toBe('a\\u001b');
  expect(JSON.parse(formatJson(given))).toEqual(given.rows);
  for (const text of [formatTable(given), formatJson(given), withoutControls(formatCsv(given))]) {
    expect(text).not.toMatch(/[^\x20-\x7e\r\n]/);
  }
});

test('300,000 rows are a table, too', () => {
  const rows = Array.from({ length: 300_000 }, (_, n) => ({ n }));
  expect(
    formatTable({ columns: ['n'], rows })
      .split('\n')
      .at(-2),
  ).toBe('(300000 rows)');
});
