import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personOf } from '../../../sources/generated/person.ts';
import { claimChanges } from '../../../sources/generated/records/claim.ts';
import { pharmacyClaimChanges } from '../../../sources/generated/records/pharmacy-claim.ts';
import { agreedOn, deniedFor, takenBack, writtenOff } from '../../../sources/generated/settlement.ts';
import { day } from '../../../sources/generated/time-text.ts';
import { visitsOf } from '../../../sources/generated/visit.ts';
import { denials, opioid } from '../../../sources/generated/vocabulary.ts';
import { asOf, dataOf, generated } from './generated.ts';

type Row = Readonly<Record<string, unknown>>;
const cents = (amount: unknown) => Math.round(Number(amount ?? 0) * 100);
const sum = (rows: readonly Row[], field: string) => rows.reduce((total, row) => total + cents(row[field]), 0);

/** Every problem of the amounts of one state of a claim. */
function imbalance(claim: Row): string | null {
  const [charge, allowed, paid, denied, own] = [
    cents(claim.charge_amount),
    cents(claim.allowed_amount),
    cents(claim.paid_amount),
    cents(claim.denied_amount),
    cents(claim.patient_responsibility),
  ];
  if (claim.adjudicated_at === undefined) {
    return claim.allowed_amount === undefined ? null : 'amounts before anybody has decided';
  }
  const off = charge - allowed - denied;
  if (Math.sign(charge) * off < 0) return `allowed and denied ${allowed} ${denied} of ${charge}`;
  const owed = allowed + (claim.adjustment_group === 'PR' ? denied : 0);
  return paid + own === owed ? null : `paid ${paid} and own ${own} of ${owed}`;
}

/** Every problem of a claim with its ledger, when nothing more is to come. */
function disagreement(claim: Row, ledger: readonly Row[]): string | null {
  const of = (type: string) => ledger.filter(({ transaction_type }) => transaction_type === type);
  const charged = sum(of('CHARGE'), 'amount');
  const byPayer = sum(
    of('PAYMENT').filter(({ method }) => method === 'ECHECK'),
    'payment',
  );
  const byPatient = sum(
    of('PAYMENT').filter(({ method }) => method !== 'ECHECK'),
    'payment',
  );
  const adjusted = sum(of('ADJUSTMENT'), 'adjustment');
  const problems: [string, number, number][] = [
    ['charge', cents(claim.charge_amount), charged],
    ['paid', claim.paid_at === undefined && claim.frequency_code !== '8' ? 0 : cents(claim.paid_amount), byPayer],
    // What was moved to another claim is nobody's here.
    ['outstanding', claim.claim_status === 'RESUBMITTED' ? 0 : charged - byPayer - byPatient - adjusted, owed(claim)],
    ['transfer', sum(of('TRANSFEROUT'), 'transfer'), transferred(claim)],
  ];
  const found = problems.find(([, one, other]) => one !== other);
  return found === undefined ? null : found.join(' ');
}
const owed = (claim: Row) => {
  if (claim.claim_status === 'CANCELLED' || claim.claim_status === 'REVERSED')
    return cents(claim.patient_responsibility);
  return cents(claim.primary_outstanding) + cents(claim.patient_outstanding);
};
const transferred = (claim: Row) =>
  ['BILLED', 'RESUBMITTED'].includes(String(claim.claim_status)) && claim.submitted_at !== undefined
    ? 0
    : cents(claim.patient_responsibility);

describe('what a payer decides', () => {
  const amount = fc.integer({ min: 0, max: 500_000_00 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  it('adds up to the cent, whatever was charged and covered, and so does what is taken back', () => {
    const billed = fc.record({ totalCents: amount, coveredCents: amount, patientShare: share });
    fc.assert(
      fc.property(billed, fc.constantFrom(...denials), ({ patientShare, ...bill }, [, denial]) => {
        const agreed = agreedOn({ ...bill, cover: { payer: { patientShare } } });
        for (const each of [agreed, deniedFor(denial, bill.totalCents), takenBack(agreed)]) {
          expect(each.paid + each.patient).toBe(each.allowed + (each.denial?.group === 'PR' ? each.denied : 0));
          expect(Math.sign(each.charge) * writtenOff(each)).toBeGreaterThanOrEqual(0);
        }
        expect(agreed.charge + takenBack(agreed).charge).toBe(0);
      }),
    );
  });
});

describe('the claims of any life', () => {
  it('add up in every state, and agree with their ledgers when all is told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.nat(100_000), (seed, number) => {
        for (const visit of visitsOf(personOf(seed, number), asOf)) {
          const changes = [...claimChanges(visit), ...pharmacyClaimChanges(visit)];
          const states = changes.filter(({ contract }) => contract === 'claim').map(({ data }) => data);
          for (const state of states) expect([imbalance(state), state]).toEqual([null, state]);
          const lines = changes.filter(({ contract }) => contract === 'claim_transaction').map(({ data }) => data);
          const latest = new Map(states.map((state) => [state.claim_id, state]));
          for (const [id, claim] of latest) {
            const ledger = lines.filter(({ claim_id }) => claim_id === id);
            expect([disagreement(claim, ledger), claim, ledger]).toEqual([null, claim, ledger]);
          }
          expect(lines.every(({ claim_id }) => latest.has(claim_id))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('happen in the order in which claims do', () => {
    for (let number = 0; number < 300; number += 1) {
      for (const visit of visitsOf(personOf(9, number), asOf)) {
        const told = new Map<unknown, number>();
        for (const { contract, data, at } of claimChanges(visit)) {
          if (contract !== 'claim') continue;
          expect(at).toBeGreaterThanOrEqual(told.get(data.claim_id) ?? 0);
          told.set(data.claim_id, at);
          // A claim is known to be replaced when the one that replaces it is sent, never later.
          if (data.original_claim_id !== undefined)
            expect(at).toBeGreaterThanOrEqual(told.get(data.original_claim_id) ?? at + 1);
          const times = [data.service_at, data.submitted_at, data.adjudicated_at, data.paid_at].filter(Boolean);
          expect(times).toEqual(times.toSorted());
        }
      }
    }
  });
});

describe('the claims of many people', () => {
  const records = generated({ records: 150_000, seed: 3, dirt: 0, disorder: 0, fraud: false });
  const all = dataOf(records, 'claim');
  const histories = Map.groupBy(all, ({ claim_id }) => claim_id);
  const claims = [...histories.values()].map((states) => states.at(-1) ?? {});
  const byId = new Map(claims.map((claim) => [claim.claim_id, claim]));
  const share = (part: readonly unknown[], of: readonly unknown[]) => part.length / of.length;
  const visits = claims.filter(({ claim_type }) => claim_type !== 'pharmacy');
  const has = (states: readonly Row[] | undefined, ...wanted: string[]) => {
    const found = (states ?? []).map(({ claim_status }) => claim_status);
    return wanted.every((status, place) => found[place] === status);
  };

  it('are denied about one in eleven, and most of those are put right', () => {
    const decided = visits.filter(
      ({ adjudicated_at, frequency_code }) => adjudicated_at !== undefined && frequency_code === '1',
    );
    const denied = decided.filter(({ denied_at }) => denied_at !== undefined);
    expect(share(denied, decided)).toBeGreaterThan(0.05);
    expect(share(denied, decided)).toBeLessThan(0.12);
    const final = denied.filter(({ claim_status }) => claim_status === 'DENIED');
    expect(share(final, denied)).toBeGreaterThan(0.1);
    expect(share(final, denied)).toBeLessThan(0.5);
    for (const claim of final) expect(claim).toMatchObject({ paid_amount: '0.00', allowed_amount: '0.00' });
    expect(new Set(final.map(({ adjustment_group }) => adjustment_group))).toEqual(new Set(['CO', 'PR']));
  });

  it('are appealed and paid, replaced by another one, or taken back by one that is their negative', () => {
    expect([...histories.values()].some((states) => has(states, 'BILLED', 'DENIED', 'APPEALED', 'PAID'))).toBe(true);
    for (const frequency of ['7', '8']) {
      const later = claims.filter(({ frequency_code }) => frequency_code === frequency);
      expect(later.length).toBeGreaterThan(10);
      for (const claim of later) {
        const original = byId.get(claim.original_claim_id);
        const states = histories.get(claim.original_claim_id);
        const wanted = frequency === '7' ? ['BILLED', 'DENIED', 'RESUBMITTED'] : ['BILLED', 'PAID', 'CANCELLED'];
        expect(has(states, ...wanted), JSON.stringify(states)).toBe(true);
        const sign = frequency === '7' ? 1 : -1;
        expect(cents(claim.charge_amount)).toBe(sign * cents(original?.charge_amount));
        if (claim.claim_status === 'REVERSED') expect(cents(claim.paid_amount)).toBe(-cents(original?.paid_amount));
      }
    }
    expect(
      claims.every(
        ({ frequency_code, original_claim_id }) => (frequency_code === '1') === (original_claim_id === undefined),
      ),
    ).toBe(true);
  });

  it('say what their kind of claim says: types of bill, DRGs and stays, places of service, drugs', () => {
    const types = Map.groupBy(claims, ({ claim_type }) => claim_type);
    expect([...types.keys()].sort()).toEqual(['1', '2', 'pharmacy']);
    for (const claim of types.get('1') ?? []) {
      expect(claim.place_of_service).toMatch(/^(10|11|20|22|23)$/);
      expect([claim.bill_type, claim.drg_code, claim.admitted_at, claim.drug_code]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
    for (const claim of types.get('2') ?? []) {
      expect(claim.bill_type).toBe(`${String(claim.bill_type).slice(0, 3)}${claim.frequency_code}`);
      expect(claim.bill_type).toMatch(/^0[12]1/);
      if (String(claim.bill_type).startsWith('011')) expect(claim.drg_code).toMatch(/^\d{3}$/);
      expect(String(claim.admitted_at) < String(claim.discharged_at)).toBe(true);
      expect(claim.place_of_service).toBeUndefined();
    }
    const dispensed = Map.groupBy(
      dataOf(records, 'medication_dispense'),
      (fill) => `${fill.patient_id} ${fill.dispensed_at}`,
    );
    const filled = types.get('pharmacy') ?? [];
    expect(filled.length).toBeGreaterThan(500);
    for (const claim of filled) {
      const [fill] = dispensed.get(`${claim.patient_id} ${claim.service_at}`) ?? [];
      expect(claim).toMatchObject({
        place_of_service: '01',
        days_supply: fill?.days_supply,
        quantity_dispensed: fill?.quantity,
      });
      expect(claim.drug_code).toMatch(/^99999\d{6}$/);
      expect([claim.charge_amount, claim.organization_id]).toEqual([fill?.total_cost, fill?.organization_id]);
      if (claim.paid_at !== undefined) expect(claim.paid_amount).toBe(fill?.payer_coverage);
    }
    expect(new Set(filled.map(({ drug_code }) => drug_code)).has(opioid.ndc)).toBe(false);
  });

  it('name the plan and the membership that cover the person that day', () => {
    const covers = Map.groupBy(dataOf(records, 'coverage_period'), ({ patient_id }) => patient_id);
    const known = claims.filter(({ member_id, patient_id }) => member_id !== undefined && covers.has(patient_id));
    expect(known.length).toBeGreaterThan(5000);
    for (const { member_id, plan_id, patient_id, service_at } of known) {
      const cover = covers.get(patient_id)?.find((each) => each.member_id === member_id);
      expect(cover?.plan_id).toBe(plan_id);
      expect(String(cover?.started_at) <= String(service_at)).toBe(true);
    }
  });

  it('bill what the encounter cost, and pay what its payer covers', () => {
    const encounters = new Map(dataOf(records, 'encounter').map((each) => [each.encounter_id, each]));
    for (const claim of visits) {
      const encounter = encounters.get(claim.encounter_id);
      if (encounter === undefined || claim.frequency_code === '8') continue;
      expect(claim.charge_amount).toBe(encounter.total_claim_cost);
      if (claim.claim_status === 'PAID') expect(claim.paid_amount).toBe(encounter.payer_coverage);
    }
  });

  it('are settled within a year of the service', () => {
    // So many records are asked for, and the life of the last one may be cut there.
    const cut = claims.at(-1)?.patient_id;
    for (const claim of claims) {
      if (claim.patient_id === cut) continue;
      if (Date.parse(String(claim.service_at)) > asOf - 400 * day || claim.claim_type !== '1') continue;
      expect(claim.claim_status === 'BILLED' && claim.submitted_at !== undefined, JSON.stringify(claim)).toBe(false);
    }
  });
});
