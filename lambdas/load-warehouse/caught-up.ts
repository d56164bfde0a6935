import { hash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { layout } from '../../contracts/platform/zones.ts';
import { type PutObjectClient, type ReadObjectClient, readIfThere } from '../shared/object-store.ts';
import { type Horizons, horizonBefore, isChangeKey, listChanges, type SilverObject } from './list-changes.ts';

/** The part of an S3 client that the load needs. */
export interface LoadS3Client {
  readonly send: ReadObjectClient['send'] & PutObjectClient['send'];
}

/**
 * A note that says: everything the change log held from these horizons on was in the warehouse. It never becomes
 * wrong by itself, because objects are only added and a loaded object stays loaded; whoever overwrites it with an older
 * one only makes the next look take longer. What it cannot know is that a warehouse was set back.
 */
export const noteKey = `${layout.manifests.prefix}caught-up.json`;

const noteSchema = z.strictObject({
  /** By contract: the key after which its listing begins, null for a contract listed whole. */
  horizons: z.record(z.string(), z.string().nullable()),
  objects: z.int(),
  /** SHA-256 of the sorted keys, hex. */
  keys: z.string().regex(/^[0-9a-f]{64}$/),
});

type Note = z.infer<typeof noteSchema>;

interface Place {
  readonly s3: LoadS3Client;
  readonly bucket: string;
}

/** Writes the note after a load that left nothing waiting, about what that load had listed. */
export async function noteCaughtUp(
  { s3, bucket }: Place,
  contracts: readonly string[],
  { listed, horizons }: { readonly listed: readonly SilverObject[]; readonly horizons: Horizons },
): Promise<void> {
  // The warehouse will look from the newest object it holds now, so a look without it begins there too.
  const newest = new Map(contracts.map((contract) => [contract, newestHorizon(contract, listed, horizons)]));
  const seen = listed.filter(({ contract, key }) => key > (newest.get(contract) ?? ''));
  const note: Note = { horizons: Object.fromEntries(newest), objects: seen.length, keys: hashOf(seen) };
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: noteKey,
      Body: `${JSON.stringify(note)}\n`,
      ContentType: 'application/json',
    }),
  );
}

function newestHorizon(contract: string, listed: readonly SilverObject[], horizons: Horizons): string | null {
  let newest = '';
  for (const object of listed) {
    if (object.contract === contract && object.key > newest && isChangeKey(object.key)) newest = object.key;
  }
  const [before, after] = [horizons.get(contract) ?? null, horizonBefore(contract, newest) ?? null];
  return before === null || (after !== null && after > before) ? after : before;
}

/**
 * Whether the change log is as it was when the note was written: one GetObject and a listing, no warehouse. An absent or
 * illegible note, or one about other contracts, is a no.
 * @throws errors of the client
 */
export async function isCaughtUp({ s3, bucket }: Place, contracts: readonly string[]): Promise<boolean> {
  const note = await readNote({ s3, bucket });
  if (note === undefined || contracts.some((contract) => note.horizons[contract] === undefined)) return false;
  const horizons = new Map(
    Object.entries(note.horizons).flatMap(([contract, from]): [string, string][] =>
      from === null ? [] : [[contract, from]],
    ),
  );
  const listed = await listChanges({ s3, bucket }, contracts, horizons);
  return listed.length === note.objects && hashOf(listed) === note.keys;
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

/** Of the keys alone: an object is written once, so its key says what it holds. */
function hashOf(objects: readonly SilverObject[]): string {
  const keys = objects.map(({ key }) => key).sort();
  return hash('sha256', keys.join('\n'), 'hex');
}
