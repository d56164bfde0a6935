import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { passingFault } from '../../domain/passing-faults.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { httpStatusOf } from './object-store.ts';

/** The part of an S3 client that streaming an object needs. */
export interface StreamObjectClient {
  send(command: GetObjectCommand): Promise<GetObjectCommandOutput>;
}

/** One version of an object. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
}

/** The object is another one by now, or none. */
export class ObjectReplacedError extends SafeError {
  override readonly name = 'ObjectReplacedError';
}

/** Connections in a row that broke before they gave a byte. */
const mostAttempts = 5;
const pauseMs = 500;

/**
 * The bytes of an object from one on, as a stream. Who reads slowly may lose the connection: reading goes on where it broke,
 * with the same version of the object.
 * @throws ObjectReplacedError when the object is no longer this version; the client's error for anything that does not pass.
 */
export async function* objectBytes(
  s3: StreamObjectClient,
  { bucket, key, etag }: ObjectVersion,
  from: number,
): AsyncGenerator<Buffer> {
  let offset = from;
  for (let attempt = 1; ; ) {
    try {
      for await (const chunk of await open(s3, { bucket, key, etag }, offset)) {
        const bytes = Buffer.from(chunk);
        offset += bytes.length;
        attempt = 1;
        yield bytes;
      }
      return;
    } catch (error) {
      const status = httpStatusOf(error);
      if (status === 412 || status === 404) {
        throw new ObjectReplacedError('the file was replaced or removed while it was read', { cause: error });
      }
      // Nothing begins behind the end: an empty object, or all was read before.
      if (status === 416) return;
      if (!isBroken(error) || attempt === mostAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
      attempt += 1;
    }
  }
}

async function open(
  s3: StreamObjectClient,
  { bucket, key, etag }: ObjectVersion,
  offset: number,
): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      IfMatch: `"${etag}"`,
      ...(offset === 0 ? {} : { Range: `bytes=${offset}-` }),
    }),
  );
  if (Body instanceof Readable) return Body;
  throw new SafeError('the client of S3 gave no stream');
}

/** A connection that broke: Node names it `aborted`, the SDK what it was doing. */
function isBroken(error: unknown): boolean {
  if (passingFault(error) !== undefined) return true;
  return error instanceof Error && (error.message === 'aborted' || error.name === 'IncompleteBodyError');
}
