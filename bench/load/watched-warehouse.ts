import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DescribeStatementCommandOutput } from '@aws-sdk/client-redshift-data';
import type { EmbeddedWarehouse } from '../../embedded/services.ts';
import { between, type Moment, moment } from './measured.ts';
import type { LoadTook } from './steps.ts';

/** How often a batch is looked at until its COPY is over. */
const lookEveryMs = 5;

/** What the batches since the last reset took, by what the Data API tells of them. */
export interface WatchedBatches {
  readonly warehouse: EmbeddedWarehouse;
  readonly reset: () => void;
  readonly took: () => Pick<LoadTook, 'copy' | 'statements'>;
}

/**
 * Watches a warehouse of the version in `root`. The Data API tells what each statement took on the clock; what a COPY took
 * of the processor is what passes while the statement is under way.
 */
export function watchBatches(warehouse: EmbeddedWarehouse, root: string): WatchedBatches {
  const { redshiftData } = warehouse;
  const { DescribeStatementCommand }: typeof import('@aws-sdk/client-redshift-data') = createRequire(
    join(root, 'package.json'),
  )('@aws-sdk/client-redshift-data');
  const durations = new Map<string, number>();
  const copy = { wall: 0, cpu: 0 };

  const watchCopy = async (id: string): Promise<void> => {
    let start: Moment | undefined;
    for (;;) {
      const state = copyOf(await redshiftData.send(new DescribeStatementCommand({ Id: id })));
      if (state === 'STARTED') start ??= moment();
      else if (state !== 'SUBMITTED') break;
      await pause(lookEveryMs);
    }
    if (start === undefined) return;
    const { wall, cpu } = between(start, moment());
    copy.wall += wall;
    copy.cpu += cpu;
  };

  const send = async (command: Parameters<typeof redshiftData.send>[0]) => {
    const isBatch = 'Sqls' in command.input;
    // Answered at once, so that the batch can be watched; the caller asks how it does anyway.
    if (isBatch) delete command.input.WaitTimeSeconds;
    const answer: Partial<DescribeStatementCommandOutput> = await redshiftData.send(command);
    if (isBatch) await watchCopy(answer.Id ?? '');
    for (const { QueryString, Duration = 0 } of answer.Status === 'FINISHED' ? (answer.SubStatements ?? []) : []) {
      const name = nameOf(QueryString);
      durations.set(name, (durations.get(name) ?? 0) + Duration / 1e9);
    }
    return answer;
  };

  return {
    warehouse: {
      ...warehouse,
      redshiftData: new Proxy(redshiftData, {
        get: (target, property) => (property === 'send' ? send : Reflect.get(target, property, target)),
      }),
    },
    reset: () => {
      durations.clear();
      Object.assign(copy, { wall: 0, cpu: 0 });
    },
    took: () => ({ copy: { ...copy }, statements: Object.fromEntries(durations) }),
  };
}

/** How the COPY of a batch does. A batch that has none, or that failed before it, is as if it were over. */
function copyOf({ Status, SubStatements = [] }: DescribeStatementCommandOutput): string | undefined {
  const found = SubStatements.find(({ QueryString }) => nameOf(QueryString).startsWith('copy '));
  return Status === 'FAILED' || Status === 'FINISHED' ? Status : found?.Status;
}

/** The first comment of a statement. */
function nameOf(sql = ''): string {
  const comments = sql.split('\n').filter((line) => line.startsWith('-- ') && !line.startsWith('-- Generated from '));
  return comments[0]?.slice(3) ?? sql.slice(0, 60);
}
