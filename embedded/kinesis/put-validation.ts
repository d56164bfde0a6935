import { invalidArgument, validation } from './kinesis-errors.ts';
import { isHashKey } from './sequence-number.ts';
import type { StreamPutEntry } from './stream-log.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const MAX_RECORDS_PER_PUT = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const MAX_PARTITION_KEY_CHARACTERS = 256;

/** A new stream takes 1 MiB, key and data together (https://docs.aws.amazon.com/streams/latest/dev/large-records.html). */
const MAX_RECORD_BYTES = 1024 * 1024;

interface PutRequestEntry {
  readonly Data?: Uint8Array | undefined;
  readonly PartitionKey?: string | undefined;
  readonly ExplicitHashKey?: string | undefined;
}

/**
 * The records of a put request, checked against the limits of the service.
 *
 * @throws ValidationException or InvalidArgumentException, naming the place of the record in the request.
 */
export function putEntries(records: readonly PutRequestEntry[] | undefined): StreamPutEntry[] {
  if (records === undefined || records.length === 0 || records.length > MAX_RECORDS_PER_PUT) {
    throw validation(`PutRecords takes 1 to ${MAX_RECORDS_PER_PUT} records, not ${records?.length ?? 0}; send fewer.`);
  }
  let requestBytes = 0;
  const entries = records.map((record, index) => {
    const { entry, bytes } = putEntry(record, `Record ${index + 1}`);
    requestBytes += bytes;
    return entry;
  });
  if (requestBytes > MAX_REQUEST_BYTES) {
    throw invalidArgument(`The records come to more than ${MAX_REQUEST_BYTES} bytes; send fewer in one request.`);
  }
  return entries;
}

/** One record, checked; `bytes` counts its data and its key. */
export function putEntry(record: PutRequestEntry, name: string): { entry: StreamPutEntry; bytes: number } {
  const { Data, PartitionKey, ExplicitHashKey } = record;
  if (Data === undefined) throw validation(`${name} has no Data.`);
  const characters = PartitionKey === undefined ? 0 : [...PartitionKey].length;
  if (PartitionKey === undefined || characters < 1 || characters > MAX_PARTITION_KEY_CHARACTERS) {
    throw validation(`${name} needs a PartitionKey of 1 to ${MAX_PARTITION_KEY_CHARACTERS} characters.`);
  }
  if (ExplicitHashKey !== undefined && !isHashKey(ExplicitHashKey)) {
    throw invalidArgument(`${name} has an ExplicitHashKey that is not a decimal number below 2^128.`);
  }
  const bytes = Data.byteLength + Buffer.byteLength(PartitionKey);
  if (bytes > MAX_RECORD_BYTES) {
    throw invalidArgument(`${name} has ${bytes} bytes of data and key; this stream takes ${MAX_RECORD_BYTES}.`);
  }
  return { entry: { partitionKey: PartitionKey, data: Data, explicitHashKey: ExplicitHashKey }, bytes };
}
