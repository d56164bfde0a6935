import type { OutgoingRecord } from '../../sources/source-record.ts';
import { mostRecordBytes, type PutTarget, putBatch, Request, recordBytes } from './put-records.ts';

/**
 * `too_long`: no stream takes it. `refused`: after all attempts. `behind`: an earlier record of its key was refused.
 * `stopped`: sending had ended.
 */
export type NotSent = 'too_long' | 'refused' | 'behind' | 'stopped';

export interface SendOptions<R extends OutgoingRecord> {
  readonly target: PutTarget;
  /** Name of the stream that takes a record, where it is not the target's. */
  readonly streamOf?: ((record: R) => string) | undefined;
  /** Records in their order. Read no faster than the stream takes them. */
  readonly records: AsyncIterable<readonly R[]>;
  readonly onSent: (records: readonly R[]) => void;
  readonly onNotSent: (record: R, why: NotSent) => void;
  /** Read on when sending had to end, so that `onNotSent` sees every record; otherwise reading ends as well. */
  readonly readsOn: boolean;
  /** A source that gives nothing for this long has what it gave sent. */
  readonly lingerMs?: number;
}

/** Requests under way at the same time, to one stream. */
const lanes = 4;
const defaultLingerMs = 1000;

/**
 * Sends records to a stream, several requests at a time. Every record reaches exactly one of `onSent` and `onNotSent`.
 *
 * Order: all records of a partition key take the same lane, and a lane begins its next request when the one before is
 * over. A record therefore never overtakes an earlier one of its key that stands in another request. Within one request
 * PutRecords promises no order: when the stream refuses an entry, later entries of the same key in that request may
 * have been accepted before it. When a record is given up, the later ones of its key are not sent either.
 *
 * @returns why sending ended before its end (see `describeStop`), or null.
 * @throws the error of the source, after what it gave was sent.
 */
export async function sendRecords<R extends OutgoingRecord>(options: SendOptions<R>): Promise<unknown> {
  const { records, onNotSent, readsOn, lingerMs = defaultLingerMs } = options;
  const state: SendState = { stop: null, closedKeys: new Set() };
  const all = new Map<string, Lane<R>>();
  const laneFor = (record: R): Lane<R> => {
    const streamName = options.streamOf?.(record) ?? options.target.streamName;
    const name = `${streamName} ${laneOf(record.partitionKey)}`;
    const lane = all.get(name) ?? new Lane({ ...options, target: { ...options.target, streamName } }, state);
    all.set(name, lane);
    return lane;
  };
  const reading = records[Symbol.asyncIterator]();
  try {
    while (state.stop === null || readsOn) {
      const next = reading.next();
      if (await isLate(next, lingerMs)) await Promise.all([...all.values()].map((lane) => lane.flush()));
      const { done, value: batch } = await next;
      if (done === true) break;
      for (const record of batch) {
        if (recordBytes(record) > mostRecordBytes) onNotSent(record, 'too_long');
        else await laneFor(record).add(record);
      }
    }
  } finally {
    await reading.return?.();
    for (const lane of all.values()) await lane.finish();
  }
  return state.stop;
}

interface SendState {
  stop: unknown;
  /** Keys of which a record was given up. */
  readonly closedKeys: Set<string>;
}

/** One request under way, one that fills. */
class Lane<R extends OutgoingRecord> {
  readonly #options: SendOptions<R>;
  readonly #state: SendState;
  #filling = new Request<R>();
  #underWay: Promise<void> = Promise.resolve();

  constructor(options: SendOptions<R>, state: SendState) {
    this.#options = options;
    this.#state = state;
  }

  /** Takes a record; waits while the lane is full. */
  async add(record: R): Promise<void> {
    if (!this.#filling.takes(record)) await this.flush();
    this.#filling.add(record);
  }

  /** Begins to send what is there, once the request before is over. */
  async flush(): Promise<void> {
    await this.#underWay;
    const { records } = this.#filling;
    if (records.length === 0) return;
    this.#filling = new Request();
    this.#underWay = this.#send(records);
    // It fails only when a callback does; whoever waits for the lane gets that error.
    this.#underWay.catch(() => undefined);
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.#underWay;
  }

  async #send(records: readonly R[]): Promise<void> {
    const { target, onSent, onNotSent } = this.#options;
    const { closedKeys } = this.#state;
    const batch: R[] = [];
    for (const record of records) {
      if (this.#state.stop !== null) onNotSent(record, 'stopped');
      else if (closedKeys.has(record.partitionKey)) onNotSent(record, 'behind');
      else batch.push(record);
    }
    if (batch.length === 0) return;
    const { refused, stop } = await putBatch(target, batch);
    this.#state.stop ??= stop;
    const isRefused = new Set(refused);
    const sent = batch.filter((record) => !isRefused.has(record));
    if (sent.length > 0) onSent(sent);
    for (const record of refused) {
      closedKeys.add(record.partitionKey);
      onNotSent(record, stop === null ? 'refused' : 'stopped');
    }
  }
}

function laneOf(partitionKey: string): number {
  let hash = 0;
  for (let at = 0; at < partitionKey.length; at += 1) hash = (hash * 31 + partitionKey.charCodeAt(at)) >>> 0;
  return hash % lanes;
}

/** Whether the promise is still open after `milliseconds`. */
async function isLate(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(resolve, milliseconds, true);
  });
  try {
    return (await Promise.race([promise.then(() => false), late])) === true;
  } finally {
    clearTimeout(timer);
  }
}
