import type { OutgoingRecord } from '../../sources/source-record.ts';
import { mostRecordBytes, type PutTarget, putBatch, Request, recordBytes } from './put-records.ts';

/**
 * `too_long`: no stream takes it. `refused`: after all attempts. `behind`: an earlier record of its key was refused.
 * `stopped`: sending had ended.
 */
export type NotSent = 'too_long' | 'refused' | 'behind' | 'stopped';

export interface SendOptions<R extends OutgoingRecord> {
  readonly target: PutTarget;
  /** The stream of a record, where not all go to that of the target. */
  readonly streamNameOf?: (record: R) => string;
  /** Records in their order. Read no faster than the stream takes them. */
  readonly records: AsyncIterable<readonly R[]>;
  readonly onSent: (records: readonly R[]) => void;
  readonly onNotSent: (record: R, why: NotSent) => void;
  /** Read on when sending had to end, so that `onNotSent` sees every record; otherwise reading ends as well. */
  readonly readsOn: boolean;
  /** A source that gives nothing for this long has what it gave sent. */
  readonly lingerMs?: number;
}

/** Why sending ended before its end, and at which stream. */
export interface Stop {
  readonly cause: unknown;
  readonly streamName: string;
}

/** Requests under way at the same time to one stream. */
const lanes = 4;
const defaultLingerMs = 1000;

/**
 * Sends records to a stream, several requests at a time. Every record reaches exactly one of `onSent` and `onNotSent`.
 *
 * Order: all records of a partition key of a stream take the same lane, and a lane begins its next request when the one before is
 * over. A record therefore never overtakes an earlier one of its key that stands in another request. Within one request
 * PutRecords promises no order: when the stream refuses an entry, later entries of the same key in that request may
 * have been accepted before it. When a record is given up, the later ones of its key are not sent either.
 *
 * @returns why sending ended before its end (see `describeStop`), or null. What ends it for one stream ends it for all.
 * @throws the error of the source, after what it gave was sent.
 */
export async function sendRecords<R extends OutgoingRecord>(options: SendOptions<R>): Promise<Stop | null> {
  const { target, records, onNotSent, readsOn, lingerMs = defaultLingerMs } = options;
  const { streamNameOf = () => target.streamName } = options;
  const state: SendState = { stop: null };
  const byStream = new Map<string, readonly Lane<R>[]>();
  const lanesOf = (streamName: string) => {
    let own = byStream.get(streamName);
    if (own === undefined) {
      const closedKeys = new Set<string>();
      own = Array.from({ length: lanes }, () => new Lane(options, { ...target, streamName }, state, closedKeys));
      byStream.set(streamName, own);
    }
    return own;
  };
  const all = () => [...byStream.values()].flat();
  const reading = records[Symbol.asyncIterator]();
  try {
    while (state.stop === null || readsOn) {
      const next = reading.next();
      if (await isLate(next, lingerMs)) await Promise.all(all().map((lane) => lane.flush()));
      const { done, value: batch } = await next;
      if (done === true) break;
      for (const record of batch) {
        if (recordBytes(record) > mostRecordBytes) onNotSent(record, 'too_long');
        else await lanesOf(streamNameOf(record))[laneOf(record.partitionKey)]?.add(record);
      }
    }
  } finally {
    await reading.return?.();
    for (const lane of all()) await lane.finish();
  }
  return state.stop;
}

interface SendState {
  stop: Stop | null;
}

/** One request under way, one that fills. */
class Lane<R extends OutgoingRecord> {
  readonly #options: SendOptions<R>;
  readonly #target: PutTarget;
  readonly #state: SendState;
  readonly #closedKeys: Set<string>;
  #filling = new Request<R>();
  #underWay: Promise<void> = Promise.resolve();

  /** @param closedKeys keys of the stream of which a record was given up */
  constructor(options: SendOptions<R>, target: PutTarget, state: SendState, closedKeys: Set<string>) {
    this.#options = options;
    this.#target = target;
    this.#state = state;
    this.#closedKeys = closedKeys;
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
    const { onSent, onNotSent } = this.#options;
    const target = this.#target;
    const closedKeys = this.#closedKeys;
    const batch: R[] = [];
    for (const record of records) {
      if (this.#state.stop !== null) onNotSent(record, 'stopped');
      else if (closedKeys.has(record.partitionKey)) onNotSent(record, 'behind');
      else batch.push(record);
    }
    if (batch.length === 0) return;
    const { refused, stop } = await putBatch(target, batch);
    if (stop !== null) this.#state.stop ??= { cause: stop, streamName: target.streamName };
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
