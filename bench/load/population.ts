import { createKeyedHash } from '../../domain/masking/token.ts';
import { benchKey } from '../encounter-events.ts';
import type { SilverChange } from './silver-deliveries.ts';

const { tokenize } = createKeyedHash(benchKey);
const dayMs = 86_400_000;
/** Encounters of each patient. */
const encountersPerPatient = 10;
const counts = { organizations: 500, providers: 2000, payers: 10 } as const;
const firstYear = Date.parse('2020-01-01T00:00:00Z');
/** Encounters, and late versions of patients, are of these days. */
const days = 1800;

/** When every member has its first version. */
export const firstVersions = Date.parse('2019-06-01T00:00:00Z');
/** From here on versions are in order: nothing that was delivered at first is later. */
export const inOrderFrom = Date.parse('2026-01-01T00:00:00Z');

/** Numbers below a bound, the same in every run: mulberry32. */
export function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** So many different numbers below a bound. */
export function someOf(below: number, count: number, dice: (below: number) => number): number[] {
  const found = new Set<number>();
  while (found.size < Math.min(count, below)) found.add(dice(below));
  return [...found];
}

/** An instant of the days that encounters are of. */
export function anyInstant(dice: (below: number) => number): number {
  return firstYear + dice(days) * dayMs + dice(dayMs);
}

const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % from.length];
const maritalStates = ['M', 'S', 'D', 'W'];
const races = ['white', 'black', 'asian', 'other'];
const states = ['MA', 'NY', 'CT', 'NH', 'VT'];
const classes = ['ambulatory', 'wellness', 'outpatient', 'emergency', 'inpatient'];

/** A version of a patient; another `version` has another city, so that it is a change wherever it comes to lie. */
export function patientVersion(patient: number, version: number, at: number): SilverChange {
  return {
    contract: 'patient',
    at,
    data: {
      patient_id: tokenize('patient', String(patient)),
      birth_date: `${1930 + (patient % 90)}-**-**`,
      ssn: '***-**-****',
      prefix: pick(['Mr.', 'Ms.', 'Mrs.'], patient),
      first_name: `${pick('ABCDEFGHIJKLMNOPRSTVW'.split(''), patient)}***`,
      last_name: `${pick('BCDFGHKLMNPRSTVWZ'.split(''), patient)}***`,
      marital_status: pick(maritalStates, patient + version),
      race: pick(races, patient),
      ethnicity: pick(['hispanic', 'nonhispanic'], patient),
      gender: pick(['M', 'F'], patient),
      city: `City ${(patient % 1000) + version * 1000}`,
      state: pick(states, patient),
    },
  };
}

const organizationId = (place: number) => `o${String(place % counts.organizations).padStart(5, '0')}`;
const providerId = (place: number) => `p${String(place % counts.providers).padStart(5, '0')}`;
const payerId = (place: number) => `payer-${place % counts.payers}`;

/** Organizations, payers and providers, each once. */
export function* otherMembers(): Generator<SilverChange> {
  const at = firstVersions;
  const place = { street: '1 Main Street', city: 'Boston', state: 'MA', zip: '02108' };
  for (let n = 0; n < counts.organizations; n += 1) {
    yield { contract: 'organization', at, data: { organization_id: organizationId(n), name: `Clinic ${n}`, ...place } };
  }
  for (let n = 0; n < counts.payers; n += 1) {
    yield { contract: 'payer', at, data: { payer_id: payerId(n), name: `Insurer ${n}`, ...place } };
  }
  for (let n = 0; n < counts.providers; n += 1) {
    const data = { provider_id: providerId(n), organization_id: organizationId(n), name: `Dr. ${n}`, city: 'Boston' };
    yield { contract: 'provider', at, data: { ...data, state: 'MA' } };
  }
}

/** How many patients so many encounters have. */
export const patientsOf = (encounters: number): number => Math.ceil(encounters / encountersPerPatient);

/** First versions of so many patients. */
export function* firstPatients(patients: number): Generator<SilverChange> {
  for (let patient = 0; patient < patients; patient += 1) yield patientVersion(patient, 0, firstVersions);
}

/** Encounters of these numbers, of any of so many patients. */
export function* encounters(
  from: number,
  to: number,
  patients: number,
  dice: (below: number) => number,
): Generator<SilverChange> {
  for (let encounter = from; encounter < to; encounter += 1) {
    const at = anyInstant(dice);
    const cents = dice(100_000);
    yield {
      contract: 'encounter',
      at,
      data: {
        encounter_id: tokenize('encounter', String(encounter)),
        patient_id: tokenize('patient', String(dice(patients))),
        organization_id: organizationId(dice(counts.organizations)),
        provider_id: providerId(dice(counts.providers)),
        payer_id: payerId(dice(counts.payers)),
        encounter_class: pick(classes, encounter),
        code: '185345009',
        description: 'Encounter for symptom',
        started_at: new Date(at).toISOString(),
        ended_at: new Date(at + 1_800_000).toISOString(),
        base_encounter_cost: '129.16',
        total_claim_cost: `${(cents / 100 + 129.16).toFixed(2)}`,
        payer_coverage: '89.16',
      },
    };
  }
}
