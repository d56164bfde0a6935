import { FileFault } from '../files/file-fault.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The same bytes with LF in place of CR, when the first line ends in a CR alone, as old Macintosh programs and some
 * spreadsheets write it; otherwise the bytes as they are.
 * @param known whether it does, where the chunks begin behind the first line.
 */
export async function* withLineFeeds(
  chunks: AsyncIterable<Buffer>,
  known: boolean | null = null,
): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let hasCarriageReturns = known;
  for await (const chunk of chunks) {
    if (hasCarriageReturns !== null) {
      yield hasCarriageReturns ? replaced(chunk) : chunk;
      continue;
    }
    const bytes: Buffer = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = bytes.indexOf(carriageReturn);
    const before = at === -1 ? bytes : bytes.subarray(0, at);
    if (before.includes(lineFeed)) hasCarriageReturns = false;
    else if (at !== -1 && at + 1 < bytes.length) hasCarriageReturns = bytes[at + 1] !== lineFeed;
    if (hasCarriageReturns === null && at !== -1) {
      // Whether a LF follows, the next chunk tells.
      yield before;
      held = bytes.subarray(at);
    } else {
      yield hasCarriageReturns === true ? replaced(bytes) : bytes;
      held = Buffer.alloc(0);
    }
  }
  if (held.length > 0) yield held;
}

/** Whether the first line of a file ends in a CR alone; false when the bytes do not hold its end. */
export function endsInCarriageReturn(head: Buffer): boolean {
  const at = head.indexOf(carriageReturn);
  return at !== -1 && at + 1 < head.length && head[at + 1] !== lineFeed && !head.subarray(0, at).includes(lineFeed);
}

function replaced(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(carriageReturn); at !== -1; at = copy.indexOf(carriageReturn, at + 1)) copy[at] = lineFeed;
  return copy;
}

/**
 * The same bytes, so long as a line ends now and then: what has no lines would be read into memory whole.
 * @param longest bytes that may stand between two line ends, about: a chunk is looked at as a whole.
 * @throws FileFault that names the input.
 */
export async function* withLines(name: string, chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Buffer> {
  let sinceLineEnd = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed);
    sinceLineEnd = end === -1 ? sinceLineEnd + chunk.length : chunk.length - end - 1;
    if (sinceLineEnd > longest) {
      throw new FileFault(
        'file.unreadable',
        `${name} has a line of more than ${longest} bytes; it is no CSV with a row on a line. Rows before it may have been sent`,
      );
    }
    yield chunk;
  }
}
