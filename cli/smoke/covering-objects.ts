import { hourPath } from '../../domain/records/object-key.ts';
import { type ListedBucket, listPages } from '../../lambdas/shared/object-listing.ts';

/** Where a record stands in the stream. */
export interface StreamAddress {
  /** As the zones name it: `streamShard`. */
  readonly shard: string;
  /** As the stream gave it, without zeros before it. */
  readonly sequence: string;
  /** Epoch ms around its arrival: clocks differ by less. */
  readonly sentAt: number;
}

/** The stream's clock and ours, and the time a request takes. */
export const clockToleranceMs = 900_000;

/**
 * Keys of the objects that may hold the record: those of its shard and hour whose first and last sequence number enclose
 * its own. Listing is all it takes; bronze and quarantine are never read.
 * @param prefix as in `layout`, with the contract behind it where there is one; ends with `/`
 * @throws errors of the client
 */
export async function coveringObjects(
  bucket: ListedBucket,
  prefix: string,
  { shard, sequence, sentAt }: StreamAddress,
): Promise<string[]> {
  const hours = new Set([-clockToleranceMs, 0, clockToleranceMs].map((offset) => hourPath(sentAt + offset)));
  const keys: string[] = [];
  for (const hour of hours) {
    for await (const page of listPages(bucket, { prefix: `${prefix}${hour}/${shard}/` })) {
      keys.push(...page.map(({ key }) => key).filter((key) => encloses(key, sequence)));
    }
  }
  return keys;
}

/** Whether an object's key, `…/<first>-<last>-<hash>.<extension>`, says that it may hold this sequence number. */
export function encloses(key: string, sequence: string): boolean {
  const [, first, last] = /\/(\d+)-(\d+)-[0-9a-f]+\.[a-z.]+$/.exec(key) ?? [];
  if (first === undefined || last === undefined) return false;
  const wanted = BigInt(sequence);
  return BigInt(first) <= wanted && wanted <= BigInt(last);
}
