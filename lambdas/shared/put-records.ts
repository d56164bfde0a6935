import { PutRecordsCommand, type PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { SafeError } from '../../domain/safe-error.ts';
import type { OutgoingRecord } from '../../sources/source-record.ts';
import { isInvalidRequest, isTransient, StreamUnavailableError } from './put-errors.ts';

/** The part of a Kinesis client that sending needs; the AWS client and the embedded twin both fit. */
export interface PutRecordsClient {
  send(command: PutRecordsCommand): Promise<PutRecordsCommandOutput>;
}

/** Where records go. Pauses and chance can be replaced, so that tests need no time. */
export interface PutTarget {
  readonly client: PutRecordsClient;
  readonly streamName: string;
  /** Called with the error of every attempt that failed as a whole and is made again. */
  readonly onTransient?: (error: unknown) => void;
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** From 0 to less than 1. */
  readonly random?: () => number;
}

/**
 * What one request may hold; the bytes of the partition keys count, as UTF-8.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export const mostRecords = 500;
export const mostRequestBytes = 10 * 1024 * 1024;
/** A new stream takes 1 MiB a record, key and data together (https://docs.aws.amazon.com/streams/latest/dev/large-records.html). */
export const mostRecordBytes = 1024 * 1024;
/** The limit of a request before it was raised; emulators still hold to it. */
const formerMostRequestBytes = 5 * 1024 * 1024;

/** Attempts in a row in which the stream accepted nothing of a request: with the pauses a minute on average. */
export const mostAttempts = 20;
const firstPauseMs = 100;
const longestPauseMs = 10_000;

/** Bytes of a record as the limits of the service count them. */
export function recordBytes({ partitionKey, data }: OutgoingRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}

export interface BatchOutcome<R extends OutgoingRecord> {
  /** Records that the stream did not accept, in their order. */
  readonly refused: readonly R[];
  /** Why it makes no sense to send anything more to this stream; null when it does. */
  readonly stop: unknown;
}

/**
 * Sends the records of one request (within its limits) until all are accepted. Entries that the stream refused are sent
 * again, and only they, after a pause with exponential backoff and full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); so is a whole request that failed for
 * throttling or transport. A request that timed out may have been accepted all the same: its records are then in the
 * stream twice, as the identical event.
 *
 * Ends early when attempts in a row bring nothing, or at an error that repeating does not cure. Never rejects.
 */
export async function putBatch<R extends OutgoingRecord>(
  target: PutTarget,
  batch: readonly R[],
): Promise<BatchOutcome<R>> {
  const { pause = pauseFor, random = Math.random, onTransient } = target;
  let left = batch;
  let inVain = 0;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    let refused: readonly R[];
    let transient: unknown = null;
    try {
      refused = await putOnce(target, left);
    } catch (error) {
      if (isInvalidRequest(error) && left.length > 1 && bytesOf(left) > formerMostRequestBytes) {
        return putHalves(target, left);
      }
      if (!isTransient(error)) return { refused: left, stop: error };
      refused = left;
      transient = error;
    }
    inVain = refused.length < left.length ? 0 : inVain + 1;
    left = refused;
    if (inVain === mostAttempts) {
      const isDead = transient !== null || left.length === batch.length;
      return { refused: left, stop: isDead ? new StreamUnavailableError(transient, mostAttempts) : null };
    }
    if (left.length === 0) break;
    if (transient !== null) onTransient?.(transient);
    await pause(random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)));
  }
  return { refused: [], stop: null };
}

/** Sends the two halves one after the other; the second stays behind when the first is not wholly accepted. */
async function putHalves<R extends OutgoingRecord>(target: PutTarget, records: readonly R[]): Promise<BatchOutcome<R>> {
  const middle = Math.ceil(records.length / 2);
  const first = await putBatch(target, records.slice(0, middle));
  const rest = records.slice(middle);
  if (first.stop !== null) return { refused: [...first.refused, ...rest], stop: first.stop };
  const closed = new Set(first.refused.map(({ partitionKey }) => partitionKey));
  const second = await putBatch(
    target,
    rest.filter(({ partitionKey }) => !closed.has(partitionKey)),
  );
  const behind = rest.filter(({ partitionKey }) => closed.has(partitionKey));
  return { refused: [...first.refused, ...behind, ...second.refused], stop: second.stop };
}

/** One request; resolves to the entries that were refused. */
async function putOnce<R extends OutgoingRecord>(
  { client, streamName }: PutTarget,
  records: readonly R[],
): Promise<readonly R[]> {
  const { Records: results = [] } = await client.send(
    new PutRecordsCommand({
      StreamName: streamName,
      Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
    }),
  );
  // An entry without a result was not accepted either; the results stand in the order of the request.
  return records.filter((_, index) => {
    const result = results[index];
    return result === undefined || result.ErrorCode !== undefined;
  });
}

/**
 * Sends records in as many requests as their limits ask for, one after the other.
 * @throws Error with the number of records not accepted, when the last attempt leaves some.
 */
export async function putRecords(
  client: PutRecordsClient,
  streamName: string,
  records: readonly OutgoingRecord[],
): Promise<void> {
  for (const batch of requestsOf(records)) {
    const { refused, stop } = await putBatch({ client, streamName }, batch);
    if (refused.length > 0) {
      throw new SafeError(`stream ${streamName} did not accept ${refused.length} records`, { cause: stop });
    }
  }
}

function* requestsOf(records: readonly OutgoingRecord[]): Generator<OutgoingRecord[]> {
  let request = new Request();
  for (const record of records) {
    if (!request.takes(record)) {
      yield request.records;
      request = new Request();
    }
    request.add(record);
  }
  if (request.records.length > 0) yield request.records;
}

/** Records of one request as it fills. */
export class Request<R extends OutgoingRecord = OutgoingRecord> {
  readonly records: R[] = [];
  #bytes = 0;

  /** Whether the record fits in beside those that are there. The first always does. */
  takes(record: R): boolean {
    const { length } = this.records;
    return length === 0 || (length < mostRecords && this.#bytes + recordBytes(record) <= mostRequestBytes);
  }

  add(record: R): void {
    this.records.push(record);
    this.#bytes += recordBytes(record);
  }
}

function bytesOf(records: readonly OutgoingRecord[]): number {
  return records.reduce((sum, record) => sum + recordBytes(record), 0);
}

function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
