import { PutRecordsCommand, type PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';

/** The part of a Kinesis client that sending needs; the AWS client and the embedded twin both fit. */
export interface PutRecordsClient {
  send(command: PutRecordsCommand): Promise<PutRecordsCommandOutput>;
}

export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const mostRecords = 500;
const mostBytes = 10 * 1024 * 1024;
const attempts = 8;
const firstDelayMs = 50;

/**
 * Sends records in batches; entries that the stream refused are sent again after a growing, jittered pause. Order is
 * kept among accepted records, not across a retry.
 * @throws Error with the number of records not accepted, when the last attempt leaves some.
 */
export async function putRecords(
  client: PutRecordsClient,
  streamName: string,
  records: readonly OutgoingRecord[],
): Promise<void> {
  for (const batch of batches(records)) {
    let left = batch;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const { Records: results = [], FailedRecordCount: failed = 0 } = await client.send(
        new PutRecordsCommand({
          StreamName: streamName,
          Records: left.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
        }),
      );
      if (failed === 0) break;
      left = left.filter((_, index) => results[index]?.ErrorCode !== undefined);
      if (attempt === attempts) {
        throw new Error(`stream ${streamName} did not accept ${left.length} records after ${attempts} attempts`);
      }
      await pause(Math.random() * firstDelayMs * 2 ** attempt);
    }
  }
}

function* batches(records: readonly OutgoingRecord[]): Generator<OutgoingRecord[]> {
  let batch: OutgoingRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.data.length + record.partitionKey.length;
    if (batch.length === mostRecords || bytes + size > mostBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
