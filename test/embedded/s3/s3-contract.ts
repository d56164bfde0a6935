import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Something that speaks S3, opened for one suite. */
export interface S3Target {
  readonly client: Pick<S3Client, 'send'>;
  readonly close: () => Promise<void>;
}

/**
 * What the pipeline relies on of S3, asked of whatever `open` gives.
 * @param listings how many generated buckets are listed.
 */
export function testS3Contract(open: () => Promise<S3Target>, listings: number): void {
  const Bucket = `contract-${randomUUID().slice(0, 13)}`;
  let client: Pick<S3Client, 'send'>;
  let close: () => Promise<void> = async () => undefined;

  beforeAll(async () => {
    ({ client, close } = await open());
    await client.send(new CreateBucketCommand({ Bucket }));
  });

  afterAll(() => close());

  const put = (Key: string, Body: string | Uint8Array, conditions: { IfNoneMatch?: string; IfMatch?: string } = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }));

  const text = async (Key: string) =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  const listed = async (input: Partial<ListObjectsV2CommandInput>) => {
    const keys: (string | undefined)[] = [];
    const prefixes: (string | undefined)[] = [];
    const pageSizes: number[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, ...input, ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      keys.push(...(page.Contents ?? []).map((object) => object.Key));
      prefixes.push(...(page.CommonPrefixes ?? []).map((prefix) => prefix.Prefix));
      pageSizes.push(page.KeyCount ?? 0);
      token = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(token !== undefined);
    } while (token !== undefined);
    return { keys, prefixes, pageSizes };
  };

  describe('put and get', () => {
    test('gives back the bytes, their length and their MD5 as the quoted ETag', async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
      const ETag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      expect((await put('round/trip.bin', bytes)).ETag).toBe(ETag);

      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'round/trip.bin' }));
      expect(got).toMatchObject({ ETag, ContentLength: 70_000 });
      expect(got.LastModified).toBeInstanceOf(Date);
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);

      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'round/trip.bin' }));
      expect(head).toMatchObject({ ETag, ContentLength: 70_000 });
    });

    test('takes text, nothing and a stream as the body', async () => {
      await put('body/text', 'Grüße');
      await client.send(new PutObjectCommand({ Bucket, Key: 'body/none' }));
      const stream = Readable.from([Buffer.from('a'), Buffer.from('bc')]);
      await client.send(new PutObjectCommand({ Bucket, Key: 'body/stream', Body: stream, ContentLength: 3 }));
      expect([await text('body/text'), await text('body/none'), await text('body/stream')]).toEqual([
        'Grüße',
        '',
        'abc',
      ]);
    });

    test('gives the body as an async iterable that can be read once', async () => {
      await put('body/iterated', 'one two');
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'body/iterated' }));
      const chunks: Buffer[] = [];
      for await (const chunk of Body as Readable) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString()).toBe('one two');

      const again = await client.send(new GetObjectCommand({ Bucket, Key: 'body/iterated' }));
      await again.Body?.transformToByteArray();
      await expect(again.Body?.transformToString()).rejects.toThrow('already been transformed');
    });

    test('gives a part of an object, from a byte on or up to another one, and no part behind its end', async () => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));
      await put('part', bytes);
      const part = async (Range: string) => {
        const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket, Key: 'part', Range }));
        const read = Buffer.from((await Body?.transformToByteArray()) ?? []);
        expect(read).toHaveLength(ContentLength ?? -1);
        return read;
      };
      expect((await part('bytes=0-')).equals(bytes)).toBe(true);
      expect((await part('bytes=65537-')).equals(bytes.subarray(65_537))).toBe(true);
      expect((await part('bytes=5-9')).equals(bytes.subarray(5, 10))).toBe(true);
      expect((await part('bytes=69999-100000')).equals(bytes.subarray(69_999))).toBe(true);
      await expect(part('bytes=70000-')).rejects.toMatchObject({ $metadata: { httpStatusCode: 416 } });
    });

    test('If-Match reads the object it names and no other with 412', async () => {
      const { ETag } = await put('read/once', 'first');
      const readOf = async (IfMatch: string | undefined) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'read/once', IfMatch }));
        return Body?.transformToString();
      };
      expect(await readOf(ETag)).toBe('first');
      await put('read/once', 'second');
      await expect(readOf(ETag)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    });

    test('replaces an object that is there', async () => {
      await put('replaced', 'first');
      await put('replaced', 'second');
      expect(await text('replaced')).toBe('second');
    });
  });

  describe('conditional writes', () => {
    test('If-None-Match refuses a key that is there with 412 and leaves it alone', async () => {
      await put('once', 'first', { IfNoneMatch: '*' });
      await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
        name: 'PreconditionFailed',
        $metadata: { httpStatusCode: 412 },
      });
      expect(await text('once')).toBe('first');
    });

    test('of racing If-None-Match writers one wins and its bytes stay', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, writer) => put('race', `writer ${writer}`, { IfNoneMatch: '*' })),
      );
      const winners = results.flatMap((result, writer) => (result.status === 'fulfilled' ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(await text('race')).toBe(`writer ${winners[0]}`);
      for (const result of results) {
        if (result.status === 'rejected') expect([409, 412]).toContain(result.reason.$metadata.httpStatusCode);
      }
    });

    test('If-Match replaces the version it names and no other', async () => {
      const { ETag = '' } = await put('versioned', 'one');
      await put('versioned', 'two', { IfMatch: ETag });
      await expect(put('versioned', 'three', { IfMatch: ETag })).rejects.toMatchObject({
        name: 'PreconditionFailed',
        $metadata: { httpStatusCode: 412 },
      });
      await expect(put('never-written', 'x', { IfMatch: ETag })).rejects.toMatchObject({
        $metadata: { httpStatusCode: 404 },
      });
      expect(await text('versioned')).toBe('two');
    });

    test('of racing If-Match writers one wins', async () => {
      const { ETag = '' } = await put('swapped', 'start');
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, writer) => put('swapped', `writer ${writer}`, { IfMatch: ETag })),
      );
      const winners = results.flatMap((result, writer) => (result.status === 'fulfilled' ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(await text('swapped')).toBe(`writer ${winners[0]}`);
    });
  });

  describe('what is absent', () => {
    test('a missing key is NoSuchKey to get and NotFound to head', async () => {
      await expect(client.send(new GetObjectCommand({ Bucket, Key: 'absent' }))).rejects.toMatchObject({
        name: 'NoSuchKey',
        $metadata: { httpStatusCode: 404 },
      });
      await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'absent' }))).rejects.toMatchObject({
        name: 'NotFound',
        $metadata: { httpStatusCode: 404 },
      });
    });

    test('a folder of objects is not an object', async () => {
      await put('folder/inside', 'x');
      await expect(client.send(new GetObjectCommand({ Bucket, Key: 'folder' }))).rejects.toMatchObject({
        name: 'NoSuchKey',
      });
    });

    test('a missing bucket is NoSuchBucket', async () => {
      const absent = { Bucket: `absent-${randomUUID()}`, Key: 'a' };
      const error = { name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } };
      await expect(client.send(new GetObjectCommand(absent))).rejects.toMatchObject(error);
      await expect(client.send(new PutObjectCommand({ ...absent, Body: 'x' }))).rejects.toMatchObject(error);
      await expect(client.send(new ListObjectsV2Command({ Bucket: absent.Bucket }))).rejects.toMatchObject(error);
    });
  });

  describe('delete', () => {
    test('removes the object, and a second delete is a success too', async () => {
      await put('deleted/one', 'x');
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const { $metadata } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'deleted/one' }));
        expect($metadata.httpStatusCode).toBe(204);
      }
      expect((await listed({ Prefix: 'deleted/' })).keys).toEqual([]);
    });

    test('DeleteObjects removes many and names them unless asked to be quiet', async () => {
      await put('many/one', 'x');
      await put('many/two', 'x');
      const deleted = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/one' }, { Key: 'many/absent' }] } }),
      );
      expect(deleted.Deleted?.map(({ Key }) => Key).sort()).toEqual(['many/absent', 'many/one']);
      expect(deleted.Errors ?? []).toEqual([]);
      const quiet = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/two' }], Quiet: true } }),
      );
      expect(quiet.Deleted ?? []).toEqual([]);
      expect((await listed({ Prefix: 'many/' })).keys).toEqual([]);
    });
  });

  describe('list', () => {
    test('lists keys by their UTF-8 bytes with size and ETag', async () => {
      // U+FF5E sorts before U+1F600 in UTF-8 and after it in UTF-16.
      const keys = ['order/a-b', 'order/a/b', 'order/a0', 'order/B', 'order/é', 'order/～', 'order/😀'];
      for (const key of keys) await put(key, key);
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'order/' }));
      const expected = [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
      expect(Contents.map(({ Key }) => Key)).toEqual(expected);
      for (const { Key = '', Size, ETag } of Contents) {
        expect(Size).toBe(Buffer.byteLength(Key));
        expect(ETag).toBe(`"${createHash('md5').update(Key).digest('hex')}"`);
      }
    });

    test('pages, prefixes and start keys give what sorting and filtering all keys gives', async () => {
      const segment = fc.constantFrom('a', 'b', 'a-', 'a.b', 'é', '0');
      const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
      const keySets = fc.uniqueArray(key, { minLength: 1, maxLength: 12 }).map(withoutFolders);
      const request = fc.record({
        prefix: fc.constantFrom('', 'a', 'a/', 'a-', 'b/a', 'é/'),
        startAfter: fc.option(key, { nil: undefined }),
        maxKeys: fc.integer({ min: 1, max: 5 }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(keySets, request, async (keys, { prefix, startAfter, maxKeys }) => {
          run += 1;
          const root = `model/${run}/`;
          await Promise.all(keys.map((name) => put(root + name, 'x')));
          const expected = keys
            .map((name) => root + name)
            .filter((name) => name.startsWith(root + prefix))
            .filter((name) => startAfter === undefined || byBytes(name, root + startAfter) > 0)
            .sort(byBytes);
          const actual = await listed({
            Prefix: root + prefix,
            MaxKeys: maxKeys,
            ...(startAfter === undefined ? {} : { StartAfter: root + startAfter }),
          });
          expect(actual.keys).toEqual(expected);
          expect(Math.max(...actual.pageSizes)).toBeLessThanOrEqual(maxKeys);
        }),
        { numRuns: listings },
      );
    });

    test('a delimiter rolls keys up into common prefixes, across pages too', async () => {
      for (const key of ['tree/a', 'tree/b/1', 'tree/b/2', 'tree/c/1', 'tree/d']) await put(key, 'x');
      for (const MaxKeys of [1, 2, 1000]) {
        const { keys, prefixes } = await listed({ Prefix: 'tree/', Delimiter: '/', MaxKeys });
        expect(keys).toEqual(['tree/a', 'tree/d']);
        expect(prefixes).toEqual(['tree/b/', 'tree/c/']);
      }
    });

    test('an empty result has no contents and is not truncated', async () => {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'nothing-here/' }));
      expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false });
      expect(page.Contents ?? []).toEqual([]);
    });
  });
}

const byBytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Leaves out keys that are the folder of another one: files cannot be both. */
function withoutFolders(keys: readonly string[]): string[] {
  return keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`)));
}
