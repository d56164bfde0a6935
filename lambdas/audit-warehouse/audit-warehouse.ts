import type { AuditMetrics } from '../shared/audit-metrics.ts';
import type { Log } from '../shared/log.ts';
import { StatementRunsOnError, type WarehouseSql, WarehouseStatementError } from '../shared/warehouse-sql.ts';
import { type AuditedWarehouse, readAttempts, readAudited, recordCheck } from './audit-books.ts';
import type { AuditEvent } from './audit-event.ts';
import { InvariantsBrokenError, reasonOf, TablesUncheckedError, type UncheckedTable } from './audit-failed-error.ts';
import type { AuditScan } from './audit-scans.ts';

/** No scan is begun with less time left than this, or than half more than the longest one took. */
const leastTimeMs = 120_000;
/** Of an invocation, so much is kept for the books when nobody waits for a scan any more. */
const booksMs = 30_000;

const hourMs = 3_600_000;
/** Longer ago than an audit a day, with time for a start that came late: nobody knows the whole any more. */
const wholeWithinMs = 26 * hourMs;

export interface AuditDependencies {
  readonly warehouse: Pick<WarehouseSql, 'query' | 'batch'>;
  readonly scans: readonly AuditScan[];
  readonly log: Log;
  readonly metrics: AuditMetrics;
  /** Epoch ms. */
  readonly clock: () => number;
}

/** A table that was checked, and what of it is broken. */
export interface CheckedTable {
  readonly table: string;
  readonly invariants: number;
  /** By invariant, I1. */
  readonly violations: ReadonlyMap<string, number>;
  readonly tookMs: number;
}

export interface AuditResult {
  /** Tables that were checked now; all of their invariants held. */
  readonly checked: number;
  /** Tables that are due and that there was no time for; 0 when all were checked. */
  readonly left: number;
}

/**
 * Checks whole tables, those first whose last check is the oldest, until all are checked or time ends.
 * @param remainingMs how long the invocation may still take; without it as long as it needs
 * @param onChecked told of each table as it was checked
 */
export type AuditWarehouse = (
  event?: AuditEvent,
  remainingMs?: () => number,
  onChecked?: (checked: CheckedTable) => void,
) => Promise<AuditResult>;

/**
 * Checks every invariant of every table by full scans: each load checks what it touched, and nobody else ever looks at what
 * was changed by hand, restored, or written by a release that was wrong. A scan is a statement by itself, so it sees one
 * moment of the warehouse, takes no lock that a load or a reader waits for, and may run between loads and beside them.
 *
 * What each scan found is added to the books before the next begins: an invocation whose time ends loses at most the scan
 * that ran, and the next one goes on, because it begins with the oldest. A scan that takes a whole invocation and more goes
 * to the end of the line, so that it keeps nothing else from being checked.
 * @throws InvariantsBrokenError naming what is broken by the last check of each table, TablesUncheckedError naming the tables
 *   whose scan failed; both when all had their turn
 */
export function createAuditWarehouse(dependencies: AuditDependencies): AuditWarehouse {
  const { warehouse, scans, log, metrics, clock } = dependencies;
  return async (event = {}, remainingMs = () => Number.POSITIVE_INFINITY, onChecked = () => undefined) => {
    const waiting = dueScans(scans, await readAttempts(warehouse), event, clock());
    const violations = new Map<string, number>();
    const unchecked: UncheckedTable[] = [];
    const waitsMs = () => remainingMs() - booksMs;
    let longestMs: number | undefined;
    let checked = 0;
    for (let scan = waiting.shift(); scan !== undefined; scan = waiting.shift()) {
      // The first scan has the whole invocation, however little that is; of one that is to end now it has nothing.
      const enoughMs = longestMs === undefined ? 0 : Math.max(leastTimeMs, 1.5 * longestMs);
      if (remainingMs() <= enoughMs) {
        waiting.unshift(scan);
        break;
      }
      const beganAt = clock();
      try {
        const found = await runScan(warehouse, scan, waitsMs);
        const endedAt = clock();
        await recordCheck(warehouse, { table: scan.table, violations: found, beganAt, endedAt });
        const broken = new Map([...found].filter(([, count]) => count > 0));
        for (const [invariant, count] of broken) {
          violations.set(`${invariant} of ${scan.table}`, count);
          log.error('an invariant is broken', { invariant, table: scan.table, violations: count });
        }
        checked += 1;
        longestMs = Math.max(longestMs ?? 0, endedAt - beganAt);
        onChecked({
          table: scan.table,
          invariants: scan.invariants.length,
          violations: broken,
          tookMs: endedAt - beganAt,
        });
      } catch (cause) {
        if (cause instanceof StatementRunsOnError) {
          log.warn('a table was not checked: time ended', { table: scan.table });
          // One that was begun late comes first the next time, and then has all of it.
          if (longestMs === undefined && remainingMs() > 0)
            await giveUp(warehouse, scan, { beganAt, endedAt: clock() });
          waiting.unshift(scan);
          break;
        }
        if (!(cause instanceof WarehouseStatementError)) throw cause;
        log.error('a table could not be checked', { table: scan.table, reason: reasonOf(cause) });
        unchecked.push({ table: scan.table, cause });
      }
    }
    const audited = await readAudited(warehouse);
    const isWhole = heldWhole(scans, audited, clock());
    const broken = audited.all?.broken ?? [];
    const left = waiting.length + unchecked.length;
    metrics.audited({ checked, left, broken: broken.length, violations, isWhole });
    log.info('whole tables checked', { checked, left, broken: broken.length, isWhole });
    if (broken.length > 0) throw new InvariantsBrokenError(broken, audited.all?.invariants ?? 0);
    if (unchecked.length > 0) throw new TablesUncheckedError(unchecked, checked);
    return { checked, left };
  };
}

/** The scans of tables that are to be checked, those first that waited longest. */
function dueScans(
  scans: readonly AuditScan[],
  attempts: ReadonlyMap<string, number>,
  { olderThanHours = 0 }: AuditEvent,
  now: number,
): AuditScan[] {
  const triedAt = ({ table }: AuditScan) => attempts.get(table) ?? Number.NEGATIVE_INFINITY;
  return scans
    .filter((scan) => triedAt(scan) <= now - olderThanHours * hourMs)
    .sort((one, other) => (triedAt(one) < triedAt(other) ? -1 : triedAt(one) > triedAt(other) ? 1 : 0));
}

/** Violations of each invariant that the scan looks for, 0 for those that hold. */
async function runScan(
  warehouse: Pick<WarehouseSql, 'query'>,
  { name, sql, table, invariants }: AuditScan,
  remainingMs: () => number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await warehouse.query(sql, {}, { name, remainingMs });
  const found = new Map(rows.map((row) => [String(row.invariant), Number(row.violations)]));
  return new Map(invariants.map((invariant) => [invariant, found.get(`${invariant} of ${table}`) ?? 0]));
}

/** Notes a scan that had all the time of an invocation, and needs more. */
function giveUp(
  warehouse: Pick<WarehouseSql, 'batch'>,
  { table, invariants }: AuditScan,
  times: { readonly beganAt: number; readonly endedAt: number },
): Promise<void> {
  return recordCheck(warehouse, { table, violations: new Map(invariants.map((own) => [own, null])), ...times });
}

/** Whether every table was checked not long ago, and all of them held. */
function heldWhole(scans: readonly AuditScan[], { tables }: AuditedWarehouse, now: number): boolean {
  const known = new Map(tables.map((audited) => [audited.table, audited]));
  return scans.every(({ table }) => {
    const audited = known.get(table);
    return audited !== undefined && audited.broken.length === 0 && audited.checkedAt > now - wholeWithinMs;
  });
}
