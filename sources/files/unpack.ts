import { setImmediate } from 'node:timers/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { FileFault } from './file-fault.ts';

/** How the bytes of a file are packed. */
export type Packing = 'none' | 'gzip';

/**
 * Packed bytes that are unpacked in one go: 16 MiB come out of them at most, for deflate packs 1032 bytes into one
 * (https://www.zlib.net/zlib_tech.html).
 */
const sliceBytes = 16 * 1024;
const outputBytes = 256 * 1024;

/** First bytes of every gzip file (RFC 1952, 2.3.1). */
export function packingOf(head: Uint8Array): Packing {
  return head[0] === 0x1f && head[1] === 0x8b ? 'gzip' : 'none';
}

/**
 * Unpacks a gzip file (RFC 1952, of one or several members) as it is read. Every byte that can be unpacked comes out before
 * the fault is thrown, whatever the chunks are.
 * @param chunks from the beginning of the file.
 * @throws FileFault when the file ends too early or is damaged; the error of `chunks`.
 */
export async function* unpackGzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: outputBytes });
  const output: Buffer[] = [];
  gunzip.on('data', (bytes: Buffer) => output.push(bytes));
  let fault: FileFault | undefined;
  gunzip.on('error', (error: Error) => {
    fault ??= faultOf(error);
  });
  let isOver = false;
  // What follows the last member is no part of the file (https://www.gnu.org/software/gzip/manual/gzip.html, "Tapes").
  const over = new Promise<void>((resolve) => {
    for (const event of ['end', 'error']) {
      gunzip.once(event, () => {
        isOver = true;
        resolve();
      });
    }
  });
  try {
    for await (const slice of inBlocks(chunks, sliceBytes, 0)) {
      await Promise.race([written(gunzip, slice), over]);
      yield* output.splice(0);
      if (isOver) break;
    }
    gunzip.end();
    await over;
    yield* output.splice(0);
    if (fault !== undefined) throw fault;
  } finally {
    gunzip.destroy();
  }
}

/** Resolves when everything that the bytes unpack to has come out. It does not where unpacking ends with them. */
async function written(gunzip: Gunzip, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    gunzip.write(bytes, () => resolve());
  });
  while (gunzip.readableLength > 0) await setImmediate();
}

/** zlib names its faults: https://www.zlib.net/manual.html#Basic */
function faultOf(error: Error): FileFault {
  return new FileFault('code' in error && error.code === 'Z_BUF_ERROR' ? 'file.gzip_cut' : 'file.gzip_broken');
}

/**
 * The same bytes in blocks that end at multiples of `size`, counted from the beginning of the file.
 * @param offset bytes of the file before the first chunk.
 * @throws the error of `chunks`, when every byte before it has come out.
 */
export async function* inBlocks(chunks: AsyncIterable<Buffer>, size: number, offset: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let missing = size - (offset % size);
  const reading = chunks[Symbol.asyncIterator]();
  let fault: { readonly error: unknown } | undefined;
  try {
    for (;;) {
      const next = await reading.next().catch((error: unknown) => ({ error }));
      if ('error' in next) {
        fault = next;
        break;
      }
      if (next.done === true) break;
      const chunk = next.value;
      let from = 0;
      while (chunk.length - from >= missing) {
        parts.push(chunk.subarray(from, from + missing));
        yield whole(parts);
        parts = [];
        from += missing;
        missing = size;
      }
      if (from < chunk.length) {
        parts.push(chunk.subarray(from));
        missing -= chunk.length - from;
      }
    }
    if (parts.length > 0) yield whole(parts);
  } finally {
    await reading.return?.();
  }
  if (fault !== undefined) throw fault.error;
}

function whole(parts: readonly Buffer[]): Buffer {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}

/** The bytes from `offset` on. */
export async function* skipped(chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Buffer> {
  let left = offset;
  for await (const chunk of chunks) {
    if (left >= chunk.length) {
      left -= chunk.length;
      continue;
    }
    yield left === 0 ? chunk : chunk.subarray(left);
    left = 0;
  }
}
