import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encloses } from '../../../cli/smoke/covering-objects.ts';
import { differences, instantOfMicros, instantText, textRow } from '../../../cli/smoke/row-text.ts';
import { smokeRecord, smokeTable } from '../../../cli/smoke/smoke-record.ts';
import { silverColumns } from '../../../cli/smoke/store-columns.ts';
import { validityOf } from '../../../cli/smoke/versions.ts';
import { registry } from '../../../contracts/registry.ts';
import { policyOfZone } from '../../../domain/masking/policies.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';

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
    'a a text of 1 characters that was not sent and not "y"',
    'n a text of 1 characters that was not sent and not empty',
    'none empty and not ""',
    'absent missing and not "z"',
  ]);
});

test('of what was found nothing is told that somebody else may have sent', () => {
  const expected = { city: 'Łódź', name: 'ours', at: '2026-01-01 00:00:00.123000', is_current: 'true' };
  const seen = { city: 'Anna Smith', name: 'Łódź', at: '2026-01-01 00:00:00.124000', is_current: 'false' };
  expect(differences(seen, expected)).toEqual([
    'city a text of 10 characters that was not sent and not "Łódź"',
    'name "Łódź" and not "ours"',
    'at "2026-01-01 00:00:00.124000" and not "2026-01-01 00:00:00.123000"',
    'is_current "false" and not "true"',
  ]);
});

test('microseconds are told whole, before 1970 too', () => {
  expect(instantOfMicros(1_769_860_800_123_456n)).toBe('2026-01-31 12:00:00.123456');
  expect(instantOfMicros(-1n)).toBe('1969-12-31 23:59:59.999999');
  expect(instantOfMicros(253_402_214_400_000_000n)).toBe('9999-12-31 00:00:00.000000');
  expect(instantOfMicros(10n ** 18n * 9n)).toBe('9000000000000000000 microseconds');
});

test('a version holds from its time until the next, the first from the beginning', () => {
  const [first, second] = [1, 2].map((day) => ({ op: 'U', version_at: `2026-01-0${day} 00:00:00.000000` }));
  const versions = [second ?? {}, first ?? {}];
  expect(validityOf(first ?? {}, versions, second?.version_at ?? '')).toEqual({
    valid_from: '1900-01-01 00:00:00.000000',
    valid_to: '2026-01-02 00:00:00.000000',
    is_current: 'false',
    is_deleted: 'false',
  });
  expect(validityOf({ ...second, op: 'D' }, versions, null)).toEqual({
    valid_from: '2026-01-02 00:00:00.000000',
    valid_to: '9999-12-31 00:00:00.000000',
    is_current: 'true',
    is_deleted: 'true',
  });
});

test.each(['changed', 'deleted'] as const)(
  'what is expected of a record that is %s is what ingest makes of it',
  (happened) => {
    const at = Date.parse('2026-01-31T12:00:00.123Z');
    const { data, expected } = smokeRecord('check1', happened, at);
    const processRecord = createProcessRecord(registry, policyOfZone('silver'), () => 'no field needs a token');
    const result = processRecord(new TextDecoder().decode(data), at);
    expect(result.ok && result.record.rowHash).toBe(expected.row_hash);
    expect(result.ok && result.record.masked).toEqual(smokeTable.masked.map(({ name }) => expected[name]));
    // Every column but those that the stream and the zones decide has a value.
    const decided = ['sequence', 'shard_id', 'arrived_at', 'object_key'];
    const own = silverColumns.filter((name) => !decided.includes(name));
    expect(own.filter((name) => typeof expected[name] !== 'string')).toEqual([]);
  },
);

test('an object covers the sequence numbers between its first and its last', () => {
  const key = 'events/dt=2026-01-01/hr=10/shardId-000000000000/0049-0051-0123456789ab.ndjson.gz';
  expect(['48', '49', '50', '51', '52'].filter((sequence) => encloses(key, sequence))).toEqual(['49', '50', '51']);
  expect(encloses('events/dt=2026-01-01/hr=10/shardId-000000000000/note.txt', '50')).toBe(false);
});
