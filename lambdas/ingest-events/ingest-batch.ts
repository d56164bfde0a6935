import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { EventZone } from '../../contracts/platform/zones.ts';
import { decodeText } from '../../domain/records/decode.ts';
import { unknownFieldCode } from '../../domain/records/normalize.ts';
import { isPortableJson } from '../../domain/records/portable-json.ts';
import type { ProcessRecord } from '../../domain/records/process-record.ts';
import type { Reason } from '../../domain/records/rejection.ts';
import { sequenceDigits } from '../../domain/records/silver-table.ts';
import { streamShard } from '../../domain/records/stream-shard.ts';
import { unclassifiedFieldCode } from '../../domain/records/validate.ts';
import type { IngestMetrics } from '../shared/ingest-metrics.ts';
import { errorText, type Log } from '../shared/log.ts';
import { type PutObjectClient, putOnce } from '../shared/object-store.ts';
import { type Arrival, createHourObjects, type HourObjects } from './batch-objects.ts';

const hourMs = 3_600_000;

export interface IngestDependencies {
  /** The stream that the batches come from, as the inventory calls it. */
  readonly stream: string;
  readonly processRecord: ProcessRecord;
  /** Brings what the decisions are made with up to date, before each batch. A rejection fails the batch. */
  readonly refresh: () => Promise<void>;
  readonly s3: PutObjectClient;
  readonly buckets: Readonly<Record<EventZone, string>>;
  readonly log: Log;
  readonly metrics: IngestMetrics;
}

export type IngestBatch = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;

/**
 * Handles one Kinesis batch: every record goes to bronze, and to silver or quarantine. An invalid record is a result,
 * not a failure. Only a write that fails is retried: the handler stops there and names the first sequence number that
 * is not safe, and Lambda sends everything from it on again
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html).
 */
export function createIngestBatch(dependencies: IngestDependencies): IngestBatch {
  const { stream, processRecord, refresh, log, metrics } = dependencies;
  return async (event) => {
    await refresh();
    const rejectedByCode: Record<string, number> = {};
    const warningsByCode: Record<string, number> = {};
    const notesByCode: Record<string, number> = {};
    const normalizedByKind: Record<string, number> = {};
    let withUnknownFields = 0;
    let accepted = 0;
    let rejected = 0;
    let objectsExisting = 0;
    for (const records of byArrivalHour(stream, event.Records)) {
      const objects = createHourObjects(records[0].arrival);
      for (const { arrival, data } of records) {
        const bytes = Buffer.from(data, 'base64');
        const text = decodeText(bytes);
        const processed = processRecord(text, arrival.arrivedAt, bytes);
        const isJson = processed.isJson && text !== null && isPortableJson(text);
        const payload = { bytes, text, isJson };
        objects.add.received(arrival, payload);
        if (processed.ok) {
          accepted += 1;
          const { warnings, notes, normalizations } = processed.record;
          for (const { code } of warnings) addOne(warningsByCode, code);
          for (const { code } of notes) addOne(notesByCode, code);
          for (const { kind } of normalizations) addOne(normalizedByKind, kind);
          if (warnings.some(isUnknownField)) withUnknownFields += 1;
          objects.add.accepted(arrival, processed.record);
        } else {
          rejected += 1;
          const { reasons } = processed.rejection;
          addOne(rejectedByCode, reasons[0].code);
          if (reasons.some(isUnknownField)) withUnknownFields += 1;
          objects.add.rejected(arrival, processed.rejection, payload);
        }
      }
      try {
        objectsExisting += await writeObjects(objects, dependencies);
      } catch (error) {
        log.error('a zone refused a write; the batch is retried from the first record that is not safe', {
          error: errorText(error),
          sequence: objects.firstSequence,
        });
        return { batchItemFailures: [{ itemIdentifier: objects.firstSequence }] };
      }
    }
    metrics.record({
      received: event.Records.length,
      accepted,
      rejected,
      rejectedByCode,
      warningsByCode,
      notesByCode,
      normalizedByKind,
      withUnknownFields,
      objectsExisting,
    });
    log.info('batch ingested', { received: event.Records.length, accepted, rejected, objectsExisting });
    return { batchItemFailures: [] };
  };
}

function addOne(counts: Record<string, number>, of: string): void {
  counts[of] = (counts[of] ?? 0) + 1;
}

const isUnknownField = ({ code }: Reason) => code === unknownFieldCode || code === unclassifiedFieldCode;

interface ArrivedRecord {
  readonly arrival: Arrival;
  readonly data: string;
}

/** Runs of records of one shard and arrival hour, in stream order. */
function byArrivalHour(stream: string, records: readonly KinesisStreamRecord[]): [ArrivedRecord, ...ArrivedRecord[]][] {
  const runs: [ArrivedRecord, ...ArrivedRecord[]][] = [];
  let currentRun: [ArrivedRecord, ...ArrivedRecord[]] | undefined;
  let currentShard = '';
  let currentHour = Number.NaN;
  for (const { eventID, kinesis } of records) {
    const shard = streamShard(stream, eventID.slice(0, eventID.indexOf(':')));
    const arrivedAt = Math.round(kinesis.approximateArrivalTimestamp * 1000);
    const hour = Math.floor(arrivedAt / hourMs);
    const arrival = {
      shard,
      sequence: kinesis.sequenceNumber,
      paddedSequence: kinesis.sequenceNumber.padStart(sequenceDigits, '0'),
      arrivedAt,
    };
    const record = { arrival, data: kinesis.data };
    if (currentRun !== undefined && hour === currentHour && shard === currentShard) {
      currentRun.push(record);
    } else {
      currentRun = [record];
      currentShard = shard;
      currentHour = hour;
      runs.push(currentRun);
    }
  }
  return runs;
}

/** Writes the objects of an hour; returns how many existed already. */
async function writeObjects(objects: HourObjects, { s3, buckets }: IngestDependencies): Promise<number> {
  const outcomes = await Promise.all(
    objects
      .encode()
      .map(({ zone, key, body, contentType }) => putOnce(s3, { bucket: buckets[zone], key, body, contentType })),
  );
  return outcomes.filter((outcome) => outcome === 'existed').length;
}
