import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encloses } from '../../../cli/smoke/covering-objects.ts';
import { differences, instantText, textRow } from '../../../cli/smoke/row-text.ts';

test('the same instant is the same text, however an engine prints it', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }), (date) => {
      const iso = date.toISOString();
      const [day = '', time = ''] = iso.slice(0, -1).split('T');
      const withoutZeros = `${day} ${time}`.replace(/\.?0+$/, (zeros) => (zeros.includes('.') ? '' : zeros));
      const texts = [
        iso,
        `${day} ${time}`,
        `${day} ${time}000`,
        time.endsWith('.000') ? `${day} ${time.slice(0, 8)}` : iso,
      ];
      expect(new Set(texts.map(instantText)).size).toBe(1);
      if (withoutZeros.length > 18) expect(instantText(withoutZeros)).toBe(instantText(iso));
    }),
  );
});

test('rows differ by what is another, missing or empty, and not by columns that nobody asked for', () => {
  const row = textRow({ a: 'x', n: 5, at: '2026-01-01 00:00:00', none: null, more: true }, new Set(['at']));
  expect(differences(row, { a: 'x', n: '5', at: '2026-01-01 00:00:00.000000', none: null })).toEqual([]);
  expect(differences(row, { a: 'y', n: null, none: '', absent: 'z' })).toEqual([
    'a "x" and not "y"',
    'n "5" and not empty',
    'none empty and not ""',
    'absent missing and not "z"',
  ]);
});

test('an object covers the sequence numbers between its first and its last', () => {
  const key = 'events/dt=2026-01-01/hr=10/shardId-000000000000/0049-0051-0123456789ab.ndjson.gz';
  expect(['48', '49', '50', '51', '52'].filter((sequence) => encloses(key, sequence))).toEqual(['49', '50', '51']);
  expect(encloses('events/dt=2026-01-01/hr=10/shardId-000000000000/note.txt', '50')).toBe(false);
});
