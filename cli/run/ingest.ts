import { PutObjectCommand } from '@aws-sdk/client-s3';
import { consumers } from '../../contracts/platform/consumers.ts';
import { createEventSourceMapping, type EventSourceMapping } from '../../embedded/kinesis/event-source-mapping.ts';
import type { BatchEvent } from '../../embedded/kinesis/event-source-mapping-options.ts';
import { openLogFile } from '../../embedded/log-file.ts';
import { buckets, type EmbeddedServices } from '../../embedded/runtime.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { createContainer } from '../../lambdas/ingest-events/container.ts';

const consumer = consumers.ingestEvents;

/** The stream consumer of the inventory, wired as it is on AWS: source mapping, function, failure destination. */
export async function createIngest(
  { s3, kinesis, secrets }: EmbeddedServices,
  logPath: string,
  observe: (event: BatchEvent) => void,
): Promise<EventSourceMapping> {
  const ingestBatch = await createContainer(
    { s3, secrets },
    { buckets, tokenKeySecret },
    // Counts reach the run's summary from the zones themselves, so nothing needs to collect metrics here.
    { log: openLogFile(logPath, consumer.function), metrics: { record: () => undefined } },
  );
  return createEventSourceMapping({
    stream: kinesis.stream(consumer.stream),
    consumer: consumer.function,
    settings: consumer.eventSourceMapping,
    functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${consumer.function}`,
    invoke: ingestBatch,
    onFailure: async (document, key) => {
      await s3.send(
        new PutObjectCommand({
          Bucket: buckets[consumer.failureDestination.zone],
          Key: key,
          Body: JSON.stringify(document),
        }),
      );
    },
    observe,
  });
}
