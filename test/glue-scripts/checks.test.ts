import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { change } from './change-rows.ts';
import { ModelRun } from './model-run.ts';

let run: ModelRun;
beforeAll(async () => {
  run = await ModelRun.open();
});
afterAll(() => run.close());

beforeEach(async () => {
  const patient = [1, 2, 3].map((n) =>
    change('patient', { patient_id: 'v1_p', sequence: n, version_at: `2024-01-0${n} 00:00:00`, city: `City ${n}` }),
  );
  const encounter = [1, 2].map((n) =>
    change('encounter', { encounter_id: `v1_${n}`, payer_id: 'p', sequence: n, total_claim_cost: '1.25' }),
  );
  const claim_transaction = ['v1_1', 'v1_unknown'].map((encounter_id, n) =>
    change('claim_transaction', {
      claim_transaction_id: `v1_${n}`,
      sequence: n,
      encounter_id,
      transaction_type: 'PAYMENT',
      payment: '0.50',
    }),
  );
  await run.given({ patient, encounter, claim_transaction }, [
    'silver.patient',
    'gold.encounters_by_department',
    'gold.encounters_by_org_month',
    'gold.payer_coverage_summary',
  ]);
});

const history = 'silver.patient_history';
const breaks: readonly (readonly [string, string, string])[] = [
  [
    'patient',
    `UPDATE ${history} SET is_current = true, valid_to = valid_to WHERE city = 'City 2'`,
    'exactly one current',
  ],
  [
    'patient',
    `UPDATE ${history} SET valid_from = TIMESTAMP '1950-01-01 00:00:00' WHERE city = 'City 1'`,
    'from 1900-01-01',
  ],
  [
    'patient',
    `UPDATE ${history} SET valid_to = valid_to - INTERVAL 1 SECOND WHERE city = 'City 1'`,
    'gap or an overlap',
  ],
  [
    'patient',
    `UPDATE ${history} SET valid_to = valid_to + INTERVAL 1 SECOND WHERE city = 'City 2'`,
    'gap or an overlap',
  ],
  ['patient', `UPDATE ${history} SET row_hash = 'same'`, 'say the same'],
  ['patient', `UPDATE ${history} SET valid_to = valid_from WHERE city = 'City 2'`, 'end before they begin'],
  ['patient', `UPDATE ${history} SET is_current = NOT is_current`, 'ended versions that are current'],
  ['patient', `DELETE FROM ${history}`, 'without a version'],
  ['patient', `INSERT INTO silver.patient SELECT * FROM silver.patient`, 'differ from the current state'],
  ['patient', `DELETE FROM silver.patient`, 'differ from the current state'],
  ['encounter', `DELETE FROM silver.encounter_history WHERE encounter_id = 'v1_1'`, 'not there exactly once'],
  ['encounter', `UPDATE silver.encounter_history SET is_current = false`, 'exactly one current change'],
  ['encounter', `UPDATE silver.encounter_history SET change_number = 2`, 'numbered from 1'],
  ['encounter', `UPDATE silver.encounter SET row_hash = 'other'`, 'differ from the current state'],
  [
    'encounters_by_department',
    `UPDATE gold.encounters_by_department SET total_claim_cost = 2.49`,
    'totals that differ',
  ],
  ['encounters_by_department', `DELETE FROM gold.encounters_by_department`, 'totals that differ'],
  [
    'encounters_by_org_month',
    `INSERT INTO gold.encounters_by_org_month SELECT * FROM gold.encounters_by_org_month`,
    'totals that differ from silver.encounter',
  ],
  [
    'payer_coverage_summary',
    `UPDATE gold.payer_coverage_summary SET total_payer_coverage = 0.01`,
    'totals that differ from silver.encounter',
  ],
  [
    'payer_coverage_summary',
    `UPDATE gold.payer_coverage_summary SET total_payments = 1.00`,
    'totals that differ from silver.claim_transaction',
  ],
];

describe('the checks of the lake', () => {
  it('find nothing in what the models build', async () => {
    for (const check of new Set(breaks.map(([name]) => name))) expect(await run.findings(check)).toEqual([]);
  });

  it.each(breaks)('%s sees: %s', async (check, damage, problem) => {
    await run.session.run(damage);
    const problems = (await run.findings(check)).map((finding) => String(finding.problem));
    expect(problems.some((found) => found.includes(problem))).toBe(true);
  });

  it('name the model and a count, never a key', async () => {
    await run.session.run(`DELETE FROM ${history}`);
    for (const finding of await run.findings('patient')) {
      expect(Object.keys(finding)).toEqual(['model', 'problem', 'rows_found']);
      expect(JSON.stringify(finding)).not.toContain('v1_');
    }
  });
});
