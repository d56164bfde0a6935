import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { layout, type ZoneName } from '../../contracts/platform/zones.ts';

/** S3 as the SDK speaks it: an emulator's, or the embedded twin. */
export type S3 = Pick<S3Client, 'send'>;
type Row = Record<string, unknown>;

/** Decoded rows of the zones that the ingest function writes. */
export interface ZoneRows {
  readonly bronze: Row[];
  readonly silver: Row[];
  readonly quarantine: Row[];
}

const written = {
  bronze: layout.events.prefix,
  silver: layout.changes.prefix,
  quarantine: layout.rejected.prefix,
} as const satisfies Partial<Record<ZoneName, string>>;

/** Every row of the zones. @param bucketOf names the bucket of a zone. */
export async function readZones(s3: S3, bucketOf: (zone: ZoneName) => string): Promise<ZoneRows> {
  return createZoneReader(s3, bucketOf)();
}

/** Reads what was written since its last call and gives all rows so far: objects are never changed. */
export function createZoneReader(s3: S3, bucketOf: (zone: ZoneName) => string): () => Promise<ZoneRows> {
  const rows: ZoneRows = { bronze: [], silver: [], quarantine: [] };
  const seen = new Set<string>();
  return async () => {
    // Bronze is written first: looked at last, none of its records can be missing elsewhere for this reason alone.
    for (const zone of ['silver', 'quarantine', 'bronze'] as const) {
      for (const key of await keysBelow(s3, bucketOf(zone), written[zone])) {
        if (seen.has(`${zone}/${key}`)) continue;
        rows[zone].push(...(await decode(key, await bytesOf(s3, bucketOf(zone), key))));
        seen.add(`${zone}/${key}`);
      }
    }
    return { bronze: [...rows.bronze], silver: [...rows.silver], quarantine: [...rows.quarantine] };
  };
}

/** Keys of a bucket below a prefix. */
export async function keysBelow(s3: S3, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

async function bytesOf(s3: S3, Bucket: string, Key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

async function decode(key: string, bytes: Uint8Array): Promise<Row[]> {
  if (key.endsWith('.parquet')) {
    const contract = key.split('/')[1];
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    return (await parquetReadObjects({ file })).map((row) => ({ contract, ...row }));
  }
  const lines = gunzipSync(bytes).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Addresses of records: a record that was handled twice has one. */
export function addresses(rows: readonly Row[]): Set<string> {
  return new Set(rows.map(({ shard_id, sequence }) => `${shard_id}/${sequence}`));
}

/** Events by identity: a record that was sent twice is one. */
export function identities(rows: readonly Row[]): Set<string> {
  return new Set(rows.map(({ event_source, event_id }) => `${event_source}/${event_id}`));
}

/**
 * Waits until `count` records are in bronze and each of them is in silver or quarantine as well.
 * @throws Error with what is there when that takes longer than `seconds`.
 */
export async function waitForRecords(read: () => Promise<ZoneRows>, count: number, seconds = 120): Promise<ZoneRows> {
  for (const deadline = Date.now() + seconds * 1000; ; await setTimeout(250)) {
    const rows = await read();
    const bronze = addresses(rows.bronze);
    const handled = addresses([...rows.silver, ...rows.quarantine]);
    if (bronze.size >= count && handled.size >= count) return rows;
    if (Date.now() > deadline) {
      throw new Error(
        `${count} records were sent; after ${seconds} s bronze has ${bronze.size}, handled ${handled.size}`,
      );
    }
  }
}

/** What two places must differ in: where and when a record arrived there, and the object that this gave. */
const placeOnly = new Set(['sequence', 'arrived_at', 'object_key']);

/** The number of a row's change: without a change log it is the extract time. */
const numberOfId = /\b([a-z2-7]{26})-\d+\b/g;

/** Rows as text, sorted, without what belongs to the place. The shard stays: the partition key decides it. */
export function comparable(rows: readonly Row[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(
        Object.fromEntries(Object.entries(row).filter(([name]) => !placeOnly.has(name))),
        (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
      ).replaceAll(numberOfId, '$1'),
    )
    .sort();
}
