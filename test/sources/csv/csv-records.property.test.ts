import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRecord, readCsvRecords } from '../../../sources/csv/csv-records.ts';

const columns = 6;
const header = Array.from({ length: columns }, (_, index) => `column_${index}`).join(',');

async function readAll(text: string, chunkBytes = 1 << 16): Promise<CsvRecord[]> {
  const bytes = Buffer.from(text);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const records: CsvRecord[] = [];
  for await (const batch of readCsvRecords(chunks())) records.push(...batch);
  return records;
}

/** The rows behind the header. */
const read = async (text: string, chunkBytes?: number) => (await readAll(text, chunkBytes)).slice(1);

interface Row {
  readonly text: string;
  /** What it has to be read as; null where a stray quote leaves that open. */
  readonly cells: readonly string[] | null;
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const word = fc.stringMatching(/^[a-z ]{0,6}$/);
const plainCell = word.map((text) => ({ text, cell: text }));
const quotedCell = fc
  .array(fc.constantFrom('a', 'bc', ', ', '"', '""', ' '), { maxLength: 4 })
  .map((parts) => ({ text: quoted(parts.join('')), cell: parts.join('') }));
const cells = fc.array(fc.oneof({ arbitrary: plainCell, weight: 3 }, quotedCell), {
  minLength: columns,
  maxLength: columns,
});

const wholeRow: fc.Arbitrary<Row> = cells.map((all) => ({
  text: all.map(({ text }) => text).join(','),
  cells: all.map(({ cell }) => cell),
}));

/**
 * Lines of a note, which may be blank, and have a comma now and then. With commas enough for a row and a blank line at
 * its end, a note before a row with a stray quote can be read in two ways that each lose one row; so it ends in text.
 */
const note = fc
  .array(fc.constantFrom('', 'a', 'b c', 'd, e', 'he said "f"'), { minLength: 2, maxLength: 4 })
  .map((lines) => (lines.join().includes('d, e') && lines.at(-1) === '' ? [...lines, 'g'] : lines));
const rowWithNote: fc.Arbitrary<Row> = fc
  .tuple(cells, fc.nat(columns - 1), note)
  .map(([all, place, lines]) =>
    all.map((cell, index) => {
      if (index !== place) return { text: cell.cell.replaceAll(/[",]/g, ''), cell: cell.cell.replaceAll(/[",]/g, '') };
      // A line of nothing but a quote is read as the end of a cell, which a row must not begin with here.
      const cellText = (place === 0 ? ['a', ...lines] : lines).join('\n');
      return { text: quoted(cellText), cell: cellText };
    }),
  )
  .map((all) => ({ text: all.map(({ text }) => text).join(','), cells: all.map(({ cell }) => cell) }));

/** One to four quotes too many, anywhere in a row: where a cell begins, within it, where it ends, beside another. */
const rowWithStrays: fc.Arbitrary<Row> = fc
  .tuple(wholeRow, fc.array(fc.tuple(fc.nat(), fc.constantFrom('"', '""')), { minLength: 1, maxLength: 4 }))
  .map(([{ text }, strays]) => ({
    text: strays.reduce((spoilt, [place, quotes]) => {
      // Half of the places are beside a comma, where a quote does most harm.
      const borders = [...spoilt.matchAll(/(?<=,)|(?=,)|^|$/g)].map(({ index }) => index);
      const at = place % 2 === 0 ? (borders[place % borders.length] ?? 0) : place % (spoilt.length + 1);
      return spoilt.slice(0, at) + quotes + spoilt.slice(at);
    }, text),
    cells: null,
  }));

const numbered = (rows: readonly Row[]): Row[] =>
  rows.map(({ text, cells: expected }, index) =>
    // A number before the first cell would hide a stray quote there, so it goes behind the last.
    expected === null || text.endsWith('"')
      ? { text, cells: expected }
      : { text: `${text}n${index}`, cells: [...expected.slice(0, -1), `${expected.at(-1)}n${index}`] },
  );

/** Every row is a record of its own with its own text, and with its own cells where it can be split. */
async function expectOwnRows(file: fc.Arbitrary<readonly Row[]>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(file.map(numbered), fc.integer({ min: 1, max: 200 }), async (rows, chunkBytes) => {
      const records = await read([header, ...rows.map(({ text }) => text)].join('\n'), chunkBytes);
      expect(records.map(({ text }) => text)).toEqual(rows.map(({ text }) => text));
      for (const [index, { cells: expected }] of rows.entries()) {
        if (expected !== null) expect(records[index]?.cells).toEqual(expected);
      }
    }),
    { numRuns: 2000 },
  );
}

describe('stray quotes', () => {
  test('lose no other row and put no row into the cell of another, wherever they stand', async () => {
    const file = fc.array(fc.oneof({ arbitrary: wholeRow, weight: 2 }, { arbitrary: rowWithStrays, weight: 2 }), {
      minLength: 1,
      maxLength: 12,
    });
    await expectOwnRows(file);
  });

  test('leave the rows with real line ends in a cell as they are', async () => {
    const file = fc.array(
      fc.oneof(wholeRow, { arbitrary: rowWithStrays, weight: 2 }, { arbitrary: rowWithNote, weight: 2 }),
      { minLength: 1, maxLength: 12 },
    );
    await expectOwnRows(file);
  });
});

test('a quote that is never closed takes only its own row, though a later quote would make the cells fit', async () => {
  const rows = ['1,a,"open,d,e,f', '2,a,b,c,d,e', '3,a,closed",d,e,f', '4,a,b,c,d,e'];
  const records = await read([header, ...rows].join('\n'));
  expect(records.map(({ line, cells }) => [line, cells?.[0] ?? null])).toEqual([
    [2, null],
    [3, '2'],
    [4, null],
    [5, '4'],
  ]);
});

test('a header whose quotes would swallow rows is no header', async () => {
  const records = await readAll(['a,"b,c,d', '1,2,3,4', '5,6",7,8', '9,9,9,9'].join('\n'));
  expect(records[0]).toMatchObject({ line: 1, cells: null });
});

test('a note of many lines and commas is one cell, in whatever column it stands', async () => {
  const lines = ['Dear colleague,', 'she takes a, b, and c', '', 'Regards, Dr. N', ''];
  for (let place = 0; place < columns; place += 1) {
    const expected = Array.from({ length: columns }, (_, index) => (index === place ? lines.join('\n') : `${index}`));
    const row = expected.map((cell, index) => (index === place ? quoted(cell) : cell)).join(',');
    const records = await read([header, row, row].join('\n'));
    expect(records.map((record) => record.cells)).toEqual([expected, expected]);
  }
});

test.each([
  ['an open quote on every line', 'a,b,c,d,e,"f'],
  ['a line that is a quote', '"'],
  ['a quote that opens the last cell', 'a,b,c,d,e,"'],
])(
  'a long file of %s is read in time that grows with its length, and loses nothing',
  async (_, line) => {
    const lines = Array.from({ length: 50_000 }, (__, index) => (index % 101 === 0 ? line : 'a,b,c,d,e,f'));
    const all = [header, ...lines.flatMap((text) => (text === line ? [text, text, text] : [text]))];
    const records = await read(all.join('\n'));
    expect(records.reduce((sum, { text }) => sum + text.split('\n').length, 0)).toBe(all.length - 1);
  },
  20_000,
);
