import type { CellOf, CsvRow, TableOfExport } from './table-of-export.ts';

const person = { patient_bk: 'patient', encounter_bk: 'encounter' } as const;

/** Codes of the signs that stand in a row each (https://hl7.org/fhir/R4/observation-vitalsigns.html). */
const signs = {
  heart_rate: ['8867-4'],
  respiratory_rate: ['9279-1'],
  oxygen_saturation: ['2708-6', '59408-5'],
  systolic_pressure: ['8480-6'],
  diastolic_pressure: ['8462-4'],
  temperature: ['8310-5'],
  body_weight: ['29463-7'],
  body_height: ['8302-2'],
} as const;
/** Signs that are told as whole numbers. */
const whole: readonly string[] = ['heart_rate', 'respiratory_rate', 'systolic_pressure', 'diastolic_pressure'];

const isSign = ({ code = '' }: CsvRow) =>
  Object.values(signs).some((codes) => (codes as readonly string[]).includes(code));
/** The address of somebody is asked for under this code, whatever it is filed under. */
const asksForAddress = ({ code }: CsvRow) => code === '56799-0';
const isOfLaboratory = (row: CsvRow) => row.category === 'laboratory' && !isSign(row) && !asksForAddress(row);

/** The number in a cell, alone or behind a sign of comparison. */
const numberIn: CellOf = ({ value = '', type = '' }) =>
  type === 'numeric' ? value : /^[<>]=?\s*(\d+(?:\.\d+)?)$/.exec(value)?.[1];

const signOf =
  (sign: keyof typeof signs): CellOf =>
  ({ code = '', value = '' }) => {
    if (!(signs[sign] as readonly string[]).includes(code)) return undefined;
    return whole.includes(sign) ? String(Math.round(Number(value))) : value;
  };

/** What the files of care say: medications, procedures, observations and the rest. */
export const clinicalTables: readonly TableOfExport[] = [
  {
    table: 'fact_allergy',
    file: 'allergies.csv',
    key: ['patient', 'encounter', 'code', 'start'],
    distinct: { ...person, code: 'code' },
    sums: {},
  },
  {
    table: 'fact_care_plan',
    file: 'careplans.csv',
    key: ['id'],
    distinct: { care_plan_bk: 'id', ...person, code: 'code' },
    sums: {},
  },
  { table: 'dim_diagnosis', file: 'conditions.csv', key: ['code'], distinct: { diagnosis_bk: 'code' }, sums: {} },
  {
    table: 'fact_device',
    file: 'devices.csv',
    key: ['patient', 'encounter', 'code', 'udi', 'start'],
    distinct: { ...person, code: 'code' },
    sums: {},
  },
  {
    table: 'fact_imaging_study',
    file: 'imaging_studies.csv',
    key: ['id', 'series_uid', 'instance_uid'],
    distinct: { ...person, modality: 'modality_code', body_site_code: 'bodysite_code' },
    sums: {},
  },
  { table: 'dim_medication', file: 'medications.csv', key: ['code'], distinct: { medication_bk: 'code' }, sums: {} },
  {
    table: 'fact_medication_order',
    file: 'medications.csv',
    key: [],
    repeats: true,
    distinct: { ...person, payer_bk: 'payer', medication_bk: 'code', reason_code: 'reasoncode' },
    sums: {},
  },
  {
    table: 'fact_medication_dispense',
    file: 'medications.csv',
    // An order that nobody filled was never handed out.
    holds: ({ dispenses }) => dispenses !== '0',
    key: [],
    repeats: true,
    distinct: { ...person, payer_bk: 'payer', medication_bk: 'code' },
    sums: {
      fill_count: 'dispenses',
      base_cost: 'base_cost',
      payer_coverage: 'payer_coverage',
      total_cost: 'totalcost',
    },
  },
  {
    table: 'dim_procedure_code',
    file: 'procedures.csv',
    key: ['code'],
    distinct: { procedure_code_bk: 'code' },
    sums: {},
  },
  {
    table: 'fact_procedure',
    file: 'procedures.csv',
    // The generations before 3.0 have a date and no end.
    key: ['patient', 'encounter', 'code', 'start', 'date'],
    distinct: { ...person, procedure_code_bk: 'code', reason_code: 'reasoncode' },
    sums: { base_cost: 'base_cost' },
  },
  {
    table: 'fact_vital_sign',
    file: 'observations.csv',
    holds: isSign,
    key: [],
    repeats: true,
    distinct: person,
    sums: Object.fromEntries(Object.keys(signs).map((sign) => [sign, signOf(sign as keyof typeof signs)])),
  },
  {
    table: 'dim_lab_test',
    file: 'observations.csv',
    holds: isOfLaboratory,
    key: ['code'],
    distinct: { lab_test_bk: 'code' },
    sums: {},
  },
  {
    table: 'fact_lab_result',
    file: 'observations.csv',
    holds: isOfLaboratory,
    key: [],
    repeats: true,
    distinct: { ...person, lab_test_bk: 'code' },
    sums: { value: numberIn },
  },
  {
    table: 'fact_observation',
    file: 'observations.csv',
    holds: (row) => !isSign(row) && !isOfLaboratory(row),
    key: [],
    repeats: true,
    distinct: { ...person, code: 'code' },
    sums: { value: numberIn },
  },
];
