import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';

/** The part of an S3 client that listing needs. */
export interface ListObjectsClient {
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
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
  /** Objects to list at most. */
  readonly atMost?: number;
  /** Objects of a page at most; the service gives 1000 at once. */
  readonly pageSize?: number;
}

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When S3 got it, epoch ms. */
  readonly modifiedAt: number;
}

const mostOfAPage = 1000;

/**
 * Lists objects in the order of their keys, a page in memory at a time.
 * @throws errors of the client
 */
export async function* listPages(
  { s3, bucket }: ListedBucket,
  { prefix, after, atMost, pageSize = mostOfAPage }: ListedRange,
): AsyncGenerator<readonly ListedObject[]> {
  let token: string | undefined;
  let left = atMost ?? Number.POSITIVE_INFINITY;
  do {
    const most = Math.min(left, pageSize);
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(most < mostOfAPage ? { MaxKeys: most } : {}),
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(after === undefined || token !== undefined ? {} : { StartAfter: after }),
      }),
    );
    const objects = (page.Contents ?? []).flatMap(({ Key, Size, LastModified }): ListedObject[] =>
      Key === undefined ? [] : [{ key: Key, size: Size ?? 0, modifiedAt: LastModified?.getTime() ?? 0 }],
    );
    left -= objects.length;
    yield objects;
    token = page.IsTruncated === true && left > 0 ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
