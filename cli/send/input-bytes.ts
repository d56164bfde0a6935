import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UserError } from '../../domain/safe-error.ts';
import type { FileBytes } from '../../sources/files/open-file.ts';
import { cannotRead, localFiles } from '../local-files.ts';

/** The bytes of a file, or of standard input. */
export interface InputBytes {
  /** As the user gave it, `standard input` for `-`. */
  readonly name: string;
  readonly bytes: FileBytes;
  /** Epoch ms of the last change; null for what is no file on disk. */
  readonly modifiedAt: number | null;
  /** What was read of a pipe to find out what it is, is kept until here: from now on it is read once. */
  readonly readOnce: () => void;
}

const chunkBytes = 1 << 20;

/**
 * Opens a file, a named pipe, or with `-` standard input.
 * @throws UserError that names the file, when it cannot be read.
 */
export async function openInputBytes(path: string, stdin: AsyncIterable<Buffer>): Promise<InputBytes> {
  if (path === '-') return { name: 'standard input', ...pipe('standard input', stdin), modifiedAt: null };
  const facts = await stat(path).catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  if (facts.isDirectory()) throw new UserError(`${path} is a folder; name the files in it`);
  if (!facts.isFile()) {
    return { name: path, ...pipe(path, createReadStream(path, { highWaterMark: chunkBytes })), modifiedAt: null };
  }
  const [found] = await localFiles(path);
  if (found === undefined) throw cannotRead(path, null);
  const { read } = found.bytes;
  // Whoever names a file is told of it by that name.
  return { name: path, bytes: { name: path, read }, modifiedAt: found.modifiedAt, readOnce: () => {} };
}

/** A pipe gives its bytes once: those that tell what it is are kept to be read again. */
function pipe(name: string, stream: AsyncIterable<Buffer>): Pick<InputBytes, 'bytes' | 'readOnce'> {
  const reading = stream[Symbol.asyncIterator]();
  const kept: Buffer[] = [];
  let isLast = false;
  const read = async function* () {
    for (let at = 0; at < kept.length; at += 1) {
      const chunk = kept[at];
      if (chunk !== undefined) yield chunk;
    }
    if (isLast) kept.length = 0;
    for (;;) {
      const { done, value } = await reading.next();
      if (done === true) return;
      if (!isLast) kept.push(value);
      yield value;
    }
  };
  return {
    bytes: { name, isPipe: true, read },
    readOnce: () => {
      isLast = true;
    },
  };
}
