import type { KnownChangesReader } from '../../domain/records/change-identity.ts';
import { epochMillis } from '../../domain/records/instant.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { UserError } from '../../domain/safe-error.ts';
import { readCsvFile } from '../csv/csv-file.ts';
import type { CsvMapping, FileLayout } from '../csv/csv-layout.ts';
import { fileLayout, rowData } from '../csv/csv-layout.ts';
import type { CsvRecord } from '../csv/csv-records.ts';
import { type RowCounts, RowEncoder, type RowKeys } from '../row-encoder.ts';
import type { SourceRecord } from '../source-record.ts';
import { syntheaFiles } from './index.ts';
import { syntheaSource } from './synthea-file.ts';

/** A folder that may hold an export: on a disk, in a bucket, in an archive. */
export interface ExportFolder {
  /** As the user gave it. */
  readonly name: string;
  /** Names of its files. */
  readonly names: readonly string[];
  readonly open: (name: string) => Promise<ExportFile>;
}

export interface ExportFile {
  /** For messages. */
  readonly path: string;
  /** Epoch ms. */
  readonly modifiedAt: number;
  /** The bytes; may be read several times. */
  readonly read: () => AsyncIterable<Buffer>;
}

export interface ExportOptions {
  readonly folder: ExportFolder;
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** Rules of the place that the rows go to; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
  /** When the files were extracted, ISO 8601 with offset; without it, each file's modification time. */
  readonly asOf?: string | undefined;
  /** Clock at the start of the run, epoch ms. */
  readonly now: number;
}

export interface FileReport extends Readonly<RowCounts> {
  readonly file: string;
  /** Records of the file without the header. */
  readonly rows: number;
  /** By contract, the records that its rows gave; a row may give records of several. */
  readonly records: Readonly<Record<string, number>>;
  /** Rows that could be split into cells and gave no record. */
  readonly unused: number;
  readonly ignoredColumns: number;
  /** Lines of the rows that are longer than a record of a stream may be; they were not read. */
  readonly tooLong: readonly number[];
}

export interface SyntheaExport {
  /** Events of every row in the order of the registry, reference data first. To be read once. */
  readonly batches: AsyncIterable<SourceRecord[]>;
  /** What was read so far, file by file. */
  readonly report: readonly FileReport[];
  /** Files that an export may have and this one has not. */
  readonly absent: readonly string[];
  /** CSV files of the folder that nobody reads, packed ones too. */
  readonly unread: readonly string[];
}

/** How the rows of a file become records of one contract. */
interface Reading {
  readonly mapping: CsvMapping;
  readonly layout: FileLayout;
}

interface OpenedFile {
  readonly name: string;
  readonly file: ExportFile;
  /** One for each contract that the file feeds. */
  readonly readings: readonly Reading[];
  readonly extractTime: number;
}

/**
 * What each file feeds, in the order in which the files are read: that of the registry, reference data first. A file that
 * only names things of a contract beside its own records is read with those.
 */
const mappingsByFile: ReadonlyMap<string, readonly CsvMapping[]> = (() => {
  const own = syntheaFiles.filter(({ namesThings }) => namesThings !== true);
  const all = Map.groupBy(syntheaFiles, ({ file }) => file);
  return new Map(own.map(({ file }) => [file, all.get(file) ?? []]));
})();

/** The files of an export, for messages. */
export const expectedFiles = [...mappingsByFile.keys()].join(', ');

/**
 * Opens a Synthea CSV export. Folder, files, headers and the first rows are all checked before the first record comes
 * out. An export need not have every file: older generations lack some.
 * @throws Error that names the folder as given, or the file and column, and what is expected there.
 */
export async function openSyntheaExport(options: ExportOptions): Promise<SyntheaExport> {
  const asOf = options.asOf === undefined ? null : epochMillis(options.asOf);
  if (asOf !== null && !Number.isFinite(asOf)) {
    throw new UserError('the extract time is not a point in time; write it like 2026-01-31T00:00:00Z');
  }
  const { folder } = options;
  const found = findFiles(folder);
  const files: OpenedFile[] = [];
  for (const [file, name] of found) {
    files.push(await openFile(file, await folder.open(name), asOf, options.now));
  }
  const report: FileReport[] = [];
  const read = new Set(found.values());
  return {
    batches: readFiles(files, options, report),
    report,
    absent: [...mappingsByFile.keys()].filter((file) => !found.has(file)),
    unread: folder.names.filter((name) => /\.csv(\.\w+)?$/i.test(name) && !read.has(name)).sort(),
  };
}

/**
 * The files that are there, found without regard to case: by the name that Synthea gives them, the name they have.
 * @throws UserError when there is none
 */
export function findFiles({ name: directory, names }: ExportFolder): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of mappingsByFile.keys()) {
    const name = names.includes(file) ? file : names.find((candidate) => candidate.toLowerCase() === file);
    if (name !== undefined) found.set(file, name);
  }
  if (found.size > 0) return found;
  // Synthea itself writes to output/csv.
  const nested = names.includes('csv') ? `; did you mean ${directory.replace(/\/$/, '')}/csv?` : '';
  const what = names.length === 0 ? 'is empty' : 'holds no Synthea CSV export';
  throw new UserError(`the folder ${directory} ${what}; expected are ${expectedFiles}${nested}`);
}

/** A modification time in the future comes from a clock that runs ahead: nothing was extracted after now. */
async function openFile(name: string, file: ExportFile, asOf: number | null, now: number): Promise<OpenedFile> {
  const extractTime = asOf ?? Math.min(file.modifiedAt, now);
  let readings: readonly Reading[] | null = null;
  for await (const [header] of readCsvFile(file.path, file.read())) {
    // The second batch comes only when there is a row that can be read.
    if (readings !== null) break;
    if (header === undefined) continue;
    const { cells } = header;
    if (cells === null) {
      throw new UserError(`${file.path}: the first line is no header of a CSV file in UTF-8; export the file again`);
    }
    readings = mappingsOf(name).map((mapping) => ({ mapping, layout: fileLayout(mapping, cells) }));
  }
  if (readings !== null) return { name, file, readings, extractTime };
  throw new UserError(`${file.path} is empty; expected is a header line with the columns of Synthea, then the rows`);
}

/** What a file of an export feeds, by the name that Synthea gives it. */
export function mappingsOf(file: string): readonly CsvMapping[] {
  return mappingsByFile.get(file) ?? [];
}

async function* readFiles(
  files: readonly OpenedFile[],
  options: ExportOptions,
  report: FileReport[],
): AsyncGenerator<SourceRecord[]> {
  for (const opened of files) {
    const reader = await ExportFileReader.of(opened, options);
    const place = report.length;
    let isHeader = true;
    for await (const csvRecords of readCsvFile(opened.file.path, opened.file.read())) {
      const batch: SourceRecord[] = [];
      for (const record of csvRecords) {
        if (isHeader) isHeader = false;
        else reader.read(record, batch);
      }
      report[place] = reader.report;
      if (batch.length > 0) yield batch;
    }
    const held = reader.finish();
    report[place] = reader.report;
    if (held.length > 0) yield held;
  }
}

interface Encoding extends Reading {
  readonly encoder: RowEncoder;
  records: number;
}

/** Makes records of the rows of one file, for every contract that it feeds. */
class ExportFileReader {
  readonly #name: string;
  readonly #encodings: readonly Encoding[];
  #rows = 0;
  #unused = 0;

  static async of({ name, readings, extractTime }: OpenedFile, options: ExportOptions): Promise<ExportFileReader> {
    const { keys, known, rules, asOf, now } = options;
    const encodings: Encoding[] = [];
    for (const { mapping, layout } of readings) {
      const { contract } = mapping;
      const encoder = new RowEncoder({
        contract,
        source: syntheaSource,
        file: name,
        known: await known(contract.name, syntheaSource),
        keys,
        rules,
        extractTime,
        extractTimeFrom: asOf === undefined ? 'file' : 'given',
        now,
      });
      encodings.push({ mapping, layout, encoder, records: 0 });
    }
    return new ExportFileReader(name, encodings);
  }

  private constructor(name: string, encodings: readonly Encoding[]) {
    this.#name = name;
    this.#encodings = encodings;
  }

  /** Adds the records of a row to a batch; some come later, with `finish`. */
  read({ line, text, cells }: CsvRecord, batch: SourceRecord[]): void {
    this.#rows += 1;
    if (cells === null) {
      // It is one row, whatever it would have fed: one record of it is refused.
      const encoding = this.#encodings.find(({ mapping }) => mapping.namesThings !== true);
      const record = encoding?.encoder.encodeMalformed(line, text) ?? null;
      if (record !== null) batch.push(record);
      return;
    }
    let isUsed = false;
    for (const encoding of this.#encodings) {
      const data = rowData(encoding.layout, cells);
      if (data === null) continue;
      isUsed = true;
      encoding.records += 1;
      const record = encoding.encoder.encode(data, line, text);
      if (record !== null) batch.push(record);
    }
    if (!isUsed) this.#unused += 1;
  }

  finish(): SourceRecord[] {
    return this.#encodings.flatMap(({ encoder }) => encoder.finish());
  }

  get report(): FileReport {
    const counted = (count: keyof RowCounts) =>
      this.#encodings.reduce((sum, { encoder }) => sum + encoder.counts[count], 0);
    const header = this.#encodings[0]?.layout;
    const read = new Set(this.#encodings.flatMap(({ layout }) => [...layout.places]));
    return {
      file: this.#name,
      rows: this.#rows,
      records: Object.fromEntries(this.#encodings.map(({ mapping, records }) => [mapping.contract.name, records])),
      unused: this.#unused,
      ignoredColumns: (header?.columnCount ?? 0) - read.size,
      tooLong: [...new Set(this.#encodings.flatMap(({ encoder }) => encoder.tooLong))],
      known: counted('known'),
      malformed: counted('malformed'),
      restored: counted('restored'),
    };
  }
}
