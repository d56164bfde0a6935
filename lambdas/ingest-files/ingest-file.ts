import { streamOfUnknown } from '../../contracts/platform/streams.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { type FileDelivery, FileEvents } from '../../sources/files/file-events.ts';
import type { FileFaultCode } from '../../sources/files/file-fault.ts';
import type { FileKind } from '../../sources/files/file-kind.ts';
import { FileReading, noRowsRead, type RowTally } from '../../sources/files/file-reading.ts';
import type { OpenedFile } from '../../sources/files/open-file.ts';
import { firstRow, type RowPlace } from '../../sources/files/read-rows.ts';
import type { EncodedRow } from '../../sources/source-record.ts';
import { errorCode } from '../shared/put-errors.ts';
import type { PutRecordsClient } from '../shared/put-records.ts';
import { streamOf } from '../shared/records-by-stream.ts';
import { sendRecords } from '../shared/send-records.ts';

/** Where a file goes on, and which of its parts begins there. */
export interface PartPlace extends RowPlace {
  /** From 0. */
  readonly part: number;
}

export const firstPart: PartPlace = { ...firstRow, part: 0 };

/** What became of the rows of a file, so far. */
export interface FileCounts extends RowTally {
  /** Events that a stream took. */
  readonly sent: number;
  /** Rows that repeat one before them, or what is known; they are sent as the identical events. */
  readonly known: number;
}

export const noRows: FileCounts = { ...noRowsRead, sent: 0, known: 0 };

/** A file that is read, and how. */
export interface FileToIngest {
  readonly file: OpenedFile;
  readonly kind: FileKind;
  readonly delivery: FileDelivery;
  readonly from: PartPlace;
  readonly counts: FileCounts;
  /** Bytes of a part; `Infinity` for a file that is read in one. The same for everybody who reads the file. */
  readonly partBytes: number;
  /** Asked behind every part: whether to stop there. */
  readonly isLate: () => boolean;
}

export interface Streams {
  readonly client: PutRecordsClient;
  /** Name of a stream of the inventory where it is deployed. */
  readonly deployedName: (stream: string) => string;
}

/** Where reading stopped, and why. */
export interface FileProgress {
  /** Null when everything was read that can be. */
  readonly place: PartPlace | null;
  readonly counts: FileCounts;
  /** What the file as a whole is broken by; null while it is not known to be. */
  readonly fault: FileFaultCode | null;
  /** Lines of the rows that no stream takes, some of them. */
  readonly tooLongLines: readonly number[];
  /** Values that no row states and that follow from what it states, by field. */
  readonly derived: Readonly<Record<string, number>>;
}

/**
 * So many bytes of a file are read by themselves: what is known of the rows before them is forgotten. Within them a key that
 * changes keeps its changes apart, and its memory stays small.
 */
export const partBytes = 32 * 1024 * 1024;

/** Lines that are told one by one: they travel from one invocation to the next. */
export const mostLinesNamed = 100;

/**
 * Sends the rows of a file to the streams of their contracts, in constant memory: it is read no faster than the streams take
 * it. A row that cannot be read goes to quarantine by itself; a file that is broken gives the rows before that.
 * @throws SafeError when a stream does not take what it is sent. The same place gives the same events another time.
 */
export async function ingestFile(job: FileToIngest, streams: Streams): Promise<FileProgress> {
  const { file, kind, delivery, from, counts: before, partBytes: bytes, isLate } = job;
  const events = await FileEvents.of(file, kind, { ...delivery, part: from.part });
  const reading = await FileReading.of(file, events, from, before);
  let { part } = from;
  let sent = before.sent;
  try {
    do {
      if (part > from.part) events.startPart(part);
      sent += await send(reading, (part + 1) * bytes, streams);
      part += 1;
    } while (!reading.isOver && !isLate());
  } finally {
    await reading.close();
  }
  const { tally, isOver, place, tooLongLines } = reading;
  const tooLong = isOver && tally.tooLong > 0 ? 'file.row_too_long' : null;
  return {
    place: isOver ? null : { ...place, part },
    counts: { ...tally, sent, known: before.known + events.known },
    fault: reading.fault?.code ?? tooLong,
    tooLongLines: tooLongLines.slice(0, mostLinesNamed),
    derived: events.report.derived,
  };
}

/** Sends the events of one part; where it ends depends on nothing but the file. @returns how many were taken */
async function send(reading: FileReading, end: number, { client, deployedName }: Streams): Promise<number> {
  let taken = 0;
  let notTaken = 0;
  const stop = await sendRecords<EncodedRow>({
    target: { client, streamName: deployedName(streamOfUnknown) },
    streamNameOf: (record) => deployedName(streamOf(record)),
    records: reading.take(end),
    readsOn: false,
    onSent: (sent) => {
      taken += sent.length;
    },
    onNotSent: ({ line }, why) => {
      if (why === 'too_long') reading.noteTooLong([line]);
      else notTaken += 1;
    },
  });
  if (stop !== null || notTaken > 0) {
    throw new SafeError(
      `stream ${stop?.streamName ?? ''} did not take ${notTaken} records of a file (${stop === null ? 'refused' : errorCode(stop.cause)}); its part is sent again`,
      { cause: stop?.cause },
    );
  }
  return taken;
}
