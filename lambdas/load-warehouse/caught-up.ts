import { PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { layout } from '../../contracts/platform/zones.ts';
import { isSameSet, type KeyTally, noKeys, withKey } from '../../domain/warehouse/key-tally.ts';
import { type PutObjectClient, type ReadObjectClient, readIfThere } from '../shared/object-store.ts';
import type { Seen } from './find-objects.ts';
import { changesOf, dayOf, horizonBefore, isChangeKey, listChanges } from './list-changes.ts';
import { listingsAtOnce, someAtOnce } from './some-at-once.ts';

/** The part of an S3 client that the load needs. */
export interface LoadS3Client {
  readonly send: ReadObjectClient['send'] & PutObjectClient['send'];
}

/**
 * A note that says: everything the change log held in these days was in the warehouse, or set aside. It never becomes
 * wrong by itself, because objects are only added and a loaded object stays loaded; whoever overwrites it with an older
 * one only makes the next look take longer. What it cannot know is that a warehouse was set back.
 */
export const noteKey = `${layout.manifests.prefix}caught-up.json`;

const tallySchema = z.strictObject({ objects: z.int(), fingerprints: z.string().regex(/^\d+$/) });

const noteSchema = z.strictObject({
  /** Objects that were set aside then, so that a minute which asks no warehouse can tell. */
  setAside: z.int(),
  contracts: z.record(
    z.string(),
    z.strictObject({
      /** The greatest key; empty while there is none. */
      newest: z.string(),
      /** By day of arrival, from the horizon on; objects that are no changes do not count. */
      days: z.record(z.string(), tallySchema),
    }),
  ),
});

type Note = z.infer<typeof noteSchema>;

interface Place {
  readonly s3: LoadS3Client;
  readonly bucket: string;
}

/** Writes the note after a load that left nothing waiting, about what that load had listed of each contract. */
export async function noteCaughtUp(
  { s3, bucket }: Place,
  seen: ReadonlyMap<string, Seen>,
  setAside: number,
): Promise<void> {
  const contracts = [...seen].map(([contract, { newest, days }]) => {
    // The warehouse will look from the newest object it holds now, so a look without it begins there too.
    const first = dayOf(`${horizonBefore(contract, newest) ?? ''}/`);
    const kept = [...days].filter(([day]) => day >= first);
    return [contract, { newest, days: Object.fromEntries(kept.map(([day, tally]) => [day, written(tally)])) }];
  });
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: noteKey,
      Body: `${JSON.stringify({ setAside, contracts: Object.fromEntries(contracts) })}\n`,
      ContentType: 'application/json',
    }),
  );
}

const written = ({ objects, fingerprints }: KeyTally) => ({ objects, fingerprints: String(fingerprints) });

/**
 * Whether the change log is as it was when the note was written: one GetObject and two listings per contract, no
 * warehouse. First what lies behind the newest key, which tells of most changes at once; then the days that late objects
 * come to, of which only tallies are held. An absent or illegible note, or one about other contracts, is a no.
 * @returns what the note says besides, or undefined for no
 * @throws errors of the client
 */
export async function findCaughtUp(
  { s3, bucket }: Place,
  contracts: readonly string[],
): Promise<{ readonly setAside: number } | undefined> {
  const note = await readNote({ s3, bucket });
  if (note === undefined) return undefined;
  const noted = contracts.map((contract) => ({ contract, of: note.contracts[contract] }));
  if (noted.some(({ of }) => of === undefined)) return undefined;
  const all = async (look: (contract: string, of: Note['contracts'][string]) => Promise<boolean>) =>
    (
      await someAtOnce(
        noted,
        listingsAtOnce,
        async ({ contract, of }) => of !== undefined && (await look(contract, of)),
      )
    ).every(Boolean);
  const hasNothingNewer = (contract: string, { newest }: Note['contracts'][string]) =>
    hasNothingAfter({ s3, bucket }, contract, newest);
  const isCaughtUp =
    (await all(hasNothingNewer)) && (await all((contract, of) => isAsNoted({ s3, bucket }, contract, of)));
  return isCaughtUp ? note : undefined;
}

async function hasNothingAfter(place: Place, contract: string, newest: string): Promise<boolean> {
  const range = { ...changesOf(contract, newest === '' ? undefined : newest), atMost: 1 };
  for await (const { key } of listChanges(place, contract, range)) if (isChangeKey(key)) return false;
  return true;
}

async function isAsNoted(
  place: Place,
  contract: string,
  { newest, days }: Note['contracts'][string],
): Promise<boolean> {
  const listed = new Map<string, KeyTally>();
  for await (const { key } of listChanges(place, contract, changesOf(contract, horizonBefore(contract, newest)))) {
    if (!isChangeKey(key)) continue;
    const day = dayOf(key);
    listed.set(day, withKey(listed.get(day) ?? noKeys, key));
  }
  const noted = Object.entries(days);
  return (
    listed.size === noted.length &&
    noted.every(([day, { objects, fingerprints }]) =>
      isSameSet(listed.get(day) ?? noKeys, { objects, fingerprints: BigInt(fingerprints) }),
    )
  );
}

async function readNote({ s3, bucket }: Place): Promise<Note | undefined> {
  const text = await readIfThere(s3, { bucket, key: noteKey });
  return noteSchema.safeParse(parseJson(text ?? '')).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
