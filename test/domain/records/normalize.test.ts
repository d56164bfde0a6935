import { describe, expect, test } from 'vitest';
import { defineContract } from '../../../contracts/contract.ts';
import { code, coded, givenUnit, identifier, instant, lenient, measured, optional } from '../../../contracts/fields.ts';
import { contracts, registry } from '../../../contracts/registry.ts';
import { valueSets } from '../../../contracts/value-sets.ts';
import { validate } from '../../../domain/records/validate.ts';

const reading = defineContract({
  name: 'reading',
  version: 1,
  description: 'A reading',
  stream: 'healthcare-events',
  kind: 'event',
  fields: {
    reading_id: identifier({ phi: 'record_id', description: 'Reading' }),
    read_at: instant({ phi: 'service_date', description: 'When' }),
    state: optional(coded({ set: valueSets.usState, maxLength: 64, phi: 'state', description: 'State' })),
    code: optional(code({ systems: ['icd10cm'], phi: 'none', description: 'Code' })),
    temperature: optional(
      measured({
        unit: 'Cel',
        unitField: 'temperature_unit',
        precision: 4,
        scale: 2,
        min: 14.2,
        max: 47,
        phi: 'none',
        description: 'Temperature',
      }),
    ),
    weight: lenient(
      measured({ unit: 'kg', precision: 6, scale: 3, min: 0, max: 250, phi: 'none', description: 'Weight' }),
    ),
    temperature_unit: optional(givenUnit({ description: 'Unit it came in' })),
  },
  key: ['reading_id'],
  subject: 'reading_id',
  eventTime: 'read_at',
  references: {},
  rules: [],
});

const time = '2026-01-01T00:00:00Z';
const at = Date.parse(time);
const read = (more: Readonly<Record<string, unknown>>) =>
  validate(reading, { reading_id: 'r-1', read_at: time, ...more }, time, at);

function stored(more: Readonly<Record<string, unknown>>) {
  const result = read(more);
  if (!result.ok) return { reasons: result.reasons.map(({ code, path }) => `${code} ${path}`) };
  const { reading_id: _id, read_at: _at, ...rest } = result.data;
  return { ...rest, done: result.normalizations.map(({ kind, path }) => `${kind} ${path}`) };
}

describe('a record says what was done to it', () => {
  test.each([
    ['nothing to do', { state: 'MA', temperature: 36.6 }, { state: 'MA', temperature: 36.6, done: [] }],
    ['an empty text', { state: '' }, { done: ['absent data.state'] }],
    ['the name of a state', { state: 'Massachusetts' }, { state: 'MA', done: ['value_set data.state'] }],
    ['blanks around it', { code: ' E11.9 ' }, { code: 'E11.9', done: ['trim data.code'] }],
    ['lower case', { code: 'e11.9' }, { code: 'E11.9', done: ['case data.code'] }],
    [
      'a unit beside the value',
      { temperature: '98.6 degF' },
      { temperature: 37, temperature_unit: '[degF]', done: ['unit data.temperature'] },
    ],
    [
      'a unit in its field',
      { temperature: '101.3', temperature_unit: 'F' },
      { temperature: 38.5, temperature_unit: '[degF]', done: ['unit data.temperature'] },
    ],
    [
      'the unit it is stored in',
      { temperature: 36.6, temperature_unit: 'Cel' },
      { temperature: 36.6, temperature_unit: 'Cel', done: [] },
    ],
    ['a unit without a field for it', { weight: '154 lb' }, { weight: 69.853, done: ['unit data.weight'] }],
  ])('%s', (_what, given, expected) => {
    expect(stored(given)).toEqual(expected);
  });
});

test.each([
  ['a number that is only right in the unit of its field', { temperature: 40, temperature_unit: 'degF' }],
  ['a unit of something else', { temperature: 36.6, temperature_unit: 'kg' }],
  ['a unit of something else beside it', { temperature: '36.6 kg' }],
  ['a unit that nobody knows', { temperature: 36.6, temperature_unit: 'warm' }],
])('a value is never taken for one of another unit: %s', (_what, given) => {
  expect(stored(given)).not.toHaveProperty('temperature');
});

describe('a blood pressure of two parts is split', () => {
  const vitalSign = registry.contractNamed('vital_sign');
  const measured = (more: Readonly<Record<string, unknown>>) => {
    const result = validate(vitalSign, { vital_sign_id: 'v', patient_id: 'p', measured_at: time, ...more }, time, at);
    if (!result.ok) return result.reasons.map(({ code, path }) => `${code} ${path}`);
    const { systolic_pressure: systolic, diastolic_pressure: diastolic } = result.data;
    return [systolic, diastolic, ...result.normalizations.map(({ kind, path }) => `${kind} ${path}`)];
  };
  const split = 'split data.blood_pressure';

  test.each([
    ['127/80', {}, [127, 80, split]],
    [' 127 / 80 ', {}, [127, 80, split]],
    ['127/80', { systolic_pressure: 127 }, [127, 80, split]],
    ['', { systolic_pressure: 127 }, [127, undefined]],
    ['127/80', { systolic_pressure: 172 }, ['schema.wrong_type data.systolic_pressure']],
    ['high', {}, ['schema.wrong_type data.systolic_pressure']],
    ['127', {}, ['schema.wrong_type data.systolic_pressure']],
    ['80/127', {}, ['rule.systolic_above_diastolic data.systolic_pressure']],
  ])('%j beside %j', (pressure, beside, outcome) => {
    expect(measured({ blood_pressure: pressure, ...beside })).toEqual(outcome);
  });
});

test('why a value of another unit is refused is told', () => {
  expect(stored({ temperature: '36.6 kg' })).toEqual({ reasons: ['schema.wrong_unit data.temperature'] });
  expect(stored({ temperature: 'warm' })).toEqual({ reasons: ['schema.wrong_type data.temperature'] });
});

test('no field of any contract changes a value without saying how', () => {
  const silent = contracts.flatMap(({ name, fields }) =>
    Object.entries(fields).flatMap(([field, { respell, normalization }]) =>
      respell !== undefined && normalization === undefined ? [`${name}.${field}`] : [],
    ),
  );
  expect(silent).toEqual([]);
});
