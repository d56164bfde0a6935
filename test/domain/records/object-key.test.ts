import { describe, expect, test } from 'vitest';
import { objectKey } from '../../../domain/records/object-key.ts';

const batch = {
  prefix: 'changes/patient/',
  arrivedAt: Date.parse('2024-02-29T23:59:59.999Z'),
  shard: 'device-vitals.shardId-000000000000',
  sequences: ['101', '102', '103'],
  extension: 'parquet',
};

describe('the key of an object', () => {
  // printf '%s' '101,102,103' | sha256sum
  test('says the hour of arrival in UTC, the stream and its shard, the first and last record, and a hash of all of them', () => {
    expect(objectKey(batch)).toBe(
      'changes/patient/dt=2024-02-29/hr=23/device-vitals.shardId-000000000000/101-103-04e6726cf6d2.parquet',
    );
  });

  test('moves to the next hour, and day, with the arrival', () => {
    expect(objectKey({ ...batch, arrivedAt: batch.arrivedAt + 1 })).toContain('/dt=2024-03-01/hr=00/');
  });

  test('is the same in every attempt', () => {
    expect(objectKey({ ...batch, sequences: [...batch.sequences] })).toBe(objectKey(batch));
  });

  test('is another for another set of records, though the first and the last of both are the same', () => {
    const sets = [
      ['1', '2', '34', '5'],
      ['1', '23', '4', '5'],
      ['1', '2', '3', '4', '5'],
      ['1', '5'],
    ];
    const keys = sets.map((sequences) => objectKey({ ...batch, sequences }));
    expect(new Set(keys).size).toBe(sets.length);
  });
});
