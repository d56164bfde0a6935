import { describe, expect, it } from 'vitest';
import { type FraudRule, fraudRules, kilometres } from '../../../sources/generated/forgery.ts';
import type { GeneratedRecord } from '../../../sources/generated/generate-records.ts';
import { outsideLists } from '../../../sources/generated/outside-lists.ts';
import { day, minute, year } from '../../../sources/generated/time-text.ts';
import * as words from '../../../sources/generated/vocabulary.ts';
import { asOf, eventOf, generated } from './generated.ts';

type Row = Readonly<Record<string, string | number | undefined>>;

const seed = 11;
const records = generated({ records: 150_000, seed, dirt: 0, disorder: 0 });
const rowsOf = (contract: string): Row[] =>
  records.filter((record) => record.contract === contract).map((record) => eventOf(record).data as Row);
const latest = (contract: string) => new Map(rowsOf(contract).map((row) => [row[`${contract}_id`], row]));

/** What the rules see: nothing of it is a label. */
const patients = latest('patient');
const organizations = latest('organization');
const encounters = latest('encounter');
const claims = latest('claim');
/** A claim that replaces another or takes it back stands for it, and is no second one. */
const originals = [...claims.values()].filter(({ frequency_code }) => frequency_code === '1');
const originalIds = new Set(originals.map(({ claim_id }) => claim_id));
const lines = Map.groupBy(rowsOf('claim_transaction'), ({ claim_id }) => claim_id);
const charges = (claimId: unknown) => (lines.get(claimId as string) ?? []).filter((line) => line.amount !== undefined);
const cents = (amount: unknown) => Math.round(Number(amount ?? 0) * 100);
const charged = (claimId: unknown) => charges(claimId).reduce((sum, { amount }) => sum + cents(amount), 0);
const at = (text: unknown) => Date.parse(String(text));
const dayOf = (text: unknown) => String(text).slice(0, 10);
const ageAt = (patientId: unknown, time: unknown) =>
  (at(time) - at(patients.get(patientId as string)?.birth_date)) / year;

/** Claims that a rule groups with others, by the claim's key for it. */
function groupedBy(keyOf: (claim: Row) => string | null, least = 2): unknown[] {
  const groups = Map.groupBy(
    originals.filter((claim) => keyOf(claim) !== null),
    keyOf,
  );
  return [...groups.values()]
    .filter((group) => group.length >= least)
    .flatMap((group) => group.map(({ claim_id }) => claim_id));
}
const linesKey = (claimId: unknown) =>
  charges(claimId)
    .map(({ service_code, units, amount, from_at, to_at }) => [service_code, units, amount, from_at, to_at].join(' '))
    .join('|');
const claimsWhere = (holds: (claim: Row) => boolean) =>
  [...claims.values()].filter(holds).map(({ claim_id }) => claim_id);
const linesByClaimDay = (codes: (code: string) => boolean) =>
  Map.groupBy(
    rowsOf('claim_transaction').filter(
      ({ claim_id, amount, service_code }) =>
        originalIds.has(claim_id) && amount !== undefined && codes(String(service_code)),
    ),
    ({ patient_id, provider_id, from_at }) => `${patient_id} ${provider_id} ${dayOf(from_at)}`,
  );

/** Minutes that an office visit takes at least (American Medical Association, 2024). */
const minutesOf: Readonly<Record<string, number>> = {
  '99202': 15,
  '99203': 30,
  '99204': 45,
  '99205': 60,
  '99212': 10,
  '99213': 20,
  '99214': 30,
  '99215': 40,
};

function medianCharges(): ReadonlyMap<unknown, number> {
  const byCode = Map.groupBy(
    rowsOf('claim_transaction').filter(({ amount }) => amount !== undefined),
    ({ service_code }) => service_code,
  );
  return new Map(
    [...byCode].map(([code, all]) => {
      const sorted = all.map(({ amount }) => cents(amount)).sort((a, b) => a - b);
      return [code, sorted[sorted.length >> 1] ?? 0];
    }),
  );
}
const medians = medianCharges();

function listed(file: string): ReadonlyMap<string, number> {
  const list = outsideLists(seed, 5000).find((each) => each.file === file);
  const names = list?.header.split(',') ?? [];
  return new Map(
    (list?.rows ?? []).map((row) => {
      const cells = Object.fromEntries(row.split(',').map((cell, place) => [names[place], cell]));
      const date = (cells.EXCLDATE ?? cells.DEACTIVATED ?? '').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
      return [cells.NPI ?? '', Date.parse(date)];
    }),
  );
}
const npis = new Map([...latest('provider').values()].map(({ provider_id, npi }) => [provider_id, String(npi)]));
const ofListed = (file: string) => {
  const since = listed(file);
  return claimsWhere(
    ({ provider_id, service_at }) => at(service_at) >= (since.get(npis.get(provider_id) ?? '') ?? Number.NaN),
  );
};

function pairsOfEncounters(holds: (one: Row, other: Row) => boolean): unknown[] {
  const found = new Set<unknown>();
  for (const ofPatient of Map.groupBy(encounters.values(), ({ patient_id }) => patient_id).values()) {
    for (const one of ofPatient) {
      for (const other of ofPatient) {
        if (one === other || !holds(one, other)) continue;
        found.add(one.encounter_id).add(other.encounter_id);
      }
    }
  }
  return [...found];
}
const placeOf = (encounter: Row) => {
  const city = organizations.get(encounter.organization_id)?.city;
  return words.towns.find((town) => town.city === city) ?? { latitude: 0, longitude: 0 };
};

/** A way to find each kind from the records alone: the keys of what it finds. */
const detectors: Readonly<Record<string, () => unknown[]>> = {
  F01: () =>
    groupedBy(({ claim_id, claim_type, patient_id, provider_id }) =>
      claim_type === '1' ? `${patient_id} ${provider_id} ${linesKey(claim_id)}` : null,
    ),
  F02: () =>
    groupedBy(({ claim_id, claim_type, patient_id, provider_id }) =>
      claim_type === '2' ? `${patient_id} ${provider_id} ${linesKey(claim_id)}` : null,
    ),
  F03: () => {
    const sameDay = Map.groupBy(
      originals.filter(({ provider_id }) => provider_id !== undefined),
      ({ patient_id, provider_id, service_at }) => `${patient_id} ${provider_id} ${dayOf(service_at)}`,
    );
    return [...sameDay.values()].flatMap((group) =>
      group
        .filter((one) =>
          group.some((other) => {
            const [a, b] = [charged(one.claim_id), charged(other.claim_id)];
            return one !== other && a !== b && Math.abs(a - b) <= Math.max(a, b) * 0.01;
          }),
        )
        .map(({ claim_id }) => claim_id),
    );
  },
  F04: () => {
    const bundled = words.bundledServices.flat() as readonly string[];
    return [...linesByClaimDay((code) => bundled.includes(code)).values()]
      .filter((group) =>
        words.bundledServices.some((pair) =>
          pair.every((code) => group.some(({ service_code }) => service_code === code)),
        ),
      )
      .flatMap((group) => group.map(({ claim_id }) => claim_id));
  },
  F05: () => {
    const limits = new Map<string, number>(words.unitLimits.map(({ code, most }) => [code, most]));
    return [...linesByClaimDay((code) => limits.has(code)).values()]
      .filter((group) => {
        const units = group.reduce((sum, line) => sum + Number(line.units), 0);
        return units > (limits.get(String(group[0]?.service_code)) ?? 0);
      })
      .flatMap((group) => group.map(({ claim_id }) => claim_id));
  },
  F06: () => {
    const days = Map.groupBy(
      rowsOf('claim_transaction').filter(
        ({ claim_id, amount, service_code }) =>
          originalIds.has(claim_id) && amount !== undefined && String(service_code) in minutesOf,
      ),
      ({ provider_id, from_at }) => `${provider_id} ${dayOf(from_at)}`,
    );
    const minutes = (group: readonly Row[]) =>
      group.reduce((sum, { service_code, units }) => sum + (minutesOf[String(service_code)] ?? 0) * Number(units), 0);
    return [...days.values()]
      .filter((group) => minutes(group) > 1440)
      .flatMap((group) => group.map(({ claim_id }) => claim_id));
  },
  F07: () => {
    const levels = Map.groupBy(
      rowsOf('claim_transaction').filter(
        ({ amount, service_code }) => amount !== undefined && /^9921\d$/.test(String(service_code)),
      ),
      ({ provider_id }) => provider_id,
    );
    const shareOf = (group: readonly Row[]) =>
      group.filter(({ service_code }) => words.highLevels.includes(String(service_code))).length / group.length;
    const known = [...levels]
      .filter(([, group]) => group.length >= 30)
      .map(([id, group]) => [id, shareOf(group)] as const);
    const sorted = known.map(([, share]) => share).sort((a, b) => a - b);
    const quartile = (part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;
    // Far out, by Tukey: with few providers 1.5 finds somebody who is only unlucky.
    const fence = quartile(0.75) + 3 * (quartile(0.75) - quartile(0.25));
    const outliers = new Set(known.filter(([, share]) => share > fence).map(([id]) => id));
    return claimsWhere(
      ({ claim_id, provider_id }) =>
        outliers.has(provider_id) && words.highLevels.includes(String(charges(claim_id)[0]?.service_code)),
    );
  },
  F08: () =>
    claimsWhere(({ claim_id }) =>
      charges(claim_id).some(({ service_code, amount }) => cents(amount) > 40 * (medians.get(service_code) ?? 0)),
    ),
  F09: () =>
    claimsWhere(({ patient_id, service_at }) => {
      const died = patients.get(patient_id)?.death_date;
      return died !== undefined && dayOf(service_at) > String(died);
    }),
  F10: () => ofListed('leie.csv'),
  F11: () =>
    claimsWhere(
      ({ patient_id, diagnosis_codes }) =>
        patients.get(patient_id)?.gender === 'M' && String(diagnosis_codes).includes(words.pregnancy.code),
    ),
  F12: () =>
    claimsWhere(
      ({ patient_id, service_at, diagnosis_codes }) =>
        ageAt(patient_id, service_at) > 18 && String(diagnosis_codes).includes(words.childhoodIllness.code),
    ),
  F13: () =>
    groupedBy(
      ({ claim_type, patient_id, service_at }) =>
        claim_type === 'pharmacy' ? null : `${patient_id} ${dayOf(service_at)}`,
      6,
    ),
  F14: () =>
    pairsOfEncounters((one, other) => {
      const inPerson = (row: Row) => row.encounter_class !== 'virtual' && row.encounter_class !== 'inpatient';
      const hours = (at(other.started_at) - at(one.ended_at)) / (60 * minute);
      if (!inPerson(one) || !inPerson(other) || hours < 0 || hours > 3) return false;
      const distance = kilometres(placeOf(one), placeOf(other));
      return distance > 50 && distance / hours > 150;
    }),
  F15: () =>
    pairsOfEncounters((one, other) => {
      if (one.encounter_class !== 'inpatient' || other.encounter_class !== 'inpatient') return false;
      const overlap =
        Math.min(at(one.ended_at), at(other.ended_at)) - Math.max(at(one.started_at), at(other.started_at));
      return one.organization_id !== other.organization_id && overlap > day;
    }),
  F16: () => {
    const fills = Map.groupBy(
      rowsOf('medication_dispense'),
      ({ patient_id, medication_id }) => `${patient_id} ${medication_id}`,
    );
    const found = new Set<unknown>();
    for (const group of fills.values()) {
      const sorted = group.toSorted((a, b) => at(a.dispensed_at) - at(b.dispensed_at));
      for (const [index, fill] of sorted.entries()) {
        const before = sorted[index - 1];
        if (before === undefined) continue;
        const left = Number(before.days_supply) - (at(fill.dispensed_at) - at(before.dispensed_at)) / day;
        if (left > 0.25 * Number(before.days_supply))
          found.add(before.medication_dispense_id).add(fill.medication_dispense_id);
      }
    }
    return [...found];
  },
  F17: () => {
    const opioids = rowsOf('medication_dispense').filter(({ medication_id }) => medication_id === words.opioid.code);
    const distinct = (group: readonly Row[], field: string) => new Set(group.map((row) => row[field])).size;
    return [...Map.groupBy(opioids, ({ patient_id }) => patient_id).values()]
      .filter((group) => distinct(group, 'provider_id') >= 4 && distinct(group, 'organization_id') >= 4)
      .flatMap((group) => group.map(({ medication_dispense_id }) => medication_dispense_id));
  },
  F18: () =>
    claimsWhere(
      ({ service_at, primary_billed_at, claim_id }) =>
        Math.min(at(primary_billed_at), firstBilled.get(claim_id) ?? Number.POSITIVE_INFINITY) - at(service_at) >
        365 * day,
    ),
  F19: () =>
    [...lines]
      .filter(([claimId]) => originalIds.has(claimId))
      .filter(([claimId, all]) => all.reduce((sum, { payment }) => sum + cents(payment), 0) > charged(claimId) + 1)
      .map(([claimId]) => claimId),
  F20: () => ofListed('npi-deactivated.csv'),
};
const firstBilled = new Map(
  rowsOf('claim')
    .toReversed()
    .map(({ claim_id, primary_billed_at }) => [claim_id, at(primary_billed_at)]),
);

function labelled(rule: string, of: readonly GeneratedRecord[] = records): ReadonlySet<unknown> {
  return new Set(of.flatMap(({ label }) => (label?.subject === 'fraud' && label.rule === rule ? [label.record] : [])));
}
/** So many records make a case: who just began has not been to many, and of the last people not all are there. */
const leastOfCase: Readonly<Record<string, number>> = { F06: 25, F17: 4 };
/** What was billed lately is not paid yet. */
const isRipe = (rule: string, record: unknown) => {
  if (rule === 'F19') return at(claims.get(record as string)?.service_at) < asOf - 200 * day;
  const least = leastOfCase[rule];
  return least === undefined || casesOf(rule, least).has(record);
};
/** Records of cases that have happened as a whole. */
const casesOf = (rule: string, least: number) => {
  const labels = records.flatMap(({ label }) => (label?.subject === 'fraud' && label.rule === rule ? [label] : []));
  const cases = [...Map.groupBy(labels, (label) => label.case).values()];
  return new Set(
    cases.map((all) => new Set(all.map(({ record }) => record))).flatMap((all) => (all.size >= least ? [...all] : [])),
  );
};
const anyFraud = new Set(records.flatMap(({ label }) => (label?.subject === 'fraud' ? [label.record] : [])));

/** Kinds that honest people are taken for, too: what is found of them besides the labelled is suspicion. */
const suspicions: ReadonlySet<string> = new Set(['F03', 'F14', 'F15']);

describe('fraud that is labelled', () => {
  it('is of every kind that there are rules for', () => {
    const kinds = (Object.keys(fraudRules) as FraudRule[]).filter((rule) => labelled(rule).size > 0);
    expect(kinds).toEqual(Object.keys(fraudRules));
  });

  it.each(Object.keys(detectors))('%s is found in the records without its labels, and nothing else', (rule) => {
    const found = new Set(detectors[rule]?.());
    const wanted = new Set([...labelled(rule)].filter((record) => isRipe(rule, record)));
    expect(wanted.size).toBeGreaterThan(0);
    expect([...wanted].filter((record) => !found.has(record))).toEqual([]);
    const others = [...found].filter((record) => !wanted.has(record) && !anyFraud.has(record));
    expect(others.length, `${others.length} besides ${wanted.size}`).toBeLessThanOrEqual(suspicions.has(rule) ? 3 : 0);
  });

  it('is a small part of what is billed, and absent when nobody is to commit any', () => {
    const all = claims.size;
    expect(anyFraud.size).toBeLessThan(all / 8);
    expect(generated({ records: 20_000, fraud: false }).some(({ label }) => label?.subject === 'fraud')).toBe(false);
  });
});

describe('a claim that is billed twice', () => {
  /** What tells a claim from another one, and how far each of them has come. */
  const own = new Set(
    `claim_id claim_status submitted_at adjudicated_at paid_at denied_at allowed_amount paid_amount denied_amount
    patient_responsibility adjustment_group denial_reason_code primary_status primary_outstanding primary_billed_at
    patient_status patient_outstanding patient_billed_at`.split(/\s+/),
  );
  const billed = (claim: Row) => Object.fromEntries(Object.entries(claim).filter(([field]) => !own.has(field)));

  it.each(['F01', 'F02'])('%s is the same in all that a duplicate is known by', (rule) => {
    const cases = Map.groupBy(
      records.flatMap(({ label }) => (label?.subject === 'fraud' && label.rule === rule ? [label] : [])),
      (label) => label.case,
    );
    expect(cases.size).toBeGreaterThan(3);
    for (const labels of cases.values()) {
      const [one, ...others] = [...new Set(labels.map(({ record }) => record))].map((id) => claims.get(id as string));
      for (const other of others) expect(billed(other ?? {})).toEqual(billed(one ?? {}));
      if (rule === 'F02') expect(one).toMatchObject({ bill_type: '0111', drg_code: expect.stringMatching(/^\d{3}$/) });
      else expect(one).toMatchObject({ place_of_service: expect.stringMatching(/^\d\d$/) });
    }
  });
});

describe('what is labelled', () => {
  it('is like everything else: no field tells it', () => {
    for (const record of records) {
      if (record.label?.subject !== 'fraud') continue;
      expect(Buffer.from(record.data).toString()).not.toMatch(/fraud|forger|\bF\d\d-/);
    }
  });
});
