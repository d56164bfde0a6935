import { FileFault } from '../files/file-fault.ts';
import { refuseForeignContent, tellingBytes } from '../foreign-content.ts';
import { withLineFeeds, withLines } from './csv-bytes.ts';
import { type CsvRecord, readCsvRecords } from './csv-records.ts';

/** Bytes. Longer lines than this have nothing of a table. */
const longestLine = 16 * 1024 * 1024;
/** Rows, and characters of them, that are held back until one of them can be read. */
const mostHeldRows = 10_000;
const mostHeldCharacters = 16 * 1024 * 1024;

/**
 * The records of a CSV file as `readCsvRecords` gives them, with lines that end in CR as well. The header comes by itself,
 * and nothing more before a row can be read: a file of which none can is not a file of bad rows, it is the wrong file.
 * @param name of the file, for messages.
 * @throws FileFault that names the file and what to do: compressed, not in UTF-8, without lines, or without a row that
 * can be split into as many cells as the header has. And the error of `chunks`.
 */
export async function* readCsvFile(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord[]> {
  const bytes = withLines(name, withLineFeeds(ofText(name, chunks)), longestLine);
  let header: CsvRecord | null = null;
  let held: CsvRecord[] | null = [];
  let heldCharacters = 0;
  for await (const records of readCsvRecords(bytes)) {
    let batch = records;
    if (header === null) {
      header = records[0] ?? null;
      if (header === null) continue;
      // By itself, so that a header that is wrong is told before the rows that do not fit it.
      yield [header];
      batch = records.slice(1);
    }
    if (held === null) {
      yield batch;
      continue;
    }
    held = [...held, ...batch];
    heldCharacters += batch.reduce((sum, { text }) => sum + text.length, 0);
    if (batch.some(({ cells }) => cells !== null)) {
      yield held;
      held = null;
    } else if (held.length > mostHeldRows || heldCharacters > mostHeldCharacters) {
      throw nothingReadable(name, header, held, `none of its first ${held.length} rows can`);
    }
  }
  if (header === null || held === null || held.length === 0) return;
  throw nothingReadable(
    name,
    header,
    held,
    held.length === 1 ? 'its only row cannot' : `none of its ${held.length} rows can`,
  );
}

function nothingReadable(name: string, { cells }: CsvRecord, [first]: readonly CsvRecord[], none: string): FileFault {
  return new FileFault(
    'file.unreadable',
    `${name}: ${none} be split into the ${cells?.length ?? 0} columns of its header (line ${first?.line ?? 2} is the first), so nothing of it was sent. Check that the file is UTF-8, that commas separate the cells of every ` +
      `row and that quotes are closed, then export it again`,
  );
}

/** The same bytes, refused as soon as they show what they are: a pipe may give its first ones one by one. */
async function* ofText(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < tellingBytes) continue;
    refuseForeignContent(name, head);
    yield head;
    head = null;
  }
  if (head === null) return;
  refuseForeignContent(name, head);
  yield head;
}
