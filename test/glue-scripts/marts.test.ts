import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChangeFields, type ChangeRow, change } from './change-rows.ts';
import { ModelRun } from './model-run.ts';

const marts = ['encounters_by_department', 'encounters_by_org_month', 'payer_coverage_summary'];

let run: ModelRun;
beforeAll(async () => {
  run = await ModelRun.open();
});
afterAll(() => run.close());

let sequence = 0;
const encounter = (id: string, fields: ChangeFields) => {
  sequence += 1;
  return change('encounter', { encounter_id: id, sequence, ...fields });
};

async function given(encounters: readonly ChangeRow[], organizations: readonly ChangeRow[] = []): Promise<void> {
  await run.given(
    { encounter: encounters, organization: organizations },
    marts.map((mart) => `gold.${mart}`),
  );
  for (const mart of marts) expect(await run.findings(mart)).toEqual([]);
}

describe('gold.encounters_by_department', () => {
  it('counts the last word on each encounter and adds its cost to the cent', async () => {
    await given([
      encounter('a', { encounter_class: 'wellness', total_claim_cost: '0.10' }),
      encounter('b', { encounter_class: 'wellness', total_claim_cost: '0.20' }),
      encounter('c', { encounter_class: 'emergency', total_claim_cost: '9999999999999999.99' }),
      encounter('d', { encounter_class: 'emergency', total_claim_cost: '9999999999999999.99' }),
      encounter('a', { encounter_class: 'inpatient', total_claim_cost: '5.55' }),
    ]);
    expect(await run.table('gold.encounters_by_department')).toEqual([
      { department: 'emergency', encounter_count: '2', total_claim_cost: '19999999999999999.98' },
      { department: 'inpatient', encounter_count: '1', total_claim_cost: '5.55' },
      { department: 'wellness', encounter_count: '1', total_claim_cost: '0.20' },
    ]);
  });

  it('leaves deleted encounters out and is empty without encounters', async () => {
    await given([encounter('a', {}), encounter('a', { op: 'D' })]);
    expect(await run.table('gold.encounters_by_department')).toEqual([]);
    await given([]);
    expect(await run.table('gold.encounters_by_department')).toEqual([]);
  });
});

describe('gold.encounters_by_org_month', () => {
  it('puts an encounter in the month it started in, describes the organization as it is now, and keeps the unknown', async () => {
    const organization = (n: number, name: string) =>
      change('organization', {
        organization_id: 'o1',
        sequence: n,
        version_at: `2024-0${n}-01 00:00:00`,
        name,
        state: 'MA',
      });
    await given(
      [
        encounter('a', { organization_id: 'o1', started_at: '2024-02-29 23:59:59.999999', total_claim_cost: '1.01' }),
        encounter('b', { organization_id: 'o1', started_at: '2024-02-01 00:00:00', total_claim_cost: '2.02' }),
        encounter('c', { organization_id: 'o1', started_at: '2024-03-01 00:00:00', total_claim_cost: '4.04' }),
        encounter('d', { organization_id: 'o9', started_at: '1969-12-31 23:00:00', total_claim_cost: '8.08' }),
        encounter('e', { organization_id: null, started_at: '1969-12-31 23:00:00', total_claim_cost: '16.16' }),
        encounter('f', { organization_id: null, started_at: '1969-12-01 00:00:00', total_claim_cost: '0.01' }),
      ],
      [organization(1, 'Old name'), organization(2, 'New name')],
    );
    const row = (id: string | null, name: string | null, month: string, count: string, cost: string) => ({
      organization_id: id,
      organization_name: name,
      organization_state: name === null ? null : 'MA',
      month,
      encounter_count: count,
      total_claim_cost: cost,
    });
    expect(await run.table('gold.encounters_by_org_month')).toEqual([
      row(null, null, '1969-12-01', '2', '16.17'),
      row('o1', 'New name', '2024-02-01', '2', '3.03'),
      row('o1', 'New name', '2024-03-01', '1', '4.04'),
      row('o9', null, '1969-12-01', '1', '8.08'),
    ]);
  });

  it('does not describe an organization that was deleted', async () => {
    await given(
      [encounter('a', { organization_id: 'o1' })],
      [
        change('organization', { organization_id: 'o1', sequence: 1, version_at: '2024-01-01 00:00:00' }),
        change('organization', { organization_id: 'o1', sequence: 2, version_at: '2024-01-02 00:00:00', op: 'D' }),
      ],
    );
    expect(await run.rows('SELECT organization_name FROM gold.encounters_by_org_month')).toEqual([
      { organization_name: null },
    ]);
  });
});

describe('gold.payer_coverage_summary', () => {
  it('adds cost and coverage by payer, and keeps the encounters that name none', async () => {
    await given([
      encounter('a', { payer_id: 'p1', total_claim_cost: '100.10', payer_coverage: '33.33' }),
      encounter('b', { payer_id: 'p1', total_claim_cost: '100.20', payer_coverage: '33.34' }),
      encounter('c', { payer_id: null, total_claim_cost: '7.00', payer_coverage: '0.00' }),
      encounter('d', { payer_id: null, total_claim_cost: '8.00', payer_coverage: '-0.01' }),
    ]);
    expect(await run.table('gold.payer_coverage_summary')).toEqual([
      { payer_id: null, encounter_count: '2', total_claim_cost: '15.00', total_payer_coverage: '-0.01' },
      { payer_id: 'p1', encounter_count: '2', total_claim_cost: '200.30', total_payer_coverage: '66.67' },
    ]);
  });
});
