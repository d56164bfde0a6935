import { endsInCarriageReturn, withLineFeeds } from '../csv/csv-bytes.ts';
import { type CsvRecord, readCsvBatches } from '../csv/csv-records.ts';
import { refuseForeignContent, tellingBytes } from '../foreign-content.ts';
import { FileFault, fileFaults } from './file-fault.ts';
import { type FileFormat, formatOf, unpackedName } from './file-format.ts';
import { type Packing, packingOf, skipped, unpackGzip } from './unpack.ts';

/** A file wherever it lies: on a disk, in a bucket. */
export interface FileBytes {
  /** Path or key. */
  readonly name: string;
  /** The bytes from one on; may be read several times. */
  readonly read: (from: number) => AsyncIterable<Buffer>;
  /** Somebody makes the bytes as they are read, and they have no end yet: no more is waited for than is needed. */
  readonly isPipe?: boolean;
}

/** A file of which the beginning was read. */
export interface OpenedFile {
  readonly bytes: FileBytes;
  /** Last part of its name, without `.gz`. */
  readonly name: string;
  readonly packing: Packing;
  readonly format: FileFormat;
  /** CSV whose lines end in a CR alone. */
  readonly hasCarriageReturns: boolean;
  /** Cells of the first line of a CSV file; of others null. */
  readonly header: readonly string[] | null;
}

/** Bytes, unpacked, that tell what a file is; its header must stand in them. */
export const headBytes = 1 << 16;
/** So many rows of which none can be split are not a file of bad rows: it is the wrong file. */
const fewestUnreadable = 20;

/**
 * Reads the beginning of a file: how it is packed and written, and its header.
 * @param said the format, where somebody says it; else what name and first bytes say.
 * @throws FileFault that names the file, for what cannot be read at all: nothing in it, an archive, UTF-16, no header, no row
 * of many.
 */
export async function openFile(bytes: FileBytes, said?: FileFormat): Promise<OpenedFile> {
  try {
    return await opened(bytes, said);
  } catch (error) {
    // The reader of bytes does not know whose they are.
    if (!(error instanceof FileFault) || error.message !== fileFaults[error.code]) throw error;
    throw new FileFault(error.code, `${bytes.name}: ${error.message}`);
  }
}

async function opened(bytes: FileBytes, said: FileFormat | undefined): Promise<OpenedFile> {
  const packing = packingOf((await beginningOf(bytes.read(0), 2)).head);
  const beginning = await beginningOf(
    unpackedBytes(bytes, packing, 0),
    headBytes,
    bytes.isPipe === true ? tellsEnough : undefined,
  );
  const { head } = beginning;
  const name = unpackedName(bytes.name);
  refuseForeignContent(bytes.name, head);
  if (textOf(head) === '') {
    throw new FileFault(
      'file.empty',
      `${bytes.name} is empty; expected is a header line with the columns, then the rows, or JSON objects`,
    );
  }
  const format = said ?? formatOf(name, head);
  if (format !== 'csv')
    return { bytes, name, packing, format, hasCarriageReturns: endsInCarriageReturn(head), header: null };
  return { bytes, name, packing, format, ...(await csvHeader(bytes.name, beginning)) };
}

const textOf = (head: Buffer) =>
  head
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '')
    .trim();

/** Whether the first bytes of a pipe tell what it is, and that a row of it can be read. */
async function tellsEnough(head: Buffer): Promise<boolean> {
  if (head.length < tellingBytes) return false;
  const text = textOf(head);
  if (text.startsWith('[')) return true;
  const ends =
    head
      .toString('latin1')
      .trimStart()
      .match(/\r\n|\r|\n/g)?.length ?? 0;
  if (text.startsWith('{')) return ends > 0;
  if (ends < 2) return false;
  // The last one may go on in what has not come yet.
  const [, ...rows] = (await recordsOf(head, endsInCarriageReturn(head))).slice(0, -1);
  return rows.some(({ cells }) => cells !== null);
}

/** The unpacked bytes of a file from one on. Of a packed file everything before it is unpacked, too, and left out. */
export function unpackedBytes(bytes: FileBytes, packing: Packing, offset: number): AsyncIterable<Buffer> {
  return packing === 'none' ? bytes.read(offset) : skipped(unpackGzip(bytes.read(0)), offset);
}

interface Beginning {
  readonly head: Buffer;
  /** There is nothing behind it. */
  readonly isWhole: boolean;
  /** What is behind it cannot be unpacked. */
  readonly damage: FileFault | null;
}

/** A file that is damaged behind its first bytes is read up to there, later; here it has a beginning. */
async function beginningOf(
  chunks: AsyncIterable<Buffer>,
  length: number,
  isEnough: (head: Buffer) => Promise<boolean> = async () => false,
): Promise<Beginning> {
  let head: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      head = Buffer.concat([head, chunk]);
      if (head.length > length) return { head: head.subarray(0, length), isWhole: false, damage: null };
      if (await isEnough(head)) return { head, isWhole: false, damage: null };
    }
  } catch (error) {
    if (!(error instanceof FileFault) || head.length === 0) throw error;
    return { head, isWhole: false, damage: error };
  }
  return { head, isWhole: true, damage: null };
}

async function recordsOf(head: Buffer, hasCarriageReturns: boolean): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  const chunks = async function* () {
    yield head;
  };
  for await (const batch of readCsvBatches(withLineFeeds(chunks(), hasCarriageReturns))) records.push(...batch.records);
  return records;
}

async function csvHeader(
  name: string,
  { head, isWhole, damage }: Beginning,
): Promise<Pick<OpenedFile, 'hasCarriageReturns' | 'header'>> {
  const hasCarriageReturns = endsInCarriageReturn(head);
  const [header, ...rows] = await recordsOf(head, hasCarriageReturns);
  // The last row is cut, unless the file ends with it.
  const whole = isWhole ? rows : rows.slice(0, -1);
  if (header?.cells == null || (!isWhole && rows.length === 0)) {
    throw (
      damage ??
      new FileFault(
        'file.header',
        `${name}: the first line is no header of a CSV file in UTF-8; if it is NDJSON, say --format ndjson`,
      )
    );
  }
  const isUnreadable = whole.length > 0 && whole.every(({ cells }) => cells === null);
  if (isUnreadable && (isWhole || whole.length >= fewestUnreadable)) {
    throw nothingReadable(name, header.cells.length, whole, isWhole);
  }
  return { hasCarriageReturns, header: header.cells };
}

function nothingReadable(name: string, columns: number, rows: readonly CsvRecord[], isWhole: boolean): FileFault {
  const none = isWhole
    ? rows.length === 1
      ? 'its only row cannot'
      : `none of its ${rows.length} rows can`
    : `none of its first ${rows.length} rows can`;
  return new FileFault(
    'file.unreadable',
    `${name}: ${none} be split into the ${columns} columns of its header (line ${rows[0]?.line ?? 2} is the first), so nothing of it was sent. Check that the file is UTF-8, that commas separate the cells of every ` +
      `row and that quotes are closed, then export it again`,
  );
}
