import { constants, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileOf, readAll } from './file-of.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
const batchBytes = fc.integer({ min: 20, max: 200 });
const lineEnd = fc.constantFrom('\n', '\r\n');

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-zé ]{0,8}$/) },
  fc.constantFrom('"a, b"', '"two\nlines"', '"""quoted"""', ''),
);
const csvLine = fc.oneof(
  { weight: 6, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }).map((cells) => cells.join(',')) },
  fc.constantFrom('too,few', 'a "stray, quote, here', '', 'a,b,c,d'),
);
const csv = fc
  .tuple(fc.array(csvLine, { maxLength: 40 }), lineEnd, fc.boolean())
  .map(([lines, end, ends]) => ['one,two,three', 'a,b,c', ...lines].join(end) + (ends ? end : ''));

const jsonText = fc.json({ depthSize: 'small' });
const ndjson = fc
  .tuple(
    fc.array(fc.oneof({ weight: 5, arbitrary: jsonText }, fc.constantFrom('{"a":', '', 'no json')), { maxLength: 30 }),
    lineEnd,
  )
  .map(([lines, end]) => ['{"first": 1}', ...lines].join(end));
const jsonArray = fc
  .array(fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2)), { maxLength: 20 })
  .map((objects) => `[\n${objects.map(([object, indent]) => JSON.stringify(object, null, indent)).join(' ,\r\n')} ]\n`);

const files = fc.oneof(
  csv.map((content) => ({ name: 'rows.csv', content })),
  ndjson.map((content) => ({ name: 'rows.ndjson', content })),
  jsonArray.map((content) => ({ name: 'rows.json', content })),
);

describe('readRows', () => {
  test('gives the same rows, line by line, however the bytes come and however many make a batch', async () => {
    await fc.assert(
      fc.asyncProperty(files, sizes, batchBytes, async ({ name, content }, chunks, bytes) => {
        const whole = await readAll(fileOf(name, content));
        const chunked = await readAll(fileOf(name, content, chunks), undefined, bytes);
        expect(whole.fault).toBeNull();
        expect(chunked.fault).toBeNull();
        expect(chunked.rows).toEqual(whole.rows);
      }),
    );
  });

  test('gives the rows of a packed file as it gives those of the file', async () => {
    await fc.assert(
      fc.asyncProperty(files, sizes, fc.nat(20), async ({ name, content }, chunks, members) => {
        const bytes = Buffer.from(content);
        const middle = Math.floor((bytes.length * members) / 20);
        const packed = Buffer.concat([gzipSync(bytes.subarray(0, middle)), gzipSync(bytes.subarray(middle))]);
        const unpacked = await readAll(fileOf(`${name}.gz`, packed, chunks));
        expect(unpacked).toEqual(await readAll(fileOf(name, content)));
      }),
    );
  });

  test('goes on from the end of any batch, with the same batches', async () => {
    await fc.assert(
      fc.asyncProperty(files, sizes, batchBytes, fc.boolean(), async ({ name, content }, chunks, bytes, packs) => {
        const file = packs ? fileOf(`${name}.gz`, gzipSync(content), chunks) : fileOf(name, content, chunks);
        const { batches } = await readAll(file, undefined, bytes);
        for (const [index, { end }] of batches.entries()) {
          if (end.offset === 0) continue;
          const rest = await readAll(file, end, bytes);
          expect(rest.rows).toEqual(batches.slice(index + 1).flatMap(({ rows }) => rows));
          const ends = batches.map(({ end: { offset } }) => offset).filter((offset) => offset > end.offset);
          expect(rest.batches.map(({ end: { offset } }) => offset).filter((offset) => offset > end.offset)).toEqual(
            ends,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test('gives every row before the place where a packed file was cut, then says that it was cut', async () => {
    const row = fc.integer().map((number) => `${number},x,y`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 5, maxLength: 300 }),
        sizes,
        fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        async (rows, chunks, share) => {
          const packed = gzipSync(`a,b,c\n${rows.join('\n')}\n`);
          const cut = packed.subarray(0, Math.floor(packed.length * share));
          const read = await readAll(fileOf('rows.csv.gz', cut, chunks));
          expect(read.fault).toMatchObject({ code: 'file.gzip_cut' });
          const unpacked = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
          const lines = unpacked.split('\n').slice(1, -1);
          expect(read.rows.map((found) => (found.kind === 'cells' ? found.text : null))).toEqual(lines);
        },
      ),
    );
  });
});
