import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';

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

/** HTTP status of an AWS SDK error, or undefined. */
export function httpStatusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
