import { describe, expect, test } from 'vitest';
import { findDifferences } from '../../../cli/run/summary.ts';

const zones = {
  bronze: 10,
  silver: 6,
  quarantined: { 'schema.missing': 1, 'rule.x': 1 },
  leftOut: {},
  noted: {},
  duplicates: 2,
  collisions: 1,
  setAside: 0,
  unreadable: 0,
};

describe('a run reconciles', () => {
  test('when every received record is in bronze and accounted for', () => {
    expect(findDifferences(10, zones, [])).toEqual([]);
  });

  test('not when a record is lost, doubled or missing from bronze', () => {
    expect(findDifferences(11, zones, [])).toHaveLength(2);
    expect(findDifferences(10, { ...zones, silver: 5 }, [])).toEqual([expect.stringContaining('9 are accounted for')]);
    expect(findDifferences(10, { ...zones, silver: 7 }, [])).toEqual([expect.stringContaining('11 are accounted for')]);
    expect(findDifferences(10, { ...zones, bronze: 9 }, [])).toEqual([expect.stringContaining('bronze holds 9')]);
  });

  test('when records are in objects that are set aside, each counted there', () => {
    expect(findDifferences(10, { ...zones, silver: 5, setAside: 1 }, [])).toEqual([]);
    expect(findDifferences(10, { ...zones, silver: 5, setAside: 2 }, [])).toHaveLength(1);
  });

  test('when fewer can be counted because an object cannot be read, but never when more are', () => {
    expect(findDifferences(10, { ...zones, silver: 5, unreadable: 1 }, [])).toEqual([]);
    expect(findDifferences(10, { ...zones, silver: 7, unreadable: 1 }, [])).toHaveLength(1);
  });

  test('not when lake and warehouse differ by a cent', () => {
    const difference = { what: 'costs', lake: '10.00', warehouse: '10.01' };
    expect(findDifferences(10, zones, [difference])).toEqual(['costs: lake has 10.00; warehouse has 10.01']);
  });
});
