import { describe, expect, test } from 'vitest';
import { readJsonValues } from '../../../sources/json/json-values.ts';

async function valuesOf(text: string, { size = 1000, longest = 1000 } = {}) {
  const bytes = Buffer.from(text);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const values: [number, string | null][] = [];
  const reading = readJsonValues(chunks(), longest);
  for (;;) {
    const { done, value } = await reading.next();
    if (done === true) return { values, ending: value };
    for (const { line, bytes: content } of value.values) values.push([line, content?.toString() ?? null]);
  }
}

describe('readJsonValues', () => {
  test.each([1, 2, 1000])(
    'finds the elements of an array, with the line of each, in chunks of %i bytes',
    async (size) => {
      const text = '\uFEFF[ {"a": "]},\\"{"},\n{"b":\n [1, {}]} ,\n\n "text", 12, null\n]\n';
      expect(await valuesOf(text, { size })).toEqual({
        values: [
          [1, '{"a": "]},\\"{"}'],
          [2, '{"b":\n [1, {}]}'],
          [5, '"text"'],
          [5, '12'],
          [5, 'null'],
        ],
        ending: 'whole',
      });
    },
  );

  test('finds values that stand one after the other', async () => {
    const { values } = await valuesOf('{\n "a": 1\n}\n{"b": 2}{"c": 3}\n7');
    expect(values).toEqual([
      [1, '{\n "a": 1\n}'],
      [4, '{"b": 2}'],
      [4, '{"c": 3}'],
      [5, '7'],
    ]);
  });

  test.each([
    ['[{"a": 1}, {"b": 2', [[1, '{"a": 1}']], 'cut'],
    ['[{"a": 1},\n', [[1, '{"a": 1}']], 'cut'],
    ['{"a": 1} {"b": ', [[1, '{"a": 1}']], 'cut'],
    ['[]', [], 'whole'],
    ['[{"a": 1}] {"b": 2}', [[1, '{"a": 1}']], 'more'],
  ])('says how a file ends: %s', async (text, values, ending) => {
    expect(await valuesOf(text)).toEqual({ values, ending });
  });

  test('holds nothing of a value that is too long, and goes on behind it', async () => {
    const { values, ending } = await valuesOf(`[{"a": "${'x'.repeat(5000)}"}, {"b": 2}]`, { size: 7, longest: 100 });
    expect(values).toEqual([
      [1, null],
      [1, '{"b": 2}'],
    ]);
    expect(ending).toBe('whole');
  });

  test('leaves it to the reader of a value whether it is JSON', async () => {
    const { values } = await valuesOf('[{"a": 1}, {broken}, {"b": 2}]');
    expect(values.map(([, text]) => text)).toEqual(['{"a": 1}', '{broken}', '{"b": 2}']);
  });
});
