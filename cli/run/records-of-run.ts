import type { StreamConsumer } from '../../contracts/platform/consumers.ts';
import { sequenceDigits } from '../../domain/records/silver-table.ts';
import { streamShard } from '../../domain/records/stream-shard.ts';
import type { EmbeddedKinesis } from '../../embedded/kinesis/kinesis.ts';
import { sequenceNumberAt } from '../../embedded/kinesis/sequence-number.ts';
import type { StreamLog } from '../../embedded/kinesis/stream-log.ts';

/** Sequence numbers from one to another, both among them and zero-padded. */
export interface SequenceRange {
  readonly first: string;
  readonly last: string;
}

/**
 * The records that a run answers for, by shard as the zones name it; none of a shard that is not named. What waited in the
 * streams is among them, whenever it arrived: a time would not tell it from what an earlier run handled. What streams of
 * another place brought, as into a copy of their zones, is not.
 */
export type NewRecords = ReadonlyMap<string, SequenceRange> | 'all';

/**
 * What consumers, one of a stream, have not handled yet, and what is put until the answer is asked for. To be called before
 * they start.
 */
export async function recordsFromHere(
  kinesis: Pick<EmbeddedKinesis, 'stream'>,
  consumers: readonly Pick<StreamConsumer, 'stream' | 'function'>[],
): Promise<() => NewRecords> {
  const ofEach = await Promise.all(
    consumers.map((consumer) => recordsOf(kinesis.stream(consumer.stream), consumer.function)),
  );
  return () => new Map(ofEach.flatMap((rangesOf) => rangesOf()));
}

async function recordsOf(stream: StreamLog, consumer: string): Promise<() => [string, SequenceRange][]> {
  const { name } = stream.description;
  const positions = new Map<string, number>();
  for (const { shardId } of stream.shards) positions.set(shardId, await stream.consumerPosition(consumer, shardId));
  const padded = (prefix: string, position: number) => sequenceNumberAt(prefix, position).padStart(sequenceDigits, '0');
  return () =>
    stream.shards.flatMap(({ shardId, prefix, nextPosition }): [string, SequenceRange][] => {
      const position = positions.get(shardId) ?? 0;
      if (position >= nextPosition) return [];
      const range = { first: padded(prefix, position), last: padded(prefix, nextPosition - 1) };
      return [[streamShard(name, shardId), range]];
    });
}

/** Whether a record is one of those, by its shard and sequence number as the zones write them. */
export function isNew(records: NewRecords, shardId: string, sequence: string): boolean {
  if (records === 'all') return true;
  const range = records.get(shardId);
  return range !== undefined && range.first <= sequence && sequence <= range.last;
}

/** The same as a condition on the columns shard_id and sequence. */
export function isNewSql(records: NewRecords): string {
  if (records === 'all') return 'true';
  const ranges = [...records].map(
    ([shardId, { first, last }]) => `shard_id = '${shardId}' AND sequence BETWEEN '${first}' AND '${last}'`,
  );
  return ranges.length === 0 ? 'false' : `(${ranges.join(' OR ')})`;
}
