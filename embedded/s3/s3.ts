import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  CreateBucketCommand,
  type CreateBucketCommandOutput,
  DeleteObjectCommand,
  type DeleteObjectCommandOutput,
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type PutObjectCommandOutput,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type ByteRange, fileBody, requestBytes, responseBody } from './object-body.ts';
import { hasCode, isDirectory, isMissing, makeFolder, removeEmptyFolders } from './object-file.ts';
import { keySegments, requireBucketName } from './object-key.ts';
import { decodeContinuationToken, encodeContinuationToken, listPage } from './object-listing.ts';
import {
  invalidRequest,
  keyFolderConflict,
  noSuchBucket,
  noSuchKey,
  notFound,
  notImplemented,
  preconditionFailed,
  requestError,
} from './s3-errors.ts';

/** The largest page of ListObjectsV2 and the largest request of DeleteObjects. */
const MAX_KEYS_PER_REQUEST = 1000;

/** Beside the buckets on the same file system, so that a finished upload moves into place in one step. Not a legal bucket name. */
const UPLOADS = '.uploads';

/** A folder emptied by a delete at the moment an upload lands in it is made again; more than a few times in a row is a fault. */
const PLACE_ATTEMPTS = 100;

/** Bytes; longer objects are streamed. */
const longestReadInOnePiece = 8 * 1024 * 1024;

const OK = { $metadata: { httpStatusCode: 200 } };

export type EmbeddedS3Command =
  | CreateBucketCommand
  | PutObjectCommand
  | GetObjectCommand
  | HeadObjectCommand
  | DeleteObjectCommand
  | DeleteObjectsCommand
  | ListObjectsV2Command;

interface ObjectStat {
  readonly size: number;
  readonly modified: Date;
  readonly etag: string;
}

/**
 * Amazon S3 on one machine: a directory per bucket, a plain file per object, so that any tool can read them.
 * It answers `send(command)` as the SDK's S3Client does, with the SDK's error names and status codes.
 *
 * Writes are atomic: a reader sees the old object, the new one or none. They are not synced to disk one by one: they
 * survive the end of the process, not a power cut. Headers that change nothing on a laptop (content type, encryption,
 * checksums, tags) are accepted and not kept. User metadata and version ids are refused, not ignored.
 * Keys that differ only in case are one file on a file system that ignores case.
 */
export class EmbeddedS3 {
  readonly root: string;
  readonly #knownBuckets = new Set<string>();
  /** The tail of the queue of writers of one object. */
  readonly #writers = new Map<string, Promise<unknown>>();
  /** Entity tags by path, valid for one size, inode and modification time of the file. */
  readonly #etags = new Map<string, { version: string; etag: string }>();
  #uploadCount = 0;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * Opens the store in `root`, creates the named buckets and clears the unfinished uploads of processes that are gone.
   * One process at a time may write (see `openDataDirectory`).
   */
  static async open(root: string, bucketNames: readonly string[] = []): Promise<EmbeddedS3> {
    const s3 = new EmbeddedS3(root);
    const uploads = join(root, UPLOADS);
    await mkdir(uploads, { recursive: true });
    for (const name of await readdir(uploads)) {
      if (!name.startsWith(`${process.pid}-`)) await unlink(join(uploads, name));
    }
    for (const name of bucketNames) await s3.createBucket(name);
    return s3;
  }

  /** Every key of a bucket that begins with `prefix`, in order. */
  async listKeys(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#listObjects({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }

  /** Creates a bucket; one that exists is left as it is, as us-east-1 does for its owner. */
  async createBucket(name: string): Promise<void> {
    await mkdir(join(this.root, requireBucketName(name)), { recursive: true });
    await mkdir(join(this.root, UPLOADS), { recursive: true });
    this.#knownBuckets.add(name);
  }

  /** The directory of a bucket, whether or not it exists. */
  bucketPath(bucket: string): string {
    return join(this.root, requireBucketName(bucket));
  }

  /** The file of an object, whether or not it exists. */
  objectPath(bucket: string, key: string): string {
    return join(this.bucketPath(bucket), ...keySegments(key));
  }

  /** Entity tag of an object, without quotes; undefined when there is none. */
  async etagOf(bucket: string, key: string): Promise<string | undefined> {
    return (await this.#stat(this.objectPath(bucket, key)))?.etag.replaceAll('"', '');
  }

  send(command: CreateBucketCommand): Promise<CreateBucketCommandOutput>;
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
  send(command: GetObjectCommand): Promise<GetObjectCommandOutput>;
  send(command: HeadObjectCommand): Promise<HeadObjectCommandOutput>;
  send(command: DeleteObjectCommand): Promise<DeleteObjectCommandOutput>;
  send(command: DeleteObjectsCommand): Promise<DeleteObjectsCommandOutput>;
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
  async send(command: EmbeddedS3Command) {
    if (command instanceof PutObjectCommand) return this.#putObject(command.input);
    if (command instanceof GetObjectCommand) return this.#getObject(command.input);
    if (command instanceof HeadObjectCommand) return this.#headObject(command.input);
    if (command instanceof ListObjectsV2Command) return this.#listObjects(command.input);
    if (command instanceof DeleteObjectCommand) return this.#deleteObject(command.input);
    if (command instanceof DeleteObjectsCommand) return this.#deleteObjects(command.input);
    if (command instanceof CreateBucketCommand) return this.#createBucket(command.input);
    throw notImplemented('this command');
  }

  async #createBucket(input: CreateBucketCommand['input']): Promise<CreateBucketCommandOutput> {
    const name = requireBucketName(input.Bucket);
    await this.createBucket(name);
    return { ...OK, Location: `/${name}` };
  }

  async #putObject(input: PutObjectCommand['input']): Promise<PutObjectCommandOutput> {
    const path = await this.#existingBucketPath(input.Bucket, input.Key);
    if (input.Metadata !== undefined && Object.keys(input.Metadata).length > 0) throw notImplemented('user metadata');
    if (input.IfNoneMatch !== undefined && input.IfNoneMatch !== '*')
      throw notImplemented('If-None-Match with an ETag');
    const bytes = await requestBytes(input.Body);
    const etag = entityTag(bytes);
    this.#uploadCount += 1;
    const upload = join(this.root, UPLOADS, `${process.pid}-${this.#uploadCount}`);
    await writeFile(upload, bytes, { flag: 'wx' });
    try {
      await this.#inTurn(path, async () => {
        if (input.IfMatch !== undefined) await this.#requireMatch(path, input.IfMatch);
        await this.#place(upload, path, input.IfNoneMatch === '*');
      });
    } catch (error) {
      await unlink(upload);
      throw error;
    }
    return { ...OK, ETag: etag };
  }

  /** Runs the writers of one object one after the other, so that If-Match compares with what it then replaces. */
  async #inTurn<T>(path: string, action: () => Promise<T>): Promise<T> {
    const previous = this.#writers.get(path) ?? Promise.resolve();
    const turn = previous.then(action, action);
    this.#writers.set(path, turn);
    try {
      return await turn;
    } finally {
      if (this.#writers.get(path) === turn) this.#writers.delete(path);
    }
  }

  async #requireMatch(path: string, expected: string): Promise<void> {
    const current = await this.#stat(path);
    if (current === undefined) throw noSuchKey();
    if (current.etag !== expected && current.etag !== `"${expected}"`) throw preconditionFailed('If-Match');
  }

  async #place(upload: string, path: string, onlyIfAbsent: boolean): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (onlyIfAbsent) {
          await link(upload, path);
          await unlink(upload);
        } else {
          await rename(upload, path);
        }
        return;
      } catch (error) {
        if (hasCode(error, 'EEXIST') && !(await isDirectory(path))) throw preconditionFailed('If-None-Match');
        if (hasCode(error, 'EEXIST', 'EISDIR', 'ENOTEMPTY', 'ENOTDIR')) throw keyFolderConflict();
        if (!hasCode(error, 'ENOENT') || attempt === PLACE_ATTEMPTS) throw error;
        await makeFolder(dirname(path));
      }
    }
  }

  async #getObject(input: GetObjectCommand['input']): Promise<GetObjectCommandOutput> {
    const path = await this.#existingBucketPath(input.Bucket, input.Key);
    if (input.PartNumber !== undefined) throw notImplemented('reading by part number');
    if (input.VersionId !== undefined) throw notImplemented('version ids');
    if (input.Range === undefined && input.IfMatch === undefined) {
      const found = await this.#readSmall(path);
      if (found !== undefined) return found;
    }
    const found = await this.#stat(path);
    if (found === undefined) throw noSuchKey();
    const { size, etag, modified } = found;
    if (input.IfMatch !== undefined && etag !== input.IfMatch && etag !== `"${input.IfMatch}"`) {
      throw preconditionFailed('If-Match');
    }
    const range = input.Range === undefined ? { start: 0, end: size } : byteRange(input.Range, size);
    return {
      ...OK,
      Body: range.end === range.start ? responseBody(new Uint8Array()) : fileBody(path, range),
      ContentLength: range.end - range.start,
      ...(input.Range === undefined ? {} : { ContentRange: `bytes ${range.start}-${range.end - 1}/${size}` }),
      ETag: etag,
      LastModified: wholeSeconds(modified),
    };
  }

  /** An object that is read in one piece, as most are; undefined for one that is too long for that. */
  async #readSmall(path: string): Promise<GetObjectCommandOutput | undefined> {
    try {
      const { size, mtime } = await stat(path);
      if (size > longestReadInOnePiece) return undefined;
      const bytes = await readFile(path);
      return {
        ...OK,
        Body: responseBody(bytes),
        ContentLength: bytes.byteLength,
        ETag: entityTag(bytes),
        LastModified: wholeSeconds(mtime),
      };
    } catch (error) {
      if (isMissing(error)) throw noSuchKey();
      throw error;
    }
  }

  async #headObject(input: HeadObjectCommand['input']): Promise<HeadObjectCommandOutput> {
    const path = this.objectPath(requireBucketName(input.Bucket), input.Key ?? '');
    if (input.VersionId !== undefined) throw notImplemented('version ids');
    const found = await this.#stat(path);
    if (found === undefined) throw notFound();
    return { ...OK, ContentLength: found.size, ETag: found.etag, LastModified: wholeSeconds(found.modified) };
  }

  async #deleteObject(input: DeleteObjectCommand['input']): Promise<DeleteObjectCommandOutput> {
    if (input.VersionId !== undefined) throw notImplemented('version ids');
    if (input.IfMatch !== undefined) throw notImplemented('conditional deletes');
    await this.#remove(await this.#existingBucketPath(input.Bucket, input.Key), input.Bucket ?? '');
    return { $metadata: { httpStatusCode: 204 } };
  }

  async #deleteObjects(input: DeleteObjectsCommand['input']): Promise<DeleteObjectsCommandOutput> {
    const bucket = await this.#existingBucket(input.Bucket);
    const objects = input.Delete?.Objects ?? [];
    if (objects.length === 0 || objects.length > MAX_KEYS_PER_REQUEST) {
      throw requestError(
        'MalformedXML',
        400,
        `DeleteObjects takes 1 to ${MAX_KEYS_PER_REQUEST} keys, not ${objects.length}.`,
      );
    }
    const Deleted: NonNullable<DeleteObjectsCommandOutput['Deleted']> = [];
    const Errors: NonNullable<DeleteObjectsCommandOutput['Errors']> = [];
    for (const { Key, VersionId } of objects) {
      try {
        if (VersionId !== undefined) throw notImplemented('version ids');
        await this.#remove(this.objectPath(bucket, Key ?? ''), bucket);
        Deleted.push({ Key });
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        Errors.push({ Key, Code: error.name, Message: error.message });
      }
    }
    return { ...OK, ...(input.Delete?.Quiet ? {} : { Deleted }), ...(Errors.length === 0 ? {} : { Errors }) };
  }

  /** Deleting what is not there is a success, and a folder without objects is no longer there, as in S3. */
  async #remove(path: string, bucket: string): Promise<void> {
    await this.#inTurn(path, async () => {
      try {
        await unlink(path);
      } catch (error) {
        if (isMissing(error) || (hasCode(error, 'EPERM') && (await isDirectory(path)))) return;
        throw error;
      }
      this.#etags.delete(path);
      await removeEmptyFolders(dirname(path), this.bucketPath(bucket));
    });
  }

  async #listObjects(input: ListObjectsV2Command['input']): Promise<ListObjectsV2CommandOutput> {
    const bucket = await this.#existingBucket(input.Bucket);
    const maxKeys = Math.min(input.MaxKeys ?? MAX_KEYS_PER_REQUEST, MAX_KEYS_PER_REQUEST);
    if (!Number.isInteger(maxKeys) || maxKeys < 0) {
      throw requestError('InvalidArgument', 400, 'MaxKeys must be a whole number from 0 to 1,000.');
    }
    const token = input.ContinuationToken;
    const page = await listPage(this.bucketPath(bucket), {
      prefix: input.Prefix ?? '',
      startAfter: input.StartAfter ?? '',
      delimiter: input.Delimiter ?? '',
      maxKeys,
      continueAfter: token === undefined ? undefined : decodeContinuationToken(token),
    });
    const Contents: NonNullable<ListObjectsV2CommandOutput['Contents']> = [];
    for (const Key of page.keys) {
      const object = await this.#stat(this.objectPath(bucket, Key));
      if (object === undefined) continue;
      Contents.push({
        Key,
        Size: object.size,
        ETag: object.etag,
        LastModified: object.modified,
        StorageClass: 'STANDARD',
      });
    }
    const CommonPrefixes = page.commonPrefixes.map((Prefix) => ({ Prefix }));
    return {
      ...OK,
      Name: bucket,
      Prefix: input.Prefix ?? '',
      MaxKeys: maxKeys,
      KeyCount: Contents.length + CommonPrefixes.length,
      IsTruncated: page.continueAfter !== undefined,
      ...(Contents.length === 0 ? {} : { Contents }),
      ...(CommonPrefixes.length === 0 ? {} : { CommonPrefixes }),
      ...(input.StartAfter === undefined ? {} : { StartAfter: input.StartAfter }),
      ...(input.Delimiter === undefined ? {} : { Delimiter: input.Delimiter }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(page.continueAfter === undefined
        ? {}
        : { NextContinuationToken: encodeContinuationToken(page.continueAfter) }),
    };
  }

  async #existingBucket(name: string | undefined): Promise<string> {
    const bucket = requireBucketName(name);
    if (!this.#knownBuckets.has(bucket)) {
      if (!(await isDirectory(join(this.root, bucket)))) throw noSuchBucket(bucket);
      this.#knownBuckets.add(bucket);
      await mkdir(join(this.root, UPLOADS), { recursive: true });
    }
    return bucket;
  }

  async #existingBucketPath(bucket: string | undefined, key: string | undefined): Promise<string> {
    const name = await this.#existingBucket(bucket);
    if (key === undefined) throw invalidRequest('The request names no object key.');
    return this.objectPath(name, key);
  }

  async #stat(path: string): Promise<ObjectStat | undefined> {
    try {
      const file = await stat(path);
      if (!file.isFile()) return undefined;
      const version = `${file.ino}-${file.size}-${file.mtimeMs}`;
      let known = this.#etags.get(path);
      if (known?.version !== version) {
        known = { version, etag: await entityTagOf(path, file.size) };
        this.#etags.set(path, known);
      }
      return { size: file.size, modified: file.mtime, etag: known.etag };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

/** The ETag of an object uploaded in one piece: its MD5 in quotes (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). */
function entityTag(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

async function entityTagOf(path: string, size: number): Promise<string> {
  if (size <= longestReadInOnePiece) return entityTag(await readFile(path));
  const digest = createHash('md5');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk);
  return `"${digest.digest('hex')}"`;
}

/**
 * One range of an object of `size` bytes: `bytes=5-` or `bytes=5-9` (https://www.rfc-editor.org/rfc/rfc9110#name-range).
 * @throws InvalidRange for one that begins behind the object
 */
function byteRange(text: string, size: number): ByteRange {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(text) ?? [];
  if (first === undefined) throw notImplemented('ranges other than from one byte on');
  const start = Number(first);
  const end = last === undefined || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= size || end <= start) {
    throw requestError('InvalidRange', 416, 'The requested range is not satisfiable.');
  }
  return { start, end };
}

/** HTTP dates have no fractions of a second. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
