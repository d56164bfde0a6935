import { describe, expect, test } from 'vitest';
import { knownSources } from '../../../contracts/platform/known-origins.ts';
import { laptopStage, ruleSettings } from '../../../contracts/platform/rules.ts';
import { registry } from '../../../contracts/registry.ts';
import { ruleFaults } from '../../../contracts/rule-faults.ts';
import type { RuleChanges, RuleSettings, StageRules } from '../../../contracts/rule-settings.ts';
import { samples } from '../../../contracts/samples/index.ts';
import { rulesOfStage } from '../../../domain/records/rule-set.ts';
import { validate } from '../../../domain/records/validate.ts';
import { stageDefaults } from '../../../lib/config/stages.ts';

const at = Date.parse('2026-06-01T12:00:00Z');
const time = new Date(at).toISOString();
const patient = { patient_id: 'p', first_name: 'Ana', last_name: 'Ruiz', birth_date: '1980-04-12' };
const vitals = { vital_sign_id: 'v', patient_id: 'p', measured_at: time, heart_rate: 260, systolic_pressure: 120 };

const settingsOf = (stage: Partial<StageRules>, profile: RuleChanges = {}): RuleSettings => ({
  profiles: { plain: profile },
  stages: { test: { profile: 'plain', ...stage } },
});

/** What the rules of a stage make of a record. */
function judge(
  settings: RuleSettings,
  contractName: string,
  data: Readonly<Record<string, unknown>>,
  source = 'urn:test',
  arrivedAt = at,
) {
  const contract = registry.contractNamed(contractName);
  const rules = rulesOfStage(registry, settings, 'test')(contract, source);
  const result = validate(contract, data, time, arrivedAt, rules);
  const of = (reasons: readonly { code: string; path: string }[]) => reasons.map(({ code, path }) => `${code} ${path}`);
  return result.ok
    ? { data: result.data, warnings: of(result.warnings), notes: of(result.notes) }
    : { refused: of(result.reasons) };
}

describe('a stage sets what a broken rule costs', () => {
  const old = { ...patient, birth_date: '1850-01-01', death_date: '1990-01-01' };
  test.each([
    ['error', { refused: ['rule.plausible_age data.birth_date'] }],
    ['warn', { data: { ...old, birth_date: undefined }, warnings: ['rule.plausible_age data.birth_date'], notes: [] }],
    ['note', { data: old, warnings: [], notes: ['rule.plausible_age data.birth_date'] }],
    ['off', { data: old, warnings: [], notes: [] }],
  ] as const)('%s', (severity, outcome) => {
    expect(judge(settingsOf({ severities: { 'patient.plausible_age': severity } }), 'patient', old)).toEqual(outcome);
  });

  test('and the numbers it judges by, down to the tolerance of clocks', () => {
    const years = (count: number) => settingsOf({ thresholds: { 'patient.plausible_age': { years: count } } });
    expect(judge(years(40), 'patient', patient)).toEqual({ refused: ['rule.plausible_age data.birth_date'] });
    expect(judge(years(50), 'patient', patient)).toHaveProperty('data');
    const minutes = (count: number) => settingsOf({ thresholds: { '*.time_in_past': { toleranceMinutes: count } } });
    const ahead = at - 10 * 60_000;
    expect(judge(minutes(5), 'patient', patient, 'urn:test', ahead)).toEqual({ refused: ['rule.time_in_past time'] });
    expect(judge(minutes(15), 'patient', patient, 'urn:test', ahead)).toHaveProperty('data');
  });

  test.each([
    ['note', { data: vitals, warnings: [], notes: ['rule.heart_rate_in_range data.heart_rate'] }],
    [
      'warn',
      { data: { ...vitals, heart_rate: undefined }, warnings: ['rule.heart_rate_in_range data.heart_rate'], notes: [] },
    ],
    ['error', { refused: ['rule.heart_rate_in_range data.heart_rate'] }],
  ] as const)('and ranges of numbers: %s', (severity, outcome) => {
    const ranges = { 'vital_sign.heart_rate': { min: 20, max: 250, severity } };
    expect(judge(settingsOf({ ranges }), 'vital_sign', vitals)).toEqual(outcome);
    expect(judge(settingsOf({ ranges }), 'vital_sign', { ...vitals, heart_rate: 250 })).toHaveProperty('data');
  });

  test('and what has to be there', () => {
    const { birth_date: _unknown, ...unborn } = patient;
    const required = { 'patient.birth_date': 'error' } as const;
    expect(judge(settingsOf({ required }), 'patient', unborn)).toEqual({
      refused: ['rule.birth_date_given data.birth_date'],
    });
    expect(judge(settingsOf({ required }), 'patient', patient)).toHaveProperty('data');
  });

  test('and what a wrong value costs', () => {
    const wrong = { ...patient, ssn: 'N/A' };
    expect(judge(settingsOf({}), 'patient', wrong)).toMatchObject({ warnings: ['schema.invalid_format data.ssn'] });
    expect(judge(settingsOf({ fields: { 'patient.ssn': 'error' } }), 'patient', wrong)).toEqual({
      refused: ['schema.invalid_format data.ssn'],
    });
  });
});

test('the more particular setting counts: source, stage, profile, contract', () => {
  const of = (severity: 'error' | 'note' | 'off') => ({ severities: { 'patient.plausible_age': severity } });
  const settings = settingsOf({ ...of('note'), sources: { syntheaCsv: of('off') } }, of('error'));
  const old = { ...patient, birth_date: '1850-01-01', death_date: '1990-01-01' };
  expect(judge(settings, 'patient', old)).toMatchObject({ notes: ['rule.plausible_age data.birth_date'] });
  expect(judge(settings, 'patient', old, knownSources.syntheaCsv)).toMatchObject({ notes: [] });
});

test('a record with fields that its contract does not name waits, or passes without them and says so', () => {
  const newer = { ...patient, shoe_size: 42, favourite: 'blue' };
  expect(judge(settingsOf({}), 'patient', newer)).toEqual({ refused: ['schema.unclassified_field data'] });
  const letThrough = settingsOf({ sources: { syntheaCsv: { unknownFields: 'leave_out' } } });
  expect(judge(letThrough, 'patient', newer)).toEqual({ refused: ['schema.unclassified_field data'] });
  expect(judge(letThrough, 'patient', newer, knownSources.syntheaCsv)).toEqual({
    data: patient,
    warnings: ['schema.unknown_field data'],
    notes: [],
  });
});

describe('a setting that cannot have an effect is a fault that says where it stands and what may stand there', () => {
  const stray = { nowhere: {} } as NonNullable<StageRules['sources']>;
  test.each<[string, Partial<StageRules>, RegExp]>([
    [
      'contract',
      { severities: { 'person.x': 'off' } },
      /stages\.test\.severities\['person\.x'\]: no contract is called person; known: .*patient/,
    ],
    ['rule', { severities: { 'patient.x': 'off' } }, /patient has no rule x; known: .*plausible_age/],
    ['threshold', { thresholds: { 'patient.plausible_age': { months: 3 } } }, /no threshold months; known: years/],
    ['number', { thresholds: { 'patient.plausible_age': { years: Number.NaN } } }, /years is no number/],
    [
      'field',
      { ranges: { 'patient.height': { min: 1, severity: 'note' } } },
      /patient has no field height; known: .*ssn/,
    ],
    ['profile', { profile: 'relaxed' }, /stages\.test\.profile: no profile is called relaxed; known: plain/],
    ['source', { sources: stray }, /no source of .*known-origins\.ts is called so; known: .*syntheaCsv/],
    ['rule of time', { severities: { 'encounter.time_in_past': 'off' } }, /only their thresholds/],
    ['text', { ranges: { 'patient.ssn': { min: 1, severity: 'note' } } }, /holds no number/],
    [
      'empty range',
      { ranges: { 'vital_sign.heart_rate': { min: 9, max: 3, severity: 'note' } } },
      /no number is from 9 to 3/,
    ],
    ['range of all', { ranges: { 'vital_sign.heart_rate': { max: 350, severity: 'note' } } }, /can never be broken/],
    ['range of none', { ranges: { 'vital_sign.heart_rate': { min: 351, severity: 'note' } } }, /every record breaks/],
    ['range without ends', { ranges: { 'vital_sign.heart_rate': { severity: 'note' } } }, /neither min nor max/],
    ['required anyway', { required: { 'patient.patient_id': 'error' } }, /no record may lack/],
    ['left out though needed', { fields: { 'patient.patient_id': 'warn' } }, /no record may lack; write error/],
  ])('%s', (_what, stage, fault) => {
    expect(ruleFaults(registry, settingsOf(stage)).join('\n')).toMatch(fault);
    expect(() => rulesOfStage(registry, settingsOf(stage), 'test')).toThrow(fault);
  });

  test('and so is a stage that nobody named', () => {
    expect(() => rulesOfStage(registry, ruleSettings, 'live')).toThrow(/is called live; known: laptop, .*prod/);
  });
});

describe('the rule file', () => {
  test('has no fault, and rules for every stage that can be deployed', () => {
    expect(ruleFaults(registry, ruleSettings)).toEqual([]);
    for (const stage of [laptopStage, ...Object.keys(stageDefaults)]) {
      expect(() => rulesOfStage(registry, ruleSettings, stage)).not.toThrow();
    }
  });

  test.each(Object.keys(ruleSettings.stages))('of %s accepts every valid sample', (stage) => {
    const rules = rulesOfStage(registry, ruleSettings, stage);
    for (const { contract, valid } of samples) {
      for (const { about, data } of valid) {
        expect(validate(contract, data, time, at, rules(contract, 'urn:test')).ok, `${contract.name}: ${about}`).toBe(
          true,
        );
      }
    }
  });

  test('takes no number of a taxpayer for a social security number where people are real', () => {
    const invented = { ...patient, ssn: '999-55-5017' };
    const contract = registry.contractNamed('patient');
    const judged = (stage: string) =>
      validate(contract, invented, time, at, rulesOfStage(registry, ruleSettings, stage)(contract, 'urn:test'));
    expect(judged('prod')).toMatchObject({ ok: true, warnings: [{ code: 'rule.ssn_issued', path: 'data.ssn' }] });
    expect(judged('laptop')).toMatchObject({ ok: true, warnings: [] });
  });
});
