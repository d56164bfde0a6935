import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import {
  createCanonical,
  folded,
  splitSeveral,
  type ValueSet,
  type ValueSetName,
  valueSets,
} from '../../contracts/value-sets.ts';

const sets = Object.entries<ValueSet>(valueSets);
const root = join(import.meta.dirname, '../..');

/** What the enumerations and constants of Synthea 3.3 can write, whether or not an export at hand has it. */
const synthea: Readonly<Partial<Record<ValueSetName, readonly string[]>>> = {
  gender: ['M', 'F'],
  maritalStatus: ['M', 'S', 'D', 'W'],
  race: ['white', 'black', 'asian', 'native', 'hawaiian', 'other', 'hispanic'],
  ethnicity: ['hispanic', 'nonhispanic'],
  encounterClass: [
    'ambulatory',
    'wellness',
    'emergency',
    'inpatient',
    'outpatient',
    'urgentcare',
    'hospice',
    'snf',
    'home',
    'virtual',
  ],
  claimType: ['1', '2'],
  claimStatus: ['BILLED', 'CLOSED'],
  paymentMethod: ['CASH', 'CC', 'CHECK', 'COPAY', 'ECHECK', 'SYSTEM'],
  transferType: ['1', '2', 'p'],
  transactionType: ['CHARGE', 'PAYMENT', 'ADJUSTMENT', 'TRANSFERIN', 'TRANSFEROUT'],
  payerOwnership: ['GOVERNMENT', 'PRIVATE', 'NO_INSURANCE'],
  specialty: [
    'ADDICTION MEDICINE',
    'ADVANCED HEART FAILURE AND TRANSPLANT CARDIOLOGY',
    'ALLERGY/IMMUNOLOGY',
    'ANESTHESIOLOGY',
    'ANESTHESIOLOGY ASSISTANT',
    'AUDIOLOGIST',
    'CARDIAC ELECTROPHYSIOLOGY',
    'CARDIAC SURGERY',
    'CARDIOVASCULAR DISEASE (CARDIOLOGY)',
    'CERTIFIED NURSE MIDWIFE',
    'CERTIFIED REGISTERED NURSE ANESTHETIST',
    'CHIROPRACTIC',
    'CLINICAL NURSE SPECIALIST',
    'CLINICAL PSYCHOLOGIST',
    'CLINICAL SOCIAL WORKER',
    'COLORECTAL SURGERY (PROCTOLOGY)',
    'CRITICAL CARE (INTENSIVISTS)',
    'DENTIST',
    'DERMATOLOGY',
    'DIAGNOSTIC RADIOLOGY',
    'EMERGENCY MEDICINE',
    'ENDOCRINOLOGY',
    'FAMILY PRACTICE',
    'GASTROENTEROLOGY',
    'GENERAL PRACTICE',
    'GENERAL SURGERY',
    'GERIATRIC MEDICINE',
    'GERIATRIC PSYCHIATRY',
    'GYNECOLOGICAL ONCOLOGY',
    'HAND SURGERY',
    'HEMATOLOGY',
    'HEMATOLOGY/ONCOLOGY',
    'HEMATOPOIETIC CELL TRANSPLANTATION AND CELLULAR TH',
    'HOSPICE/PALLIATIVE CARE',
    'HOSPITALIST',
    'INFECTIOUS DISEASE',
    'INTERNAL MEDICINE',
    'INTERVENTIONAL CARDIOLOGY',
    'INTERVENTIONAL PAIN MANAGEMENT',
    'INTERVENTIONAL RADIOLOGY',
    'MAXILLOFACIAL SURGERY',
    'MEDICAL ONCOLOGY',
    'NEPHROLOGY',
    'NEUROLOGY',
    'NEUROPSYCHIATRY',
    'NEUROSURGERY',
    'NUCLEAR MEDICINE',
    'NURSE PRACTITIONER',
    'OBSTETRICS/GYNECOLOGY',
    'OCCUPATIONAL THERAPY',
    'OPHTHALMOLOGY',
    'OPTOMETRY',
    'ORAL SURGERY',
    'ORTHOPEDIC SURGERY',
    'OSTEOPATHIC MANIPULATIVE MEDICINE',
    'OTOLARYNGOLOGY',
    'PAIN MANAGEMENT',
    'PATHOLOGY',
    'PEDIATRIC MEDICINE',
    'PERIPHERAL VASCULAR DISEASE',
    'PHYSICAL MEDICINE AND REHABILITATION',
    'PHYSICAL THERAPY',
    'PHYSICIAN ASSISTANT',
    'PLASTIC AND RECONSTRUCTIVE SURGERY',
    'PODIATRY',
    'PREVENTATIVE MEDICINE',
    'PSYCHIATRY',
    'PULMONARY DISEASE',
    'RADIATION ONCOLOGY',
    'REGISTERED DIETITIAN OR NUTRITION PROFESSIONAL',
    'RHEUMATOLOGY',
    'SLEEP MEDICINE',
    'SPEECH LANGUAGE PATHOLOGIST',
    'SPORTS MEDICINE',
    'SURGICAL ONCOLOGY',
    'THORACIC SURGERY',
    'UNDEFINED PHYSICIAN TYPE (SPECIFY)',
    'UROLOGY',
    'VASCULAR SURGERY',
  ],
};

/** Columns of an export, by the set that the field they fill takes its codes from. */
const columns: readonly (readonly [file: string, column: string, set: ValueSetName])[] = [
  ['patients.csv', 'GENDER', 'gender'],
  ['providers.csv', 'GENDER', 'gender'],
  ['patients.csv', 'MARITAL', 'maritalStatus'],
  ['patients.csv', 'RACE', 'race'],
  ['patients.csv', 'ETHNICITY', 'ethnicity'],
  ['encounters.csv', 'ENCOUNTERCLASS', 'encounterClass'],
  ['organizations.csv', 'STATE', 'usState'],
  ['providers.csv', 'STATE', 'usState'],
  ['payers.csv', 'STATE_HEADQUARTERED', 'usState'],
  ['providers.csv', 'SPECIALITY', 'specialty'],
  ['claims.csv', 'HEALTHCARECLAIMTYPEID1', 'claimType'],
  ['claims.csv', 'STATUS1', 'claimStatus'],
  ['claims.csv', 'STATUS2', 'claimStatus'],
  ['claims.csv', 'STATUSP', 'claimStatus'],
  ['claims_transactions.csv', 'METHOD', 'paymentMethod'],
  ['claims_transactions.csv', 'TRANSFERTYPE', 'transferType'],
  ['claims_transactions.csv', 'TYPE', 'transactionType'],
  ['payers.csv', 'OWNERSHIP', 'payerOwnership'],
];

/** Exports that stand beside the repository on some machines, and one of your own. */
const shared = join(root, '../shared/data');
const exports = [
  ...(existsSync(shared) ? readdirSync(shared).map((folder) => join(shared, folder)) : []),
  process.env.MEDSTREAM_TEST_EXPORT ?? '',
].filter((folder) => existsSync(join(folder, 'patients.csv')));

function distinct(file: string, column: string): string[] {
  if (!existsSync(file)) return [];
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true, bom: true });
  return [...new Set(rows.map((row) => row[column] ?? ''))].filter((value) => value !== '');
}

describe.each(sets)('the set %s', (_name, set) => {
  const canonical = createCanonical(set);

  test('understands its codes, titles and spellings, whatever the case, the spaces and the punctuation', () => {
    for (const [code, { title, spellings = [] }] of Object.entries(set.codes)) {
      expect(canonical(code)).toBe(code);
      for (const spelling of [title, ...spellings]) {
        expect([spelling, canonical(spelling)]).toEqual([spelling, code]);
        expect([spelling, canonical(`  ${spelling.toUpperCase().replaceAll(' ', ' - ')}. `)]).toEqual([spelling, code]);
      }
    }
  });

  test('has no spelling that means two codes', () => {
    const meanings = Object.entries(set.codes).flatMap(([code, { title, spellings = [] }]) =>
      [...new Set([code, title, ...spellings].map(folded))].map((spelling) => spelling),
    );
    const twice = meanings.filter((spelling, index) => meanings.indexOf(spelling) !== index);
    expect(twice).toEqual([]);
    expect(meanings).not.toContain('');
  });

  test('has codes of at most 64 bytes of ASCII, and says where they come from', () => {
    for (const code of Object.keys(set.codes)) expect(code).toMatch(/^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/);
    expect(set.source).toMatch(/^https:\/\//);
    for (const { title } of Object.values(set.codes)) expect(title).not.toBe('');
  });

  test.each(['', ' ', '-', '...', 'Q#', 'see the note of Monday', '__proto__', 'constructor', 'toString'])(
    'does not have %j',
    (value) => expect(canonical(value)).toBeUndefined(),
  );
});

test('every set but the one of ledger lines knows that a value may be unknown, or another', () => {
  const without = sets.filter(([, { codes }]) => !('other' in codes && 'unknown' in codes)).map(([name]) => name);
  expect(without).toEqual(['transactionType']);
  const canonical = { gender: createCanonical(valueSets.gender), race: createCanonical(valueSets.race) };
  for (const value of [
    'Prefer not to say',
    'declined',
    'REFUSED',
    'unknown',
    'Not Recorded',
    'UNK',
    'ASKU',
    'NI',
    'N/A',
  ]) {
    for (const of of Object.values(canonical)) expect([value, of(value)]).toEqual([value, 'unknown']);
  }
});

test.each(Object.entries(synthea))('what Synthea writes is canonical byte for byte: %s', (name, values) => {
  const canonical = createCanonical(valueSets[name as ValueSetName]);
  expect(values.map(canonical)).toEqual(values);
});

test.each(exports)('every value of an export is a canonical code: %#', (folder) => {
  for (const [file, column, name] of columns) {
    const values = distinct(join(folder, file), column);
    expect(values.map(createCanonical(valueSets[name]))).toEqual(values);
  }
  // Patients have the names of their states.
  const states = distinct(join(folder, 'patients.csv'), 'STATE');
  expect(states.map(createCanonical(valueSets.usState))).not.toContain(undefined);
});

test('a state is known by its name or code in any case', () => {
  const canonical = createCanonical(valueSets.usState);
  const states = Object.entries(valueSets.usState.codes).filter(([code]) => code.length === 2);
  expect(states.length).toBe(50 + 1 + 5 + 3 + 3);
  for (const [code, { title }] of states) {
    expect([code.toLowerCase(), `US-${code}`, title.toUpperCase()].map(canonical)).toEqual([code, code, code]);
  }
  // A province is no state; who reads it decides what it is.
  expect(['ON', 'Ontario', 'QC', 'Banana', 'ZZ', '25'].map(canonical)).toEqual(Array(6).fill(undefined));
});

describe('spellings as hospitals have them', () => {
  test.each<[ValueSetName, string, string | undefined]>([
    ['gender', 'female', 'F'],
    ['gender', 'MALE', 'M'],
    ['gender', 'Ｍ', 'M'],
    ['gender', 'A', 'other'],
    ['gender', 'Transgender female', 'other'],
    ['gender', 'non-binary', 'X'],
    ['gender', 'x', 'X'],
    ['gender', 'asked-declined', undefined],
    ['maritalStatus', 'Legally Separated', 'E'],
    ['maritalStatus', 'Registered domestic partner', 'R'],
    ['maritalStatus', 'Never Married', 'S'],
    ['maritalStatus', 'u', 'unknown'],
    ['race', '2106-3', 'white'],
    ['race', 'Black or African American', 'black'],
    ['race', 'American Indian/Alaska Native', 'native'],
    ['race', 'Asian/Pacific Islander', 'other'],
    ['race', 'O', undefined],
    ['ethnicity', 'Not Hispanic or Latino', 'nonhispanic'],
    ['ethnicity', '2135-2', 'hispanic'],
    ['encounterClass', 'IMP', 'inpatient'],
    ['encounterClass', 'E', 'emergency'],
    ['encounterClass', 'OBSENC', 'observation'],
    ['encounterClass', 'asdf', undefined],
    ['specialty', 'Cardiology', 'CARDIOVASCULAR DISEASE (CARDIOLOGY)'],
    ['specialty', 'radiology', 'DIAGNOSTIC RADIOLOGY'],
    ['specialty', '207R00000X', 'INTERNAL MEDICINE'],
    ['specialty', 'ob-gyn', 'OBSTETRICS/GYNECOLOGY'],
    ['claimType', '837I', '2'],
    ['claimStatus', '22', 'REVERSED'],
    ['paymentMethod', 'ACH', 'ACH'],
    ['transferType', 'P', 'p'],
    ['transferType', 'S', undefined],
    ['transactionType', 'Transfer In', 'TRANSFERIN'],
    ['transactionType', 'unknown', undefined],
    ['payerOwnership', 'Self-pay', 'NO_INSURANCE'],
  ])('%s: %j', (name, value, code) => {
    expect(createCanonical(valueSets[name])(value)).toBe(code);
  });
});

describe('several values of one text', () => {
  test.each([
    ['white', ['white']],
    ['White; Black or African American', ['White', 'Black or African American']],
    ['2106-3~2028-9', ['2106-3', '2028-9']],
    ['white and asian', ['white', 'asian']],
    ['White, Asian & Samoan', ['White', 'Asian', 'Samoan']],
    ['American Indian/Alaska Native', ['American Indian/Alaska Native']],
    ['American Indian/Alaska Native, White', ['American Indian/Alaska Native', 'White']],
    ['White|American Indian and Alaska Native|Asian', ['White', 'American Indian and Alaska Native', 'Asian']],
    ['Native Hawaiian and Other Pacific Islander / black', ['Native Hawaiian and Other Pacific Islander', 'black']],
    ['White,,Klingon;', ['White', 'Klingon']],
    ['; ,', []],
    ['', []],
  ])('%j', (value, several) => {
    expect(splitSeveral(value)).toEqual(several);
  });

  test('by the spellings of another set', () => {
    const canonical = createCanonical(valueSets.ethnicity);
    const isSpelling = (part: string) => canonical(part) !== undefined;
    expect(splitSeveral('Hispanic, Latino/a, or Spanish origin; Cuban', isSpelling)).toEqual([
      'Hispanic, Latino/a, or Spanish origin',
      'Cuban',
    ]);
  });

  test('of a text of nothing but separators', () => {
    expect(splitSeveral(';'.repeat(100_000))).toEqual([]);
  });
});
