import { hash } from 'node:crypto';
import { type EventSourceMappingSettings, untilTooOld } from '../../contracts/platform/consumers.ts';
import type { StreamRecord } from './shard-log.ts';

/**
 * The decisions of an event source mapping for Kinesis, without any effect. Sources:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */

/** A batch, its JSON and base64 included, stays within 6 MB. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** The service does not publish its delays between retries: these double from the first to the last. */
const FIRST_RETRY_DELAY_MS = 200;
const LONGEST_RETRY_DELAY_MS = 30_000;

/** A record with the bytes it takes in the function's payload. */
export interface PendingRecord {
  readonly record: StreamRecord;
  readonly payloadBytes: number;
  /** When the mapping read it: the batching window counts from the oldest one. */
  readonly seenAtMs: number;
}

/** A batch on its way through invocations. */
export interface Attempt {
  readonly records: readonly StreamRecord[];
  /** Retries used so far; splits do not count, nor do throttled invocations. */
  readonly retries: number;
  /** Invocations that reached the function. */
  readonly invocations: number;
  /** Delays so far; the next delay grows with them. */
  readonly delays: number;
  /** Whether the last invocation ended in an error of the function. */
  readonly functionError: boolean;
}

export type BatchDecision =
  | { readonly kind: 'empty' }
  /** Not full yet: look again at `untilMs`, or when more records come. */
  | { readonly kind: 'wait'; readonly untilMs: number }
  /** The first record alone is over the payload limit and can never be sent. */
  | { readonly kind: 'oversized' }
  | { readonly kind: 'batch'; readonly count: number };

/**
 * How many of the pending records make the next batch. A batch goes out on the first of: batch size reached, payload
 * full, window over. `flush` ends the window at once.
 */
export function formBatch(
  pending: readonly PendingRecord[],
  settings: EventSourceMappingSettings,
  nowMs: number,
  flush: boolean,
): BatchDecision {
  const [oldest] = pending;
  if (oldest === undefined) return { kind: 'empty' };
  let payloadBytes = 0;
  let count = 0;
  for (const { payloadBytes: recordBytes } of pending) {
    if (count === settings.batchSize || payloadBytes + recordBytes > MAX_PAYLOAD_BYTES) break;
    payloadBytes += recordBytes;
    count += 1;
  }
  if (count === 0) return { kind: 'oversized' };
  const full = count === settings.batchSize || count < pending.length;
  const untilMs = oldest.seenAtMs + settings.maximumBatchingWindowInSeconds * 1000;
  return full || flush || nowMs >= untilMs ? { kind: 'batch', count } : { kind: 'wait', untilMs };
}

export type InvocationOutcome =
  | { readonly kind: 'returned'; readonly response: unknown }
  | { readonly kind: 'threw'; readonly error: unknown };

export type Verdict =
  | { readonly kind: 'success' }
  /** The records before `index` are done, the one at `index` and all after it are not. */
  | { readonly kind: 'failed-from'; readonly index: number }
  /** Nothing is done. `functionError`: the function threw, rather than gave an answer that cannot be used. */
  | { readonly kind: 'failure'; readonly functionError: boolean }
  /** The function was not invoked at all. */
  | { readonly kind: 'throttled' };

/**
 * What an invocation's outcome says about its batch. No response, an empty one and a null or empty list are success.
 * The lowest reported sequence number wins. An identifier that is empty, null, misnamed or not of this batch fails the
 * whole batch, and so does an answer that cannot be read as a response.
 */
export function interpretOutcome(outcome: InvocationOutcome, records: readonly StreamRecord[]): Verdict {
  if (outcome.kind === 'threw') {
    return isThrottling(outcome.error) ? { kind: 'throttled' } : { kind: 'failure', functionError: true };
  }
  const { response } = outcome;
  if (response === undefined || response === null) return { kind: 'success' };
  if (typeof response !== 'object') return { kind: 'failure', functionError: false };
  const failures = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (failures === undefined || failures === null) return { kind: 'success' };
  if (!Array.isArray(failures)) return { kind: 'failure', functionError: false };
  if (failures.length === 0) return { kind: 'success' };
  const indexes = new Map(records.map((record, index) => [record.sequenceNumber, index]));
  let lowest = records.length;
  for (const failure of failures) {
    const index = indexes.get(itemIdentifier(failure) ?? '');
    if (index === undefined) return { kind: 'failure', functionError: false };
    lowest = Math.min(lowest, index);
  }
  return { kind: 'failed-from', index: lowest };
}

function itemIdentifier(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('itemIdentifier' in failure)) return undefined;
  return typeof failure.itemIdentifier === 'string' ? failure.itemIdentifier : undefined;
}

/** Lambda's answer when a function has no free concurrency (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). */
function isThrottling(error: unknown): boolean {
  return error instanceof Error && error.name === 'TooManyRequestsException';
}

/** Why records went to the failure destination. AWS documents the first name only; the other two are this runtime's. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'PayloadSizeExceeded';

export interface NextStep {
  /** Leading records of the attempt that are done. */
  readonly completed: number;
  /** What to try next, in shard order, before any later record. */
  readonly next: readonly Attempt[];
  /** The rest of the attempt has used up its retries and goes to the failure destination. */
  readonly discarded: Attempt | undefined;
}

/**
 * What follows from a verdict. With bisect on, an error halves the batch and a partial response cuts it at the reported
 * record, neither counting as a retry; a batch that cannot be cut further uses its retry quota.
 */
export function decideNext(attempt: Attempt, verdict: Verdict, settings: EventSourceMappingSettings): NextStep {
  const { records } = attempt;
  if (verdict.kind === 'success') return { completed: records.length, next: [], discarded: undefined };
  if (verdict.kind === 'throttled') {
    return { completed: 0, next: [{ ...attempt, delays: attempt.delays + 1 }], discarded: undefined };
  }
  const functionError = verdict.kind === 'failure' && verdict.functionError;
  const invoked = { ...attempt, invocations: attempt.invocations + 1, functionError };
  const bisect = settings.bisectBatchOnFunctionError;
  if (verdict.kind === 'failed-from') {
    const rest = { ...invoked, records: records.slice(verdict.index) };
    if (bisect && verdict.index > 0) {
      return { completed: verdict.index, next: [{ ...rest, delays: 0 }], discarded: undefined };
    }
    return retryOrDiscard(rest, verdict.index, settings);
  }
  if (bisect && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    const halves = [records.slice(0, middle), records.slice(middle)];
    return {
      completed: 0,
      next: halves.map((half) => ({ ...invoked, records: half, delays: 0 })),
      discarded: undefined,
    };
  }
  return retryOrDiscard(invoked, 0, settings);
}

function retryOrDiscard(attempt: Attempt, completed: number, settings: EventSourceMappingSettings): NextStep {
  const { maximumRetryAttempts } = settings;
  const isUsedUp = maximumRetryAttempts !== untilTooOld && attempt.retries >= maximumRetryAttempts;
  if (isUsedUp) return { completed, next: [], discarded: attempt };
  const retry = { ...attempt, retries: attempt.retries + 1, delays: attempt.delays + 1 };
  return { completed, next: [retry], discarded: undefined };
}

/** How long to wait before an attempt, in ms: nothing after a split, then doubling. */
export function retryDelayMs(attempt: Attempt): number {
  if (attempt.delays === 0) return 0;
  return Math.min(FIRST_RETRY_DELAY_MS * 2 ** (attempt.delays - 1), LONGEST_RETRY_DELAY_MS);
}

/** Parts the records that are older than the mapping lets through from the others; both keep their order. */
export function splitExpired(
  records: readonly StreamRecord[],
  settings: EventSourceMappingSettings,
  nowMs: number,
): { expired: StreamRecord[]; live: StreamRecord[] } {
  const oldestArrivalMs = nowMs - settings.maximumRecordAgeInSeconds * 1000;
  const expired: StreamRecord[] = [];
  const live: StreamRecord[] = [];
  for (const record of records) (record.arrivalMs < oldestArrivalMs ? expired : live).push(record);
  return { expired, live };
}

/** The lane (0 to `laneCount` - 1) of a partition key: one key stays in one lane, so its order is kept. */
export function laneFor(partitionKey: string, laneCount: number): number {
  // The first digits of the MD5 chose the shard, so the last ones spread the keys of one shard.
  return laneCount === 1 ? 0 : Number.parseInt(hash('md5', partitionKey).slice(-8), 16) % laneCount;
}

/** @throws RangeError naming the setting that is outside the limits of the service. */
export function requireValidSettings(settings: EventSourceMappingSettings): void {
  requireWhole('batchSize', settings.batchSize, 1, 10_000);
  requireWhole('maximumBatchingWindowInSeconds', settings.maximumBatchingWindowInSeconds, 0, 300);
  requireWhole('parallelizationFactor', settings.parallelizationFactor, 1, 10);
  requireWhole('maximumRetryAttempts', settings.maximumRetryAttempts, untilTooOld, 10_000);
  requireWhole('maximumRecordAgeInSeconds', settings.maximumRecordAgeInSeconds, 60, 604_800);
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `The event source mapping setting ${name} is ${value}; use a whole number from ${least} to ${most}.`,
  );
}
