import { describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { decodeEvent } from '../../../domain/records/decode.ts';
import { cloudEvent } from '../../lambdas/ingest-events/kinesis-event.ts';

/** What a value of a record is after its JSON text was read. */
function read(json: string): unknown {
  const text = JSON.stringify(cloudEvent('vital_sign', { value: 0 })).replace('"value":0', `"value":${json}`);
  const decoded = decodeEvent(registry, text);
  if (!decoded.ok) throw new Error(`not read: ${decoded.reason.code}`);
  return (decoded.event.envelope.data as { value: unknown }).value;
}

describe('a number of a record', () => {
  test.each([
    ['0.1', 0.1],
    ['-273.15', -273.15],
    ['123456789012345', 123456789012345],
    ['-123456789012345', -123456789012345],
    ['1234567890.12345', 1234567890.12345],
    ['1.5e10', 1.5e10],
    ['123456789012345E-3', 123456789012.345],
  ])('of up to 15 digits is that number: %s', (json, number) => {
    expect(read(json)).toBe(number);
  });

  test.each([
    ['36.60000000000000000000', 36.6],
    ['0.00000000000000000000000123', 1.23e-24],
    ['-0.00000000000000000000000123', -1.23e-24],
    ['0.000000000000000000000000', 0],
  ])('has no more digits for zeros that lead it or end its fraction: %s', (json, number) => {
    expect(read(json)).toBe(number);
  });

  test.each([
    '1234567890123456',
    '-1234567890123456',
    '0.1234567890123456',
    '12345678.90123456',
    '1000000000000000000001',
    '1234567890123450',
    '1234567890123456e2',
    '1234567890123456E-2',
  ])('of more digits is none, wherever it stands, rather than another one: %s', (json) => {
    expect(read(json)).toBeNaN();
    expect(read(`[${json}]`)).toEqual([Number.NaN]);
    expect(read(`[1, ${json}]`)).toEqual([1, Number.NaN]);
    expect(read(`{"of": ${json}}`)).toEqual({ of: Number.NaN });
  });

  test('beside one that loses digits keeps its own, and a text of digits is a text', () => {
    expect(read('[1234567890123456, 7, "1234567890123456", null, true]')).toEqual([
      Number.NaN,
      7,
      '1234567890123456',
      null,
      true,
    ]);
    expect(read('"1234567890123456"')).toBe('1234567890123456');
  });
});

test('an event that is none says which attribute is wrong, and only that', () => {
  const { source: _source, ...without } = cloudEvent('patient', {});
  expect(decodeEvent(registry, JSON.stringify(without))).toMatchObject({
    ok: false,
    isJson: true,
    reason: { code: 'envelope.invalid', path: 'source' },
  });
  expect(decodeEvent(registry, '[]')).toMatchObject({ ok: false, isJson: true, reason: { path: '' } });
});
