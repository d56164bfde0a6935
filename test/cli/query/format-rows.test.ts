import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCsv, formatJson, formatTable } from '../../../cli/query/format-rows.ts';
import { rowsByName } from '../../../domain/sql/column-names.ts';

const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') }), fc.constant('12.30'));
const rows = fc.array(fc.record({ a: cell, 'b "c"': cell }), { maxLength: 5 });

test('CSV and JSON give every cell back', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const columns = ['a', 'b "c"'];
      expect(
        parse(formatCsv({ columns, rows: given }, false), {
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
  expect(formatCsv({ columns: ['a', 'b'], rows: [{ a: null, b: '' }] }, false)).toBe('a,b\r\n,""\r\n');
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

test('a table of very many rows is printed', () => {
  const rows = Array.from({ length: 300_000 }, (_, index) => ({ n: index }));
  expect(formatTable({ columns: ['n'], rows }).split('\n')).toHaveLength(rows.length + 4);
});

describe('control characters', () => {
  const dangerous = [0x07, 0x09, 0x1b, 0x7f, 0x9b, 0x061c, 0x200e, 0x2028, 0x202e, 0x2066].map((code) =>
    String.fromCharCode(code),
  );
  const given = { columns: ['a', 'b\x1b[2J'], rows: [{ a: dangerous.join('x'), 'b\x1b[2J': '=1+1' }] };
  const raw = (text: string) => dangerous.filter((sign) => text.includes(sign));

  test('are escaped in a table and in JSON, and in CSV on a screen', () => {
    for (const text of [formatTable(given), formatJson(given), formatCsv(given, true)]) {
      expect(raw(text)).toEqual([]);
      expect(text).toContain('\\u001b');
    }
    expect(JSON.parse(formatJson(given))).toEqual(given.rows);
  });

  test('stay in CSV for a file or a pipe, and so do formulas', () => {
    const text = formatCsv(given, false);
    expect(raw(text)).toEqual(dangerous);
    expect(text).toMatch(/,=1\+1\r\n$/);
  });
});

test('JSON has the columns in their order, whatever they are called', () => {
  const columns = ['__proto__', '2', '1'];
  const [row] = rowsByName(columns, [['a', 'b', null]]);
  expect(formatJson({ columns, rows: [row ?? {}] })).toBe('[\n{"__proto__":"a","2":"b","1":null}\n]\n');
});
