import { randomUUID } from 'node:crypto';
import {
  type Attempt,
  type DiscardCondition,
  decideNext,
  formBatch,
  type InvocationOutcome,
  interpretOutcome,
  laneFor,
  MAX_PAYLOAD_BYTES,
  requireValidSettings,
  retryDelayMs,
  splitExpired,
  type Verdict,
} from './batch-rules.ts';
import { type Clock, systemClock } from './clock.ts';
import type { EventSourceMapping, EventSourceMappingOptions, ShardSource } from './event-source-mapping-options.ts';
import {
  failureDocument,
  failureKey,
  kinesisEvent,
  type MappingIdentity,
  mappingIdentity,
  payloadSizer,
} from './lambda-event.ts';
import type { StreamRecord } from './shard-log.ts';
import { firstUnfinished, type Lane, newShardReader, type ShardReader, takeBatch } from './shard-reader.ts';

export type {
  BatchEvent,
  EventSourceMapping,
  EventSourceMappingOptions,
  ShardSource,
  StreamSource,
} from './event-source-mapping-options.ts';

/** A failure destination that fails this often in a row stops the mapping; nothing is given up silently. */
const DELIVERY_ATTEMPTS = 5;

/** Reads are at least this many records long, so that a small batch size does not mean a read per batch. */
const LEAST_RECORDS_PER_READ = 1000;

interface Drain {
  readonly targets: ReadonlyMap<ShardReader, number>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Lambda's event source mapping for Kinesis, in process: polls the shards of a stream, invokes the function with
 * batches and keeps checkpoints, by the rules in `batch-rules.ts`. Partial responses are always on. Delivery is at
 * least once: a checkpoint never passes a record that is neither done nor in the failure destination.
 *
 * @throws RangeError for settings outside the limits of the service.
 */
export function createEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  return new RunningMapping(options);
}

class RunningMapping implements EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  readonly #clock: Clock;
  readonly #identity: MappingIdentity;
  readonly #payloadBytes: (record: StreamRecord) => number;
  readonly #stopping = new AbortController();
  readonly #drains = new Set<Drain>();
  #readers: ShardReader[] = [];
  #loops: Promise<void>[] = [];
  #unsubscribe: () => void = () => undefined;
  readonly #end = Promise.withResolvers<void>();
  readonly ended = this.#end.promise;
  #state: 'created' | 'running' | 'stopped' = 'created';
  #fault: Error | undefined;

  constructor(options: EventSourceMappingOptions) {
    requireValidSettings(options.settings);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#identity = mappingIdentity(options.stream.arn, options.consumer, options.functionArn);
    this.#payloadBytes = payloadSizer(this.#identity);
    // Whoever drains is told as well.
    this.ended.catch(() => undefined);
  }

  async start(): Promise<void> {
    if (this.#state !== 'created') throw new Error('An event source mapping starts once; create another one.');
    this.#state = 'running';
    const { stream, consumer } = this.#options;
    await stream.registerConsumer(consumer);
    this.#readers = await Promise.all(stream.shards.map((source) => this.#reader(source)));
    this.#unsubscribe = stream.onAppend((shardId) => {
      this.#readers.find((reader) => reader.source.shardId === shardId)?.wakeup.notify();
    });
    this.#loops = this.#readers.flatMap((reader) => [
      this.#guard(this.#readLoop(reader)),
      ...reader.lanes.map((lane) => this.#guard(this.#laneLoop(reader, lane))),
    ]);
  }

  drain(): Promise<void> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    if (this.#state !== 'running') return Promise.reject(new Error('The event source mapping is not running.'));
    return new Promise((resolve, reject) => {
      const targets = new Map(this.#readers.map((reader) => [reader, reader.source.nextPosition]));
      this.#drains.add({ targets, resolve, reject });
      for (const [reader, target] of targets) reader.flushBefore = Math.max(reader.flushBefore, target);
      this.#wakeAll();
      this.#settleDrains();
    });
  }

  async stop(): Promise<void> {
    this.#halt(new Error('The event source mapping was stopped before it had caught up.'));
    await Promise.all(this.#loops);
    await Promise.all(this.#readers.map((reader) => reader.saving));
  }

  async #reader(source: ShardSource): Promise<ShardReader> {
    const position = await this.#options.stream.consumerPosition(this.#options.consumer, source.shardId);
    return newShardReader(source, position, this.#options.settings.parallelizationFactor);
  }

  /** Keeps up to a batch per lane read ahead. */
  async #readLoop(reader: ShardReader): Promise<void> {
    const { batchSize, parallelizationFactor } = this.#options.settings;
    while (!this.#stopping.signal.aborted) {
      const pendingCount = reader.lanes.reduce((sum, lane) => sum + lane.pending.length, 0);
      const room = batchSize * parallelizationFactor - pendingCount;
      const roomBytes = MAX_PAYLOAD_BYTES * parallelizationFactor - reader.pendingBytes;
      if (reader.readPosition >= reader.source.nextPosition || room <= 0 || roomBytes <= 0) {
        await reader.wakeup.wait();
        continue;
      }
      const count = Math.max(room, LEAST_RECORDS_PER_READ);
      const records = await reader.source.read(reader.readPosition, count, MAX_PAYLOAD_BYTES);
      const seenAtMs = this.#clock.now();
      for (const record of records) {
        const lane = reader.lanes[laneFor(record.partitionKey, parallelizationFactor)];
        const payloadBytes = this.#payloadBytes(record);
        lane?.pending.push({ record, payloadBytes, seenAtMs });
        reader.pendingBytes += payloadBytes;
        reader.readPosition = record.position + 1;
      }
      for (const lane of reader.lanes) lane.wakeup.notify();
    }
  }

  async #laneLoop(reader: ShardReader, lane: Lane): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const retry = lane.retries.shift();
      if (retry !== undefined) {
        lane.active = retry;
        await this.#clock.sleep(retryDelayMs(retry), this.#stopping.signal);
        if (!this.#stopping.signal.aborted) await this.#process(reader, lane, retry);
        continue;
      }
      const nowMs = this.#clock.now();
      const oldest = lane.pending[0]?.record.position ?? 0;
      const flush = oldest < reader.flushBefore && reader.readPosition >= reader.flushBefore;
      const formed = formBatch(lane.pending, this.#options.settings, nowMs, flush);
      if (formed.kind === 'empty') await lane.wakeup.wait();
      else if (formed.kind === 'wait') await this.#waitUntil(lane, formed.untilMs - nowMs);
      else if (formed.kind === 'oversized') {
        await this.#discard(takeBatch(reader, lane, 1), 'PayloadSizeExceeded');
        this.#finish(reader, lane, []);
      } else {
        await this.#process(reader, lane, takeBatch(reader, lane, formed.count));
      }
    }
  }

  async #waitUntil(lane: Lane, milliseconds: number): Promise<void> {
    const enough = new AbortController();
    await lane.wakeup.wait(this.#clock.sleep(milliseconds, enough.signal));
    enough.abort();
  }

  /** One invocation of an attempt and what follows from it. */
  async #process(reader: ShardReader, lane: Lane, whole: Attempt): Promise<void> {
    const { settings } = this.#options;
    const { expired, live } = splitExpired(whole.records, settings, this.#clock.now());
    if (expired.length > 0) await this.#discard({ ...whole, records: expired }, 'RecordAgeExceeded');
    if (live.length === 0) {
      this.#finish(reader, lane, []);
      return;
    }
    const attempt = { ...whole, records: live };
    const outcome = await this.#invoke(live);
    const verdict = interpretOutcome(outcome, live);
    const step = decideNext(attempt, verdict, settings);
    this.#report(attempt, step.completed, verdict, outcome);
    if (step.discarded !== undefined) await this.#discard(step.discarded, 'RetryAttemptsExhausted');
    this.#finish(reader, lane, step.next);
  }

  async #invoke(records: readonly StreamRecord[]): Promise<InvocationOutcome> {
    try {
      return { kind: 'returned', response: await this.#options.invoke(kinesisEvent(records, this.#identity)) };
    } catch (error) {
      return { kind: 'threw', error };
    }
  }

  #report(attempt: Attempt, completed: number, verdict: Verdict, outcome: InvocationOutcome): void {
    const { observe } = this.#options;
    const shardId = attempt.records[0]?.shardId;
    if (observe === undefined || shardId === undefined) return;
    const atMs = this.#clock.now();
    if (completed > 0) {
      const arrivalsMs = attempt.records.slice(0, completed).map((record) => record.arrivalMs);
      observe({ kind: 'succeeded', shardId, count: completed, arrivalsMs, atMs });
    }
    if (verdict.kind === 'success') return;
    const invocations = attempt.invocations + (verdict.kind === 'throttled' ? 0 : 1);
    const count = attempt.records.length - completed;
    const error = outcome.kind === 'threw' ? outcome.error : undefined;
    observe({ kind: 'failed', shardId, count, invocations, error, atMs });
  }

  /** Resolves once the document is stored: only then are its records done. */
  async #discard(attempt: Attempt, condition: DiscardCondition): Promise<void> {
    const { onFailure, observe, randomId = randomUUID } = this.#options;
    const shardId = attempt.records[0]?.shardId ?? '';
    const nowMs = this.#clock.now();
    const document = failureDocument(attempt, condition, this.#identity, randomId(), nowMs);
    const key = failureKey(shardId, this.#identity, randomId(), nowMs);
    for (let delivery = 1; ; delivery += 1) {
      try {
        await onFailure(document, key);
        break;
      } catch (cause) {
        if (delivery === DELIVERY_ATTEMPTS || this.#stopping.signal.aborted) {
          throw new Error(
            `The failure destination did not take ${attempt.records.length} records of ${shardId}; they stay in the stream. Mend the destination and start again.`,
            { cause },
          );
        }
        await this.#clock.sleep(retryDelayMs({ ...attempt, delays: delivery }), this.#stopping.signal);
      }
    }
    observe?.({ kind: 'discarded', shardId, count: attempt.records.length, condition, atMs: this.#clock.now() });
  }

  #finish(reader: ShardReader, lane: Lane, next: readonly Attempt[]): void {
    lane.active = undefined;
    lane.retries.unshift(...next);
    this.#saveProgress(reader);
  }

  /** Writes the checkpoint as often as it moves, one write at a time; moves during a write share the next one. */
  #saveProgress(reader: ShardReader): void {
    if (reader.saving !== undefined || firstUnfinished(reader) <= reader.savedPosition) return;
    reader.saving = this.#guard(this.#saveUntilCurrent(reader));
  }

  async #saveUntilCurrent(reader: ShardReader): Promise<void> {
    for (let position = firstUnfinished(reader); position > reader.savedPosition; position = firstUnfinished(reader)) {
      await this.#options.stream.saveConsumerPosition(this.#options.consumer, reader.source.shardId, position);
      reader.savedPosition = position;
      this.#settleDrains();
    }
    reader.saving = undefined;
  }

  #settleDrains(): void {
    for (const drain of this.#drains) {
      if ([...drain.targets].some(([reader, target]) => reader.savedPosition < target)) continue;
      this.#drains.delete(drain);
      drain.resolve();
    }
  }

  /** A fault outside the function stops the mapping and reaches whoever waits for it. */
  async #guard(loop: Promise<void>): Promise<void> {
    try {
      await loop;
    } catch (error) {
      this.#fault ??= error instanceof Error ? error : new Error('The event source mapping failed.', { cause: error });
      this.#halt(this.#fault);
    }
  }

  #halt(reason: Error): void {
    this.#state = 'stopped';
    this.#unsubscribe();
    this.#stopping.abort();
    this.#wakeAll();
    for (const drain of this.#drains) drain.reject(reason);
    this.#drains.clear();
    if (this.#fault === undefined) this.#end.resolve();
    else this.#end.reject(this.#fault);
  }

  #wakeAll(): void {
    for (const reader of this.#readers) {
      reader.wakeup.notify();
      for (const lane of reader.lanes) lane.wakeup.notify();
    }
  }
}
