import { setTimeout } from 'node:timers/promises';
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import type { ShardSource, StreamSource } from '../../embedded/kinesis/event-source-mapping.ts';
import type { StreamRecord } from '../../embedded/kinesis/shard-log.ts';

/** A shard of an emulator's stream: what was put after it was opened, read through the Kinesis API. */
class EmulatorShard implements ShardSource {
  readonly shardId: string;
  readonly #client: KinesisClient;
  readonly records: StreamRecord[] = [];
  #iterator: string | undefined;
  checkpoint = 0;

  constructor(client: KinesisClient, shardId: string, iterator: string | undefined) {
    this.#client = client;
    this.shardId = shardId;
    this.#iterator = iterator;
  }

  get nextPosition(): number {
    return this.records.length;
  }

  async read(position: number, maxRecords: number): Promise<StreamRecord[]> {
    return this.records.slice(position, position + maxRecords);
  }

  /** Reads on; true when there was something new. */
  async fetch(): Promise<boolean> {
    const { Records = [], NextShardIterator } = await this.#client.send(
      new GetRecordsCommand({ ShardIterator: this.#iterator }),
    );
    this.#iterator = NextShardIterator;
    for (const { SequenceNumber = '', PartitionKey = '', Data, ApproximateArrivalTimestamp } of Records) {
      this.records.push({
        shardId: this.shardId,
        position: this.records.length,
        sequenceNumber: SequenceNumber,
        partitionKey: PartitionKey,
        data: Data ?? new Uint8Array(),
        arrivalMs: ApproximateArrivalTimestamp?.getTime() ?? 0,
      });
    }
    return Records.length > 0;
  }
}

/** An emulator's stream as the event source mapping of `embedded/kinesis` reads one, from now on. */
export class EmulatorStream implements StreamSource {
  readonly arn: string;
  readonly shards: readonly EmulatorShard[];

  private constructor(arn: string, shards: readonly EmulatorShard[]) {
    this.arn = arn;
    this.shards = shards;
  }

  static async openAtEnd(client: KinesisClient, StreamName: string): Promise<EmulatorStream> {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
    const shards = [];
    for (const { ShardId } of Shards) {
      const input = { StreamName, ShardId, ShardIteratorType: 'LATEST' } as const;
      const { ShardIterator } = await client.send(new GetShardIteratorCommand(input));
      shards.push(new EmulatorShard(client, ShardId ?? '', ShardIterator));
    }
    return new EmulatorStream(StreamDescriptionSummary?.StreamARN ?? '', shards);
  }

  /** Reads on until `count` records have come since it was opened. */
  async fetch(count: number): Promise<void> {
    while (this.shards.reduce((sum, shard) => sum + shard.nextPosition, 0) < count) {
      const came = await Promise.all(this.shards.map((shard) => shard.fetch()));
      if (!came.includes(true)) await setTimeout(50);
    }
  }

  /** Everything that `fetch` has read. */
  records(): StreamRecord[] {
    return this.shards.flatMap((shard) => shard.records);
  }

  /** Nothing comes by itself: `fetch` before the mapping starts. */
  onAppend(): () => void {
    return () => undefined;
  }

  async registerConsumer(): Promise<void> {}

  async consumerPosition(_consumer: string, shardId: string): Promise<number> {
    return this.shards.find((shard) => shard.shardId === shardId)?.checkpoint ?? 0;
  }

  async saveConsumerPosition(_consumer: string, shardId: string, position: number): Promise<void> {
    const shard = this.shards.find((candidate) => candidate.shardId === shardId);
    if (shard !== undefined) shard.checkpoint = position;
  }
}
