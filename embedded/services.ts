import { join } from 'node:path';
import { consumers } from '../contracts/platform/consumers.ts';
import { warehouse } from '../contracts/platform/deployed-names.ts';
import { streams as inventoryStreams, type Stream } from '../contracts/platform/streams.ts';
import { type ZoneName, zones } from '../contracts/platform/zones.ts';
import { createWarehouseSql, type WarehouseSql } from '../lambdas/shared/warehouse-sql.ts';
import type { DataDirectory } from './data-directory.ts';
import { EmbeddedGlue } from './glue/glue.ts';
import { EmbeddedKinesis } from './kinesis/kinesis.ts';
import type { WarehouseEngine } from './redshift/engine.ts';
import { EmbeddedRedshiftData } from './redshift/redshift-data.ts';
import { readLookups } from './redshift/upkeep.ts';
import { repositoryWarehouse } from './redshift/warehouse-root.ts';
import { EmbeddedS3 } from './s3/s3.ts';
import { EmbeddedSecrets } from './secrets/secrets.ts';

/** Bucket of every zone; the embedded buckets are named as their zones. */
export const buckets: Readonly<Record<ZoneName, string>> = {
  bronze: zones.bronze.name,
  silver: zones.silver.name,
  gold: zones.gold.name,
  landing: zones.landing.name,
  quarantine: zones.quarantine.name,
};

/** The services the pipeline runs on, as in-process twins over one data directory. */
export interface EmbeddedServices {
  readonly s3: EmbeddedS3;
  readonly kinesis: EmbeddedKinesis;
  readonly secrets: EmbeddedSecrets;
  readonly glue: EmbeddedGlue;
}

/** The warehouse twin: its database, the Data API over it, and the adapter over that which the functions use. */
export interface EmbeddedWarehouse {
  /** Rejects when the database cannot be opened. */
  readonly engine: Promise<WarehouseEngine>;
  readonly redshiftData: EmbeddedRedshiftData;
  readonly sql: WarehouseSql;
}

/** Opens the streams, buckets, secrets and jobs of a data directory; every stream of the inventory unless others are given. */
export async function openServices(
  { path, s3Path, streamPath }: DataDirectory,
  streams: Readonly<Record<string, Stream>> = inventoryStreams,
): Promise<EmbeddedServices> {
  const s3 = await EmbeddedS3.open(s3Path, Object.values(buckets));
  const kinesis = await EmbeddedKinesis.open(streamPath, { streams: Object.values(streams) });
  return {
    s3,
    kinesis,
    secrets: await EmbeddedSecrets.open(join(path, 'keys')),
    glue: new EmbeddedGlue({
      silverPath: join(s3Path, buckets.silver),
      goldPath: join(s3Path, buckets.gold),
      settledAt: (now) => settledAt(kinesis, Object.values(streams), now),
    }),
  };
}

/** The arrival of the oldest record that a consumer has not handled, or `now` when all are: what arrived before is in the zones. */
async function settledAt(kinesis: EmbeddedKinesis, streams: readonly Stream[], now: Date): Promise<Date> {
  let settled = now.getTime();
  for (const { stream: name, function: consumer } of Object.values(consumers)) {
    if (!streams.some((stream) => stream.name === name)) continue;
    const stream = kinesis.stream(name);
    for (const shard of stream.shards) {
      const oldest = shard.arrivalAt(await stream.consumerPosition(consumer, shard.shardId));
      if (oldest !== undefined) settled = Math.min(settled, oldest);
    }
  }
  return new Date(settled);
}

/** The Data API over a database that is open or being opened: calls wait for it. COPY reads the buckets below `s3Path`. */
export function warehouseOver(engine: Promise<WarehouseEngine>, s3Path: string): EmbeddedWarehouse {
  const s3 = new EmbeddedS3(s3Path);
  const redshiftData = new EmbeddedRedshiftData({
    engine,
    resolveObject: (bucket, key) => s3.objectPath(bucket, key),
    listPrefix: (bucket, prefix) => s3.listKeys(bucket, prefix),
    lookups: readLookups(repositoryWarehouse),
  });
  const { workgroup, database } = warehouse;
  return {
    engine,
    redshiftData,
    sql: createWarehouseSql({ client: redshiftData, workgroupName: workgroup, database }),
  };
}
