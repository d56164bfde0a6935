import type { KinesisStreamEvent } from 'aws-lambda';
import type { EventSourceMappingSettings } from '../../contracts/platform/consumers.ts';
import type { DiscardCondition } from './batch-rules.ts';
import type { Clock } from './clock.ts';
import type { FailureDocument } from './lambda-event.ts';
import type { StreamRecord } from './shard-log.ts';

/** What the mapping needs of a stream; `StreamLog` is one. */
export interface StreamSource {
  readonly arn: string;
  readonly shards: readonly ShardSource[];
  onAppend(listener: (shardId: string) => void): () => void;
  registerConsumer(consumer: string): Promise<void>;
  consumerPosition(consumer: string, shardId: string): Promise<number>;
  saveConsumerPosition(consumer: string, shardId: string, position: number): Promise<void>;
}

export interface ShardSource {
  readonly shardId: string;
  readonly nextPosition: number;
  read(position: number, maxRecords: number, maxBytes: number): Promise<StreamRecord[]>;
}

/** Something that happened to a batch, for progress and latency figures. Holds no payload and no partition key. */
export type BatchEvent =
  /** Records the function is done with; arrival times in ms, one per record. */
  | {
      readonly kind: 'succeeded';
      readonly shardId: string;
      readonly count: number;
      readonly arrivalsMs: readonly number[];
      readonly atMs: number;
    }
  /** An invocation that failed or was throttled; `count` records will be tried again or discarded. */
  | {
      readonly kind: 'failed';
      readonly shardId: string;
      readonly count: number;
      readonly invocations: number;
      readonly error: unknown;
      readonly atMs: number;
    }
  /** Records that are now in the failure destination. */
  | {
      readonly kind: 'discarded';
      readonly shardId: string;
      readonly count: number;
      readonly condition: DiscardCondition;
      readonly atMs: number;
    };

export interface EventSourceMappingOptions {
  readonly stream: StreamSource;
  /** Names the checkpoints; two mappings of one stream need two names. */
  readonly consumer: string;
  readonly settings: EventSourceMappingSettings;
  readonly functionArn: string;
  /** Runs the function on one batch. Throwing an error named TooManyRequestsException means "not invoked: throttled". */
  readonly invoke: (event: KinesisStreamEvent) => Promise<unknown>;
  /** Stores the document of a discarded batch under a key. */
  readonly onFailure: (document: FailureDocument, key: string) => Promise<void>;
  readonly clock?: Clock;
  readonly observe?: (event: BatchEvent) => void;
  readonly randomId?: () => string;
}

export interface EventSourceMapping {
  /** Resolves when it was stopped; rejects with the fault for which it had to stop (disk full, failure destination out of reach). */
  readonly ended: Promise<void>;
  /** Reads on from the checkpoints, or from the oldest record. */
  start(): Promise<void>;
  /**
   * Resolves when everything put so far is processed or discarded and checkpointed, without waiting for the batching
   * window. Rejects when the mapping is not running or had to stop (disk full, failure destination out of reach).
   */
  drain(): Promise<void>;
  /** Lets the invocations under way end, then stops. Records not done are read again at the next start. */
  stop(): Promise<void>;
}
