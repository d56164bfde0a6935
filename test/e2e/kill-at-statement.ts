/**
 * Loaded into a process of `medstream` before anything else (`node --import`): kills processes with SIGKILL when a
 * statement of its own is about to be sent to the warehouse, the one of this number. What the product calls is replaced
 * from outside, so it carries no hook.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { allProcesses, commandOf, sessionOf } from '../processes.ts';

export const killVariables = {
  victims: 'MEDSTREAM_TEST_KILL_VICTIMS',
  /** Number of the statement, from 1. */
  statement: 'MEDSTREAM_TEST_KILL_STATEMENT',
  /** A file that gets the number of statements in the end, or what was killed. */
  journal: 'MEDSTREAM_TEST_KILL_JOURNAL',
} as const;

export const victims = ['server', 'session', 'parent', 'both', 'everything'] as const;
export type Victims = (typeof victims)[number];

const { [killVariables.victims]: wanted, [killVariables.journal]: journal = '' } = process.env;
const fatal = Number(process.env[killVariables.statement]);
let statements = 0;

if (wanted !== undefined) {
  const { query } = pg.Client.prototype;
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...args: unknown[]): unknown {
      statements += 1;
      if (statements === fatal) killAll(processesOf(wanted as Victims));
      return Reflect.apply(query, this, args);
    },
  });
  process.on('exit', () => {
    if (statements < fatal || Number.isNaN(fatal)) writeFileSync(journal, String(statements));
  });
}

function killAll(pids: readonly number[]): void {
  writeFileSync(journal, 'killed');
  for (const pid of pids) kill(pid);
}

/** A helper of the server may have ended since somebody looked. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The last one is this process, if it is one of them. */
function processesOf(which: Victims): number[] {
  const data = process.argv[process.argv.indexOf('--data') + 1] ?? '';
  const server = Number.parseInt(readFileSync(join(data, 'warehouse', 'postmaster.pid'), 'utf8'), 10);
  // The server and its watcher are a session of their own.
  const inItsSession = allProcesses().filter((pid) => sessionOf(pid) === server);
  switch (which) {
    case 'server':
      return [server];
    case 'session':
      return inItsSession.filter((pid) => commandOf(pid).includes('admin')).slice(0, 1);
    case 'parent':
      return [process.pid];
    case 'both':
      return [server, process.pid];
    case 'everything':
      return [...inItsSession, process.pid];
  }
}
