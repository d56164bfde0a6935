import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { learntTextsKey } from '../contracts/platform/zones.ts';
import {
  formatLearntTexts,
  type LearntTexts,
  mergeLearntTexts,
  parseLearntTexts,
} from '../domain/masking/terminology.ts';
import { type ReadObjectClient, readIfThere } from '../lambdas/shared/object-store.ts';

/** A client that reads and writes the learnt texts; the AWS client and the embedded twin both fit. */
export interface LearntTextsClient extends ReadObjectClient {
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
  send(command: Parameters<ReadObjectClient['send']>[0]): ReturnType<ReadObjectClient['send']>;
}

export interface KeptTexts {
  /** Texts that were not known before. */
  readonly added: number;
  /** Texts that are known now. */
  readonly known: number;
}

/**
 * Adds texts to those that a deployment has learnt.
 * @param client of the bucket
 * @param bucket the silver bucket
 * @throws the client's error, and SafeError when what is there is no list of learnt texts
 */
export async function keepLearntTexts(
  client: LearntTextsClient,
  bucket: string,
  learnt: LearntTexts,
): Promise<KeptTexts> {
  const stored = await readIfThere(client, { bucket, key: learntTextsKey });
  const before = stored === undefined ? {} : parseLearntTexts(stored);
  const texts = mergeLearntTexts(before, learnt);
  const added = count(texts) - count(before);
  if (added > 0) {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: learntTextsKey,
        Body: formatLearntTexts(texts),
        ContentType: 'application/json',
      }),
    );
  }
  return { added, known: count(texts) };
}

const count = (texts: LearntTexts) => Object.values(texts).reduce((total, ofCode) => total + ofCode.length, 0);
