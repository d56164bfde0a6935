import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type PutObjectCommandOutput,
} from '@aws-sdk/client-s3';

/** The part of an S3 client that writing needs; the AWS client and the embedded twin both fit. */
export interface PutObjectClient {
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
}

/** `written`, or `existed` when an earlier attempt wrote the same object. */
export type PutOutcome = 'written' | 'existed';

const conflictAttempts = 3;

/**
 * Writes an object once. Its key must be derived from its content, because an object that exists already counts as
 * done: S3 answers 412 then, and 409 when a delete races the write, which is worth another try
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 * @throws the client's error for any other failure.
 */
export async function putOnce(
  client: PutObjectClient,
  object: { readonly bucket: string; readonly key: string; readonly body: Uint8Array; readonly contentType: string },
): Promise<PutOutcome> {
  const command = new PutObjectCommand({
    Bucket: object.bucket,
    Key: object.key,
    Body: object.body,
    ContentType: object.contentType,
    IfNoneMatch: '*',
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(command);
      return 'written';
    } catch (error) {
      const status = httpStatusOf(error);
      if (status === 412) return 'existed';
      if (status !== 409 || attempt === conflictAttempts) throw error;
    }
  }
}

/** The part of an S3 client that reading an object takes which may not be there. */
export interface ReadObjectClient {
  send(command: GetObjectCommand): Promise<GetObjectCommandOutput>;
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
}

/**
 * Reads an object as text; undefined when there is none. The role may get the object and list its key as a prefix. S3 hides
 * from a role with such a right, which is none to list the whole bucket, whether an object is missing: it answers 403
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). So a refusal counts as no object only when a
 * listing, which must be allowed, does not find the key.
 * @throws the client's error for any other failure: that of the refusal when the object is there
 */
export async function readIfThere(
  client: ReadObjectClient,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<string | undefined> {
  const bytes = await readBytesIfThere(client, { bucket, key });
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** The same, as bytes. */
export async function readBytesIfThere(
  client: ReadObjectClient,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    const status = httpStatusOf(error);
    if (status === 404) return undefined;
    if (status !== 403 || (await isListed(client, bucket, key))) throw error;
    return undefined;
  }
}

/** Keys are listed in their order, so the one that is the whole prefix comes first. */
async function isListed(client: ReadObjectClient, bucket: string, key: string): Promise<boolean> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
  return Contents[0]?.Key === key;
}

/** HTTP status of an AWS SDK error, or undefined. */
export function httpStatusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
