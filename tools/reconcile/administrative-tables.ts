import type { CellOf, TableOfExport } from './table-of-export.ts';

/** Sums that the export prints as binary fractions (`16774.548999999995`) are cents. */
const inCents =
  (column: string): CellOf =>
  (row) => {
    const text = row[column] ?? '';
    return text === '' ? undefined : Number(text).toFixed(2);
  };

/** What the files of payers and stocks say. */
export const administrativeTables: readonly TableOfExport[] = [
  {
    table: 'fact_coverage_period',
    file: 'payer_transitions.csv',
    // Generations before 3.1 know years alone.
    key: ['patient', 'payer', 'memberid', 'start_date', 'start_year'],
    distinct: { patient_bk: 'patient', payer_bk: 'payer', secondary_payer_bk: 'secondary_payer' },
    sums: {},
  },
  {
    table: 'fact_patient_expense',
    file: 'patient_expenses.csv',
    key: ['patient_id', 'payer_id', 'year'],
    distinct: { patient_bk: 'patient_id', payer_bk: 'payer_id' },
    sums: {
      out_of_pocket_cost: inCents('healthcare_expenses'),
      premium_cost: inCents('insurance_costs'),
      covered_cost: inCents('covered_costs'),
    },
  },
  { table: 'dim_supply_item', file: 'supplies.csv', key: ['code'], distinct: { supply_item_bk: 'code' }, sums: {} },
  {
    table: 'fact_supply_movement',
    file: 'supplies.csv',
    key: [],
    repeats: true,
    distinct: { patient_bk: 'patient', encounter_bk: 'encounter' },
    sums: { quantity: 'quantity' },
  },
];
