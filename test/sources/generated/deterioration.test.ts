import { describe, expect, it } from 'vitest';
import { asOf, eventOf, generated } from './generated.ts';

const records = generated({ records: 120_000, seed: 4, dirt: 0, disorder: 0 });

/** Points for a value: those of the first band whose upper end is not below it. */
const points = (value: number, bands: readonly (readonly [upTo: number, points: number])[]) =>
  bands.find(([upTo]) => value <= upTo)?.[1] ?? 0;
const rest = Number.POSITIVE_INFINITY;

/** NEWS2 without consciousness and oxygen (Royal College of Physicians, 2017, scale 1). */
function news2(signs: Readonly<Record<string, unknown>>): number {
  const sign = (name: string) => Number(signs[name]);
  return (
    points(sign('respiratory_rate'), [
      [8, 3],
      [11, 1],
      [20, 0],
      [24, 2],
      [rest, 3],
    ]) +
    points(sign('oxygen_saturation'), [
      [91, 3],
      [93, 2],
      [95, 1],
      [rest, 0],
    ]) +
    points(sign('systolic_pressure'), [
      [90, 3],
      [100, 2],
      [110, 1],
      [219, 0],
      [rest, 3],
    ]) +
    points(sign('heart_rate'), [
      [40, 3],
      [50, 1],
      [90, 0],
      [110, 1],
      [130, 2],
      [rest, 3],
    ]) +
    points(sign('temperature'), [
      [35, 3],
      [36, 1],
      [38, 0],
      [39, 1],
      [rest, 2],
    ])
  );
}

const measured = records.flatMap((record) =>
  record.contract === 'vital_sign' ? [{ data: eventOf(record).data, label: record.label }] : [],
);
const episodes = Map.groupBy(
  measured.filter(({ label }) => label?.subject === 'deterioration'),
  ({ data }) => data.encounter_id,
);

describe('people who get worse', () => {
  it('are some of those who stay, of each cause, with many measurements while it lasts', () => {
    const causes = new Set(
      [...episodes.values()].flat().map(({ label }) => label?.subject === 'deterioration' && label.cause),
    );
    expect([...causes].sort()).toEqual(['bleeding', 'respiratory_failure', 'sepsis']);
    expect(episodes.size).toBeGreaterThan(8);
    for (const signs of episodes.values()) {
      if (signs.every(({ label }) => label?.subject === 'deterioration' && Date.parse(label.until) < asOf)) {
        expect(signs.length).toBeGreaterThan(6);
      }
    }
  });

  it('reach a NEWS2 of 7 by the time that the label says, and nobody else comes near', () => {
    for (const signs of episodes.values()) {
      const told = signs.filter(({ label }) => label?.subject === 'deterioration' && Date.parse(label.worst) < asOf);
      if (told.length > 0) expect(Math.max(...told.map(({ data }) => news2(data)))).toBeGreaterThanOrEqual(7);
    }
    const others = measured.filter(({ label }) => label === null).map(({ data }) => news2(data));
    expect(others.length).toBeGreaterThan(10_000);
    expect(Math.max(...others)).toBeLessThan(7);
  });
});
