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

/**
 * Lists the change log of the contracts, each from its horizon on: 1000 objects a request.
 * @throws errors of the client
 */
export async function listChanges(
  { s3, bucket }: { readonly s3: ListObjectsClient; readonly bucket: string },
  contracts: readonly string[],
  horizons: Horizons,
): Promise<SilverObject[]> {
  const listings = contracts.map((contract) => listContract(s3, bucket, contract, horizons.get(contract)));
  return (await Promise.all(listings)).flat();
}

async function listContract(
  s3: ListObjectsClient,
  bucket: string,
  contract: string,
  startAfter: string | undefined,
): Promise<SilverObject[]> {
  const objects: SilverObject[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `${layout.changes.prefix}${contract}/`,
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(startAfter === undefined || token !== undefined ? {} : { StartAfter: startAfter }),
      }),
    );
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      objects.push({ contract, key: Key, size: Size ?? 0, modifiedAt: LastModified?.getTime() ?? 0 });
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return objects;
}
