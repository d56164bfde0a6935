import type { StreamSource } from '../../../embedded/kinesis/event-source-mapping.ts';
import { sequenceNumberAt, sequencePrefix, shardIdOf } from '../../../embedded/kinesis/sequence-number.ts';
import type { StreamRecord } from '../../../embedded/kinesis/shard-log.ts';

class MemoryShard {
  readonly shardId: string;
  readonly prefix: string;
  readonly records: StreamRecord[] = [];

  constructor(index: number) {
    this.shardId = shardIdOf(index);
    this.prefix = sequencePrefix(0, index);
  }

  get nextPosition(): number {
    return this.records.length;
  }

  async read(position: number, maxRecords: number): Promise<StreamRecord[]> {
    return this.records.slice(position, position + maxRecords);
  }
}

/** A stream without a disk, which keeps every checkpoint it was given. */
export class MemoryStream implements StreamSource {
  readonly arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/test';
  readonly shards: readonly MemoryShard[];
  readonly checkpoints: { readonly shardId: string; readonly position: number }[] = [];
  readonly #listeners = new Set<(shardId: string) => void>();
  onCheckpoint: (shardId: string, position: number) => void = () => undefined;

  constructor(shardCount: number) {
    this.shards = Array.from({ length: shardCount }, (_, index) => new MemoryShard(index));
  }

  put(shardIndex: number, partitionKey: string, data: Uint8Array, arrivalMs: number): StreamRecord {
    const shard = this.shards[shardIndex];
    if (shard === undefined) throw new RangeError(`No shard ${shardIndex}.`);
    const position = shard.records.length;
    const sequenceNumber = sequenceNumberAt(shard.prefix, position);
    const record = { shardId: shard.shardId, position, sequenceNumber, partitionKey, data, arrivalMs };
    shard.records.push(record);
    for (const listener of this.#listeners) listener(shard.shardId);
    return record;
  }

  onAppend(listener: (shardId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async registerConsumer(): Promise<void> {}

  async consumerPosition(_consumer: string, shardId: string): Promise<number> {
    return this.checkpoints.findLast((checkpoint) => checkpoint.shardId === shardId)?.position ?? 0;
  }

  async saveConsumerPosition(_consumer: string, shardId: string, position: number): Promise<void> {
    this.onCheckpoint(shardId, position);
    this.checkpoints.push({ shardId, position });
  }
}
