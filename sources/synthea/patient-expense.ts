import { patientExpense as contract } from '../../contracts/records/patient-expense.ts';
import type { RowData } from '../csv/csv-layout.ts';
import { syntheaFile } from './synthea-file.ts';

/** A binary fraction as Java prints it: `16774.548999999995`, `1.2E-4`. */
const binaryFraction = /^-?\d+\.\d{3,}$|^-?\d+(?:\.\d+)?E-?\d+$/i;

/** Sums of cents, printed as the binary fractions they were summed as, are cents again. */
function inCents(data: RowData): RowData {
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => [
      field,
      typeof value === 'string' && field.endsWith('_cost') && binaryFraction.test(value)
        ? Number(value).toFixed(2)
        : value,
    ]),
  );
}

export const patientExpense = syntheaFile(contract, {
  file: 'patient_expenses.csv',
  columns: {
    patient_id: 'PATIENT_ID',
    payer_id: 'PAYER_ID',
    // Not the number of a year but when the year of the plan began.
    year_started_at: 'YEAR',
    out_of_pocket_cost: 'HEALTHCARE_EXPENSES',
    premium_cost: 'INSURANCE_COSTS',
    covered_cost: 'COVERED_COSTS',
  },
  adapt: inCents,
});
