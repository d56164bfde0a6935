import { setTimeout as pause } from 'node:timers/promises';
import type { Runtime } from '../../embedded/runtime.ts';
import type { FileWork } from '../../lambdas/shared/file-metrics.ts';
import type { PutRecordsClient } from '../../lambdas/shared/put-records.ts';
import { openLandedFiles } from '../run/landed-files.ts';
import type { Monitor } from './monitor.ts';
import { repeatWork } from './repeated-work.ts';
import type { Screen } from './screen.ts';
import type { Troubles } from './troubles.ts';

export interface LandingOptions {
  readonly runtime: Runtime;
  readonly monitor: Monitor;
  readonly troubles: Troubles;
  readonly screen: Screen;
}

/** The landing bucket while `up` runs. */
export interface KeptLanding {
  /** Stops where it is, in the middle of a file too: it is read from its beginning at the next start, and gives the same events. */
  stop(): void;
}

const lookEveryMs = 1000;
const longestPauseMs = 60_000;
/** Records that wait in the streams, beyond which a file waits, as full shards make it wait. */
const mostWaiting = 20_000;

/** Reads the files that land in the bucket, as long as `up` runs. */
export async function keepLanding({ runtime, monitor, troubles, screen }: LandingOptions): Promise<KeptLanding> {
  let isStopped = false;
  const { kinesis } = runtime.services;
  const client: PutRecordsClient = {
    send: async (command) => {
      while (isStopped || monitor.waitingInStream() > mostWaiting) await pause(20, undefined, { ref: !isStopped });
      return kinesis.send(command);
    },
  };
  const files = await openLandedFiles({ runtime, client, onWork: (work) => tell(screen, work) });
  const reading = repeatWork({
    everyMs: lookEveryMs,
    longestPauseMs,
    isWanted: () => true,
    work: async () => {
      await files.readLanded();
      troubles.end('files');
    },
    onFailure: (error, againInMs) => troubles.begin('files', error, againInMs),
  });
  return {
    stop: () => {
      isStopped = true;
      reading.stop().catch(() => undefined);
    },
  };
}

const number = new Intl.NumberFormat('en-US');

function tell(screen: Screen, { rows, isRead, fault }: FileWork): void {
  if (fault !== null) {
    screen.event(
      'file set aside',
      `a landed file is set aside behind ${number.format(rows)} rows (${fault}); which one: npx medstream set-aside`,
    );
  } else if (isRead) screen.event('file read', `a landed file of ${number.format(rows)} rows was read`);
}
