import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFile } from '../../../sources/files/open-file.ts';
import { fileOf, readAll } from './file-of.ts';

const rows = Array.from({ length: 30 }, (_, index) => `${index},b`).join('\n');

const lineEnds = fc.constantFrom('\r', '\n', '\r\n');

test('lines that end in CR, LF or CRLF are the same rows, in whatever pieces they come', async () => {
  const cell = fc.stringMatching(/^[a-z]{1,3}$/);
  const table = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, lineEnds, fc.integer({ min: 1, max: 20 }), async (all, end, size) => {
      const { rows: read } = await readAll(
        fileOf('a.csv', all.map((row) => `${row.join(',')}${end}`).join(''), [size]),
      );
      expect(read).toMatchObject(all.slice(1).map((cells, index) => ({ line: index + 2, cells })));
    }),
  );
});

describe('a file that is not one of rows is refused by name', () => {
  test.each([
    ['one row that does not fit', 'a,b\n1\n', 'its only row cannot be split into the 2 columns of its header (line 2'],
    [
      'rows that do not fit',
      'a,b\n\n1\n2\n',
      'none of its 2 rows can be split into the 2 columns of its header (line 3',
    ],
    ['very many of them', `a,b\n${'1\n'.repeat(200_000)}`, 'none of its first '],
    ['rows in Latin-1', Buffer.from('a,b\n\xe9,2\n', 'latin1'), 'Check that the file is UTF-8'],
  ])('%s', async (_, content, words) => {
    await expect(openFile(fileOf('in/a.csv', content))).rejects.toThrow(`in/a.csv: ${words}`.replace(/: Check.*/, ''));
    await expect(openFile(fileOf('in/a.csv', content))).rejects.toThrow(words);
  });

  test('no lines', async () => {
    const content = Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(17 << 20, 'x')]);
    const { fault, rows: read } = await readAll(fileOf('in/a.csv', content));
    expect(fault).toMatchObject({ message: expect.stringContaining('in/a.csv has a line of more than') });
    expect(read.length).toBeGreaterThan(0);
  });
});

describe('openFile', () => {
  test.each([
    ['rows.csv', `a,b\n${rows}`, 'csv', 'none'],
    ['in/2026/Rows.CSV.gz', gzipSync(`a,b\n${rows}`), 'csv', 'gzip'],
    ['packed-without-saying.csv', gzipSync(`a,b\n${rows}`), 'csv', 'gzip'],
    ['rows.jsonl', '[1]\n', 'ndjson', 'none'],
    ['rows.ndjson', '[{"a": 1},{"a": 2}]', 'json', 'none'],
    ['rows.ndjson', '{\n"a": 1}\n', 'json', 'none'],
    ['rows.ndjson', '{"half\n{"a": 1}\n', 'ndjson', 'none'],
    ['rows.json', ' [\n{"a": 1}]', 'json', 'none'],
    ['rows.json', '{"a": 1}\n{"a": 2}\n', 'ndjson', 'none'],
    ['rows.json', '{"a": 1}', 'ndjson', 'none'],
    ['rows.json', '{\n "a": 1}\n', 'json', 'none'],
    ['rows', '{"a": 1}\n{"a": 2}\n', 'ndjson', 'none'],
    ['rows', `a,b\n${rows}`, 'csv', 'none'],
  ] as const)('knows what %s is', async (name, content, format, packing) => {
    expect(await openFile(fileOf(name, content, [3]))).toMatchObject({ format, packing });
  });

  test.each([
    ['nothing', '', 'file.empty'],
    ['blanks', ' \n\r\n', 'file.empty'],
    ['nothing, packed', gzipSync(''), 'file.empty'],
    ['an archive', Buffer.from('504b03040000', 'hex'), 'file.archive'],
    ['a packed archive', gzipSync(Buffer.from('504b03040000', 'hex')), 'file.archive'],
    ['UTF-16 with its mark', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'file.encoding'],
    ['UTF-16', Buffer.from('a,b\n1,2\n', 'utf16le'), 'file.encoding'],
    ['rows that another sign separates', `a,b\n${rows.replaceAll(',', ';')}`, 'file.unreadable'],
    ['no text', Buffer.concat([Buffer.from([0x80, 0x81]), randomBytes(100_000)]), 'file.header'],
    ['a packed file cut in its header', gzipSync(`a,b\n${rows}`).subarray(0, 12), 'file.gzip_cut'],
    ['the first bytes of a packed file', Buffer.from('1f8b', 'hex'), 'file.gzip_cut'],
    ['packed nonsense', Buffer.from('1f8bffffffffffffffff', 'hex'), 'file.gzip_broken'],
  ])('refuses %s', async (_what, content, code) => {
    await expect(openFile(fileOf('rows.csv', content))).rejects.toMatchObject({ code });
  });

  test('reads a damaged file up to the damage', async () => {
    const content = `a,b\n${Array.from({ length: 60_000 }, () => `${randomBytes(8).toString('hex')},b`).join('\n')}`;
    const packed = gzipSync(content);
    const middle = Math.floor(packed.length / 2);
    packed.fill(0xff, middle, middle + 64);
    const whole = await readAll(fileOf('rows.csv', content));
    const read = await readAll(fileOf('rows.csv.gz', packed));
    expect(read.fault).toMatchObject({ code: 'file.gzip_broken' });
    expect(read.rows.length).toBeGreaterThan(20_000);
    expect(whole.rows.slice(0, 20_000)).toEqual(read.rows.slice(0, 20_000));
  });

  test('does not read on behind the end of a packed file', async () => {
    const padded = Buffer.concat([gzipSync(`a,b\n${rows}`), Buffer.alloc(40_000)]);
    const { fault, rows: read } = await readAll(fileOf('rows.csv.gz', padded));
    expect(fault).toBeNull();
    expect(read).toHaveLength(30);
  });
});
