import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { invalidRequest } from './s3-errors.ts';

/** What the SDK adds to the response stream of GetObject. */
export interface ObjectBody extends Readable {
  transformToByteArray(): Promise<Uint8Array>;
  transformToString(encoding?: string): Promise<string>;
  transformToWebStream(): ReadableStream;
}

/** Collects a request body (string, bytes, Node stream, web stream or blob) into bytes; an absent body is an empty object. */
export async function requestBytes(body: PutObjectCommandInput['Body']): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (Symbol.asyncIterator in body) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks);
  }
  throw invalidRequest('The body is of a kind embedded S3 cannot read; pass a string, bytes or a stream.');
}

/**
 * A one-shot response stream over bytes, with the SDK's `transformTo...` methods. As in the SDK, it can be read once.
 */
export function responseBody(bytes: Uint8Array): ObjectBody {
  const stream = new Readable({
    read() {
      if (bytes.byteLength > 0) this.push(bytes);
      this.push(null);
    },
  });
  return withTransforms(stream, async () => bytes);
}

/** The same over a part of a file, which is read as the caller reads. */
export function fileBody(path: string, { start, end }: ByteRange): ObjectBody {
  const stream = createReadStream(path, { start, end: end - 1, highWaterMark: fileChunkBytes });
  return withTransforms(stream, async () => Buffer.concat(await stream.toArray()));
}

/** From one byte to before another one. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const fileChunkBytes = 256 * 1024;

function withTransforms(stream: Readable, readAll: () => Promise<Uint8Array>): ObjectBody {
  let used = false;
  const useOnce = (): void => {
    if (used || stream.readableDidRead) throw new Error('The stream has already been transformed.');
    used = true;
  };
  return Object.assign(stream, {
    transformToByteArray: async (): Promise<Uint8Array> => {
      useOnce();
      return readAll();
    },
    transformToString: async (encoding?: string): Promise<string> => {
      useOnce();
      return new TextDecoder(encoding, { ignoreBOM: true }).decode(await readAll());
    },
    transformToWebStream: (): ReadableStream => {
      useOnce();
      return Readable.toWeb(stream);
    },
  });
}
