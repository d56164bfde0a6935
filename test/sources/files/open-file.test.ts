import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openFile } from '../../../sources/files/open-file.ts';
import { fileOf, readAll } from './file-of.ts';

const rows = Array.from({ length: 30 }, (_, index) => `${index},b`).join('\n');

describe('openFile', () => {
  test.each([
    ['rows.csv', `a,b\n${rows}`, 'csv', 'none'],
    ['in/2026/Rows.CSV.gz', gzipSync(`a,b\n${rows}`), 'csv', 'gzip'],
    ['packed-without-saying.csv', gzipSync(`a,b\n${rows}`), 'csv', 'gzip'],
    ['rows.jsonl', '[1]\n', 'ndjson', 'none'],
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
