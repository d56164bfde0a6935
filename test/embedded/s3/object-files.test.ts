import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compareKeys } from '../../../embedded/s3/object-key.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';

const Bucket = 'bronze';
let root: string;
let s3: EmbeddedS3;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medstream-s3-'));
  s3 = await EmbeddedS3.open(root, [Bucket]);
});

afterEach(() => rm(root, { recursive: true }));

const put = (Key: string, Body = 'x', IfNoneMatch?: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(IfNoneMatch === undefined ? {} : { IfNoneMatch }) }));

describe('objects are plain files', () => {
  test('an object is the file that objectPath names, and a file put there by another tool is an object', async () => {
    await put('dt=2026-01-01/part.parquet', 'bytes');
    const path = s3.objectPath(Bucket, 'dt=2026-01-01/part.parquet');
    expect(path).toBe(join(root, Bucket, 'dt=2026-01-01', 'part.parquet'));
    expect(await readFile(path, 'utf8')).toBe('bytes');

    await writeFile(join(root, Bucket, 'dt=2026-01-01', 'other.parquet'), 'other');
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['dt=2026-01-01/other.parquet', 'dt=2026-01-01/part.parquet']);
  });

  test('a file changed by another tool gets the ETag of its bytes', async () => {
    const { ETag } = await put('changed', 'one');
    await writeFile(s3.objectPath(Bucket, 'changed'), 'another');
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.[0]?.ETag).not.toBe(ETag);
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'changed', Body: 'x', IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('a deleted object leaves no empty folder, so its folder name can be a key again', async () => {
    await put('a/b/c');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a/b/c' }));
    expect(await readdir(join(root, Bucket))).toEqual([]);
    await put('a');
  });

  test('puts and deletes that race for one folder all succeed', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await put(`shared/folder/${index}`);
        await s3.send(new DeleteObjectCommand({ Bucket, Key: `shared/folder/${index}` }));
      }),
    );
    expect(await readdir(join(root, Bucket))).toEqual([]);
  });

  test('a failed or refused put leaves no file behind', async () => {
    await put('kept', 'first', '*');
    await expect(put('kept', 'second', '*')).rejects.toThrow();
    await expect(put('kept/below')).rejects.toThrow();
    expect(await readdir(join(root, '.uploads'))).toEqual([]);
  });

  test('an upload that a killed process left behind is neither listed nor kept', async () => {
    await writeFile(join(root, '.uploads', '999999-1'), 'half an obj');
    const reopened = await EmbeddedS3.open(root);
    expect((await reopened.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
    expect(existsSync(join(root, '.uploads', '999999-1'))).toBe(false);
  });
});

describe('keys that cannot be files', () => {
  test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a/.', 'a\0b', 'lone \ud800 surrogate'])(
    'refuses %j',
    async (Key) => {
      expect(() => s3.objectPath(Bucket, Key)).toThrowError(expect.objectContaining({ name: 'InvalidRequest' }));
      if (Key === '') return;
      await expect(put(Key)).rejects.toMatchObject({ name: 'InvalidRequest', $metadata: { httpStatusCode: 400 } });
    },
  );

  test('refuses keys and segments that are too long, and never repeats the key', async () => {
    const segment = 's'.repeat(256);
    await expect(put(segment)).rejects.toMatchObject({ name: 'KeyTooLongError' });
    await expect(put(`${'k/'.repeat(512)}key`)).rejects.toMatchObject({ name: 'KeyTooLongError' });
    await expect(put(segment)).rejects.not.toThrow(segment);
  });

  test('refuses a key that is the folder of another, with and without a condition', async () => {
    await put('a/b');
    for (const condition of [undefined, '*']) {
      await expect(put('a', 'x', condition)).rejects.toMatchObject({
        name: 'InvalidRequest',
        message: expect.stringContaining('folder of another'),
      });
      await expect(put('a/b/c', 'x', condition)).rejects.toMatchObject({ name: 'InvalidRequest' });
    }
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'a/b/c' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('no accepted key leaves its bucket', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\\', '\0'), maxLength: 12 }), (key) => {
        let path: string;
        try {
          path = s3.objectPath(Bucket, key);
        } catch (error) {
          expect(error).toMatchObject({ name: 'InvalidRequest' });
          return;
        }
        expect(path).toBe(`${join(root, Bucket)}/${key}`);
      }),
    );
  });

  test.each(['ab', '.uploads', 'Upper', 'a/b', '..', 'a..b'])('refuses the bucket name %j', (name) => {
    expect(() => s3.bucketPath(name)).toThrowError(expect.objectContaining({ name: 'InvalidBucketName' }));
  });
});

test('what cannot be kept is refused, not dropped', async () => {
  const refused = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
  await expect(
    s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', Metadata: { owner: 'x' } })),
  ).rejects.toMatchObject(refused);
  await put('a');
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=-1' }))).rejects.toMatchObject(refused);
});

test('a continuation token that no listing gave is refused', async () => {
  await mkdir(join(root, Bucket), { recursive: true });
  await expect(s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: '***' }))).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
});

test('keys compare as their UTF-8 bytes do', () => {
  const unit = fc.constantFrom('a', '/', 'é', '\u{ffff}', '\u{e000}', '\u{d7ff}', '\u{10000}', '\u{10ffff}');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 6 }), fc.string({ unit, maxLength: 6 }), (left, right) => {
      expect(Math.sign(compareKeys(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    }),
  );
});
