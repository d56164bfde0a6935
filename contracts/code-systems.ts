import { isLoinc, isSnomedConcept } from './check-digits.ts';

/** A published system of codes: how its codes look, and how long they get. */
export interface CodeSystem {
  readonly title: string;
  /** Form of a code; whether the code exists is a question for the system's own release. */
  readonly form: string;
  /** Longest code, bytes. */
  readonly bytes: number;
  /** What a text of that form must fulfil besides, as a check digit. */
  readonly holds?: (code: string) => boolean;
}

/** Systems that fields may take their codes from, by the name that a contract calls them. */
export const codeSystems = {
  /** 6 to 18 digits. */
  snomed: { title: 'SNOMED CT', form: '[1-9]\\d{5,17}', bytes: 18, holds: isSnomedConcept },
  /** With or without the dot, with the dagger or asterisk of ICD-10 behind it. */
  icd10cm: { title: 'ICD-10-CM', form: '[A-Z]\\d[0-9A-Z](?:\\.?[0-9A-Z]{1,4})?[+*]?', bytes: 9 },
  /**
   * Seven characters without I and O (https://www.cms.gov/medicare/coding-billing/icd-10-codes). Sections that begin with a
   * letter have two digits, or Z in the second and the last place; a name with a number behind it has neither.
   */
  icd10pcs: {
    title: 'ICD-10-PCS',
    form: '(?:\\d[0-9A-HJ-NP-Z]{6}|[GH]Z[0-9A-HJ-NP-Z]{4}Z|[BCDFX](?=\\w*\\d\\w*\\d)[0-9A-HJ-NP-Z]{6})',
    bytes: 7,
  },
  loinc: { title: 'LOINC', form: '\\d{1,7}-\\d', bytes: 9, holds: isLoinc },
  rxnorm: { title: 'RxNorm', form: '\\d{1,8}', bytes: 8 },
  cvx: { title: 'CVX', form: '\\d{1,3}', bytes: 3 },
  /** CPT and HCPCS level II with up to four modifiers; CPT codes are of the AMA, so none is listed here. */
  hcpcs: { title: 'CPT or HCPCS', form: '(?:\\d{4}[0-9AFMTU]|[A-V]\\d{4})(?:[-,: ][A-Z0-9]{2}){0,4}', bytes: 17 },
  /** Classes of image objects, all of them under the root of DICOM (https://dicom.nema.org/medical/dicom/current/output/chtml/part04/sect_B.5.html). */
  sopClass: { title: 'DICOM SOP class', form: '1\\.2\\.840\\.10008(?:\\.\\d{1,6}){1,10}', bytes: 64 },
  /** Device identifier of a UDI as GS1 issues it: the model, never the single device (https://www.gs1.org/standards/id-keys/gtin). */
  gtin: { title: 'GTIN-14', form: '\\d{14}', bytes: 14 },
  /** NUBC, form locator 4 of a UB-04: leading zero or not, facility, care, frequency. */
  typeOfBill: { title: 'Type of bill', form: '0?[1-9][1-9][0-9A-Z]', bytes: 4 },
  /** Why a payer paid less than was billed: https://x12.org/codes/claim-adjustment-reason-codes. */
  carc: { title: 'Claim adjustment reason code', form: '[1-9]\\d{0,2}|[ABDPWY]\\d{1,2}', bytes: 3 },
  /** https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets */
  placeOfService: { title: 'CMS place of service', form: '\\d{2}', bytes: 2 },
  /** https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software */
  msDrg: { title: 'MS-DRG', form: '\\d{3}', bytes: 3 },
  /** Two characters that say more of a CPT or HCPCS code: same day again, left side, by another surgeon. */
  modifier: { title: 'CPT or HCPCS modifier', form: '[A-Z0-9]{2}', bytes: 2 },
  /** Kind of provider, its group in three digits: https://taxonomy.nucc.org. */
  nucc: { title: 'NUCC provider taxonomy', form: '[1-4]\\d{2}[0-9A-Z]{6}X', bytes: 10 },
  /** Years of life that Synthea computes; they have no code of a standard. */
  lifeYears: { title: 'Quality of life in Synthea', form: 'QALY|DALY|QOLS', bytes: 4 },
} as const satisfies Record<string, CodeSystem>;

export type CodeSystemName = keyof typeof codeSystems;

/** Systems whose releases can be loaded; of the others nobody publishes lists. */
export const loadableSystems = [
  'icd10cm',
  'icd10pcs',
  'snomed',
  'loinc',
  'rxnorm',
  'cvx',
  'hcpcs',
] as const satisfies readonly CodeSystemName[];
export type LoadableSystem = (typeof loadableSystems)[number];
