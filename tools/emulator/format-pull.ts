import { sum } from '../../cli/run/summary.ts';
import type { PullSummary } from './pull.ts';

/** What a pull brought, for people. */
export function formatPull({ records, versions, facts, differences }: PullSummary, data: string): string {
  const row = (label: string, count: number) => `  ${label.padEnd(28)}${String(count).padStart(10)}`;
  const quarantined = sum(records.quarantined);
  const missing = records.bronze - records.silver - quarantined - records.duplicates;
  return [
    '',
    'Records of the deployed pipeline',
    row('in bronze', records.bronze),
    row('in silver', records.silver),
    row('in quarantine', quarantined),
    ...Object.entries(records.quarantined).map(([reason, count]) => row(`  ${reason}`, count)),
    row('arrived again', records.duplicates),
    '',
    'In the warehouse',
    ...Object.entries({ ...versions, ...facts }).map(([table, count]) => row(table, count)),
    '',
    missing === 0 && differences.length === 0
      ? 'Every record is accounted for; lake and warehouse agree.'
      : [
          'NOT everything agrees:',
          ...(missing === 0 ? [] : [`${missing} records of bronze are nowhere else`]),
          ...differences,
        ].join('\n  - '),
    '',
    'Next',
    `  npx medstream query --data ${data} "SELECT * FROM reporting.encounters_by_department"`,
    `  npx medstream query --data ${data} --lake "SELECT * FROM gold.payer_coverage_summary"`,
  ].join('\n');
}
