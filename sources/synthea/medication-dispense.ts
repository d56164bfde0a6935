import { medicationDispense as contract } from '../../contracts/records/medication-dispense.ts';
import { derived, rowId } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

const dayMs = 86_400_000;
/** No fill is for longer; a span that would be has fills that the export does not count. */
const longestSupplyDays = 366;

/** Whole days from start to stop for each fill: an export has no days of supply. */
function daysSupply(start = '', stop = '', dispenses = ''): string | undefined {
  const days = Math.round((Date.parse(stop) - Date.parse(start)) / dayMs / Number(dispenses));
  return days >= 0 && days <= longestSupplyDays ? String(days) : undefined;
}

const span = ['START', 'STOP', 'DISPENSES'] as const;

/** The fills of an order stand in one row, as their number; an order that was never filled has none. */
export const medicationDispense = syntheaFile(contract, {
  file: 'medications.csv',
  takes: derived(['DISPENSES'], (dispenses = '') => (dispenses === '0' ? undefined : dispenses)),
  columns: {
    medication_dispense_id: rowId('START'),
    medication_order_id: rowId('START'),
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    payer_id: 'PAYER',
    medication_id: 'CODE',
    description: 'DESCRIPTION',
    dispensed_at: 'START',
    fill_count: 'DISPENSES',
    days_supply: derived(span, daysSupply),
    days_supply_derived: derived(span, (...cells) => (daysSupply(...cells) === undefined ? undefined : 'true')),
    base_cost: 'BASE_COST',
    payer_coverage: 'PAYER_COVERAGE',
    total_cost: 'TOTALCOST',
  },
});
