import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSource, type SourceOptions } from '../../cli/run/source.ts';
import { createStreamConsumers } from '../../cli/run/stream-consumers.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { nothingKnown } from '../../domain/records/change-identity.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { openDuckDb, sqlPath } from '../../embedded/glue/duckdb.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets, openServices } from '../../embedded/services.ts';
import { putRecords } from '../../lambdas/shared/put-records.ts';
import { byStream } from '../../lambdas/shared/records-by-stream.ts';
import { readTokenKey } from '../../lambdas/shared/token-key.ts';
import { rowsQuery } from '../glue-scripts/change-rows.ts';
import type { CraftedObject } from './crafted-changes.ts';

/** Writes crafted objects below `silverPath`, numbered from `first`, as of records that arrived some days ago. */
export async function writeCrafted(
  silverPath: string,
  objects: readonly CraftedObject[],
  first: number,
  daysAgo = 0,
): Promise<void> {
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const session = await openDuckDb({ allowedDirectories: [silverPath] });
  try {
    for (const [index, { log, rows, columns = '*' }] of objects.entries()) {
      const key = `${layout.changes.prefix}${log.name}/dt=${day}/hr=00/shardId-0/${first + index}.parquet`;
      const path = join(silverPath, key);
      await mkdir(dirname(path), { recursive: true });
      const keyed = `SELECT * REPLACE (${sqlPath(key)} AS object_key) FROM (${rowsQuery(log, rows)})`;
      await session.run(`COPY (SELECT ${columns} FROM (${keyed})) TO ${sqlPath(path)} (FORMAT parquet)`);
    }
  } finally {
    session.close();
  }
}

/**
 * Sends sources, one after the other, through the stream and the real ingest handler into a new data directory.
 * @returns the directory of the silver bucket.
 */
export async function ingest(data: string, sources: readonly SourceOptions[]): Promise<string> {
  const directory = await openDataDirectory(data, 'parity');
  try {
    const services = await openServices(directory);
    const consumers = await createStreamConsumers(services, {
      logPath: join(data, 'functions.ndjson'),
      observe: () => undefined,
    });
    try {
      await consumers.start();
      const keys = createKeyedHash(await readTokenKey(services.secrets, tokenKeySecret));
      for (const options of sources) {
        const source = await openSource(options);
        const records = await source.open({ keys, known: nothingKnown, now: Date.now() });
        for await (const batch of records.batches) {
          for (const [stream, own] of byStream(batch)) await putRecords(services.kinesis, stream, own);
        }
      }
      await consumers.drain();
    } finally {
      await consumers.stop();
      await services.kinesis.close();
    }
    return join(directory.s3Path, buckets.silver);
  } finally {
    directory.release();
  }
}
