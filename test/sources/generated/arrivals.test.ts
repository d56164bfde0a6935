import { describe, expect, it } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { recordKey } from '../../../domain/records/record-key.ts';
import { disorders } from '../../../sources/generated/arrivals.ts';
import { deliver, deliveryTimes } from '../../../sources/generated/deliver.ts';
import { lifeChanges } from '../../../sources/generated/life.ts';
import { personOf } from '../../../sources/generated/person.ts';
import { day } from '../../../sources/generated/time-text.ts';
import { keys } from '../synthea/harness.ts';
import { asOf, eventOf, fateOf, generated } from './generated.ts';

const beginning = Number.NEGATIVE_INFINITY;
const spoken = (changes: ReturnType<typeof lifeChanges>) =>
  changes.map(({ change, told }) => JSON.stringify([change, told])).sort();

describe('what we are told of a life', () => {
  it('is the same whether it is told at once or month by month, in or out of order', () => {
    for (let number = 0; number < 60; number += 1) {
      const person = personOf(5, number);
      const telling = { isExtract: false, disorder: 0.3, fraud: true };
      const parts = [0, 1, 2, 3, 4, 5].flatMap((month) => {
        const from = month === 0 ? beginning : asOf - (6 - month) * 30 * day;
        return lifeChanges(person, { from, until: asOf - (5 - month) * 30 * day }, telling);
      });
      expect(spoken(parts)).toEqual(spoken(lifeChanges(person, { from: beginning, until: asOf }, telling)));
    }
  });

  it('is, in extracts, of every record what was last known when it was made', () => {
    const telling = { isExtract: true, disorder: 0, fraud: true };
    const keyOf = ({ change }: ReturnType<typeof lifeChanges>[number]) =>
      `${change.contract} ${recordKey(registry.contractNamed(change.contract), change.data, keys.tokenize)}`;
    for (let number = 0; number < 60; number += 1) {
      const person = personOf(5, number);
      const before = lifeChanges(person, { from: beginning, until: asOf - 60 * day }, telling);
      const after = lifeChanges(person, { from: asOf - 60 * day, until: asOf }, telling);
      const state = new Map([...before, ...after].map((each) => [keyOf(each), each.change]));
      const present = [...state].filter(([, { operation }]) => operation === 'changed');
      const whole = lifeChanges(person, { from: beginning, until: asOf }, telling);
      expect(new Map(present)).toEqual(new Map(whole.map((each) => [keyOf(each), each.change])));
    }
  });
});

describe('deliveries', () => {
  const deliveries = 4;
  const records = generated({ records: 40_000, deliveries, disorder: 0.1, dirt: 0 });

  it('bring records late, out of order, twice and taken back, and all of them are accepted', () => {
    expect(new Set(records.map(({ disorder }) => disorder))).toEqual(new Set([null, ...disorders]));
    for (const record of records.filter(({ disorder }) => disorder !== null)) {
      expect(fateOf(record)).toEqual({ leftOut: [] });
    }
  });

  it('repeat nothing but what was sent before, under the same id', () => {
    const sent = new Set<string>();
    const again = new Set<string>();
    for (const record of records) {
      const { id, type } = eventOf(record);
      if (sent.has(id)) again.add(`${record.disorder}`);
      if (record.disorder === 'repeated') expect(sent).toContain(id);
      if (record.disorder === 'taken_back') expect(type).toMatch(/deleted$/);
      sent.add(id);
    }
    expect([...again]).toEqual(['repeated']);
  });

  it('hold what came to be known until they were made, and nothing twice that was told before', () => {
    const options = { records: 40_000, seed: 1, asOf, deliveries };
    const times = deliveryTimes(options);
    expect(times).toHaveLength(deliveries);
    const counts = new Map<number, number>();
    let left = options.records;
    for (const { delivery, change } of deliver(options)) {
      expect(change.at).toBeLessThanOrEqual(times[delivery - 1] ?? 0);
      counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
      left -= 1;
      if (left === 0) break;
    }
    expect([...counts.keys()]).toEqual([1, 2, 3, 4]);
    expect(counts.get(2)).toBeGreaterThan(200);
  });
});
