import type { KinesisStreamEvent } from 'aws-lambda';
import { createKeyedHash, type TokenKey } from '../domain/masking/token.ts';
import { kinesisEvent, mappingIdentity } from '../embedded/kinesis/lambda-event.ts';
import { defaultAsOf } from '../sources/generated/deliver.ts';
import { generateRecords } from '../sources/generated/generate-records.ts';

/** The key of every bench; peer/pyspark_ingest.py holds the same bytes. */
export const benchKey: TokenKey = { version: 'v1', issuer: 'bench', key: new Uint8Array(32).fill(1) };

/** Exactly `count` generated encounter events, a few dirty ones among them, as bytes of the stream. */
export async function* encounterEvents(count: number): AsyncGenerator<Uint8Array> {
  const asOf = Date.parse(defaultAsOf);
  const keys = createKeyedHash(benchKey);
  const { batches } = generateRecords({ records: Number.POSITIVE_INFINITY, seed: 1, asOf, keys });
  let left = count;
  for (const batch of batches) {
    for (const { contract, data } of batch) {
      if (contract !== 'encounter') continue;
      yield data;
      left -= 1;
      if (left === 0) return;
    }
  }
}

export async function generatedEncounters(count: number): Promise<Uint8Array[]> {
  const events: Uint8Array[] = [];
  for await (const event of encounterEvents(count)) events.push(event);
  return events;
}

const mapping = mappingIdentity(
  'arn:aws:kinesis:us-east-1:000000000000:stream/healthcare-events',
  'ingest-events',
  'arn:aws:lambda:us-east-1:000000000000:function:ingest-events',
);

/** The payloads as a function receives them, `batchSize` at a time; the first has this position in its shard. */
export function kinesisEvents(
  payloads: readonly Uint8Array[],
  batchSize: number,
  { arrivalMs = Date.now(), firstPosition = 0 } = {},
): KinesisStreamEvent[] {
  const records = payloads.map((data, index) => {
    const position = firstPosition + index;
    return {
      shardId: 'shardId-000000000000',
      position,
      sequenceNumber: `4950${String(position).padStart(52, '0')}`,
      partitionKey: 'v1_token',
      data,
      arrivalMs,
    };
  });
  const events: KinesisStreamEvent[] = [];
  for (let start = 0; start < records.length; start += batchSize) {
    events.push(kinesisEvent(records.slice(start, start + batchSize), mapping));
  }
  return events;
}
