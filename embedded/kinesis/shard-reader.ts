import type { Attempt, PendingRecord } from './batch-rules.ts';
import type { ShardSource } from './event-source-mapping-options.ts';
import { Wakeup } from './wakeup.ts';

/** Records of one shard whose partition keys belong together: one batch at a time, in order. */
export interface Lane {
  readonly pending: PendingRecord[];
  /** Batches to try again before any pending record, in order. */
  readonly retries: Attempt[];
  active: Attempt | undefined;
  readonly wakeup: Wakeup;
}

export interface ShardReader {
  readonly source: ShardSource;
  readonly lanes: readonly Lane[];
  readonly wakeup: Wakeup;
  /** The next position to read. */
  readPosition: number;
  /** Everything before it is done and on record. */
  savedPosition: number;
  /** The checkpoint write under way. */
  saving: Promise<void> | undefined;
  /** Records before it do not wait for the batching window. */
  flushBefore: number;
  /** Payload bytes read and not yet in a batch. */
  pendingBytes: number;
}

/** The state of a shard that goes on from a position. */
export function newShardReader(source: ShardSource, position: number, laneCount: number): ShardReader {
  return {
    source,
    lanes: Array.from({ length: laneCount }, () => ({
      pending: [],
      retries: [],
      active: undefined,
      wakeup: new Wakeup(),
    })),
    wakeup: new Wakeup(),
    readPosition: position,
    savedPosition: position,
    saving: undefined,
    flushBefore: 0,
    pendingBytes: 0,
  };
}

/** Moves the first pending records of a lane into a batch, which becomes the lane's active one, and makes room to read on. */
export function takeBatch(reader: ShardReader, lane: Lane, count: number): Attempt {
  const taken = lane.pending.splice(0, count);
  for (const { payloadBytes } of taken) reader.pendingBytes -= payloadBytes;
  const records = taken.map(({ record }) => record);
  const attempt = { records, retries: 0, invocations: 0, delays: 0, functionError: false };
  lane.active = attempt;
  reader.wakeup.notify();
  return attempt;
}

/** The lowest position that is neither done nor discarded: the checkpoint stays before it. */
export function firstUnfinished(reader: ShardReader): number {
  let lowest = reader.readPosition;
  for (const { active, retries, pending } of reader.lanes) {
    const first = active?.records[0] ?? retries[0]?.records[0] ?? pending[0]?.record;
    if (first !== undefined) lowest = Math.min(lowest, first.position);
  }
  return lowest;
}
