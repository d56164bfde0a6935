import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLines } from '../../../sources/ndjson/ndjson-lines.ts';

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function linesOf(bytes: Buffer, { sizes = [7], longest = 1000 } = {}) {
  const lines: [number, string | null][] = [];
  for await (const batch of readLines(inChunks(bytes, sizes), longest)) {
    for (const { line, bytes: content } of batch) lines.push([line, content?.toString('latin1') ?? null]);
  }
  return lines;
}

describe('readLines', () => {
  test('gives the same lines, byte for byte, however the file comes in chunks', async () => {
    const line = fc
      .uint8Array({ maxLength: 30 })
      .map((bytes) => bytes.filter((byte) => byte !== 0x0a && byte !== 0x0d));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        async (lines, lineEnd, sizes) => {
          const texts = lines.map((bytes) => Buffer.from(bytes).toString('latin1'));
          const file = Buffer.from(texts.map((text) => text + lineEnd).join(''), 'latin1');
          const expected = texts.flatMap((text, index) => (/^[ \t]*$/.test(text) ? [] : [[index + 1, text]]));
          expect(await linesOf(file, { sizes })).toEqual(expected);
        },
      ),
    );
  });

  test('reads a last line without an end, and leaves a byte order mark out', async () => {
    expect(await linesOf(Buffer.from('\uFEFF{"a":1}\n\n  \n{"b":2}'))).toEqual([
      [1, '{"a":1}'],
      [4, '{"b":2}'],
    ]);
  });

  test('holds nothing of a line that is too long, and goes on behind it', async () => {
    const file = Buffer.from(`${'a'.repeat(20)}\n${'b'.repeat(21)}\n${'c'.repeat(5000)}\r\nd\n${'e'.repeat(20)}\r\n`);
    for (const sizes of [[1], [3, 50], [100_000]]) {
      expect(await linesOf(file, { sizes, longest: 20 })).toEqual([
        [1, 'a'.repeat(20)],
        [2, null],
        [3, null],
        [4, 'd'],
        [5, 'e'.repeat(20)],
      ]);
    }
  });
});
