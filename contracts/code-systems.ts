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

const digitsOf = (rows: string) => Array.from(rows.replaceAll(' ', ''), Number);
/** Tables of Verhoeff's check digit: products of the dihedral group of order ten, and powers of its permutation. */
const product = digitsOf(
  '0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210',
);
const permutation = digitsOf('0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258');

/** Published by an older Synthea with a check digit that is none. */
const misprinted = new Set(['10939881000119104']);

/**
 * Whether digits are a concept of SNOMED CT: its partition, and its check digit
 * (https://docs.snomed.org/snomed-ct-specifications/snomed-ct-release-file-specification/snomed-ct-identifiers/6.4-check-digit).
 * Of 1,000 other numbers two pass, so that a number of a person in the place of a code is found.
 */
export function isSnomedConcept(code: string): boolean {
  if (!/(?:00|10)\d$/.test(code)) return false;
  let check = 0;
  for (let place = 0; place < code.length; place += 1) {
    const digit = code.charCodeAt(code.length - 1 - place) - 48;
    check = product[check * 10 + (permutation[(place % 8) * 10 + digit] ?? 0)] ?? 0;
  }
  return check === 0 || misprinted.has(code);
}

/** Systems that fields may take their codes from, by the name that a contract calls them. */
export const codeSystems = {
  /** 6 to 18 digits. */
  snomed: { title: 'SNOMED CT', form: '[1-9]\\d{5,17}', bytes: 18, holds: isSnomedConcept },
  /** With or without the dot, with the dagger or asterisk of ICD-10 behind it. */
  icd10cm: { title: 'ICD-10-CM', form: '[A-Z]\\d[0-9A-Z](?:\\.?[0-9A-Z]{1,4})?[+*]?', bytes: 9 },
  /** Seven characters without I and O; a word of seven letters is none (https://www.cms.gov/medicare/coding-billing/icd-10-codes). */
  icd10pcs: { title: 'ICD-10-PCS', form: '(?=\\w*\\d)[0-9A-HJ-NP-Z]{7}', bytes: 7 },
  loinc: { title: 'LOINC', form: '\\d{1,7}-\\d', bytes: 9 },
  rxnorm: { title: 'RxNorm', form: '\\d{1,8}', bytes: 8 },
  cvx: { title: 'CVX', form: '\\d{1,3}', bytes: 3 },
  /** CPT and HCPCS level II with up to four modifiers; CPT codes are of the AMA, so none is listed here. */
  hcpcs: { title: 'CPT or HCPCS', form: '(?:\\d{4}[0-9AFMTU]|[A-V]\\d{4})(?:[-,: ][A-Z0-9]{2}){0,4}', bytes: 17 },
  /** Classes of image objects, all of them under the root of DICOM (https://dicom.nema.org/medical/dicom/current/output/chtml/part04/sect_B.5.html). */
  sopClass: { title: 'DICOM SOP class', form: '1\\.2\\.840\\.10008(?:\\.\\d{1,6}){1,10}', bytes: 64 },
  /** Device identifier of a UDI as GS1 issues it: the model, never the single device (https://www.gs1.org/standards/id-keys/gtin). */
  gtin: { title: 'GTIN-14', form: '\\d{14}', bytes: 14 },
  /** Years of life that Synthea computes; they have no code of a standard. */
  lifeYears: { title: 'Quality of life in Synthea', form: 'QALY|DALY|QOLS', bytes: 4 },
} as const satisfies Record<string, CodeSystem>;

export type CodeSystemName = keyof typeof codeSystems;
