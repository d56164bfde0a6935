/** A published system of codes: how its codes look, and how long they get. */
export interface CodeSystem {
  readonly title: string;
  /** Form of a code; whether the code exists is a question for the system's own release. */
  readonly form: string;
  /** Longest code, bytes. */
  readonly bytes: number;
}

/** Systems that fields may take their codes from, by the name that a contract calls them. */
export const codeSystems = {
  /** 6 to 18 digits. The check digit is not asked for: a published code breaks it (10939881000119104). */
  snomed: { title: 'SNOMED CT', form: '[1-9]\\d{5,17}', bytes: 18 },
  /** With or without the dot. */
  icd10cm: { title: 'ICD-10-CM', form: '[A-Z]\\d[0-9A-Z](?:\\.?[0-9A-Z]{1,4})?', bytes: 8 },
  loinc: { title: 'LOINC', form: '\\d{1,7}-\\d', bytes: 9 },
  rxnorm: { title: 'RxNorm', form: '\\d{1,8}', bytes: 8 },
  cvx: { title: 'CVX', form: '\\d{1,3}', bytes: 3 },
  /** CPT and HCPCS level II; CPT codes are of the AMA, so none is listed here. */
  hcpcs: { title: 'CPT or HCPCS', form: '(?:\\d{4}[0-9AFMTU]|[A-V]\\d{4})', bytes: 5 },
} as const satisfies Record<string, CodeSystem>;

export type CodeSystemName = keyof typeof codeSystems;
