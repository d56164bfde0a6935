import type { GetShardIteratorCommandInput } from '@aws-sdk/client-kinesis';
import { invalidArgument, iteratorExpired, validation } from './kinesis-errors.ts';
import { positionOf } from './sequence-number.ts';
import type { ShardLog } from './shard-log.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
const ITERATOR_LIFETIME_MS = 300_000;

export interface ShardIterator {
  readonly stream: string;
  readonly shardId: string;
  readonly position: number;
  readonly issuedAtMs: number;
}

/** The text a caller holds; only `decodeShardIterator` looks inside. */
export function encodeShardIterator({ stream, shardId, position, issuedAtMs }: ShardIterator): string {
  return Buffer.from(JSON.stringify([stream, shardId, position, issuedAtMs])).toString('base64');
}

/** @throws InvalidArgumentException for a text that is no iterator, ExpiredIteratorException after 5 minutes. */
export function decodeShardIterator(text: string | undefined, nowMs: number): ShardIterator {
  const [stream, shardId, position, issuedAtMs] = parsedArray(Buffer.from(text ?? '', 'base64').toString());
  if (
    typeof stream !== 'string' ||
    typeof shardId !== 'string' ||
    typeof position !== 'number' ||
    typeof issuedAtMs !== 'number'
  ) {
    throw invalidArgument('Invalid ShardIterator; get one from GetShardIterator or the last GetRecords.');
  }
  if (nowMs - issuedAtMs > ITERATOR_LIFETIME_MS) throw iteratorExpired();
  return { stream, shardId, position, issuedAtMs };
}

function parsedArray(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** The position a request for an iterator names. */
export function startingPosition(shard: ShardLog, input: GetShardIteratorCommandInput): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return shard.firstPosition;
    case 'LATEST':
      return shard.nextPosition;
    case 'AT_SEQUENCE_NUMBER':
      return namedPosition(shard, input.StartingSequenceNumber);
    case 'AFTER_SEQUENCE_NUMBER':
      return namedPosition(shard, input.StartingSequenceNumber) + 1;
    case 'AT_TIMESTAMP':
      if (input.Timestamp === undefined) throw invalidArgument('AT_TIMESTAMP needs a Timestamp.');
      return shard.positionAtTime(input.Timestamp.getTime());
    default:
      throw validation(
        'ShardIteratorType must be TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER or AT_TIMESTAMP.',
      );
  }
}

function namedPosition(shard: ShardLog, sequenceNumber: string | undefined): number {
  if (sequenceNumber === undefined) throw invalidArgument('This ShardIteratorType needs a StartingSequenceNumber.');
  const position = positionOf(shard.prefix, sequenceNumber);
  if (position === undefined) {
    throw invalidArgument(`StartingSequenceNumber is not a sequence number of ${shard.shardId}.`);
  }
  return position;
}
