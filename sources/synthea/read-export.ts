import type { Contract } from '../../contracts/contract.ts';
import { contracts } from '../../contracts/registry.ts';
import type { KnownChanges } from '../../domain/records/change-identity.ts';
import { epochMillis } from '../../domain/records/instant.ts';
import { readCsvRecords } from '../csv/csv-records.ts';
import {
  type FileLayout,
  fileLayout,
  type RowCounts,
  RowEncoder,
  type RowKeys,
  rowData,
  type SourceRecord,
} from '../row-encoder.ts';

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
  /** Known changes by contract name: see `loadKnownChanges`. */
  readonly known: ReadonlyMap<string, KnownChanges>;
  /** When the files were extracted, ISO 8601 with offset; without it, each file's modification time. */
  readonly asOf?: string | undefined;
  /** Clock at the start of the run, epoch ms. */
  readonly now: number;
}

export interface FileReport extends Readonly<RowCounts> {
  readonly file: string;
  /** Records of the file without the header. */
  readonly rows: number;
  readonly ignoredColumns: number;
  /** Lines of the rows that are longer than a record of a stream may be; they were not read. */
  readonly tooLong: readonly number[];
}

export interface SyntheaExport {
  /** Events of every row in the order of the registry, reference data first. To be read once. */
  readonly batches: AsyncIterable<SourceRecord[]>;
  /** What was read so far, file by file. */
  readonly report: readonly FileReport[];
}

interface OpenedFile {
  readonly file: ExportFile;
  readonly layout: FileLayout;
  readonly extractTime: number;
}

/**
 * Opens a Synthea CSV export. Folder, files and headers are all checked before the first record comes out.
 * @throws Error that names the folder as given, or the file and column, and what is expected there.
 */
export async function openSyntheaExport(options: ExportOptions): Promise<SyntheaExport> {
  const asOf = options.asOf === undefined ? null : epochMillis(options.asOf);
  if (asOf !== null && !Number.isFinite(asOf)) {
    throw new Error('the extract time is not a point in time; write it like 2026-01-31T00:00:00Z');
  }
  const names = findFiles(options.folder);
  const files: OpenedFile[] = [];
  for (const [contract, name] of names) {
    files.push(await openFile(contract, await options.folder.open(name), asOf, options.now));
  }
  const report: FileReport[] = [];
  return { batches: readFiles(files, options, report), report };
}

/** The files of an export, for messages. */
export const expectedFiles = contracts.map((contract) => contract.synthea.file).join(', ');

/** The file of every contract, found without regard to case. */
function findFiles({ name: directory, names }: ExportFolder): ReadonlyMap<Contract, string> {
  const found = new Map<Contract, string>();
  const missing: string[] = [];
  for (const contract of contracts) {
    const { file } = contract.synthea;
    const name = names.includes(file) ? file : names.find((candidate) => candidate.toLowerCase() === file);
    if (name === undefined) missing.push(file);
    else found.set(contract, name);
  }
  if (missing.length === 0) return found;
  // Synthea itself writes to output/csv.
  const nested = names.includes('csv') ? `; did you mean ${directory.replace(/\/$/, '')}/csv?` : '';
  if (found.size > 0)
    throw new Error(`the folder ${directory} lacks ${missing.join(', ')} of a Synthea CSV export${nested}`);
  const what = names.length === 0 ? 'is empty' : 'holds no Synthea CSV export';
  throw new Error(`the folder ${directory} ${what}; expected are ${expectedFiles}${nested}`);
}

/** A modification time in the future comes from a clock that runs ahead: nothing was extracted after now. */
async function openFile(contract: Contract, file: ExportFile, asOf: number | null, now: number): Promise<OpenedFile> {
  const extractTime = asOf ?? Math.min(file.modifiedAt, now);
  for await (const [header] of readCsvRecords(file.read())) {
    if (header === undefined) continue;
    if (header.cells === null) {
      throw new Error(`${file.path}: the first line is no header of a CSV file in UTF-8; export the file again`);
    }
    return { file, layout: fileLayout(contract, header.cells), extractTime };
  }
  throw new Error(`${file.path} is empty; expected is a header line with the columns of Synthea, then the rows`);
}

async function* readFiles(
  files: readonly OpenedFile[],
  { keys, known, asOf, now }: ExportOptions,
  report: FileReport[],
): AsyncGenerator<SourceRecord[]> {
  for (const { file: opened, layout, extractTime } of files) {
    const { contract, ignoredColumns } = layout;
    const encoder = new RowEncoder({
      contract,
      known: known.get(contract.name) ?? new Map(),
      keys,
      extractTime,
      extractTimeFrom: asOf === undefined ? 'file' : 'given',
      now,
    });
    const { file } = contract.synthea;
    let rows = 0;
    const place = report.length;
    let isHeader = true;
    for await (const csvRecords of readCsvRecords(opened.read())) {
      const batch: SourceRecord[] = [];
      for (const { line, text, cells } of csvRecords) {
        if (isHeader) {
          isHeader = false;
          continue;
        }
        rows += 1;
        const record =
          cells === null ? encoder.encodeMalformed(line, text) : encoder.encode(rowData(layout, cells), line, text);
        if (record !== null) batch.push(record);
      }
      report[place] = { file, rows, ignoredColumns, tooLong: encoder.tooLong, ...encoder.counts };
      if (batch.length > 0) yield batch;
    }
    const held = encoder.finish();
    report[place] = { file, rows, ignoredColumns, tooLong: encoder.tooLong, ...encoder.counts };
    if (held.length > 0) yield held;
  }
}
