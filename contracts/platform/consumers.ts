import { type Stream, type StreamName, streams } from './streams.ts';
import { layout, type ZoneName } from './zones.ts';

/**
 * Settings of one Lambda event source mapping. Every knob is required: the service's own defaults block a shard
 * for up to a week on one bad record (https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html).
 */
export interface EventSourceMappingSettings {
  /** Records per invocation, 1 to 10,000; a batch also never exceeds 6 MB of payload. */
  readonly batchSize: number;
  /** Longest wait for a batch to fill, 0 to 300 s. */
  readonly maximumBatchingWindowInSeconds: number;
  /** Concurrent batches per shard, 1 to 10; order is kept per partition key. */
  readonly parallelizationFactor: number;
  /** Halve a failed batch; splits do not use the retry quota. */
  readonly bisectBatchOnFunctionError: boolean;
  /** 0 to 10,000 retries after the first attempt, or -1: until the record is too old. */
  readonly maximumRetryAttempts: number;
  /** 60 to 604,800 s; an older record goes to the failure destination. */
  readonly maximumRecordAgeInSeconds: number;
}

/** When a consumer needs a person, and what to tell them at three in the morning. */
export interface ConsumerAlarms {
  /** Age of the oldest record not handled yet, from which on somebody is called. Well below the stream's retention. */
  readonly iteratorAgeSeconds: number;
  /** What is wrong for whom. */
  readonly impact: string;
  /** What to look at and what to do. */
  readonly action: string;
}

/** Nothing here is optional: a consumer without its retries, failure destination and alarms does not compile. */
export interface StreamConsumer {
  /** Folder of its function below `lambdas/`. */
  readonly function: string;
  /** Name of the stream that it reads. */
  readonly stream: string;
  readonly eventSourceMapping: EventSourceMappingSettings;
  /** Where a batch goes that was given up: holds raw payloads, so it must be a PHI vault. */
  readonly failureDestination: { readonly zone: ZoneName; readonly prefix: string };
  readonly alarms: ConsumerAlarms;
}

/** As many retries as there is time for: `maximumRecordAgeInSeconds` ends them. */
export const untilTooOld = -1;

/**
 * Every consumer. One more is an entry here, a folder in `lambdas/`, and what the compiler then asks for: how it is built
 * (`lambdas/functions.ts`) and how it is deployed (`lib/constructs/ingest/consumer-functions.ts`).
 */
export const consumers = {
  ingestEvents: {
    function: 'ingest-events',
    stream: streams.healthcareEvents.name,
    eventSourceMapping: {
      batchSize: 1000,
      maximumBatchingWindowInSeconds: 1,
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: true,
      // An invalid record is a result, so what is tried again is an outage: it ends, and so must no number of attempts before it.
      maximumRetryAttempts: untilTooOld,
      maximumRecordAgeInSeconds: 86_400,
    },
    failureDestination: layout.undelivered,
    alarms: {
      iteratorAgeSeconds: 300,
      impact:
        'New events are not reaching the zones: the warehouse and the lake grow stale. Nothing is lost while the records are younger than the stream keeps them.',
      action:
        'Read the errors of function ingest-events. Throttled: raise its concurrency or the shards. Refused by S3, KMS or Secrets Manager: restore the access. It is tried again for a day. Batches older than that are in quarantine under aws/lambda/: send them again once the cause is gone.',
    },
  },
} as const satisfies Record<string, StreamConsumer & { readonly stream: StreamName }>;

/**
 * Seconds after its arrival by which every record is in the change log or in a failure destination: the longest that a
 * consumer tries, and an hour for its last invocation and for clocks that differ. The stores are compared as of that time.
 */
export const settledAfterSeconds =
  Math.max(...Object.values(consumers).map(({ eventSourceMapping }) => eventSourceMapping.maximumRecordAgeInSeconds)) +
  3600;

/** Name of a function that reads a stream. */
export type ConsumerFunction = (typeof consumers)[keyof typeof consumers]['function'];

/** Streams and who reads them; keys are names in code. A test may bring another one than the project's. */
export interface StreamInventory {
  readonly streams: Readonly<Record<string, Stream>>;
  readonly consumers: Readonly<Record<string, StreamConsumer>>;
}

export const streamInventory = { streams, consumers } as const satisfies StreamInventory;
