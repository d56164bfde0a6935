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
  /** Name of its function. */
  readonly function: string;
  /** Folder of its code below `lambdas/`; several functions may run the same code, each on a stream of its own. */
  readonly code: string;
  /** Name of the stream that it reads. */
  readonly stream: string;
  readonly eventSourceMapping: EventSourceMappingSettings;
  /** Where a batch goes that was given up: holds raw payloads, so it must be a PHI vault. */
  readonly failureDestination: { readonly zone: ZoneName; readonly prefix: string };
  readonly alarms: ConsumerAlarms;
}

/** As many retries as there is time for: `maximumRecordAgeInSeconds` ends them. */
export const untilTooOld = -1;

const ingestMapping = {
  batchSize: 1000,
  maximumBatchingWindowInSeconds: 1,
  parallelizationFactor: 1,
  bisectBatchOnFunctionError: true,
  // An invalid record is a result, so what is tried again is an outage: it ends, and so must no number of attempts before it.
  maximumRetryAttempts: untilTooOld,
  maximumRecordAgeInSeconds: 86_400,
} as const satisfies EventSourceMappingSettings;

const nothingIsLost = 'Nothing is lost while the records are younger than the stream keeps them.';

const mendIngest = (name: string) =>
  `Read the errors of function ${name}. Throttled: raise its concurrency or the shards. Refused by S3, KMS or Secrets Manager: restore the access. It is tried again for a day. Batches older than that are in quarantine under aws/lambda/: send them again once the cause is gone.`;

/**
 * Every consumer. One more is an entry here, and where its code is new a folder in `lambdas/` and what the compiler then
 * asks for: how it is built (`lambdas/functions.ts`) and how it is deployed (`lib/constructs/ingest/consumer-functions.ts`).
 */
export const consumers = {
  ingestEvents: {
    function: 'ingest-events',
    code: 'ingest-events',
    stream: streams.healthcareEvents.name,
    eventSourceMapping: ingestMapping,
    failureDestination: layout.undelivered,
    alarms: {
      iteratorAgeSeconds: 300,
      impact: `New events are not reaching the zones: the warehouse and the lake grow stale. ${nothingIsLost}`,
      action: mendIngest('ingest-events'),
    },
  },
  ingestClaims: {
    function: 'ingest-claims',
    code: 'ingest-events',
    stream: streams.medicalClaims.name,
    eventSourceMapping: ingestMapping,
    failureDestination: layout.undelivered,
    alarms: {
      // A night's bills of a clearing house may take a while.
      iteratorAgeSeconds: 900,
      impact: `New claims and payments are not reaching the zones: what is billed, paid and denied grows stale. ${nothingIsLost}`,
      action: mendIngest('ingest-claims'),
    },
  },
  ingestVitals: {
    function: 'ingest-vitals',
    code: 'ingest-events',
    stream: streams.deviceVitals.name,
    eventSourceMapping: ingestMapping,
    failureDestination: layout.undelivered,
    alarms: {
      // Whoever watches a patient looks at the last minutes.
      iteratorAgeSeconds: 120,
      impact: `New vital signs are not reaching the zones: nobody sees there how a patient is now. ${nothingIsLost}`,
      action: mendIngest('ingest-vitals'),
    },
  },
} as const satisfies Record<string, StreamConsumer & { readonly stream: StreamName }>;

/** The consumers that bring records into the zones: those that run the code of ingest. */
export const ingestConsumers: readonly StreamConsumer[] = Object.values<StreamConsumer>(consumers).filter(
  ({ code }) => code === consumers.ingestEvents.code,
);

/**
 * Seconds after its arrival by which every record is in the change log or in a failure destination: the longest that a
 * consumer tries, and an hour for its last invocation and for clocks that differ. The stores are compared as of that time.
 */
export const settledAfterSeconds =
  Math.max(...Object.values(consumers).map(({ eventSourceMapping }) => eventSourceMapping.maximumRecordAgeInSeconds)) +
  3600;

/** Folder of the code of functions that read streams. */
export type ConsumerCode = (typeof consumers)[keyof typeof consumers]['code'];

/** Streams and who reads them; keys are names in code. A test may bring another one than the project's. */
export interface StreamInventory {
  readonly streams: Readonly<Record<string, Stream>>;
  readonly consumers: Readonly<Record<string, StreamConsumer>>;
}

export const streamInventory = { streams, consumers } as const satisfies StreamInventory;
