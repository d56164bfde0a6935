import { describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import type { RuleSettings } from '../../../contracts/rule-settings.ts';
import { conditionSamples } from '../../../contracts/samples/condition.ts';
import { rulesOfStage } from '../../../domain/records/rule-set.ts';
import { validate } from '../../../domain/records/validate.ts';
import { createCodeBook } from '../../../domain/terminology/code-book.ts';
import { type CodeRelease, formatReleases, parseReleases } from '../../../domain/terminology/code-release.ts';
import { repositoryTerminology } from '../../../embedded/terminology-root.ts';
import { readShipped } from '../../../lambdas/shared/stored-code-book.ts';

const release = (from: string, before: string | null, codes: Readonly<Record<string, boolean>>): CodeRelease => ({
  system: 'icd10cm',
  name: `ICD of ${from}`,
  from,
  before,
  codes: new Map(Object.entries(codes).map(([code, isUsable]) => [code, { isUsable, text: `text of ${code}` }])),
});
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

describe('a code is looked up in the release of the day', () => {
  const book = createCodeBook([
    release('2025-10-01', '2026-10-01', { E11: false, E119: true, U071: true }),
    release('2024-10-01', null, { E11: false, E119: true, Z999: true }),
  ]);

  test.each([
    ['E11.9', '2025-12-01', 'in_force'],
    ['E11.9', '2025-10-01', 'in_force'],
    ['E119+', '2025-12-01', 'in_force'],
    ['E11', '2025-12-01', 'not_usable'],
    ['Z999', '2025-09-30', 'in_force'],
    ['Z999', '2025-10-01', 'unknown'],
    ['U07.1', '2025-09-30', 'unknown'],
    ['U07.1', '2024-09-30', null],
    ['U07.1', '2026-10-01', null],
  ])('%s on %s: %s', (code, day, status) => {
    expect(book.statusOf('icd10cm', code, Date.parse(day))).toBe(status);
  });

  test('and of a system without any nothing is known', () => {
    expect(book.statusOf('snomed', '44054006', at('2025-12-01'))).toBeNull();
    expect([book.knows('snomed'), book.knows('icd10cm')]).toEqual([false, true]);
  });

  test('and its text is known', () => {
    expect(book.isTextOf('E11.9', 'text of E119')).toBe(true);
    expect(book.isTextOf('E11.9', 'text of Alma Yundt')).toBe(false);
  });
});

test('releases come back from their stored form as they were', () => {
  const releases = [release('2024-10-01', null, { E11: false }), release('2025-10-01', '2026-10-01', { E119: true })];
  expect(parseReleases('icd10cm', formatReleases(releases))).toEqual(releases);
  expect(() => parseReleases('icd10cm', 'E11\t1\tx')).toThrow(/ICD-10-CM cannot be read at line 1; load them again/);
});

describe('what a code of no release costs is a setting of the stage', () => {
  const contract = registry.contractNamed('condition');
  const book = createCodeBook([release('2020-01-01', null, { E11: false, E119: true })]);
  const time = '2025-12-01T00:00:00Z';
  const data = (code: string) => {
    const {
      description: _text,
      abated_at: _over,
      ...rest
    } = (conditionSamples.valid[0]?.data ?? {}) as Record<string, unknown>;
    return { ...rest, code, onset_at: time };
  };
  const judged = (code: string, severity: 'error' | 'note' | 'off') => {
    const settings: RuleSettings = {
      profiles: { plain: { codes: { icd10cm: severity } } },
      stages: { test: { profile: 'plain' } },
    };
    const rules = rulesOfStage(registry, settings, 'test', book)(contract, 'urn:test');
    const result = validate(contract, data(code), time, Date.parse(time), rules);
    return (result.ok ? result.notes : result.reasons).map(
      (reason) => `${result.ok ? 'ok' : 'refused'} ${reason.code}`,
    );
  };

  test.each([
    ['E11.9', 'note', []],
    ['E11.8', 'note', ['ok rule.code_in_force']],
    ['E11', 'note', ['ok rule.code_usable']],
    ['E11.8', 'error', ['refused rule.code_in_force']],
    ['E11.8', 'off', []],
    // SNOMED CT, of which no release is at hand.
    ['44054006', 'error', []],
  ] as const)('%s as %s', (code, severity, outcome) => {
    expect(judged(code, severity)).toEqual(outcome);
  });
});

test('ICD-10-CM is shipped: what can be billed, and what only heads it', () => {
  const [icd, ...more] = readShipped(repositoryTerminology);
  expect([icd?.system, more]).toEqual(['icd10cm', []]);
  expect(icd?.codes.size).toBeGreaterThan(98_000);
  const book = createCodeBook(icd === undefined ? [] : [icd]);
  const on = at('2026-05-01');
  expect(['E11.9', 'S72.001A', 'U07.1', 'Z3A.00'].map((code) => book.statusOf('icd10cm', code, on))).toEqual(
    Array(4).fill('in_force'),
  );
  expect([book.statusOf('icd10cm', 'E11', on), book.statusOf('icd10cm', 'E11.99X', on)]).toEqual([
    'not_usable',
    'unknown',
  ]);
});
