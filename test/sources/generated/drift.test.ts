import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { allDriftKinds, type DriftKind, driftBegins, driftKinds } from '../../../sources/generated/drift.ts';
import { asOf, eventOf, fateOf, generated } from './generated.ts';

const options = { records: 60_000, dirt: 0, disorder: 0, fraud: false };
const before = generated(options);
const after = generated({ ...options, drift: allDriftKinds });
const begins = driftBegins(asOf);

const showing = (kind: DriftKind) => after.filter(({ drift }) => drift.includes(kind));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('drift', () => {
  it('leaves everything before its day as it was', () => {
    // One assertion: an expectation for each of so many records takes minutes.
    const changed = after.filter(
      (record, index) => Date.parse(eventOf(record).time) < begins && !isDeepStrictEqual(record, before[index]),
    );
    expect(changed).toHaveLength(0);
  });

  it.each(allDriftKinds)('%s is in the records of its contract from that day on, with the fate it says', (kind) => {
    const records = showing(kind);
    expect(records.length).toBeGreaterThan(0);
    const { contract, fate } = driftKinds[kind];
    for (const record of records) {
      expect(record.madeFor).toBe(contract);
      const found = fateOf(record);
      const told = 'reason' in found ? 'quarantined' : found.leftOut.length > 0 ? 'left_out' : 'accepted';
      expect([kind, record.drift.length > 1 ? fate : told, found]).toEqual([kind, fate, found]);
    }
  });

  it('of a distribution moves it', () => {
    const temperatures = (records: typeof after) =>
      records
        .filter(({ madeFor }) => madeFor === 'vital_sign')
        .map((record) => eventOf(record))
        .filter(({ time, data }) => Date.parse(time) >= begins && data.temperature !== undefined)
        .map(({ data }) => Number(data.temperature));
    expect(mean(temperatures(after)) - mean(temperatures(before))).toBeCloseTo(0.9, 1);
  });
});
