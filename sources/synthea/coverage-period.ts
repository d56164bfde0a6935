import { coveragePeriod as contract } from '../../contracts/records/coverage-period.ts';
import type { RowData } from '../csv/csv-layout.ts';
import { syntheaFile } from './synthea-file.ts';

const year = /^\d{4}$/;

/**
 * Until 3.0 the export knows years: `2014` to `2015`, the second not covered any more. They become the beginnings of those
 * years, and the record says that it knows no more than years.
 */
function fromYears(data: RowData): RowData {
  const { started_at: started, ended_at: ended } = data;
  if (typeof started !== 'string' || !year.test(started)) return data;
  const beginning = (text: string) => (year.test(text) ? `${text}-01-01T00:00:00Z` : text);
  return {
    ...data,
    started_at: beginning(started),
    ...(typeof ended === 'string' ? { ended_at: beginning(ended) } : {}),
    period_precision: 'year',
  };
}

/** An export does not say when a coverage was agreed. */
function sinceItBegins(data: RowData): RowData {
  const { started_at: started } = data;
  return started === undefined ? data : { ...data, enrolled_at: started };
}

export const coveragePeriod = syntheaFile(contract, {
  file: 'payer_transitions.csv',
  columns: {
    patient_id: 'PATIENT',
    payer_id: 'PAYER',
    member_id: 'MEMBERID',
    started_at: { oneOf: ['START_DATE', 'START_YEAR'] },
    ended_at: { oneOf: ['END_DATE', 'END_YEAR'] },
    secondary_payer_id: 'SECONDARY_PAYER',
    policy_holder: { oneOf: ['PLAN_OWNERSHIP', 'OWNERSHIP'] },
    policy_holder_name: { oneOf: ['OWNER_NAME', 'OWNERNAME'] },
  },
  made: ['enrolled_at'],
  adapt: (data) => sinceItBegins(fromYears(data)),
});
