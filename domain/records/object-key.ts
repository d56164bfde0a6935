import { hash } from 'node:crypto';

export interface ObjectAddress {
  /** Prefix that ends with `/`. */
  readonly prefix: string;
  /** Arrival of the records, epoch ms; all of one hour. */
  readonly arrivedAt: number;
  /** Among those of all streams: `streamShard`. */
  readonly shard: string;
  /** Sequence numbers of the records in the object, in order. */
  readonly sequences: readonly string[];
  readonly extension: string;
}

/**
 * Key of an object written from a batch: the same records give the same key in every attempt, and another set of
 * records gives another key, because the key carries a hash of the whole list of sequence numbers. The hour is the
 * hour of arrival, so a retry after midnight does not move the object.
 */
export function objectKey({ prefix, arrivedAt, shard, sequences, extension }: ObjectAddress): string {
  const list = hash('sha256', sequences.join(','), 'hex').slice(0, 12);
  return `${prefix}${hourPath(arrivedAt)}/${shard}/${sequences[0]}-${sequences.at(-1)}-${list}.${extension}`;
}

/** `dt=YYYY-MM-DD/hr=HH` in UTC. */
export function hourPath(at: number): string {
  const iso = new Date(at).toISOString();
  return `dt=${iso.slice(0, 10)}/hr=${iso.slice(11, 13)}`;
}
