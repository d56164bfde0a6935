import { describe, expect, it } from 'vitest';
import { year } from '../../../sources/generated/time-text.ts';
import { glucoseMeter, monitor } from '../../../sources/generated/vocabulary.ts';
import { asOf, dataOf, eventOf, generated } from './generated.ts';

const records = generated({ records: 120_000, seed: 4, dirt: 0, disorder: 0 });

type Signs = Readonly<Record<string, unknown>>;

/** Points for a value: those of the first band whose upper end is not below it. */
const points = (value: number, bands: readonly (readonly [upTo: number, points: number])[]) =>
  bands.find(([upTo]) => value <= upTo)?.[1] ?? 0;
const rest = Number.POSITIVE_INFINITY;

/** Scale 2 is for lungs that keep carbon dioxide: with oxygen, more than 92% is too much for them. */
function saturationPoints({ oxygen_saturation, oxygen_saturation_scale, supplemental_oxygen }: Signs): number {
  const value = Number(oxygen_saturation);
  if (oxygen_saturation_scale !== 2)
    return points(value, [
      [91, 3],
      [93, 2],
      [95, 1],
      [rest, 0],
    ]);
  const low = points(value, [
    [83, 3],
    [85, 2],
    [87, 1],
    [rest, 0],
  ]);
  return supplemental_oxygen === true
    ? low +
        points(value, [
          [92, 0],
          [94, 1],
          [96, 2],
          [rest, 3],
        ])
    : low;
}

/** NEWS2 (Royal College of Physicians, 2017); null where a parameter was not taken. */
function news2(signs: Signs): number | null {
  const sign = (name: string) => Number(signs[name]);
  if (signs.consciousness === undefined || signs.supplemental_oxygen === undefined) return null;
  return (
    points(sign('respiratory_rate'), [
      [8, 3],
      [11, 1],
      [20, 0],
      [24, 2],
      [rest, 3],
    ]) +
    saturationPoints(signs) +
    (signs.supplemental_oxygen === true ? 2 : 0) +
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
    (signs.consciousness === 'A' ? 0 : 3) +
    points(Math.round(sign('temperature') * 10) / 10, [
      [35, 3],
      [36, 1],
      [38, 0],
      [39, 1],
      [rest, 2],
    ])
  );
}

describe('the NEWS2 of this test', () => {
  const at = (
    respiratory_rate: number,
    oxygen_saturation: number,
    supplemental_oxygen: boolean,
    systolic_pressure: number,
    heart_rate: number,
    consciousness: string,
    temperature: number,
    oxygen_saturation_scale = 1,
  ) =>
    news2({
      respiratory_rate,
      oxygen_saturation,
      supplemental_oxygen,
      systolic_pressure,
      heart_rate,
      consciousness,
      temperature,
      oxygen_saturation_scale,
    });
  it('gives the points of the chart', () => {
    expect(at(22, 93, false, 105, 112, 'A', 38.4)).toBe(8);
    expect(at(18, 97, false, 127, 95, 'A', 37.9)).toBe(1);
    expect(at(16, 96, true, 120, 80, 'A', 36.8, 2)).toBe(4);
    expect(at(30, 80, true, 80, 140, 'U', 34)).toBe(20);
  });
});

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

  it('reach a NEWS2 of 7 by the time that the label says, and nearly nobody else comes to 5', () => {
    for (const signs of episodes.values()) {
      const told = signs.filter(({ label }) => label?.subject === 'deterioration' && Date.parse(label.worst) < asOf);
      const scores = told.map(({ data }) => news2(data) ?? 0);
      if (told.length > 0) expect(Math.max(...scores)).toBeGreaterThanOrEqual(7);
    }
    const others = measured.filter(({ label }) => label === null).map(({ data }) => news2(data));
    const scores = others.filter((score) => score !== null);
    expect(scores.length).toBeGreaterThan(5_000);
    expect(scores.filter((score) => score >= 5).length / scores.length).toBeLessThan(0.002);
    expect(Math.max(...scores)).toBeLessThan(7);
  });

  it('get oxygen and lose their alertness as it gets worse, and are as before when it is over', () => {
    const told = [...episodes.values()].flat().map(({ data }) => data);
    expect(new Set(told.map(({ consciousness }) => consciousness))).toEqual(new Set(['A', 'C', 'V', 'P']));
    expect(new Set(told.map(({ supplemental_oxygen }) => supplemental_oxygen))).toEqual(new Set([true, false]));
    for (const { supplemental_oxygen, oxygen_flow } of measured.map(({ data }) => data)) {
      expect(supplemental_oxygen === true).toBe(oxygen_flow !== undefined);
      if (oxygen_flow !== undefined) expect(oxygen_flow).toSatisfy((flow: number) => flow >= 1 && flow <= 15);
    }
    const others = measured.filter(({ label, data }) => label === null && data.consciousness !== undefined);
    expect(new Set(others.map(({ data }) => data.consciousness))).toEqual(new Set(['A']));
  });
});

describe('vital signs', () => {
  it('name the monitor that stands at the bed, and it is one that was put to use there', () => {
    const used = Map.groupBy(dataOf(records, 'device'), ({ encounter_id }) => encounter_id);
    const monitored = measured.filter(({ data }) => data.device_id !== undefined);
    expect(monitored.length).toBeGreaterThan(5_000);
    for (const { data } of monitored) {
      const devices = (used.get(data.encounter_id) ?? []).filter(({ udi }) =>
        String(udi).endsWith(`(21)${data.device_id}`),
      );
      expect(devices.length, JSON.stringify(data)).toBeGreaterThan(0);
      for (const { started_at, ended_at, patient_id } of devices) {
        expect(patient_id).toBe(data.patient_id);
        expect(String(started_at) <= String(data.measured_at)).toBe(true);
        if (ended_at !== undefined) expect(String(data.measured_at) <= String(ended_at)).toBe(true);
      }
    }
  });

  it('are those of devices that many use, one after the other, and of meters that one person has', () => {
    const users = (code: string) =>
      [...Map.groupBy(dataOf(records, 'device'), ({ udi }) => udi).values()]
        .filter(([device]) => device?.code === code)
        .map((uses) => new Set(uses.map(({ patient_id }) => patient_id)).size);
    expect(Math.max(...users(monitor.code))).toBeGreaterThan(3);
    expect(users(glucoseMeter.code).length).toBeGreaterThan(20);
    expect(Math.max(...users(glucoseMeter.code))).toBe(1);
    for (const { udi, device_model } of dataOf(records, 'device')) {
      expect(udi).toMatch(/^\(01\)\d{14}\(11\)\d{6}\(21\)[A-Z0-9]+$/);
      expect(String(udi).slice(4, 18)).toBe(device_model);
      expect(checkDigitOf(String(device_model).slice(0, 13))).toBe(String(device_model).at(-1));
    }
  });

  it('have the weight and height of a body: of one size when it is grown, of another age when it is not', () => {
    const patients = new Map(dataOf(records, 'patient').map((each) => [each.patient_id, each]));
    const weighed = measured.map(({ data }) => data).filter(({ body_weight }) => body_weight !== undefined);
    expect(weighed.length).toBeGreaterThan(2_000);
    const ageOf = (data: Signs) =>
      (Date.parse(String(data.measured_at)) - Date.parse(String(patients.get(data.patient_id)?.birth_date))) / year;
    for (const data of weighed) {
      const [height, weight] = [Number(data.body_height), Number(data.body_weight)];
      if (ageOf(data) > 18) expect(height, JSON.stringify(data)).toSatisfy((cm: number) => cm > 135 && cm < 203);
      else expect(height).toSatisfy((cm: number) => cm > 38 && cm < 203);
      expect(weight / (height / 100) ** 2).toSatisfy((index: number) => index > 11 && index < 48);
    }
    const grown = Map.groupBy(
      weighed.filter((data) => ageOf(data) > 18),
      ({ patient_id }) => patient_id,
    );
    for (const all of grown.values()) expect(new Set(all.map(({ body_height }) => body_height)).size).toBe(1);
    const newborns = weighed.filter((data) => ageOf(data) < 0.2);
    expect(newborns.length).toBeGreaterThan(3);
    for (const { body_weight } of newborns) expect(body_weight).toSatisfy((kg: number) => kg > 2 && kg < 7);
  });
});

/** GS1's check digit of the digits before it (https://www.gs1.org/services/how-calculate-check-digit-manually). */
function checkDigitOf(digits: string): string {
  let sum = 0;
  for (const [place, digit] of [...digits].entries()) sum += Number(digit) * (place % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}
