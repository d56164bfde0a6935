import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../domain/safe-error.ts';
import { refuseForeignContent, tellingBytes } from '../../sources/foreign-content.ts';

/** The bytes of a file, or of standard input. */
export interface InputBytes {
  /** As the user gave it, `standard input` for `-`. */
  readonly name: string;
  /** Last part of the path; null for what has no name of its own. */
  readonly fileName: string | null;
  /** The first bytes, at most a chunk. */
  readonly head: Buffer;
  /** Bytes of a file; infinite for a pipe. */
  readonly size: number;
  /** Epoch ms of the last change; null for what is no file on disk. */
  readonly modifiedAt: number | null;
  /** A pipe can be read once; the bytes of a file can be read again. */
  readonly isPipe: boolean;
  readonly read: () => AsyncIterable<Buffer>;
}

const chunkBytes = 1 << 20;
const headBytes = 1 << 16;

/**
 * Opens a file, a named pipe, or with `-` standard input.
 * @throws UserError that names the file, when it cannot be read, is compressed or in UTF-16.
 */
export async function openInputBytes(path: string, stdin: AsyncIterable<Buffer>): Promise<InputBytes> {
  const input = path === '-' ? await fromPipe('standard input', null, stdin) : await fromPath(path);
  refuseForeignContent(input.name, input.head);
  return input;
}

async function fromPath(path: string): Promise<InputBytes> {
  try {
    const file = await open(path);
    try {
      const facts = await file.stat();
      if (facts.isDirectory()) throw new UserError(`${path} is a folder; name the files in it`);
      if (facts.isFile()) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
        const head = buffer.subarray(0, bytesRead);
        const read = () => createReadStream(path, { highWaterMark: chunkBytes });
        const modifiedAt = Math.floor(facts.mtimeMs);
        return { name: path, fileName: basename(path), head, size: facts.size, modifiedAt, isPipe: false, read };
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw new UserError(`cannot read ${path} (${error.code}); check its name and that you may read it`);
    }
    throw error;
  }
  return fromPipe(path, basename(path), createReadStream(path, { highWaterMark: chunkBytes }));
}

async function fromPipe(name: string, fileName: string | null, stream: AsyncIterable<Buffer>): Promise<InputBytes> {
  const reading = stream[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  // A pipe may give its first bytes one by one.
  while ((head.length < tellingBytes || !hasText(head)) && head.length < headBytes) {
    const { done, value } = await reading.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  const read = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => reading };
  };
  return { name, fileName, head, size: Number.POSITIVE_INFINITY, modifiedAt: null, isPipe: true, read };
}

/** Two bytes that tell what the input is, blanks and a byte order mark left out. */
function hasText(head: Buffer): boolean {
  return (
    head
      .toString('latin1')
      .replace(/^\xEF\xBB\xBF/, '')
      .trim().length >= 2
  );
}
