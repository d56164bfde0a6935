import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contracts } from '../../contracts/registry.ts';
import { currentReferences } from '../../tools/codegen/write-references.ts';
import {
  type Change,
  claimChange,
  encounterChange,
  memberChange,
  openWarehouseRun,
  type WarehouseRun,
} from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const at = Date.parse('2026-01-01T00:00:00Z');
const unresolved = async () =>
  (
    await run.rows(
      'SELECT contract, field, refers_to, record_count, missing_count FROM reporting.unresolved_references',
    )
  ).map(
    ({ contract, field, refers_to, record_count, missing_count }) =>
      `${contract}.${field} ${refers_to} ${record_count} ${missing_count}`,
  );
const load = async (...changes: Change[]) => {
  await run.loadChanges(changes);
  return (await unresolved()).sort();
};

test('a record that names another one is a finding until that one comes, and again when it is deleted; it is never refused', async () => {
  expect(
    await load(
      memberChange('patient', 'p1', { id: 'a', at, sequence: 1 }),
      claimChange('c1', { id: 'b', at, sequence: 2, patient: 'p1', encounter: 'e1', provider: 'd1' }),
      claimChange('c2', { id: 'c', at, sequence: 3, patient: 'p1', encounter: 'e1' }),
      claimChange('c3', { id: 'd', at, sequence: 4, patient: 'p2' }),
    ),
  ).toEqual(['claim.encounter_id encounter 2 1', 'claim.patient_id patient 1 1', 'claim.provider_id provider 1 1']);
  expect(
    await load(
      encounterChange('e1', { id: 'e', at, sequence: 5, patient: 'p1' }),
      memberChange('patient', 'p2', { id: 'f', at, sequence: 6 }),
      memberChange('provider', 'd1', { id: 'g', at, sequence: 7 }),
    ),
  ).toEqual([]);
  expect(await load(encounterChange('e1', { id: 'h', at, sequence: 8, patient: 'p1', deleted: true }))).toEqual([
    'claim.encounter_id encounter 2 1',
  ]);
  expect(await load(claimChange('c2', { id: 'i', at, sequence: 9, patient: 'p1', deleted: true }))).toEqual([
    'claim.encounter_id encounter 1 1',
  ]);
});

test('every reference of every contract is looked at, and the files are what the contracts give today', () => {
  const [view] = currentReferences();
  for (const { name, references } of contracts) {
    for (const [field, target] of Object.entries(references)) {
      expect(view?.text).toContain(`'${name}' AS contract,\n    '${field}' AS field,\n    '${target}' AS refers_to`);
    }
  }
  for (const { path, text } of currentReferences()) {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), `${path}: npm run codegen`).toBe(text);
  }
});
