import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPortableJson } from '../../../domain/records/portable-json.ts';

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('JSON that every parser reads', () => {
  test.each([
    ['an event', '{"specversion":"1.0","data":{"name":"Ana María 😀","cost":"-12.50"}}'],
    ['a pair of surrogates as escapes', '"\\ud83d\\ude00"'],
    ['a backslash before what looks like an escape', '"\\\\ud800"'],
    ['other escapes', '"\\u0000\\n\\"\\u00e9"'],
    ['numbers as large as a double', '[1e99,-1.5e-99,9007199254740993]'],
    ['a text that looks like a great number', '{"id":"be1e309f-12e4567"}'],
    ['a row of a file in a text', '{"data":"db965,71e5580a,99","b":"7,1e309,\\"8"}'],
    ['digits in a text', `"${'9'.repeat(5000)}"`],
    ['brackets in a text', `"${'['.repeat(5000)}"`],
    ['escaped quotes between brackets in a text', `"${'\\"['.repeat(5000)}"`],
    ['arrays 500 deep', deep(500)],
    ['many arrays beside each other', `[${'[],'.repeat(5000)}[]]`],
    ['names twice', '{"a":1,"a":2}'],
  ])('%s', (_what, json) => {
    JSON.parse(json);
    expect(isPortableJson(json)).toBe(true);
  });

  test.each([
    ['the first half of a pair', '"\\ud800"'],
    ['the second half', '"\\udc00"'],
    ['two first halves', '"\\ud83d\\uD83D"'],
    ['a half behind a pair', '"\\ud83d\\ude00\\ude00"'],
    ['a half in a name', '{"\\uDBFF":1}'],
    ['a half behind a backslash', '"\\\\\\ud800"'],
    ['a number beyond a double', '{"a":1e309}'],
    ['one alone', '1e309'],
    ['one below it', '[1,-2.5E+400]'],
    ['a number of 500 digits', `[${'9'.repeat(500)}]`],
    ['arrays 501 deep', deep(501)],
    ['objects 100,000 deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('not %s', (_what, json) => {
    JSON.parse(json);
    expect(isPortableJson(json)).toBe(false);
  });

  test('has whole characters only, however its texts are escaped', () => {
    const unit = fc.oneof(
      fc.constantFrom('\\ud83d', '\\ude00', '\\uD83D\\uDE00', '\\\\', '\\"', '\\u0041', 'x', 'ud800', '😀'),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        const json = `"${units.join('')}"`;
        expect(isPortableJson(json)).toBe((JSON.parse(json) as string).isWellFormed());
      }),
      { numRuns: 2000 },
    );
  });
});
