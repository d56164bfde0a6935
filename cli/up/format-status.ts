import type { Trouble, UpStatus } from './status.ts';

const number = new Intl.NumberFormat('en-US');
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, n) => total + n, 0);

/** So many reasons are told one by one. */
const mostReasons = 3;

/** The screen of a terminal, a line for each part. */
export function screenLines(status: UpStatus): string[] {
  const { accepted, received, recordsPerSecond, waitingInStream, undelivered, loads, lake, freshnessMs, at } = status;
  const { troubles } = status;
  const row = (label: string, ...cells: readonly string[]) =>
    `  ${label.padEnd(12)}${cells.filter((cell) => cell !== '').join(', ')}`;
  return [
    row(
      'in',
      `${number.format(recordsPerSecond)} records/s`,
      `${number.format(received)} received`,
      waiting(waitingInStream),
    ),
    row(
      'silver',
      `${number.format(accepted)} accepted`,
      undelivered > 0 ? `${number.format(undelivered)} given up` : '',
    ),
    row('quarantine', quarantined(status)),
    row(
      'star',
      `${number.format(loads.inserted)} changes`,
      loads.duplicates > 0 ? `${number.format(loads.duplicates)} known already` : '',
      loads.setAside > 0 ? `${number.format(loads.setAside)} objects set aside` : '',
      waiting(loads.waiting),
    ),
    row('loads', ...lastLoad(status)),
    row('freshness', ...freshness(freshnessMs), 'arrival to star, last minute'),
    row('lake', ...lastBuild(lake, at)),
    row('clients', number.format(status.clients)),
    row('audit', ...lastAudit(status.audit, at)),
    ...(troubles.length === 0
      ? [row('trouble', 'none')]
      : troubles.map((trouble) => row('trouble', troubleText(trouble, at)))),
  ];
}

/** One line for a log. */
export function statusLine(status: UpStatus): string {
  const { received, recordsPerSecond, waitingInStream, accepted, loads, freshnessMs, clients, troubles, at } = status;
  return [
    `in ${number.format(recordsPerSecond)} records/s`,
    `${number.format(received)} received`,
    waitingInStream > 0 ? `${number.format(waitingInStream)} wait in the stream` : '',
    `silver ${number.format(accepted)}`,
    `quarantine ${quarantined(status)}`,
    `star +${number.format(loads.inserted)}`,
    loads.waiting > 0 ? `${number.format(loads.waiting)} wait for a load` : '',
    ...freshness(freshnessMs),
    `${number.format(clients)} clients`,
    ...troubles.map((trouble) => `trouble: ${troubleText(trouble, at)}`),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function quarantined({ quarantined: counts }: UpStatus): string {
  const all = sum(counts);
  if (all === 0) return 'nothing';
  const reasons = Object.entries(counts).map(([code, count]) => `${number.format(count)} ${code}`);
  const rest = reasons.length > mostReasons ? ', …' : '';
  return `${number.format(all)}: ${reasons.slice(0, mostReasons).join(', ')}${rest}`;
}

const waiting = (count: number) => (count > 0 ? `${number.format(count)} wait` : '');

function lastLoad({ loads: { count, lastAt, lastTookMs }, at }: UpStatus): string[] {
  if (lastAt === null) return ['none yet'];
  return [number.format(count), `last ${ago(at - lastAt)}`, `took ${span(lastTookMs ?? 0)}`];
}

function freshness({ p50, p95 }: UpStatus['freshnessMs']): string[] {
  return p50 === null || p95 === null ? ['no records lately'] : [`p50 ${span(p50)}`, `p95 ${span(p95)}`];
}

function lastBuild({ builtAt, tookMs, nextAt, isBuilding }: UpStatus['lake'], at: number): string[] {
  const next = isBuilding ? 'building now' : nextAt !== null && nextAt > at ? `next in ${span(nextAt - at)}` : '';
  if (builtAt === null) return ['not built yet', next];
  return [`built ${ago(at - builtAt)} in ${span(tookMs ?? 0)} and reconciled`, next];
}

function lastAudit({ tables, invariants, broken, heldAt, isChecking }: UpStatus['audit'], at: number): string[] {
  const now = isChecking ? 'checking now' : '';
  if (tables === 0) return ['not checked yet', now];
  const of = `${number.format(invariants)} invariants`;
  const held = heldAt === null ? 'never all held' : `all last held ${ago(at - heldAt)}`;
  if (broken > 0 || heldAt === null) return [`${number.format(broken)} of ${of} BROKEN`, held, now];
  return [`all ${of} of ${number.format(tables)} tables last held ${ago(at - heldAt)}`, now];
}

function troubleText({ text, againAt }: Trouble, at: number): string {
  const [first = ''] = text.split('\n');
  return againAt === null ? first : `${first} (again ${againAt > at ? `in ${span(againAt - at)}` : 'now'})`;
}

const ago = (ms: number) => `${span(ms)} ago`;

/** A length of time in two digits or so: `320 ms`, `4.2 s`, `3 min`, `2 h`. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
