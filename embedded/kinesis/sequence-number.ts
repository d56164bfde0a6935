import { hash } from 'node:crypto';

/** A 56-digit number is `49`, 14 digits of stream creation time (ms), 8 of shard index and 32 of position in the shard. */
const PREFIX_DIGITS = 24;
const POSITION_DIGITS = 32;

const HASH_KEY_SPACE = 1n << 128n;

export interface HashKeyRange {
  readonly start: bigint;
  /** Inclusive. */
  readonly end: bigint;
}

/** `shardId-000000000003` for index 3. */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

/** The first digits that every sequence number of one shard shares; a stream made anew gets other ones. */
export function sequencePrefix(streamCreatedAtMs: number, shardIndex: number): string {
  return `49${String(streamCreatedAtMs).padStart(14, '0')}${String(shardIndex).padStart(8, '0')}`;
}

/** The sequence number of a position (0, 1, 2 ...) in a shard. Same length always, so text order is number order. */
export function sequenceNumberAt(prefix: string, position: number): string {
  return prefix + String(position).padStart(POSITION_DIGITS, '0');
}

/** The position a sequence number stands for, or undefined when it is not a number of this shard. */
export function positionOf(prefix: string, sequenceNumber: string): number | undefined {
  if (sequenceNumber.length !== PREFIX_DIGITS + POSITION_DIGITS || !sequenceNumber.startsWith(prefix)) return undefined;
  const digits = sequenceNumber.slice(PREFIX_DIGITS);
  const position = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(position) ? position : undefined;
}

/** The hash key ranges of a new stream: the 128-bit space in equal parts, the last one takes the rest. */
export function hashKeyRanges(shardCount: number): HashKeyRange[] {
  const size = HASH_KEY_SPACE / BigInt(shardCount);
  return Array.from({ length: shardCount }, (_, index) => ({
    start: BigInt(index) * size,
    end: index === shardCount - 1 ? HASH_KEY_SPACE - 1n : BigInt(index + 1) * size - 1n,
  }));
}

/**
 * The shard of a record: MD5 of the partition key, or the explicit hash key, in the ranges of `hashKeyRanges`
 * (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html).
 */
export function shardIndexFor(partitionKey: string, explicitHashKey: string | undefined, shardCount: number): number {
  if (shardCount === 1) return 0;
  const hashKey = explicitHashKey === undefined ? BigInt(`0x${hash('md5', partitionKey)}`) : BigInt(explicitHashKey);
  return Math.min(Number(hashKey / (HASH_KEY_SPACE / BigInt(shardCount))), shardCount - 1);
}

/** Whether a text is a hash key: a decimal number below 2^128. */
export function isHashKey(text: string): boolean {
  return /^(0|[1-9]\d{0,38})$/.test(text) && BigInt(text) < HASH_KEY_SPACE;
}
