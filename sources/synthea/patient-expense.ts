import { patientExpense as contract } from '../../contracts/records/patient-expense.ts';
import { derived } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

/** A binary fraction as Java prints it: `16774.548999999995`, `1.2E-4`. */
const binaryFraction = /^-?\d+\.\d{3,}$|^-?\d+(?:\.\d+)?E-?\d+$/i;

/** Sums of cents, printed as the binary fractions they were summed as, are cents again. */
const inCents = (column: string) =>
  derived([column], (cost = '') => (binaryFraction.test(cost) ? Number(cost).toFixed(2) : cost));

export const patientExpense = syntheaFile(contract, {
  file: 'patient_expenses.csv',
  columns: {
    patient_id: 'PATIENT_ID',
    payer_id: 'PAYER_ID',
    // Not the number of a year but when the year of the plan began.
    year_started_at: 'YEAR',
    out_of_pocket_cost: inCents('HEALTHCARE_EXPENSES'),
    premium_cost: inCents('INSURANCE_COSTS'),
    covered_cost: inCents('COVERED_COSTS'),
  },
});
