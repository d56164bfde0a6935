import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import type { PutEntry } from './record-block.ts';
import { positionOf, sequenceNumberAt, shardIndexFor } from './sequence-number.ts';
import { ShardLog } from './shard-log.ts';
import { readJson, writeJson } from './state-file.ts';

/** A fully consumed shard file bigger than this is emptied, whatever its age. */
const TRIM_ABOVE_BYTES = 64 * 1024 * 1024;

const HOUR_MS = 3_600_000;

export interface StreamDescription {
  readonly name: string;
  readonly shardCount: number;
  readonly retentionHours: number;
  readonly createdAtMs: number;
}

export interface StreamPutEntry extends PutEntry {
  readonly explicitHashKey?: string | undefined;
}

export interface PutPlace {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/**
 * A Kinesis data stream on disk. `<directory>/stream.json` describes it, `shards/` holds one file per shard and
 * `consumers/<name>/<shard>.json` how far each consumer has come.
 *
 * Acknowledged records survive the end of the process (kill -9 too), not a power cut. Records are kept until every
 * consumer has read its shard to the end and they are past retention, or the file is large; trimming happens at open, and
 * whenever somebody asks for it.
 */
export class StreamLog {
  readonly description: StreamDescription;
  readonly shards: readonly ShardLog[];
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<(shardId: string) => void>();

  private constructor(directory: string, description: StreamDescription, shards: readonly ShardLog[], clock: Clock) {
    this.#directory = directory;
    this.description = description;
    this.shards = shards;
    this.#clock = clock;
  }

  /** Makes a stream in an absent or empty directory and opens it. Names, counts and hours are the caller's to check. */
  static async create(
    directory: string,
    stream: { readonly name: string; readonly shardCount: number; readonly retentionHours: number },
    clock: Clock = systemClock,
  ): Promise<StreamLog> {
    const { name, shardCount, retentionHours } = stream;
    await mkdir(directory, { recursive: true });
    await writeJson(join(directory, 'stream.json'), { name, shardCount, retentionHours, createdAtMs: clock.now() });
    return StreamLog.open(directory, clock);
  }

  /** Opens the stream in a directory; one process at a time may. */
  static async open(directory: string, clock: Clock = systemClock): Promise<StreamLog> {
    const description = await readDescription(directory);
    const shardDirectory = join(directory, 'shards');
    await mkdir(shardDirectory, { recursive: true });
    await mkdir(join(directory, 'consumers'), { recursive: true });
    const shards: ShardLog[] = [];
    for (let index = 0; index < description.shardCount; index += 1) {
      shards.push(await ShardLog.open(shardDirectory, index, description.createdAtMs));
    }
    const stream = new StreamLog(directory, description, shards, clock);
    await stream.trim();
    return stream;
  }

  get arn(): string {
    return `arn:aws:kinesis:us-east-1:000000000000:stream/${this.description.name}`;
  }

  shard(shardId: string): ShardLog | undefined {
    return this.shards.find((shard) => shard.shardId === shardId);
  }

  /**
   * Writes records to their shards: one append per shard. Each result stands where its record stands in the request;
   * a record whose shard could not be written has the error in its place, the others are in.
   */
  async put(entries: readonly StreamPutEntry[]): Promise<(PutPlace | Error)[]> {
    const byShard = new Map<ShardLog, number[]>();
    for (const [index, entry] of entries.entries()) {
      const shard = this.shards[shardIndexFor(entry.partitionKey, entry.explicitHashKey, this.shards.length)];
      if (shard === undefined) throw new RangeError('The hash key is outside the ranges of the shards.');
      const places = byShard.get(shard);
      if (places === undefined) byShard.set(shard, [index]);
      else places.push(index);
    }
    const results: (PutPlace | Error)[] = new Array(entries.length);
    await Promise.all(
      [...byShard].map(async ([shard, indexes]) => {
        const { shardId, prefix } = shard;
        try {
          const first = await shard.append(pick(entries, indexes), () => this.#clock.now());
          for (const [place, index] of indexes.entries()) {
            results[index] = { shardId, sequenceNumber: sequenceNumberAt(prefix, first + place) };
          }
        } catch (cause) {
          for (const index of indexes) results[index] = new Error(`Shard ${shardId} could not be written.`, { cause });
          return;
        }
        for (const listener of this.#listeners) listener(shardId);
      }),
    );
    return results;
  }

  /** Calls `listener` with the shard id after every append; returns how to stop it. */
  onAppend(listener: (shardId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The position a consumer goes on from: after its checkpoint, or the oldest record when it has none. */
  async consumerPosition(consumer: string, shardId: string): Promise<number> {
    const shard = this.#requireShard(shardId);
    const state = await readJson(this.#checkpointPath(consumer, shardId));
    if (state === undefined || typeof state.sequenceNumber !== 'string') return shard.firstPosition;
    const position = positionOf(shard.prefix, state.sequenceNumber);
    if (position === undefined) {
      throw new Error(
        `The checkpoint of consumer ${consumer} on ${shardId} belongs to another stream; remove ${this.#checkpointPath(consumer, shardId)} to start over.`,
      );
    }
    return Math.max(position + 1, shard.firstPosition);
  }

  /** Records that a consumer is done with every record before `position` (at least 1), in one step. */
  async saveConsumerPosition(consumer: string, shardId: string, position: number): Promise<void> {
    const sequenceNumber = sequenceNumberAt(this.#requireShard(shardId).prefix, position - 1);
    await writeJson(this.#checkpointPath(consumer, shardId), { sequenceNumber });
  }

  /** Makes a consumer known, so that trimming waits for it. */
  async registerConsumer(consumer: string): Promise<void> {
    if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(consumer) || consumer.startsWith('.')) {
      throw new RangeError(
        'A consumer name has 1 to 128 letters, digits, "_", "-" and "." and does not start with a dot.',
      );
    }
    await mkdir(join(this.#directory, 'consumers', consumer), { recursive: true });
  }

  async close(): Promise<void> {
    await Promise.all(this.shards.map((shard) => shard.close()));
  }

  #requireShard(shardId: string): ShardLog {
    const shard = this.shard(shardId);
    if (shard === undefined) throw new RangeError(`Stream ${this.description.name} has no shard ${shardId}.`);
    return shard;
  }

  #checkpointPath(consumer: string, shardId: string): string {
    return join(this.#directory, 'consumers', consumer, `${shardId}.json`);
  }

  /** Empties the shards that every consumer has read to the end, if they are old or large. */
  async trim(): Promise<void> {
    const consumers = await readdir(join(this.#directory, 'consumers'));
    if (consumers.length === 0) return;
    for (const shard of this.shards) {
      const { nextPosition } = shard;
      const positions = await Promise.all(consumers.map((name) => this.consumerPosition(name, shard.shardId)));
      const consumed = positions.every((position) => position >= nextPosition);
      const age = this.#clock.now() - (shard.lastArrivalMs ?? 0);
      const due = age > this.description.retentionHours * HOUR_MS || shard.fileBytes > TRIM_ABOVE_BYTES;
      if (consumed && due && shard.fileBytes > 0) await shard.truncate(nextPosition);
    }
  }
}

function pick(entries: readonly StreamPutEntry[], indexes: readonly number[]): StreamPutEntry[] {
  return indexes.flatMap((index) => entries[index] ?? []);
}

async function readDescription(directory: string): Promise<StreamDescription> {
  const state = await readJson(join(directory, 'stream.json'));
  const { name, shardCount, retentionHours, createdAtMs } = state ?? {};
  if (
    typeof name !== 'string' ||
    typeof shardCount !== 'number' ||
    typeof retentionHours !== 'number' ||
    typeof createdAtMs !== 'number'
  ) {
    throw new Error(
      `${directory} does not hold a stream (stream.json is absent or incomplete); remove the directory to start over.`,
    );
  }
  return { name, shardCount, retentionHours, createdAtMs };
}
