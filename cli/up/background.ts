import { setPriority } from 'node:os';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';

/** A third of the processor time that a client gets: enough to keep up, little enough not to be felt. */
const niceness = 5;

/**
 * Lets the sessions of loads give way to those of clients, where both want the processor. Nothing depends on it: where the
 * system does not allow it, they are equals.
 */
export async function yieldToClients(engine: WarehouseEngine): Promise<void> {
  const { rows } = await engine.query<{ pid: number }>(ownSessions);
  for (const { pid } of rows) {
    try {
      setPriority(pid, niceness);
    } catch {
      // It has ended, or its priority is not ours to change.
    }
  }
}

const ownSessions = `SELECT pid FROM pg_stat_activity
  WHERE usename = current_user AND datname = current_database() AND backend_type = 'client backend'`;
