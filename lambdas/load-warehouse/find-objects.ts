import { isSameSet, type KeyTally, noKeys, withKey } from '../../domain/warehouse/key-tally.ts';
import type { ListedBucket } from '../shared/object-listing.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import { type KnownGroup, knownKeys } from './known-objects.ts';
import { changesOf, dayOf, groupOf, isChangeKey, listChanges, type SilverObject } from './list-changes.ts';

export interface FindPlace extends ListedBucket {
  readonly warehouse: WarehouseSql;
}

/** What is looked for in one contract. */
export interface Search {
  readonly contract: string;
  /** The key after which its listing begins; without one it is listed whole. */
  readonly horizon: string | undefined;
  /** By {@link groupOf}, what the warehouse knows from the horizon on. */
  readonly known: ReadonlyMap<string, KnownGroup>;
  /** Objects to load whatever the listing shows: somebody released them. In the order of their keys. */
  readonly released: readonly SilverObject[];
}

/** What a listing has passed so far; whole once the search has ended. */
export interface Seen {
  /** By day of arrival, what the listing has. */
  readonly days: Map<string, KeyTally>;
  /** The greatest key; empty while there is none. */
  newest: string;
  /** Objects that no ingest function writes; they are left alone. */
  foreign: number;
}

/**
 * Objects of a contract that the warehouse lacks, in the order of their keys but for late ones, which follow the newer
 * ones of their hour. Neither all keys of the listing nor those of the warehouse are ever held: in each shard's hour
 * whatever lies behind the newest known key is new, and whether the rest is known to the last object tells a count and a
 * sum of fingerprints. Only where it does not are the keys of that hour compared one by one.
 *
 * A bare mark per shard would be cheaper and wrong: a retry brings an object later than one of greater key, and the mark
 * would skip it in silence.
 * @param seen is filled on the way
 * @throws errors of the clients
 */
export async function* newObjects(place: FindPlace, search: Search, seen: Seen): AsyncGenerator<SilverObject> {
  const { contract, horizon, known } = search;
  yield* search.released;
  const released = new Set(search.released.map(({ key }) => key));
  let group = '';
  let passed = noKeys;
  const late = async function* (): AsyncGenerator<SilverObject> {
    const expected = known.get(group);
    if (expected === undefined || isSameSet(passed, expected)) return;
    for await (const object of unknownOf(place, contract, group)) {
      // What lies behind the newest known key has been given already.
      if (object.key <= expected.newest && !released.has(object.key)) yield object;
    }
  };
  for await (const object of listChanges(place, contract, changesOf(contract, horizon))) {
    const { key } = object;
    if (!isChangeKey(key)) {
      seen.foreign += 1;
      continue;
    }
    const day = dayOf(key);
    seen.days.set(day, withKey(seen.days.get(day) ?? noKeys, key));
    seen.newest = key;
    if (groupOf(key) !== group) {
      yield* late();
      group = groupOf(key);
      passed = noKeys;
    }
    if (released.has(key)) continue;
    const newestKnown = known.get(group)?.newest;
    if (newestKnown === undefined || key > newestKnown) yield object;
    else passed = withKey(passed, key);
  }
  yield* late();
}

/** What a shard's hour has and the warehouse does not: both in the order of their keys, side by side. */
async function* unknownOf(place: FindPlace, contract: string, group: string): AsyncGenerator<SilverObject> {
  const { prefix } = changesOf(contract, undefined);
  const keys = knownKeys(place.warehouse, contract, `${prefix}${group}/`);
  let known = await keys.next();
  for await (const object of listChanges(place, contract, { prefix: `${prefix}${group}/` })) {
    if (!isChangeKey(object.key)) continue;
    while (known.done !== true && known.value < object.key) known = await keys.next();
    if (known.done === true || known.value !== object.key) yield object;
  }
}

/**
 * Objects as loads take them: up to so many, and unless days may be mixed never of two. What a load could not take is
 * recorded before the next begins, so nothing that is neither loaded nor recorded ever lies days behind the newest loaded
 * object, where no listing looks; a rebuild, which mixes days, lists everything.
 */
export async function* inLoads(
  objects: AsyncIterable<SilverObject>,
  { most, mixesDays }: { readonly most: number; readonly mixesDays: boolean },
): AsyncGenerator<SilverObject[]> {
  let load: SilverObject[] = [];
  for await (const object of objects) {
    const [first] = load;
    const isOfAnotherDay = !mixesDays && first !== undefined && dayOf(first.key) !== dayOf(object.key);
    if (load.length === most || isOfAnotherDay) {
      yield load;
      load = [];
    }
    load.push(object);
  }
  if (load.length > 0) yield load;
}
