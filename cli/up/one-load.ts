import { setTimeout as pause } from 'node:timers/promises';
import { SafeError } from '../../domain/safe-error.ts';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { yieldToClients } from './background.ts';

/** Loads of the warehouse, one at a time whoever asks for them. */
export interface OneLoad {
  readonly load: LoadWarehouse;
  /**
   * Begins no more loads. The one under way may end by itself for as long as `patienceMs`; then its sessions are ended,
   * which rolls it back: the next `up` or `run` loads the same objects.
   */
  stop(patienceMs: number): Promise<void>;
}

/** @param engine of the warehouse that `loadWarehouse` loads. */
export function oneLoadAtATime(loadWarehouse: LoadWarehouse, engine: WarehouseEngine): OneLoad {
  let isStopping = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    load: (invocation, event) => {
      const turn = last.then(async () => {
        await yieldToClients(engine);
        if (isStopping) throw new SafeError('medstream up is ending');
        // Without time left no further load of the invocation is begun.
        return loadWarehouse(invocation, event, () => (isStopping ? 0 : Number.POSITIVE_INFINITY));
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    stop: async (patienceMs) => {
      isStopping = true;
      await endWithin(last, engine, patienceMs);
    },
  };
}

/**
 * Resolves when work on the warehouse has ended, which takes no new step any more: by itself for as long as `patienceMs`,
 * then because its sessions are ended.
 */
export async function endWithin(
  work: Promise<unknown>,
  engine: Pick<WarehouseEngine, 'query'>,
  patienceMs: number,
): Promise<void> {
  let isOver = false;
  const ended = work.then(() => {
    isOver = true;
  });
  await Promise.race([ended, pause(patienceMs, undefined, { ref: false })]);
  // Between two statements none of its sessions is busy: asked until it has noticed.
  for (; !isOver; await Promise.race([ended, pause(50)])) {
    await engine.query(busySessionsEnded).catch(() => undefined);
  }
}

const busySessionsEnded = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
