import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type StreamConsumer, type StreamInventory, streamInventory } from '../../contracts/platform/consumers.ts';
import { laptopStage } from '../../contracts/platform/rules.ts';
import { createEventSourceMapping, type EventSourceMapping } from '../../embedded/kinesis/event-source-mapping.ts';
import type { BatchEvent } from '../../embedded/kinesis/event-source-mapping-options.ts';
import { openLogFile } from '../../embedded/log-file.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets, type EmbeddedServices } from '../../embedded/services.ts';
import { repositoryTerminology } from '../../embedded/terminology-root.ts';
import { type BuildConsumer, consumerFunctions } from '../../lambdas/functions.ts';
import type { IngestCounts } from '../../lambdas/shared/ingest-metrics.ts';

/** How long the functions of this machine use learnt texts, ms: reading them costs nothing here. */
export const localTextsFreshForMs = 1000;

/** The consumers of all streams, started and stopped together. */
export interface StreamConsumers {
  /** Each reads on from its checkpoints, or from the oldest record. */
  start(): Promise<void>;
  /**
   * Resolves when every consumer is done with what its stream held at this moment.
   * @throws (rejects) when one is not running or had to stop
   */
  catchUp(): Promise<void>;
  /** Catches up until nothing is left: what a consumer puts into a stream is handled too. Rejects as `catchUp` does. */
  drain(): Promise<void>;
  /** Lets the invocations under way end, then stops. */
  stop(): Promise<void>;
  /** Resolves when all were stopped; rejects with the fault of the first that had to stop. The others go on until `stop`. */
  readonly ended: Promise<void>;
}

export interface StreamConsumersOptions {
  /** File of the functions' logs. */
  readonly logPath: string;
  /** Told of every batch, and whose it was. */
  readonly observe: (consumer: StreamConsumer, event: BatchEvent) => void;
  /** Told what became of the records of every batch. */
  readonly onIngested?: (counts: IngestCounts) => void;
  /** The project's own, unless a test brings another one; `functions` then has an entry for the code of each consumer. */
  readonly inventory?: StreamInventory;
  readonly functions?: Readonly<Record<string, BuildConsumer>>;
}

/**
 * Every consumer of the inventory, wired as it is on AWS: event source mapping, function, failure destination.
 * @throws Error naming the consumer that has no function
 */
export async function createStreamConsumers(
  services: EmbeddedServices,
  options: StreamConsumersOptions,
): Promise<StreamConsumers> {
  const { inventory = streamInventory } = options;
  const { kinesis } = services;
  const mappings = await Promise.all(
    Object.values(inventory.consumers).map((consumer) => mappingOf(services, consumer, options)),
  );
  const all = async (act: (mapping: EventSourceMapping) => Promise<void>) => {
    await Promise.all(mappings.map(act));
  };
  const catchUp = () => all((mapping) => mapping.drain());
  const ended = all((mapping) => mapping.ended);
  ended.catch(() => undefined);
  const streams = Object.values(inventory.streams).map(({ name }) => kinesis.stream(name));
  /** Grows with every record put. */
  const recordsPut = () =>
    streams.flatMap(({ shards }) => shards).reduce((total, { nextPosition }) => total + nextPosition, 0);

  return {
    start: () => all((mapping) => mapping.start()),
    catchUp,
    drain: async () => {
      for (let before = -1; before !== recordsPut(); ) {
        before = recordsPut();
        await catchUp();
      }
    },
    stop: () => all((mapping) => mapping.stop()),
    ended,
  };
}

async function mappingOf(
  { s3, kinesis, secrets }: EmbeddedServices,
  consumer: StreamConsumer,
  { logPath, observe, onIngested, functions = consumerFunctions }: StreamConsumersOptions,
): Promise<EventSourceMapping> {
  const { function: name, code, failureDestination } = consumer;
  const build = functions[code];
  if (build === undefined)
    throw new Error(`consumer ${name} has no function: nothing builds lambdas/${code}; add it to lambdas/functions.ts`);
  const log = openLogFile(logPath, name);
  return createEventSourceMapping({
    stream: kinesis.stream(consumer.stream),
    consumer: name,
    settings: consumer.eventSourceMapping,
    functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    invoke: await build({
      stream: consumer.stream,
      clients: { s3, secrets },
      buckets,
      tokenKeySecret,
      stage: laptopStage,
      terminologyRoot: repositoryTerminology,
      log,
      textsFreshForMs: localTextsFreshForMs,
      ...(onIngested === undefined ? {} : { onIngested }),
    }),
    onFailure: async (document, key) => {
      await s3.send(
        new PutObjectCommand({ Bucket: buckets[failureDestination.zone], Key: key, Body: JSON.stringify(document) }),
      );
    },
    observe: (event) => observe(consumer, event),
  });
}
