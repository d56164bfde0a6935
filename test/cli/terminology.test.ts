import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { terminologyCommand } from '../../cli/terminology-command.ts';
import { registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { validate } from '../../domain/records/validate.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { buckets } from '../../embedded/services.ts';
import { repositoryTerminology } from '../../embedded/terminology-root.ts';
import { createStageRules } from '../../lambdas/shared/stage-rules.ts';
import { createStoredCodeBook } from '../../lambdas/shared/stored-code-book.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { openStageEndpoint } from './stage-endpoint.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function medstream(data: string, ...args: string[]): Promise<string> {
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  await terminologyCommand.run([...args, '--data', data], { out: write, err: write });
  return printed;
}

test('a release is loaded, listed, and known to ingest at its next look; one of the same day takes its place', async () => {
  const folder = await temporaryDirectory();
  const data = join(folder, 'data');
  const file = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
    return path;
  };
  expect(await medstream(data, 'list')).toMatch(/icd10cm +2025-10-01 to before 2026-10-01 +98186 +shipped/);

  const first = await file('Loinc.csv', 'LOINC_NUM,LONG_COMMON_NAME\n2339-0,Glucose\n');
  expect(await medstream(data, 'load', '--system', 'loinc', '--from', '2026-01-01', first)).toBe(
    '1 codes of LOINC, Loinc.csv hold from 2026-01-01\n',
  );
  let clock = 0;
  const s3 = await EmbeddedS3.open(join(data, 's3'), Object.values(buckets));
  const book = createStoredCodeBook(s3, {
    bucket: buckets.silver,
    shippedRoot: repositoryTerminology,
    log: silent,
    now: () => clock,
  });
  await book.refresh();
  const status = (code: string, day: string) => book.statusOf('loinc', code, Date.parse(day));
  expect([status('2339-0', '2026-02-01'), status('6298-4', '2026-02-01'), status('2339-0', '2025-02-01')]).toEqual([
    'in_force',
    'unknown',
    null,
  ]);
  expect(book.statusOf('icd10cm', 'E11.9', Date.parse('2026-05-01'))).toBe('in_force');

  const corrected = await file('Loinc.csv.gz', 'LOINC_NUM,LONG_COMMON_NAME\n6298-4,Potassium\n');
  await medstream(data, 'load', '--system', 'loinc', '--from', '2026-01-01', '--before', '2027-01-01', corrected);
  await book.refresh();
  expect(status('6298-4', '2026-02-01'), 'read before').toBe('unknown');
  clock += 5 * 60_000;
  await book.refresh();
  expect([status('2339-0', '2026-02-01'), status('6298-4', '2026-02-01')]).toEqual(['unknown', 'in_force']);
  expect(await medstream(data, 'list')).toMatch(/loinc +2026-01-01 to before 2027-01-01 +1 +loaded/);
});

test('a release is loaded into a deployed stage, where its functions look, and listed from there', async () => {
  const stage = await openStageEndpoint('dev');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test').stubEnv('AWS_SECRET_ACCESS_KEY', 'test').stubEnv('AWS_REGION', 'us-east-1');
  try {
    const data = await temporaryDirectory();
    const there = ['--stage', 'dev', '--endpoint', stage.url];
    expect(await medstream(data, 'list', ...there)).toMatch(/loinc +- +0 +- +LOINC: none/);
    const file = join(data, 'Loinc.csv');
    for (const [from, code] of [
      ['2026-01-01', '2339-0'],
      ['2026-07-01', '6298-4'],
    ] as const) {
      await writeFile(file, `LOINC_NUM,LONG_COMMON_NAME\n${code},A test\n`);
      await medstream(data, 'load', '--system', 'loinc', '--from', from, file, ...there);
    }
    const listed = await medstream(data, 'list', ...there);
    expect(listed).toMatch(/loinc +2026-01-01 on +1 +loaded/);
    expect(listed).toMatch(/loinc +2026-07-01 on +1 +loaded/);
    expect(await medstream(data, 'list'), 'of this machine').toMatch(/loinc +- +0/);

    // Both functions that judge records find it: the one that decides, and the one that numbers rows by what it will decide.
    const { rules, codes } = createStageRules(stage.s3, {
      stage: 'dev',
      silverBucket: stage.silverBucket,
      terminologyRoot: repositoryTerminology,
      log: silent,
    });
    await codes.refresh();
    const contract = registry.contractNamed('lab_result');
    const sample = samples.find((each) => each.contract === contract)?.valid[0]?.data ?? {};
    const notes = (code: string) => {
      const data = { ...sample, lab_test_id: code, collected_at: '2026-02-01T08:00:00Z', resulted_at: undefined };
      const at = '2026-10-01T00:00:00Z';
      const valid = validate(contract, data, at, Date.parse(at), rules(contract, 'urn:lab'));
      return valid.ok ? valid.notes.map((note) => note.code) : valid.reasons;
    };
    expect(notes('2339-0')).not.toContain('rule.lab_test_id_in_force');
    expect(notes('718-7')).toContain('rule.lab_test_id_in_force');
  } finally {
    vi.unstubAllEnvs();
    await stage.close();
  }
});

test.each([
  [['load', 'x.csv', '--from', '2026-01-01'], /--system takes one of icd10cm/],
  [['load', 'x.csv', '--system', 'loinc', '--from', 'today'], /--from takes a day/],
  [['load', 'x.csv', '--system', 'loinc', '--from', '2026-01-01', '--before', '2025-01-01'], /day behind --from/],
  [['load', 'nowhere.csv', '--system', 'loinc', '--from', '2026-01-01'], /nowhere\.csv cannot be read/],
  [['forget'], /terminology list/],
])('%j says what is wrong', async (args, message) => {
  await expect(medstream(await temporaryDirectory(), ...args)).rejects.toThrow(message);
});
