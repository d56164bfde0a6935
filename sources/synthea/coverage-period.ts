import { coveragePeriod as contract } from '../../contracts/records/coverage-period.ts';
import { derived, either } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

const year = /^\d{4}$/;

/**
 * Until 3.0 the export knows years: `2014` to `2015`, the second not covered any more. They become the beginnings of those
 * years, and the record says that it knows no more than years.
 */
const instantOf = (date = '', yearOnly = '') =>
  date || (year.test(yearOnly) ? `${yearOnly}-01-01T00:00:00Z` : yearOnly);

const start = ['START_DATE', 'START_YEAR'] as const;

export const coveragePeriod = syntheaFile(contract, {
  file: 'payer_transitions.csv',
  columns: {
    patient_id: 'PATIENT',
    payer_id: 'PAYER',
    member_id: 'MEMBERID',
    started_at: derived(start, instantOf),
    ended_at: derived(['END_DATE', 'END_YEAR'], instantOf),
    // An export does not say when a coverage was agreed.
    enrolled_at: derived(start, instantOf),
    period_precision: derived(start, (date = '', yearOnly = '') =>
      date === '' && year.test(yearOnly) ? 'year' : undefined,
    ),
    secondary_payer_id: 'SECONDARY_PAYER',
    policy_holder: either('PLAN_OWNERSHIP', 'OWNERSHIP'),
    policy_holder_name: either('OWNER_NAME', 'OWNERNAME'),
  },
});
