import { consumers } from '../../contracts/platform/consumers.ts';
import { streams } from '../../contracts/platform/streams.ts';
import type { EmbeddedKinesis } from '../../embedded/kinesis/kinesis.ts';

/** Records that were ever put into the streams. */
export function recordsPut(kinesis: EmbeddedKinesis): number {
  return Object.values(streams)
    .flatMap(({ name }) => kinesis.stream(name).shards)
    .reduce((total, { nextPosition }) => total + nextPosition, 0);
}

/** Records that the consumers have yet to handle; to be called before they start. */
export async function recordsWaiting(kinesis: EmbeddedKinesis): Promise<number> {
  let waiting = 0;
  for (const { stream: name, function: consumer } of Object.values(consumers)) {
    const stream = kinesis.stream(name);
    for (const { shardId, nextPosition } of stream.shards) {
      waiting += nextPosition - (await stream.consumerPosition(consumer, shardId));
    }
  }
  return waiting;
}

/** Empties what every consumer has read, where it is old or large. */
export async function trimStreams(kinesis: EmbeddedKinesis): Promise<void> {
  for (const { name } of Object.values(streams)) await kinesis.stream(name).trim();
}
