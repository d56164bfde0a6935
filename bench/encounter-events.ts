import type { KinesisStreamEvent } from 'aws-lambda';
import { createKeyedHash, type TokenKey } from '../domain/token.ts';
import { defaultAsOf } from '../local/generate/dirty-export.ts';
import { generateRecords } from '../local/generate/generate-records.ts';

/** The key of every bench; peer/pyspark_ingest.py holds the same bytes. */
export const benchKey: TokenKey = { version: 'v1', issuer: 'bench', key: new Uint8Array(32).fill(1) };

/** Exactly `count` generated encounter events, a few dirty ones among them, as bytes of the stream. */
export function* encounterEvents(count: number): Generator<Uint8Array> {
  const asOf = Date.parse(defaultAsOf);
  const keys = createKeyedHash(benchKey);
  // A data set has more encounters than anything else, so this many records hold enough of them.
  const events = Math.ceil(count * 1.3) + 100;
  const { batches } = generateRecords({ events, seed: 1, asOf, keys, known: new Map(), now: asOf });
  let left = count;
  for (const batch of batches) {
    for (const { contract, data } of batch) {
      if (contract !== 'encounter') continue;
      yield data;
      left -= 1;
      if (left === 0) return;
    }
  }
  throw new Error(`the generator made ${left} encounters too few`);
}

export function generatedEncounters(count: number): Uint8Array[] {
  return [...encounterEvents(count)];
}

/** The payloads as a function receives them, `batchSize` at a time. */
export function kinesisEvents(payloads: readonly Uint8Array[], batchSize: number): KinesisStreamEvent[] {
  const arrivedAt = Date.now() / 1000;
  const events: KinesisStreamEvent[] = [];
  for (let start = 0; start < payloads.length; start += batchSize) {
    events.push({
      Records: payloads.slice(start, start + batchSize).map((payload, index) => {
        const sequenceNumber = `4950${String(start + index).padStart(52, '0')}`;
        return {
          awsRegion: 'us-east-1',
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          eventSource: 'aws:kinesis',
          eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/healthcare-events',
          eventVersion: '1.0',
          invokeIdentityArn: 'arn:aws:iam::000000000000:role/ingest-events',
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'v1_token',
            sequenceNumber,
            data: Buffer.from(payload).toString('base64'),
            approximateArrivalTimestamp: arrivedAt,
          },
        };
      }),
    });
  }
  return events;
}
