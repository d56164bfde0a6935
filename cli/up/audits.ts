import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import type { AuditedWarehouse } from '../../lambdas/audit-warehouse/audit-books.ts';
import { InvariantsBrokenError } from '../../lambdas/audit-warehouse/audit-failed-error.ts';
import type { AuditWarehouse } from '../../lambdas/audit-warehouse/audit-warehouse.ts';
import { yieldToClients } from './background.ts';
import type { Monitor } from './monitor.ts';
import { endWithin } from './one-load.ts';
import { repeatWork } from './repeated-work.ts';
import type { Troubles } from './troubles.ts';

export interface AuditsOptions {
  readonly engine: WarehouseEngine;
  readonly auditWarehouse: AuditWarehouse;
  /** How the warehouse stands by its last checks. */
  readonly readAudited: () => Promise<AuditedWarehouse>;
  /** Whether now is a time for it. */
  readonly isWanted: () => boolean;
  readonly monitor: Pick<Monitor, 'auditBegun' | 'audited' | 'auditEnded'>;
  readonly troubles: Troubles;
  /** Epoch ms. */
  readonly clock?: () => number;
}

/** What checks whole tables once a day. */
export interface AuditsKept {
  /** To be called when it may be a time for it. */
  wake(): void;
  /** Begins no more; a scan under way may end by itself for as long as `patienceMs`, then it is cut off. */
  stop(patienceMs: number): Promise<void>;
}

const dayMs = 86_400_000;
/** An audit that could not look is made again after this. */
const pauseMs = 3_600_000;
/** Whether a day is over is asked so often. */
const lookEveryMs = 60_000;

/**
 * Checks whole tables a day after the one that waited longest was checked, table by table, giving way to clients as loads do.
 * What is broken is told as trouble until an audit finds it mended: the first begins at once where it was so before.
 */
export async function keepAudits(options: AuditsOptions): Promise<AuditsKept> {
  const { engine, auditWarehouse, readAudited, isWanted, monitor, troubles, clock = Date.now } = options;
  let isStopping = false;
  const known = await readAudited();
  monitor.audited(known);
  let dueAt = known.all === undefined || known.all.broken.length > 0 ? 0 : known.all.checkedAt + dayMs;
  const giveWay = () => yieldToClients(engine).catch(() => undefined);
  const audits = repeatWork({
    everyMs: pauseMs,
    longestPauseMs: pauseMs,
    isWanted: () => isWanted() && clock() >= dueAt,
    work: async () => {
      monitor.auditBegun();
      await giveWay();
      try {
        // A session that was opened since is no client's either.
        await auditWarehouse({}, () => (isStopping ? 0 : Number.POSITIVE_INFINITY), giveWay);
        troubles.end('audit');
      } catch (error) {
        if (!(error instanceof InvariantsBrokenError)) throw error;
        troubles.begin('audit', error, null);
      } finally {
        monitor.auditEnded();
      }
      dueAt = clock() + dayMs;
      monitor.audited(await readAudited());
    },
    onFailure: (error, againInMs) => troubles.begin('audit', error, againInMs),
  });
  const look = setInterval(() => audits.wake(), lookEveryMs);
  return {
    wake: () => audits.wake(),
    stop: async (patienceMs) => {
      isStopping = true;
      clearInterval(look);
      await endWithin(audits.stop(), engine, patienceMs);
    },
  };
}
