import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Progress } from '../../cli/run/progress.ts';
import { countZones, type ZoneCounts } from '../../cli/run/reconcile.ts';
import { run } from '../../cli/run/run.ts';
import { consumers } from '../../contracts/platform/consumers.ts';
import { layout, type ZoneName, zones } from '../../contracts/platform/zones.ts';
import { UserError } from '../../domain/safe-error.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { emptyDataDirectory } from '../../embedded/runtime.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { buckets } from '../../embedded/services.ts';
import { listPages } from '../../lambdas/shared/object-listing.ts';
import { putOnce } from '../../lambdas/shared/object-store.ts';
import { emulatorClients } from './clients.ts';
import { deployedBucket } from './deployed-names.ts';

/** What the deployed functions write; everything else in the zones is computed from it. */
const pulled: readonly { readonly zone: ZoneName; readonly prefix: string }[] = [
  layout.events,
  layout.changes,
  layout.rejected,
  consumers.ingestEvents.failureDestination,
];

/** Marks a data directory that holds nothing but a copy, so that it may be emptied. */
const marker = 'pulled-from-emulator';

const objectsAtOnce = 8;

export interface PullSummary {
  /** Objects copied, by zone. */
  readonly objects: Readonly<Record<ZoneName, number>>;
  /** What all records the deployed pipeline ever took became. */
  readonly records: ZoneCounts;
  /** Versions by dimension and rows by fact table, in the warehouse loaded from the copy. */
  readonly versions: Readonly<Record<string, number>>;
  readonly facts: Readonly<Record<string, number>>;
  /** What does not agree, in words; empty when all does. */
  readonly differences: readonly string[];
}

/**
 * Copies what the deployed pipeline wrote into a data directory of the embedded runtime and does there what the emulator
 * cannot: loads the warehouse, builds the lake models, reconciles the two. The directory becomes a copy and nothing else.
 * @throws UserError when the directory holds data of its own, or the emulator's buckets cannot be read.
 */
export async function pull(endpoint: string, data: string, progress: Progress): Promise<PullSummary> {
  const objects = await copyZones(endpoint, data);
  progress(
    `copied  ${Object.entries(objects)
      .map(([zone, count]) => `${zone} ${count}`)
      .join(', ')} objects`,
  );
  // A run without records: only its later half has something to do, and to say.
  const summary = await run({ data, events: 0, seed: 1, fresh: false }, (line) => {
    if (/^(load|lake) /.test(line)) progress(line);
  });
  const s3Path = join(data, 's3');
  const lake = await openLake({ s3Path });
  try {
    const records = await countZones(s3Path, lake, {
      of: 'all',
      aside: summary.set_aside.map(({ key }) => key),
    });
    const { versions, facts, differences } = summary;
    return { objects, records, versions, facts, differences };
  } finally {
    lake.close();
  }
}

async function copyZones(endpoint: string, data: string): Promise<Record<ZoneName, number>> {
  if (existsSync(join(data, 's3')) && !existsSync(join(data, marker))) {
    throw new UserError(
      `${data} holds data of its own, which a copy would replace; name another directory with --into`,
    );
  }
  const directory = await openDataDirectory(data, 'medstream emulator pull');
  const { s3: source, destroy } = emulatorClients(endpoint);
  try {
    await writeFile(join(directory.path, marker), `${endpoint}\n`);
    await emptyDataDirectory(directory);
    const target = await EmbeddedS3.open(directory.s3Path, Object.values(buckets));
    const copied = { bronze: 0, silver: 0, gold: 0, quarantine: 0, landing: 0 } satisfies Record<ZoneName, number>;
    for (const { zone, prefix } of pulled) {
      for await (const keys of keysBelow(source, deployedBucket(zone), prefix)) {
        await Promise.all(keys.map((key) => copyObject(source, target, zone, key)));
        copied[zone] += keys.length;
      }
    }
    return copied;
  } finally {
    destroy();
    directory.release();
  }
}

async function copyObject(source: S3Client, target: EmbeddedS3, zone: ZoneName, key: string): Promise<void> {
  const { Body, ContentType } = await source.send(new GetObjectCommand({ Bucket: deployedBucket(zone), Key: key }));
  if (Body === undefined) throw new Error('an object of the emulator came without its content');
  await putOnce(target, {
    bucket: zones[zone].name,
    key,
    body: await Body.transformToByteArray(),
    contentType: ContentType ?? 'application/octet-stream',
  });
}

/** Keys below a prefix, a few at a time. */
async function* keysBelow(client: S3Client, bucket: string, prefix: string): AsyncGenerator<string[]> {
  try {
    for await (const page of listPages({ s3: client, bucket }, { prefix, pageSize: objectsAtOnce })) {
      yield page.map(({ key }) => key);
    }
  } catch (cause) {
    throw new UserError(`bucket ${bucket} cannot be read; is the emulator running, and deployed to?`, { cause });
  }
}
