import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { ConsumerCode } from '../contracts/platform/consumers.ts';
import type { EventZone } from '../contracts/platform/zones.ts';
import { createContainer as createIngestEvents } from './ingest-events/container.ts';
import type { IngestCounts } from './shared/ingest-metrics.ts';
import type { Log } from './shared/log.ts';
import type { PutObjectClient, ReadObjectClient } from './shared/object-store.ts';
import type { SecretsClient } from './shared/token-key.ts';

/** What the functions that read streams are built of; each takes what it needs. */
export interface ConsumerPlace {
  /** The stream that it reads, as the inventory calls it. */
  readonly stream: string;
  readonly clients: { readonly s3: PutObjectClient & ReadObjectClient; readonly secrets: SecretsClient };
  readonly buckets: Readonly<Record<EventZone, string>>;
  readonly tokenKeySecret: string;
  /** Folder of the releases of code systems that are shipped. */
  readonly terminologyRoot: string;
  /** Stage whose rules records are judged by. */
  readonly stage: string;
  readonly log: Log;
  /** How long learnt texts are used before they are read again, ms; without it as long as when deployed. */
  readonly textsFreshForMs?: number;
  /** Told what each batch did. */
  readonly onIngested?: (counts: IngestCounts) => void;
}

/** A function that reads a stream: answers with the records that are not safe yet. */
export type HandleBatch = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;

export type BuildConsumer = (place: ConsumerPlace) => Promise<HandleBatch>;

/**
 * How the code of every consumer of the inventory is built outside of Lambda, where its `index.ts` does it. A folder that
 * the inventory names and that has no entry here does not compile.
 */
export const consumerFunctions = {
  'ingest-events': ({
    stream,
    clients,
    buckets,
    tokenKeySecret,
    stage,
    terminologyRoot,
    log,
    textsFreshForMs,
    onIngested = () => undefined,
  }) =>
    createIngestEvents(
      clients,
      { stream, buckets, tokenKeySecret, stage, terminologyRoot, textsFreshForMs },
      { log, metrics: { record: onIngested } },
    ),
} as const satisfies Readonly<Record<ConsumerCode, BuildConsumer>>;
