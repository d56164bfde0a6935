import { registry } from '../../contracts/registry.ts';
import { UserError } from '../../domain/safe-error.ts';
import { describeStop } from '../../lambdas/shared/put-errors.ts';
import type { PutTarget } from '../../lambdas/shared/put-records.ts';
import { sendRecords } from '../../lambdas/shared/send-records.ts';
import {
  type DirtCounts,
  type GeneratedRecord,
  generateRecords,
  type RecordOptions,
} from '../../sources/generated/generate-records.ts';
import type { LabelFiles } from './label-files.ts';
import type { Done } from './pace.ts';

export interface StreamTarget extends Pick<PutTarget, 'client' | 'pause'> {
  /** Name of the stream that records of a contract enter by, where the records go. */
  readonly streamOf: (contractStream: string) => string;
  /** For people. */
  readonly where: string;
}

export interface SentRecords {
  /** Records by stream. */
  readonly records: Readonly<Record<string, number>>;
  readonly injected: Readonly<DirtCounts>;
}

/**
 * Sends generated records, each to the stream of its contract, in their order within a stream. While some are under way
 * the next ones are made.
 * @param labels take what is known of each record, by the id of its event
 * @throws UserError when the stream refuses records for good
 */
export async function sendGenerated(
  target: StreamTarget,
  options: RecordOptions,
  { done, labels }: { readonly done?: Done; readonly labels?: LabelFiles | undefined } = {},
): Promise<SentRecords> {
  const { batches, injected } = generateRecords(options);
  const records: Record<string, number> = {};
  let count = 0;
  let underWay: Promise<unknown> = Promise.resolve();
  for (const batch of batches) {
    await underWay;
    underWay = sendBatch(target, batch, records);
    // Whoever waits for it gets its error.
    underWay.catch(() => undefined);
    if (labels !== undefined) for (const record of batch) await label(labels, record);
    count += batch.length;
    await done?.(count);
  }
  await underWay;
  const missing = count - Object.values(records).reduce((sum, sent) => sum + sent, 0);
  if (missing > 0) {
    throw new UserError(
      `${target.where} did not accept ${missing} records; generate them again: what arrived counts once`,
    );
  }
  return { records, injected };
}

async function label(labels: LabelFiles, { id, file, line, madeFor, ...truth }: GeneratedRecord): Promise<void> {
  await labels.add({ event: id, file, line, contract: madeFor }, truth);
}

async function sendBatch(
  { streamOf, where, ...put }: StreamTarget,
  batch: readonly GeneratedRecord[],
  counts: Record<string, number>,
): Promise<void> {
  const byStream = Map.groupBy(batch, ({ madeFor }) => streamOf(registry.contractNamed(madeFor).stream));
  await Promise.all(
    [...byStream].map(async ([streamName, records]) => {
      const stop = await sendRecords<GeneratedRecord>({
        target: { ...put, streamName },
        records: once(records),
        readsOn: false,
        onSent: (sent) => {
          counts[streamName] = (counts[streamName] ?? 0) + sent.length;
        },
        onNotSent: () => undefined,
      });
      if (stop !== null) throw new UserError(describeStop(stop, where));
    }),
  );
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
