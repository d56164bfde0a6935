import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsvFile } from '../../../sources/csv/csv-file.ts';

async function read(content: string | Buffer, chunkBytes = 1 << 16) {
  const bytes = Buffer.from(content);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const records = [];
  for await (const batch of readCsvFile('a.csv', chunks())) records.push(...batch);
  return records;
}

test('lines that end in CR, LF or CRLF are the same rows, in whatever pieces they come', async () => {
  const cell = fc.stringMatching(/^[a-z]{1,3}$/);
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.constantFrom('\r', '\n', '\r\n'),
      fc.integer({ min: 1, max: 20 }),
      async (all, end, size) => {
        const records = await read(all.map((row) => `${row.join(',')}${end}`).join(''), size);
        expect(records.map(({ cells }) => cells)).toEqual(all);
        expect(records.map(({ line }) => line)).toEqual(all.map((_, index) => index + 1));
      },
    ),
  );
});

test('a CR within the rows of a file with other line ends stays where it is', async () => {
  expect((await read('a,b\n"1\r2",3\n'))[1]?.cells).toEqual(['1\r2', '3']);
});

describe('a file that is not one of rows is refused by name', () => {
  test.each([
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), 'a.csv is compressed; unpack it first'],
    ['a workbook', Buffer.from('PK\x03\x04rest'), 'a.csv is a ZIP archive or a workbook'],
    ['UTF-16 with a mark', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'a.csv is text in UTF-16; save it as UTF-8'],
    ['UTF-16 without one', Buffer.from('a,b\n1,2\n', 'utf16le'), 'a.csv is text in UTF-16'],
    ['UTF-16 the other way', Buffer.from('a,b\n1,2\n', 'utf16le').swap16(), 'a.csv is text in UTF-16'],
    [
      'one row that does not fit',
      'a,b\n1\n',
      'a.csv: its only row cannot be split into the 2 columns of its header (line 2',
    ],
    [
      'rows that do not fit',
      'a,b\n\n1\n2\n',
      'a.csv: none of its 2 rows can be split into the 2 columns of its header (line 3',
    ],
    ['very many of them', `a,b\n${'1\n'.repeat(200_000)}`, 'a.csv: none of its first '],
    ['rows in Latin-1', Buffer.from('a,b\n\xe9,2\n', 'latin1'), 'Check that the file is UTF-8'],
    [
      'no lines',
      Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(17 << 20, 'x')]),
      'a.csv has a line of more than',
    ],
  ])('%s', async (_, content, words) => {
    await expect(read(content)).rejects.toThrow(words);
    // In small pieces, as a pipe may give it; a file of megabytes says nothing more that way.
    if (content.length < 100) await expect(read(content, 1)).rejects.toThrow(words);
  });
});

test('unreadable rows before the first good one come out with it, in their order', async () => {
  const records = await read('a,b\n1\n2\n3,4\n5\n', 3);
  expect(records.map(({ line, cells }) => [line, cells !== null])).toEqual([
    [1, true],
    [2, false],
    [3, false],
    [4, true],
    [5, false],
  ]);
});

test('a header without rows is itself, and an empty file is nothing', async () => {
  expect(await read('a,b\n')).toHaveLength(1);
  expect(await read('')).toEqual([]);
});
