import { gzipSync } from 'node:zlib';
import { layout } from '../../contracts/platform/zones.ts';
import { objectKey } from '../../domain/records/object-key.ts';
import type { AcceptedRecord } from '../../domain/records/process-record.ts';
import type { Rejection } from '../../domain/records/rejection.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { createSilverRows, type SilverRows } from '../shared/silver-parquet.ts';

/** Where a record stands in its stream. */
export interface Arrival {
  /** Among those of all streams: `streamShard`. */
  readonly shard: string;
  /** As Kinesis gave it. */
  readonly sequence: string;
  /** Zero-padded to `sequenceDigits`, as rows and lines carry it. */
  readonly paddedSequence: string;
  /** Epoch ms. */
  readonly arrivedAt: number;
}

/** What a record carried. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8, null when they are not. */
  readonly text: string | null;
  /** The text is JSON that every parser reads. */
  readonly isJson: boolean;
}

export interface BatchObject {
  readonly zone: 'bronze' | 'silver' | 'quarantine';
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** The objects of one arrival hour of one batch. */
export interface HourObjects {
  /** Sequence number of the hour's first record: where a retry has to begin. */
  readonly firstSequence: string;
  readonly add: {
    readonly received: (arrival: Arrival, payload: Payload) => void;
    readonly accepted: (arrival: Arrival, record: AcceptedRecord) => void;
    readonly rejected: (arrival: Arrival, rejection: Rejection, payload: Payload) => void;
  };
  readonly encode: () => readonly BatchObject[];
}

/** Lines of NDJSON as the pieces they are made of: a record's bytes are copied once, not decoded and encoded again. */
interface Lines {
  readonly sequences: string[];
  readonly pieces: Uint8Array[];
}

const lineEnd = Buffer.from('}\n');

/** Fast compression: the vault is read rarely, and the level costs more time than everything else in the handler. */
const gzipLevel = 1;
/** zlib's default of 16 KiB copies a batch through dozens of small buffers. */
const gzipChunkBytes = 256 * 1024;

/** An empty set of objects for the hour in which `first` arrived. */
export function createHourObjects(first: Arrival): HourObjects {
  const received: Lines = { sequences: [], pieces: [] };
  const rejected: Lines = { sequences: [], pieces: [] };
  const warned: Lines = { sequences: [], pieces: [] };
  const accepted = new Map<SilverTable, { readonly sequences: string[]; readonly rows: SilverRows }>();
  const address = (prefix: string, sequences: readonly string[], extension: string) =>
    objectKey({ prefix, arrivedAt: first.arrivedAt, shard: first.shard, sequences, extension });

  const linesObject = (zone: 'bronze' | 'quarantine', prefix: string, lines: Lines): BatchObject => ({
    zone,
    key: address(prefix, lines.sequences, 'ndjson.gz'),
    body: gzipSync(Buffer.concat(lines.pieces), { level: gzipLevel, chunkSize: gzipChunkBytes }),
    contentType: 'application/x-ndjson',
  });
  const silverObject = (table: SilverTable, sequences: readonly string[], rows: SilverRows): BatchObject => {
    const key = address(`${layout.changes.prefix}${table.name}/`, sequences, 'parquet');
    return {
      zone: 'silver',
      key,
      body: rows.encode({ objectKey: key, shard: first.shard }),
      contentType: 'application/vnd.apache.parquet',
    };
  };

  return {
    firstSequence: first.sequence,
    add: {
      received: (arrival, payload) => {
        received.sequences.push(arrival.sequence);
        received.pieces.push(...linePieces(arrivalMembers(arrival), payload));
      },
      accepted: (arrival, record) => {
        let silver = accepted.get(record.table);
        if (silver === undefined) {
          silver = { sequences: [], rows: createSilverRows(record.table) };
          accepted.set(record.table, silver);
        }
        silver.sequences.push(arrival.sequence);
        silver.rows.add(
          {
            eventSource: record.origin.source,
            eventId: record.origin.eventId,
            operation: record.operation,
            eventTime: record.eventTime,
            sequence: arrival.paddedSequence,
            arrivedAt: arrival.arrivedAt,
            sourceFile: record.origin.sourceFile,
            sourceLine: record.origin.sourceLine,
            rowHash: record.rowHash,
          },
          record.masked,
        );
        if (record.warnings.length === 0 && record.notes.length === 0) return;
        warned.sequences.push(arrival.sequence);
        warned.pieces.push(Buffer.from(`{${arrivalMembers(arrival)},${warningMembers(record)}}\n`));
      },
      rejected: (arrival, rejection, payload) => {
        rejected.sequences.push(arrival.sequence);
        rejected.pieces.push(...linePieces(`${arrivalMembers(arrival)},${rejectionMembers(rejection)}`, payload));
      },
    },
    encode: () => [
      linesObject('bronze', layout.events.prefix, received),
      ...Array.from(accepted, ([table, { sequences, rows }]) => silverObject(table, sequences, rows)),
      ...(rejected.sequences.length > 0 ? [linesObject('quarantine', layout.rejected.prefix, rejected)] : []),
      ...(warned.sequences.length > 0 ? [linesObject('quarantine', layout.warned.prefix, warned)] : []),
    ],
  };
}

function arrivalMembers({ shard, paddedSequence, arrivedAt }: Arrival): string {
  return `"shard_id":"${shard}","sequence":"${paddedSequence}","arrived_at":${arrivedAt}`;
}

/** What was left out of an accepted record and which rules it breaks all the same, under the names that masked zones have for it. */
function warningMembers({ table, origin, warnings, notes }: AcceptedRecord): string {
  return JSON.stringify({
    contract: table.name,
    event_source: origin.source,
    event_id: origin.eventId,
    source_file: origin.sourceFile,
    source_line: origin.sourceLine,
    reasons: warnings,
    ...(notes.length === 0 ? {} : { notes }),
  }).slice(1, -1);
}

function rejectionMembers(rejection: Rejection): string {
  return JSON.stringify({
    contract: rejection.contractName,
    event_source: rejection.eventSource,
    event_id: rejection.eventId,
    source_file: rejection.sourceFile,
    source_line: rejection.sourceLine,
    reasons: rejection.reasons,
  }).slice(1, -1);
}

/**
 * A line: the members, then the payload as it came. JSON that stands on one line and that every parser reads is there
 * byte for byte; other UTF-8 as a JSON string; anything else as base64.
 */
function linePieces(members: string, { bytes, text, isJson }: Payload): Uint8Array[] {
  if (isJson && text !== null && !text.includes('\n')) return [Buffer.from(`{${members},"event":`), bytes, lineEnd];
  const payload =
    text === null ? `"payload_base64":"${Buffer.from(bytes).toString('base64')}"` : `"payload":${JSON.stringify(text)}`;
  return [Buffer.from(`{${members},${payload}}\n`)];
}
