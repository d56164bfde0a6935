import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isLuhn } from '../../../contracts/check-digits.ts';
import { contracts, registry } from '../../../contracts/registry.ts';
import { createCanonical, valueSets } from '../../../contracts/value-sets.ts';
import { decodeEvent, decodeText } from '../../../domain/records/decode.ts';
import { recordKey } from '../../../domain/records/record-key.ts';
import { allDirtKinds } from '../../../sources/generated/dirt.ts';
import { outsideLists } from '../../../sources/generated/outside-lists.ts';
import { keys } from '../synthea/harness.ts';
import { asOf, dataOf, eventOf, fateOf, generated } from './generated.ts';

/** The value set of specialties takes the codes of the taxonomy as spellings. */
const specialtyOf = createCanonical(valueSets.specialty);

const digest = (records: readonly { readonly partitionKey: string; readonly data: Uint8Array }[]) => {
  const hash = createHash('sha256');
  for (const { data, partitionKey } of records) hash.update(partitionKey).update(data);
  return hash.digest('hex');
};

describe('generated records', () => {
  it('are the same bytes for the same seed, and others for another', () => {
    const first = digest(generated({ records: 2000, seed: 7 }));
    expect(digest(generated({ records: 2000, seed: 7 }))).toBe(first);
    expect(digest(generated({ records: 2000, seed: 8 }))).not.toBe(first);
  });

  it.each([1, 20, 650, 1234])('are %i when so many are asked for', (records) => {
    expect(generated({ records, seed: records })).toHaveLength(records);
  });

  it('are of every contract, and all that are clean are accepted with every value', () => {
    const clean = generated({ dirt: 0, disorder: 0 });
    expect([...new Set(clean.map(({ contract }) => contract))].sort()).toEqual(
      contracts.map(({ name }) => name).sort(),
    );
    for (const record of clean) expect(fateOf(record), JSON.stringify(eventOf(record))).toEqual({ leftOut: [] });
  });

  it('are dirty in every way, about 2% of them, and each has the fate that its label says', () => {
    const records = generated();
    const dirty = records.filter(({ dirt }) => dirt !== null);
    expect(new Set(dirty.map(({ dirt }) => dirt?.kind))).toEqual(new Set(allDirtKinds));
    expect(dirty.length).toBeGreaterThan(190);
    expect(dirty.length).toBeLessThan(210);
    for (const [index, record] of records.entries()) {
      const { dirt } = record;
      if (dirt === null) continue;
      const fate = fateOf(record);
      const { expected } = dirt;
      if (expected.fate === 'quarantined') expect([dirt, fate]).toEqual([dirt, { reason: expected.reason }]);
      else if (expected.fate === 'left_out')
        expect([dirt, fate]).toEqual([dirt, { leftOut: [`data.${expected.field}`] }]);
      else expect([dirt, fate]).toEqual([dirt, { leftOut: [] }]);
      if (expected.fate === 'duplicate') expect(eventOf(record).id).toBe(eventOf(records[index - 1] ?? record).id);
    }
  });

  it('hold nothing later than the time they are of, and refer to nothing that was not told before', () => {
    const told = new Set<unknown>();
    for (const record of generated({ dirt: 0, disorder: 0, records: 5000 })) {
      const { data, time } = eventOf(record);
      expect(Date.parse(time)).toBeLessThanOrEqual(asOf);
      const { name, references, key } = registry.contractNamed(record.contract ?? '');
      for (const [field, target] of Object.entries(references)) {
        if (data[field] !== undefined) expect(told, `${name}.${field}`).toContain(`${target} ${data[field]}`);
      }
      told.add(`${name} ${data[key[0] ?? '']}`);
    }
  });

  it('tell every change of a record under an id of its own, numbered one by one', () => {
    const numbers = new Map<string, number[]>();
    for (const record of generated({ dirt: 0, disorder: 0 })) {
      const { id, data } = eventOf(record);
      const contract = registry.contractNamed(record.contract ?? '');
      const key = `${contract.name} ${recordKey(contract, data, keys.tokenize)}`;
      numbers.set(key, [...(numbers.get(key) ?? []), Number(id.split('-').at(-1))]);
    }
    for (const [key, list] of numbers) expect([key, list]).toEqual([key, list.map((_, index) => index + 1)]);
    expect([...numbers.values()].filter((list) => list.length > 1).length).toBeGreaterThan(500);
  });

  it('are what one life after the other brings: more records begin with fewer', () => {
    const few = generated({ records: 500 }).map(({ data }) => data);
    const many = generated({ records: 1500 }).map(({ data }) => data);
    expect(many.slice(0, 500)).toEqual(few);
  });

  it('never key a record by a raw identifier of a patient', () => {
    for (const record of generated({ records: 2000 })) {
      const decoding = decodeEvent(registry, decodeText(record.data));
      if (!decoding.ok || !['patient', 'encounter'].includes(decoding.event.contract.name)) continue;
      expect(record.partitionKey).toMatch(/^(v1_)?[a-z2-7]{26}$/);
    }
  });

  it('are refused for options that make none', () => {
    expect(() => generated({ records: 0 })).toThrow('a whole number above 0');
    expect(() => generated({ records: 20.5 })).toThrow('a whole number above 0');
    expect(() => generated({ records: 20, seed: 0.5 })).toThrow('the seed must be a whole number');
    expect(() => generated({ records: 20, deliveries: 13 })).toThrow('1 to 12 deliveries');
    expect(() => generated({ records: 20, asOf: Date.parse('2019-02-01') })).toThrow('begin in 2019');
  });
});

describe('the people', () => {
  const records = generated({ records: 40_000, dirt: 0, disorder: 0, fraud: false });
  const patients = Map.groupBy(dataOf(records, 'patient'), ({ patient_id }) => patient_id);

  it('are nobody: numbered names, SSNs never issued, telephone numbers of fiction', () => {
    for (const patient of dataOf(records, 'patient')) {
      for (const field of ['first_name', 'middle_name', 'last_name', 'maiden_name']) {
        if (patient[field] !== undefined) expect(patient[field]).toMatch(/^\p{L}+\d{1,3}$/u);
      }
      // Who is registered a second time is not always asked for it.
      if (patient.ssn !== undefined) expect(patient.ssn).toMatch(/^999-/);
    }
    for (const { name } of dataOf(records, 'provider')) expect(name).toMatch(/^\p{L}+\d{1,3} \p{L}+\d{1,3}$/u);
    for (const { phone } of dataOf(records, 'organization')) expect(phone).toMatch(/^\d{3}-555-01\d\d$/);
  });

  it('move, marry and take a name, are divorced, change their payer, and die', () => {
    const changed = (field: string) =>
      [...patients.values()].filter((versions) => new Set(versions.map((version) => version[field])).size > 1).length;
    expect(changed('street')).toBeGreaterThan(patients.size / 20);
    expect(changed('marital_status')).toBeGreaterThan(5);
    expect(changed('last_name')).toBeGreaterThan(0);
    expect(changed('death_date')).toBeGreaterThan(2);
    const payers = Map.groupBy(dataOf(records, 'encounter'), ({ patient_id }) => patient_id);
    const switched = [...payers.values()].filter((visits) => new Set(visits.map(({ payer_id }) => payer_id)).size > 1);
    expect(switched.length).toBeGreaterThan(10);
  });

  it('are treated only while they live', () => {
    const deaths = new Map(dataOf(records, 'patient').map((each) => [each.patient_id, each.death_date]));
    for (const { patient_id, started_at } of dataOf(records, 'encounter')) {
      const died = deaths.get(patient_id);
      if (typeof died === 'string') expect(String(started_at).slice(0, 10) <= died).toBe(true);
    }
  });

  it('have stays that are open at first and get their end and costs later', () => {
    const encounters = Map.groupBy(dataOf(records, 'encounter'), ({ encounter_id }) => encounter_id);
    const closed = [...encounters.values()].filter(
      ([first, second]) => first?.ended_at === undefined && second?.ended_at !== undefined,
    );
    expect(closed.length).toBeGreaterThan(20);
  });

  it('have claims that are billed, denied, sent again and paid, and ledgers that add up', () => {
    const claims = Map.groupBy(dataOf(records, 'claim'), ({ claim_id }) => claim_id);
    const statuses = [...claims.values()].map((states) => states.map(({ primary_status }) => primary_status).join(' '));
    expect(statuses.some((each) => each.startsWith('BILLED DENIED BILLED CLOSED'))).toBe(true);
    expect(statuses.some((each) => each === 'BILLED DENIED' || each.startsWith('BILLED DENIED DENIED'))).toBe(true);
    expect(statuses.some((each) => each === 'BILLED DENIED CLOSED')).toBe(true);
    const lines = Map.groupBy(dataOf(records, 'claim_transaction'), ({ claim_id }) => claim_id);
    const cents = (amount: unknown) => Math.round(Number(amount ?? 0) * 100);
    let settled = 0;
    // So many records are asked for, and the ledger of the last claim may be cut there.
    const cut = [...claims.keys()].at(-1);
    for (const [claimId, states] of claims) {
      const last = states.at(-1);
      const isTakenBack = last?.claim_status === 'CANCELLED' || last?.claim_status === 'REVERSED';
      if (claimId === cut || isTakenBack || last?.patient_status !== 'CLOSED' || last.primary_status !== 'CLOSED')
        continue;
      settled += 1;
      const ledger = lines.get(claimId) ?? [];
      const sum = (field: string) => ledger.reduce((total, line) => total + cents(line[field]), 0);
      expect(sum('payment') + sum('adjustment')).toBe(sum('amount'));
    }
    expect(settled).toBeGreaterThan(100);
  });

  it('are treated by providers who have an NPI of nobody, and of a kind as their specialty', () => {
    const providers = dataOf(records, 'provider');
    for (const { npi, specialty, taxonomy_code } of [...providers, ...dataOf(records, 'organization')]) {
      expect(npi).toMatch(/^2\d{9}$/);
      expect(isLuhn(`80840${npi}`)).toBe(true);
      if (specialty !== undefined) expect(specialtyOf(String(taxonomy_code))).toBe(specialty);
    }
    const owners = new Map([...providers].map(({ npi, provider_id }) => [npi, provider_id]));
    expect(owners.size).toBe(new Set(owners.values()).size);
    const deactivated = providers.filter(({ npi_deactivated_on: on }) => on !== undefined);
    expect(new Set(deactivated.map(({ npi_deactivated_on: on }) => on))).toEqual(new Set(['2024-02-12']));
    const list = outsideLists(1, 1000)
      .find(({ file }) => file === 'npi-deactivated.csv')
      ?.rows.join('\n');
    for (const { npi } of deactivated) expect(list).toContain(npi);
  });
});
