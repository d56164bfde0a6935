import type { KnownChangesReader } from '../../domain/records/change-identity.ts';
import { epochMillis } from '../../domain/records/instant.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { UserError } from '../../domain/safe-error.ts';
import type { RowKeys } from '../row-encoder.ts';
import type { SourceRecord } from '../source-record.ts';
import { syntheaFiles } from '../synthea/index.ts';
import { asOfOfKey } from './as-of.ts';
import { FileEvents, layoutsOf, type RowReport } from './file-events.ts';
import { type FileFault, fileFaults } from './file-fault.ts';
import { FileReading } from './file-reading.ts';
import { type FoundFile, type KnownFile, openFiles } from './open-files.ts';

/** A folder of files of rows, such as a Synthea export. */
export interface Folder {
  /** As the user gave it. */
  readonly name: string;
  /** Its files and those of the folders in it. */
  readonly files: readonly FoundFile[];
}

export interface FolderOptions {
  readonly folder: Folder;
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** Rules of the place that the rows go to; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
  /** When the files were extracted, ISO 8601 with offset; without it what their paths say, else their modification times. */
  readonly asOf?: string | undefined;
  /** Clock at the start of the run, epoch ms. */
  readonly now: number;
}

export interface FileReport extends RowReport {
  /** Path of the file within the folder. */
  readonly file: string;
  /** Rows of the file without the header. */
  readonly rows: number;
  /** Lines of the rows that are longer than a record of a stream may be; they were not read. */
  readonly tooLong: readonly number[];
  /** Why the file was not read to its end; null when it was. */
  readonly fault: FileFault | null;
}

export interface FolderReading {
  /** Events of every row in the order of the registry, reference data first. To be read once. */
  readonly batches: AsyncIterable<SourceRecord[]>;
  /** What was read so far, file by file. */
  readonly report: readonly FileReport[];
  /** Files that a Synthea export may have and this one has not; of a folder that is none, none. */
  readonly absent: readonly string[];
  /** Files of the folder that nobody reads, each with why. */
  readonly unread: readonly { readonly file: string; readonly why: string }[];
}

/** The files of a Synthea export, in the order of the registry. */
const filesOfExport: readonly string[] = [
  ...new Set(syntheaFiles.filter(({ namesThings }) => namesThings !== true).map(({ file }) => file)),
];

/** The files of an export, for messages. */
export const expectedFiles = filesOfExport.join(', ');

/**
 * Opens a folder: each file is read as in the landing bucket of a stage. Files, headers and the first rows are all checked
 * before the first record comes out. An export need not have every file: older generations lack some.
 * @throws UserError that names the folder as given, or the file and column, and what is expected there: for a folder
 * without any file that can be read, and a file that by its name should be and cannot.
 */
export async function openFolder(options: FolderOptions): Promise<FolderReading> {
  const asOf = options.asOf === undefined ? null : epochMillis(options.asOf);
  if (asOf !== null && !Number.isFinite(asOf)) {
    throw new UserError('the extract time is not a point in time; write it like 2026-01-31T00:00:00Z');
  }
  const { known, unread } = await readableFiles(options.folder);
  for (const { file, kind } of known) layoutsOf(file, kind);
  const ofExport = known.flatMap(({ kind }) => (kind.mappings === undefined ? [] : [kind.name]));
  const report: FileReport[] = [];
  return {
    batches: readFiles(known, options, asOf, report),
    report,
    absent: ofExport.length === 0 ? [] : filesOfExport.filter((file) => !ofExport.includes(file)),
    unread,
  };
}

/**
 * The files of a folder of which is known what they are, in the order to read them in, and the others.
 * @throws UserError when there is none, or when one that is called as a file of rows is none
 */
export async function readableFiles({
  name,
  files,
}: Folder): Promise<{ readonly known: readonly KnownFile[] } & Pick<FolderReading, 'unread'>> {
  if (files.length === 0) throw new UserError(`the folder ${name} is empty; expected are ${expectedFiles}`);
  const { known, unread } = await openFiles(files);
  const broken = unread.find(({ isNamed }) => isNamed);
  if (broken !== undefined) throw broken.fault;
  if (known.length === 0) {
    throw new UserError(
      `the folder ${name} holds no file that says by its name or folder what its rows are; expected are ${expectedFiles}, or files called as a contract, such as claim.ndjson, each packed (.gz) or not`,
    );
  }
  return {
    known,
    unread: unread.map(({ bytes, fault }) => ({ file: withinFolder(bytes.name), why: fileFaults[fault.code] })),
  };
}

/** Names of files begin with that of the folder. */
const withinFolder = (name: string) => name.slice(name.indexOf('/') + 1);

async function* readFiles(
  files: readonly KnownFile[],
  { keys, known, rules, now }: FolderOptions,
  asOf: number | null,
  report: FileReport[],
): AsyncGenerator<SourceRecord[]> {
  for (const { file, kind, modifiedAt } of files) {
    const given = asOf ?? asOfOfKey(file.bytes.name);
    const events = await FileEvents.of(file, kind, {
      keys,
      known,
      rules,
      now,
      // A modification time in the future comes from a clock that runs ahead: nothing was extracted after now.
      extractTime: given ?? Math.min(modifiedAt, now),
      extractTimeFrom: given === null ? 'file' : 'given',
    });
    const reading = await FileReading.of(file, events);
    const place = report.length;
    const note = () => {
      const { tally, tooLongLines, fault } = reading;
      const own = { file: withinFolder(file.bytes.name), rows: tally.rows, tooLong: [...new Set(tooLongLines)], fault };
      report[place] = { ...events.report, ...own };
    };
    note();
    for await (const batch of reading.take()) {
      note();
      yield batch;
    }
    note();
  }
}
