import { endsInCarriageReturn, withLineFeeds } from '../csv/csv-bytes.ts';
import { type CsvRecord, readCsvBatches } from '../csv/csv-records.ts';
import { refuseForeignContent } from '../foreign-content.ts';
import { FileFault } from './file-fault.ts';
import { type FileFormat, formatOf, unpackedName } from './file-format.ts';
import { type Packing, packingOf, skipped, unpackGzip } from './unpack.ts';

/** A file wherever it lies: on a disk, in a bucket. */
export interface FileBytes {
  /** Path or key. */
  readonly name: string;
  /** The bytes from one on; may be read several times. */
  readonly read: (from: number) => AsyncIterable<Buffer>;
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
 * @throws FileFault for what cannot be read at all: nothing in it, an archive, UTF-16, no header, no row of many.
 */
export async function openFile(bytes: FileBytes): Promise<OpenedFile> {
  const packing = packingOf((await beginningOf(bytes.read(0), 2)).head);
  const { head, isWhole, damage } = await beginningOf(unpackedBytes(bytes, packing, 0), headBytes);
  const name = unpackedName(bytes.name);
  refuseForeignContent(name, head);
  if (
    head
      .toString('latin1')
      .replace(/^\xEF\xBB\xBF/, '')
      .trim() === ''
  )
    throw new FileFault('file.empty');
  const format = formatOf(name, head);
  if (format !== 'csv')
    return { bytes, name, packing, format, hasCarriageReturns: endsInCarriageReturn(head), header: null };
  return { bytes, name, packing, format, ...(await csvHeader(head, { isWhole, damage })) };
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
async function beginningOf(chunks: AsyncIterable<Buffer>, length: number): Promise<Beginning> {
  let head: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      head = Buffer.concat([head, chunk]);
      if (head.length > length) return { head: head.subarray(0, length), isWhole: false, damage: null };
    }
  } catch (error) {
    if (!(error instanceof FileFault) || head.length === 0) throw error;
    return { head, isWhole: false, damage: error };
  }
  return { head, isWhole: true, damage: null };
}

async function csvHeader(
  head: Buffer,
  { isWhole, damage }: Pick<Beginning, 'isWhole' | 'damage'>,
): Promise<Pick<OpenedFile, 'hasCarriageReturns' | 'header'>> {
  const hasCarriageReturns = endsInCarriageReturn(head);
  const records: CsvRecord[] = [];
  const chunks = async function* () {
    yield head;
  };
  for await (const batch of readCsvBatches(withLineFeeds(chunks(), hasCarriageReturns))) records.push(...batch.records);
  const [header, ...rows] = records;
  // The last row is cut, unless the file ends with it.
  const whole = isWhole ? rows : rows.slice(0, -1);
  if (header?.cells == null || (!isWhole && rows.length === 0)) throw damage ?? new FileFault('file.header');
  const isUnreadable = whole.length > 0 && whole.every(({ cells }) => cells === null);
  if (isUnreadable && (isWhole || whole.length >= fewestUnreadable)) throw new FileFault('file.unreadable');
  return { hasCarriageReturns, header: header.cells };
}
