import type { Contract } from '../../contracts/contract.ts';
import type { KnownChangesReader } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { streamOf } from '../../lambdas/shared/records-by-stream.ts';
import { type FileDelivery, FileEvents, layoutsOf, type RowReport } from '../../sources/files/file-events.ts';
import type { FileFault } from '../../sources/files/file-fault.ts';
import type { FileFormat } from '../../sources/files/file-format.ts';
import { ofContract } from '../../sources/files/file-kind.ts';
import { FileReading } from '../../sources/files/file-reading.ts';
import { openFile } from '../../sources/files/open-file.ts';
import type { RowKeys } from '../../sources/row-encoder.ts';
import type { OutgoingRecord } from '../../sources/source-record.ts';
import { openInputBytes } from './input-bytes.ts';

export const formats = ['csv', 'ndjson', 'json'] as const satisfies readonly FileFormat[];
export type Format = FileFormat;

export interface InputOptions {
  readonly contract: Contract;
  /** Without it, what the name or the first bytes say. */
  readonly format?: Format | undefined;
  readonly stdin: AsyncIterable<Buffer>;
}

export interface EncodingContext {
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** Rules of the place that the rows go to; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
  /** See `Delivery`. */
  readonly isChangeLogUnknown?: boolean;
  /** When the input was extracted, epoch ms; null for a file's modification time, and now for what is no file. */
  readonly asOf: number | null;
  /** Clock at the start, epoch ms. */
  readonly now: number;
}

/** A record with its line of the input. */
export interface InputRecord extends OutgoingRecord {
  readonly input: Input;
  /** As the inventory calls it. */
  readonly stream: string;
  readonly line: number;
}

/** A file to send, opened: its format and header are known to be right. */
export interface Input {
  /** As the user gave it. */
  readonly name: string;
  readonly format: Format;
  /** What was found in it so far. */
  readonly report: InputReport;
  /** A row turned out to be longer than a record of a stream may be. */
  readonly noteTooLong: (line: number) => void;
  /** Records in the order of the input, to be read once. */
  readonly records: (context: EncodingContext) => AsyncGenerator<InputRecord[]>;
}

export interface InputReport extends RowReport {
  /** Rows of a CSV file without its header, values of JSON. */
  readonly read: number;
  /** Line that was read last. */
  readonly lastLine: number;
  /** Everything was read. */
  readonly complete: boolean;
  /** Why the file was not read to its end, or is no file of rows that can be trusted; null when it was, and is. */
  readonly fault: FileFault | null;
  /** Rows that could not be split into cells, and values that are no JSON object. They go to quarantine. */
  readonly unreadable: number;
  /** Lines of rows that are longer than a record of a stream may be. */
  readonly tooLong: readonly number[];
}

/**
 * Opens a file (`-`: standard input), checks its header and finds its first row that can be read. Nothing of it goes
 * anywhere yet.
 * @throws UserError that names the file, and the column where one is missing; for an empty file, and for one with rows of
 * which none can be read.
 */
export async function openInput(path: string, { contract, format, stdin }: InputOptions): Promise<Input> {
  const { name, bytes, modifiedAt, readOnce } = await openInputBytes(path, stdin);
  const opened = await openFile(bytes, format);
  // What has no name of its own is called so.
  const file = path === '-' ? { ...opened, name: 'stdin' } : opened;
  const kind = ofContract(contract);
  // The header is looked at before anything is sent.
  layoutsOf(file, kind);
  let reading: { readonly of: FileReading; readonly events: FileEvents } | null = null;
  let complete = false;
  const read = async (context: EncodingContext) => {
    const events = await FileEvents.of(file, kind, deliveryOf(context, modifiedAt));
    readOnce();
    reading = { of: await FileReading.of(file, events), events };
    return reading.of;
  };
  const input: Input = {
    name,
    format: file.format,
    get report() {
      return reportOf(reading, complete);
    },
    noteTooLong: (line) => reading?.of.noteTooLong([line]),
    records: async function* (context) {
      const rows = await read(context);
      for await (const batch of rows.take()) {
        yield batch.map(({ contract: own, line, partitionKey, data }) => {
          return { stream: streamOf({ contract: own }), line, partitionKey, data, input };
        });
      }
      complete = rows.fault === null;
    },
  };
  return input;
}

function deliveryOf(
  { keys, known, rules, isChangeLogUnknown = false, asOf, now }: EncodingContext,
  modifiedAt: number | null,
): FileDelivery {
  return {
    keys,
    known,
    rules,
    isChangeLogUnknown,
    now,
    // A modification time in the future comes from a clock that runs ahead: nothing was extracted after now.
    extractTime: asOf ?? Math.min(modifiedAt ?? now, now),
    extractTimeFrom: asOf === null ? 'file' : 'given',
    // Whole events are somebody else's: they go as they stand.
    addsAddress: false,
  };
}

const nothingRead: InputReport = {
  read: 0,
  lastLine: 0,
  complete: false,
  fault: null,
  unreadable: 0,
  tooLong: [],
  known: 0,
  malformed: 0,
  restored: 0,
  records: {},
  unused: 0,
  ignoredColumns: 0,
  derived: {},
};

function reportOf(
  reading: { readonly of: FileReading; readonly events: FileEvents } | null,
  complete: boolean,
): InputReport {
  if (reading === null) return nothingRead;
  const { tally, lastLine, fault, tooLongLines } = reading.of;
  const { rows: read, unreadable } = tally;
  return { ...reading.events.report, read, unreadable, lastLine, fault, tooLong: tooLongLines, complete };
}
