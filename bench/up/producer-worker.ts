import { parentPort, workerData } from 'node:worker_threads';
import { openProducer } from './producer.ts';

/** What the thread is asked: to send so many records, at so many a second. It answers with the seconds that took. */
export interface SendOrder {
  readonly count: number;
  readonly perSecond: number;
}

const producer = openProducer(workerData);
parentPort?.on('message', async ({ count, perSecond }: SendOrder) => {
  parentPort?.postMessage(await producer.send(count, perSecond));
});
