import { describe, expect, it } from 'vitest';
import { deliver } from '../../../sources/generated/deliver.ts';
import { lifeChanges } from '../../../sources/generated/life.ts';
import { personOf } from '../../../sources/generated/person.ts';
import { asOf, dataOf, eventOf, generated } from './generated.ts';

const records = generated({ records: 150_000, seed: 6, dirt: 0, disorder: 0 });
const versions = Map.groupBy(dataOf(records, 'patient'), ({ patient_id }) => patient_id);
const labels = records.flatMap(({ label }) => (label?.subject === 'identity' ? [label] : []));
const ofKind = (kind: (typeof labels)[number]['kind']) => labels.filter((label) => label.kind === kind);

describe('people who are registered twice', () => {
  it('are some of them, most are merged in the end, and the record that is merged names the other', () => {
    const [twice, merged] = [ofKind('registered_twice'), ofKind('merged')];
    expect(twice.length / versions.size).toBeGreaterThan(0.02);
    expect(twice.length / versions.size).toBeLessThan(0.06);
    expect(merged.length / twice.length).toBeGreaterThan(0.5);
    for (const { record, other } of merged) {
      const history = versions.get(record) ?? [];
      expect(history.map(({ person_id }) => person_id)).toEqual([undefined, other]);
      // The same person, as far as both records say it.
      const [first] = versions.get(other) ?? [];
      const { birth_date, gender, race, first_name, city } = history[0] ?? {};
      expect(first).toMatchObject({ birth_date, gender, race, first_name });
      expect(versions.get(other)?.some((version) => version.city === city)).toBe(true);
    }
  });

  it('come under both records while there are two, and under the first afterwards', () => {
    const visits = Map.groupBy(
      records.filter(({ contract, label }) => contract === 'encounter' && label === null),
      (record) => eventOf(record).data.patient_id,
    );
    let shared = 0;
    for (const { record, other } of ofKind('merged')) {
      const told = records.filter((each) => each.contract === 'patient').map(eventOf);
      const mergedAt = told.find(({ data }) => data.patient_id === record && data.person_id !== undefined)?.time ?? '';
      const under = visits.get(record) ?? [];
      expect(under.every((visit) => String(eventOf(visit).data.started_at) < mergedAt)).toBe(true);
      if (under.length > 0 && visits.has(other)) shared += 1;
    }
    expect(shared).toBeGreaterThan(5);
  });

  it('are known by the labels alone: who was never merged looks like somebody else', () => {
    const merged = new Set(ofKind('merged').map(({ record }) => record));
    const hidden = ofKind('registered_twice').filter(({ record }) => !merged.has(record));
    expect(hidden.length).toBeGreaterThan(0);
    for (const { record } of hidden) {
      for (const version of versions.get(record) ?? []) expect(version.person_id).toBeUndefined();
    }
    for (const record of records) {
      if (record.label?.subject !== 'identity') continue;
      expect(Buffer.from(record.data).toString()).not.toMatch(/registered|merged|twice/);
    }
  });
});

describe('people who are taken for somebody else', () => {
  it('are unmerged again, and were never the same', () => {
    const unmerged = ofKind('unmerged');
    expect(unmerged.length).toBeGreaterThan(2);
    for (const { record, other } of unmerged) {
      const named = (versions.get(record) ?? []).map(({ person_id }) => person_id);
      expect(named[0]).toBeUndefined();
      expect(named).toContain(other);
      expect(named.at(-1)).toBeUndefined();
      const [one, two] = [versions.get(record)?.[0], versions.get(other)?.[0]];
      expect(one?.ssn).not.toBe(two?.ssn);
    }
    for (const { record, other } of ofKind('merged_wrongly')) {
      expect((versions.get(record) ?? []).map(({ person_id }) => person_id)).toContain(other);
    }
  });
});

describe('merges in deliveries', () => {
  it('come with the delivery of their time, the same whichever deliveries there are', () => {
    const twice = Array.from({ length: 600 }, (_, number) => personOf(6, number)).filter(
      ({ second, wrongMerge }) => second !== null || wrongMerge !== null,
    );
    expect(twice.length).toBeGreaterThan(15);
    for (const person of twice) {
      const telling = { isExtract: false, disorder: 0, fraud: false };
      const middle = person.second?.mergedAt ?? person.wrongMerge?.until ?? asOf;
      const until = Math.min(middle, asOf) - 1;
      const parts = [
        ...lifeChanges(person, { from: Number.NEGATIVE_INFINITY, until }, telling),
        ...lifeChanges(person, { from: until, until: asOf }, telling),
      ].map(({ change }) => JSON.stringify(change));
      const whole = lifeChanges(person, { from: Number.NEGATIVE_INFINITY, until: asOf }, telling);
      expect(parts.sort()).toEqual(whole.map(({ change }) => JSON.stringify(change)).sort());
    }
  });

  it('are in extracts the last that was known of a record by then', () => {
    let left = 60_000;
    const last = new Map<unknown, unknown>();
    for (const { change } of deliver({ records: left, seed: 6, asOf, isExtract: true, disorder: 0 })) {
      if (change.contract === 'patient') {
        expect(last.has(change.data.patient_id)).toBe(false);
        last.set(change.data.patient_id, change.data.person_id);
      }
      left -= 1;
      if (left === 0) break;
    }
    expect([...last.values()].filter((person) => person !== undefined).length).toBeGreaterThan(5);
    for (const person of last.values()) if (person !== undefined) expect(last.has(person)).toBe(true);
  });
});
