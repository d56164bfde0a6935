import { changeLogLateDays, layout } from '../../contracts/platform/zones.ts';
import { type ListedBucket, type ListedObject, type ListedRange, listPages } from '../shared/object-listing.ts';

/** An object of the change log. */
export interface SilverObject extends ListedObject {
  readonly contract: string;
}

/** Per contract the key after which its listing begins; a contract without one is listed whole. */
export type Horizons = ReadonlyMap<string, string>;

const dayMs = 86_400_000;

const changeKey =
  /^changes\/[a-z0-9_]+\/dt=\d{4}-\d{2}-\d{2}\/hr=\d{2}\/[A-Za-z0-9_.-]{1,128}\/[A-Za-z0-9_.-]{1,200}\.parquet$/;

/** Whether an ingest function writes keys of this form. */
export function isChangeKey(key: string): boolean {
  return changeKey.test(key);
}

/** Where to list a contract from when this is its newest key: that key's day, two days back. Undefined for no such key. */
export function horizonBefore(contract: string, newestKey: string): string | undefined {
  const day = /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(newestKey)?.[1];
  if (day === undefined) return undefined;
  const from = new Date(Date.parse(day) - changeLogLateDays * dayMs).toISOString().slice(0, 10);
  return `${layout.changes.prefix}${contract}/dt=${from}`;
}

/** The part of a change log that one shard wrote in one hour: `dt=…/hr=…/<shard>`. */
export function groupOf(key: string): string {
  return key.split('/').slice(2, 5).join('/');
}

/** The day of arrival that a key names, `2026-11-20`. */
export function dayOf(key: string): string {
  return /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1] ?? '';
}

/** Where the change log of a contract is, from the day on that the horizon names. */
export function changesOf(contract: string, horizon: string | undefined): ListedRange {
  return { prefix: `${layout.changes.prefix}${contract}/`, after: horizon };
}

/**
 * Lists objects of a contract in the order of their keys, a page in memory at a time.
 * @throws errors of the client
 */
export async function* listChanges(
  bucket: ListedBucket,
  contract: string,
  range: ListedRange,
): AsyncGenerator<SilverObject> {
  for await (const page of listPages(bucket, range)) {
    for (const { key, size, modifiedAt } of page) yield { contract, key, size, modifiedAt };
  }
}
