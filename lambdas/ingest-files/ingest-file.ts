import { streamOfUnknown } from '../../contracts/platform/streams.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { type FileDelivery, FileEvents } from '../../sources/files/file-events.ts';
import { FileFault, type FileFaultCode } from '../../sources/files/file-fault.ts';
import type { FileKind } from '../../sources/files/file-kind.ts';
import type { OpenedFile } from '../../sources/files/open-file.ts';
import { firstRow, type RowBatch, type RowPlace, readRows } from '../../sources/files/read-rows.ts';
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
export interface FileCounts {
  /** Rows, the header left out. */
  readonly rows: number;
  /** Events that a stream took. */
  readonly sent: number;
  /** Rows that end in quarantine because they are none. */
  readonly unreadable: number;
  /** Rows that repeat one before them, or what is known; they are sent as the identical events. */
  readonly known: number;
  readonly notUtf8: number;
  /** Rows that no stream takes. */
  readonly tooLong: number;
}

export const noRows: FileCounts = { rows: 0, sent: 0, unreadable: 0, known: 0, notUtf8: 0, tooLong: 0 };

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
}

/**
 * So many bytes of a file are read by themselves: what is known of the rows before them is forgotten. Within them a key that
 * changes keeps its changes apart, and its memory stays small.
 */
export const partBytes = 32 * 1024 * 1024;

/** Of so many rows one may be in another encoding than UTF-8: more, and the whole file is. */
const rowsForOneNotUtf8 = 100;
/** Lines that are told one by one: they travel from one invocation to the next. */
export const mostLinesNamed = 100;

/**
 * Sends the rows of a file to the streams of their contracts, in constant memory: it is read no faster than the streams take
 * it. A row that cannot be read goes to quarantine by itself; a file that is broken gives the rows before that.
 * @throws SafeError when a stream does not take what it is sent. The same place gives the same events another time.
 */
export async function ingestFile(job: FileToIngest, streams: Streams): Promise<FileProgress> {
  const batches = readRows(job.file, job.from);
  const state: State = { place: job.from, counts: { ...job.counts }, fault: null, isOver: false, tooLongLines: [] };
  try {
    do {
      const events = await FileEvents.of(job.file, job.kind, { ...job.delivery, part: state.place.part });
      await send(partOf(batches, events, job, state), streams, state);
      state.counts.known += events.known;
      state.place = { ...state.place, part: state.place.part + 1 };
    } while (!state.isOver && !job.isLate());
  } finally {
    await batches.return(undefined);
  }
  const { counts, tooLongLines, isOver } = state;
  const fault = state.fault ?? (isOver ? faultOf(counts) : null);
  return { place: isOver ? null : state.place, counts, fault, tooLongLines };
}

interface State {
  place: PartPlace;
  counts: { -readonly [K in keyof FileCounts]: number };
  fault: FileFaultCode | null;
  isOver: boolean;
  tooLongLines: number[];
}

/** What shows at the end of a file. */
function faultOf({ rows, notUtf8, tooLong }: FileCounts): FileFaultCode | null {
  if (notUtf8 > 1 && notUtf8 * rowsForOneNotUtf8 > rows) return 'file.encoding';
  return tooLong > 0 ? 'file.row_too_long' : null;
}

/** The events of one part. Where it ends depends on nothing but the file. */
async function* partOf(
  batches: AsyncGenerator<RowBatch>,
  events: FileEvents,
  { partBytes: bytes }: FileToIngest,
  state: State,
): AsyncGenerator<EncodedRow[]> {
  const { counts, place } = state;
  const end = (place.part + 1) * bytes;
  while (state.place.offset < end) {
    const batch = await nextBatch(batches, state);
    if (batch === undefined) {
      state.isOver = true;
      break;
    }
    const encoded: EncodedRow[] = [];
    for (const row of batch.rows) {
      const { events: ofRow, isUnreadable } = events.encode(row);
      for (const event of ofRow) encoded.push(event);
      if (isUnreadable) counts.unreadable += 1;
    }
    counts.rows += batch.rows.length;
    counts.notUtf8 += batch.notUtf8;
    state.place = { ...batch.end, part: place.part };
    if (encoded.length > 0) yield encoded;
  }
  const held = events.finish();
  if (held.length > 0) yield held;
  noteTooLong(state, events.tooLong);
}

function noteTooLong(state: State, lines: readonly number[]): void {
  state.counts.tooLong += lines.length;
  state.tooLongLines.push(...lines.slice(0, mostLinesNamed - state.tooLongLines.length));
}

/** Undefined at the end, and where the file is broken. */
async function nextBatch(batches: AsyncGenerator<RowBatch>, state: State): Promise<RowBatch | undefined> {
  try {
    const { done, value } = await batches.next();
    return done === true ? undefined : value;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    state.fault = error.code;
    return undefined;
  }
}

async function send(
  records: AsyncIterable<EncodedRow[]>,
  { client, deployedName }: Streams,
  state: State,
): Promise<void> {
  let notTaken = 0;
  const stop = await sendRecords<EncodedRow>({
    target: { client, streamName: deployedName(streamOfUnknown) },
    streamNameOf: (record) => deployedName(streamOf(record)),
    records,
    readsOn: false,
    onSent: (sent) => {
      state.counts.sent += sent.length;
    },
    onNotSent: ({ line }, why) => {
      if (why === 'too_long') noteTooLong(state, [line]);
      else notTaken += 1;
    },
  });
  if (stop !== null || notTaken > 0) {
    throw new SafeError(
      `stream ${stop?.streamName ?? ''} did not take ${notTaken} records of a file (${stop === null ? 'refused' : errorCode(stop.cause)}); its part is sent again`,
      { cause: stop?.cause },
    );
  }
}
