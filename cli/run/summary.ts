import type { SetAsideObject } from '../../lambdas/load-warehouse/set-aside.ts';
import type { Percentiles } from './latency.ts';
import type { Difference, ZoneCounts } from './reconcile.ts';

/** What a run did, as `--json` prints it. */
export interface RunSummary {
  /** Records the stream accepted in this run. */
  readonly received: number;
  /** Events that were not in silver before. */
  readonly silver: number;
  /** Rejected records by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Values that were left out of accepted records, by reason and field. */
  readonly left_out: Readonly<Record<string, number>>;
  /** Broken rules that cost accepted records nothing, by reason and field. */
  readonly noted: Readonly<Record<string, number>>;
  /** Values of accepted records that were spelled anew, by what was done to them. */
  readonly normalized: Readonly<Record<string, number>>;
  /** Valid records that silver held already. */
  readonly duplicates: number;
  /** Events whose id came with other content too: the first to arrive counts, the other is in no table. */
  readonly collisions: number;
  /** Objects that no load could take; they are in neither store until they are tried again. */
  readonly set_aside: readonly SetAsideObject[];
  /** Valid records of this run in such objects, as far as these can be read. */
  readonly set_aside_records: number;
  /** Versions by dimension, reserved members left out. */
  readonly versions: Readonly<Record<string, number>>;
  /** Rows by fact table. */
  readonly facts: Readonly<Record<string, number>>;
  readonly reconciled: boolean;
  /** What does not agree, in words; empty when reconciled. */
  readonly differences: readonly string[];
  /** From the start of the process to the end of the reconciliation. */
  readonly seconds: number;
  /** From reading the first record to the commit of the last load. */
  readonly seconds_to_star: number;
  /** received / seconds. */
  readonly records_per_second: number;
  readonly latency_ms: { readonly arrival_to_silver: Percentiles; readonly arrival_to_warehouse: Percentiles };
}

/** What the zones and the two stores say against each other, in words; empty when everything reconciles. */
export function findDifferences(received: number, zones: ZoneCounts, stores: readonly Difference[]): string[] {
  const found: string[] = [];
  const quarantined = sum(zones.quarantined);
  if (zones.bronze !== received) found.push(`${received} records were received, but bronze holds ${zones.bronze}`);
  const accounted = zones.silver + quarantined + zones.duplicates + zones.setAside;
  // What an unreadable object holds is in bronze and cannot be counted in silver.
  const isAccounted = zones.unreadable === 0 ? accounted === received : accounted <= received;
  if (!isAccounted) {
    found.push(
      `${received} records were received, but ${accounted} are accounted for (silver ${zones.silver}, ` +
        `quarantined ${quarantined}, duplicates ${zones.duplicates}, set aside ${zones.setAside})`,
    );
  }
  for (const { what, lake, warehouse } of stores) found.push(`${what}: lake has ${lake}; warehouse has ${warehouse}`);
  return found;
}

/** The sum of the values. */
export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** What is set aside, and what to do about it; nothing when nothing is. */
function setAsideNotice(objects: readonly SetAsideObject[]): string[] {
  if (objects.length === 0) return [];
  return [
    `SET ASIDE: ${objects.length} objects could not be loaded and are in neither store. Nothing is lost, but somebody must look:`,
    ...objects.map(
      ({ key, statement, reason }) => `  - ${key}\n    ${statement}: ${reason ?? 'a reason that quotes data'}`,
    ),
    '  When the cause is gone: npx medstream set-aside --retry all',
  ];
}

/** By what happened, most first; a description that no terminology knows is dropped by the thousand. Nothing of nothing. */
function counted(title: string, counts: Readonly<Record<string, number>>): string[] {
  if (sum(counts) === 0) return [];
  const lines = Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([what, count]) => `  ${number.format(count).padStart(8)}  ${what}`);
  return [title, ...lines];
}

const number = new Intl.NumberFormat('en-US');

/** The summary for people. */
export function formatSummary(summary: RunSummary): string {
  const quarantined = sum(summary.quarantined);
  const row = (label: string, value: number, note = '') =>
    `  ${label.padEnd(28)}${number.format(value).padStart(10)}${note}`;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]) => row(`  ${name}`, count));
  const { arrival_to_silver: silver, arrival_to_warehouse: warehouse } = summary.latency_ms;
  const latency = ({ p50, p95, p99 }: Percentiles) =>
    p50 === null ? 'no records' : `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
  return [
    'Records',
    row('received', summary.received),
    row('new in silver', summary.silver),
    row('duplicates', summary.duplicates),
    ...(summary.collisions > 0 ? [row('  event ids with other content', summary.collisions)] : []),
    row('quarantined', quarantined),
    ...list(summary.quarantined),
    ...counted('Values left out of accepted records', summary.left_out),
    ...counted('Rules that accepted records break, at no cost', summary.noted),
    ...counted('Values spelled anew', summary.normalized),
    ...(summary.set_aside.length === 0 ? [] : [row('set aside', summary.set_aside_records)]),
    'Star schema',
    row('versions', sum(summary.versions)),
    ...list(summary.versions),
    ...Object.entries(summary.facts).map(([name, count]) => row(name, count)),
    'Time',
    `  arrival to silver     ${latency(silver)}`,
    `  arrival to warehouse  ${latency(warehouse)}`,
    `  records to star       ${summary.seconds_to_star.toFixed(1)} s, ${number.format(Math.round(summary.received / summary.seconds_to_star))} records/s`,
    `  whole run             ${summary.seconds.toFixed(1)} s, ${number.format(summary.records_per_second)} records/s`,
    ...setAsideNotice(summary.set_aside),
    summary.reconciled
      ? 'Reconciled: every record is accounted for, and lake and warehouse agree to the cent.'
      : ['NOT reconciled:', ...summary.differences.map((difference) => `  - ${difference}`)].join('\n'),
  ].join('\n');
}
