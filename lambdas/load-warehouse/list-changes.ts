import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { changeLogLateDays, layout } from '../../contracts/platform/zones.ts';

/** The part of an S3 client that listing needs. */
export interface ListObjectsClient {
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
}

/** An object of the change log. */
export interface SilverObject {
  readonly contract: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When S3 got it, epoch ms. */
  readonly modifiedAt: number;
}

/** Per contract the key after which its listing begins; a contract without one is listed whole. */
export type Horizons = ReadonlyMap<string, string>;

const dayMs = 86_400_000;

const changeKey =
  /^changes\/[a-z0-9_]+\/dt=\d{4}-\d{2}-\d{2}\/hr=\d{2}\/[A-Za-z0-9_.-]{1,128}\/[A-Za-z0-9_.-]{1,200}\.parquet$/;

/** Whether an ingest function writes keys of this form. */
export function isChangeKey(key: string): boolean {
  return changeKey.test(key);
}

/** Where to list a contract from when this is its newest key: that key's day, two days back. Undefined for no such key. */
export function horizonBefore(contract: string, newestKey: string): string | undefined {
  const day = /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(newestKey)?.[1];
  if (day === undefined) return undefined;
  const from = new Date(Date.parse(day) - changeLogLateDays * dayMs).toISOString().slice(0, 10);
  return `${layout.changes.prefix}${contract}/dt=${from}`;
}

/** The part of a change log that one shard wrote in one hour: `dt=…/hr=…/<shard>`. */
export function groupOf(key: string): string {
  return key.split('/').slice(2, 5).join('/');
}

/** The day of arrival that a key names, `2026-11-20`. */
export function dayOf(key: string): string {
  return /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1] ?? '';
}

/** Address of a bucket, and the client that lists it. */
export interface ListedBucket {
  readonly s3: ListObjectsClient;
  readonly bucket: string;
}

/** Where a listing begins and ends. */
export interface ListedRange {
  /** Every key begins with it. */
  readonly prefix: string;
  /** Every key is greater. */
  readonly after?: string | undefined;
  /** Objects to list at most; the service gives 1000 at once. */
  readonly atMost?: number;
}

/** Where the change log of a contract is, from the day on that the horizon names. */
export function changesOf(contract: string, horizon: string | undefined): ListedRange {
  return { prefix: `${layout.changes.prefix}${contract}/`, after: horizon };
}

/**
 * Lists objects of a contract in the order of their keys, a page of up to 1000 in memory at a time.
 * @throws errors of the client
 */
export async function* listChanges(
  { s3, bucket }: ListedBucket,
  contract: string,
  { prefix, after, atMost }: ListedRange,
): AsyncGenerator<SilverObject> {
  let token: string | undefined;
  let left = atMost ?? Number.POSITIVE_INFINITY;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(left < 1000 ? { MaxKeys: left } : {}),
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(after === undefined || token !== undefined ? {} : { StartAfter: after }),
      }),
    );
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      left -= 1;
      yield { contract, key: Key, size: Size ?? 0, modifiedAt: LastModified?.getTime() ?? 0 };
    }
    token = page.IsTruncated === true && left > 0 ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
