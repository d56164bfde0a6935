import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { putRecords } from '../../lambdas/shared/put-records.ts';
import { byStream } from '../../lambdas/shared/records-by-stream.ts';
import { defaultAsOf } from '../../sources/generated/deliver.ts';
import { generateRecords } from '../../sources/generated/generate-records.ts';
import type { SourceRecord } from '../../sources/source-record.ts';
import { benchKey } from '../encounter-events.ts';
import type { SendOrder } from './producer-worker.ts';

/** Records of one small hospital after the other, so that every second has records of every kind. */
export async function* mixedRecords(): AsyncGenerator<SourceRecord> {
  const asOf = Date.parse(defaultAsOf);
  const keys = createKeyedHash(benchKey);
  for (let seed = 1; ; seed += 1) {
    for (const batch of generateRecords({ records: 4000, seed, asOf, keys }).batches) yield* batch;
  }
}

/** Where to send to, as `up` says it. */
export interface ProducerTarget {
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const requestsAtOnce = 4;
const recordsPerRequest = 500;

export interface Producer {
  /** Sends so many records, `perSecond` at most. @returns the seconds it took */
  send(count: number, perSecond: number): Promise<number>;
  close(): void;
}

/** The same on a thread of its own: what it costs to make records must not count for the clients, who are timed on ours. */
export function openProducerThread(target: ProducerTarget): Producer {
  const worker = new Worker(new URL('./producer-worker.ts', import.meta.url), { workerData: target });
  return {
    send: async (count, perSecond) => {
      worker.postMessage({ count, perSecond } satisfies SendOrder);
      const [seconds] = await once(worker, 'message');
      return seconds;
    },
    close: () => void worker.terminate(),
  };
}

export function openProducer({ url, region, ...credentials }: ProducerTarget): Producer {
  const client = new KinesisClient({ endpoint: url, region, credentials, requestHandler: new NodeHttpHandler() });
  const records = mixedRecords();
  const take = async (count: number) => {
    const taken: SourceRecord[] = [];
    while (taken.length < count) {
      const { value } = await records.next();
      taken.push(value);
    }
    return taken;
  };
  return {
    send: async (count, perSecond) => {
      const from = performance.now();
      let begun = 0;
      const lane = async () => {
        while (begun < count) {
          const dueMs = (begun / perSecond) * 1000;
          const size = Math.min(recordsPerRequest, count - begun);
          begun += size;
          await pause(Math.max(0, from + dueMs - performance.now()));
          for (const [stream, own] of byStream(await take(size))) await putRecords(client, stream, own);
        }
      };
      await Promise.all(Array.from({ length: requestsAtOnce }, lane));
      return (performance.now() - from) / 1000;
    },
    close: () => client.destroy(),
  };
}
