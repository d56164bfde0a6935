import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { streams, warehouse, type ZoneName, zones } from '../contracts/platform.ts';
import { createWarehouseSql, type WarehouseSql } from '../lambdas/shared/warehouse-sql.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { EmbeddedGlue } from './glue/glue.ts';
import { EmbeddedKinesis } from './kinesis/kinesis.ts';
import { openWarehouseEngine, type WarehouseEngine } from './redshift/engine.ts';
import { EmbeddedRedshiftData } from './redshift/redshift-data.ts';
import { EmbeddedS3 } from './s3/s3.ts';
import { EmbeddedSecrets } from './secrets/secrets.ts';

/** Bucket of every zone; the embedded buckets are named as their zones. */
export const buckets: Readonly<Record<ZoneName, string>> = {
  bronze: zones.bronze.name,
  silver: zones.silver.name,
  gold: zones.gold.name,
  quarantine: zones.quarantine.name,
};

/** The services the pipeline runs on, as in-process twins over one data directory. */
export interface EmbeddedServices {
  readonly s3: EmbeddedS3;
  readonly kinesis: EmbeddedKinesis;
  readonly secrets: EmbeddedSecrets;
  readonly glue: EmbeddedGlue;
}

/** The warehouse twin: its engine, the Data API over it, and the adapter that the functions use. */
export interface EmbeddedWarehouse {
  readonly engine: WarehouseEngine;
  readonly redshiftData: EmbeddedRedshiftData;
  readonly sql: WarehouseSql;
}

/** The whole platform on one machine, held by this process until `close`. */
export interface Runtime {
  readonly directory: DataDirectory;
  readonly services: EmbeddedServices;
  readonly warehouse: EmbeddedWarehouse;
  close(): Promise<void>;
}

/** Empties a data directory that this process holds, except for its keys: the same people keep the same tokens. */
export async function emptyDataDirectory({ path, s3Path, streamPath, warehousePath }: DataDirectory): Promise<void> {
  for (const part of [s3Path, streamPath, warehousePath, join(path, 'logs')]) {
    await rm(part, { recursive: true, force: true });
  }
}

/** Opens the streams, buckets, secrets and jobs of a data directory. */
export async function openServices({ path, s3Path, streamPath }: DataDirectory): Promise<EmbeddedServices> {
  const s3 = await EmbeddedS3.open(s3Path, Object.values(buckets));
  return {
    s3,
    kinesis: await EmbeddedKinesis.open(streamPath, { streams: Object.values(streams) }),
    secrets: await EmbeddedSecrets.open(join(path, 'keys')),
    glue: new EmbeddedGlue({ silverPath: join(s3Path, buckets.silver), goldPath: join(s3Path, buckets.gold) }),
  };
}

/** Opens the warehouse of a data directory; COPY reads from `s3`. */
export async function openWarehouse({ warehousePath }: DataDirectory, s3: EmbeddedS3): Promise<EmbeddedWarehouse> {
  const engine = await openWarehouseEngine({ directory: warehousePath });
  const redshiftData = new EmbeddedRedshiftData({
    engine,
    resolveObject: (bucket, key) => s3.objectPath(bucket, key),
    listPrefix: (bucket, prefix) => listKeys(s3, bucket, prefix),
  });
  const sql = createWarehouseSql({
    client: redshiftData,
    workgroupName: warehouse.workgroup,
    database: warehouse.database,
  });
  return { engine, redshiftData, sql };
}

async function listKeys(s3: EmbeddedS3, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

/**
 * Opens the whole runtime.
 * @param purpose what this process does, for whoever finds the directory locked: `medstream run`.
 * @throws DataDirectoryInUseError when another process holds the directory.
 */
export async function openRuntime(
  path: string,
  purpose: string,
  options: { readonly fresh?: boolean } = {},
): Promise<Runtime> {
  const directory = await openDataDirectory(path, purpose);
  try {
    if (options.fresh === true) await emptyDataDirectory(directory);
    const services = await openServices(directory);
    const opened = await openWarehouse(directory, services.s3);
    return {
      directory,
      services,
      warehouse: opened,
      close: async () => {
        await services.glue.idle();
        await opened.engine.close();
        directory.release();
      },
    };
  } catch (error) {
    directory.release();
    throw error;
  }
}
