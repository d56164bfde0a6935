/**
 * Name of a shard among the shards of all streams, as rows, lines and object keys carry it. Kinesis numbers the shards of
 * every stream from 0, and promises that a sequence number is unique within its shard, not beyond it: without the stream,
 * objects of two streams could come to the same key, and the second would count as written.
 */
export function streamShard(stream: string, shardId: string): string {
  return `${stream}.${shardId}`;
}
