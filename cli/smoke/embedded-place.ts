import { randomUUID } from 'node:crypto';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { openRuntime, type Runtime } from '../../embedded/runtime.ts';
import { buckets } from '../../embedded/services.ts';
import { functionLog, openLoads } from '../run/local-loads.ts';
import { loadPipeline } from '../run/local-pipeline.ts';
import { createStreamConsumers } from '../run/stream-consumers.ts';
import { textRow } from './row-text.ts';
import type { SmokePlace } from './smoke-place.ts';

/**
 * The pipeline of a data directory, with its consumers running.
 * @throws DataDirectoryInUseError when another process holds the directory.
 */
export async function openEmbeddedPlace(data: string): Promise<SmokePlace> {
  const runtime = await openRuntime(data, 'medstream smoke');
  try {
    return await placeOf(runtime, data);
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

async function placeOf(runtime: Runtime, data: string): Promise<SmokePlace> {
  const { services, warehouse, directory } = runtime;
  const logPath = functionLog(runtime);
  const { load, schemaApplied } = openLoads(runtime);
  await schemaApplied;
  const machine = await loadPipeline(runtime, load, logPath, () => undefined);
  const consumers = await createStreamConsumers(services, { logPath, observe: () => undefined });
  await consumers.start();
  return {
    where: data,
    kinesis: services.kinesis,
    streamName: smokeCheck.contract.stream,
    s3: services.s3,
    buckets,
    lacks: {},
    warehouse: {
      load: async () => void (await load(randomUUID())),
      sql: warehouse.sql,
    },
    lake: {
      startPipeline: async () => {
        await machine.execute();
        return async () => true;
      },
      readHistory: async ({ shard, sequence }, columns, times) => {
        const lake = await openLake({ s3Path: directory.s3Path });
        try {
          const { rows } = await lake.query(
            `SELECT ${columns.join(', ')} FROM silver.${smokeCheck.contract.name}_history
             WHERE shard_id = '${shard}' AND sequence = '${sequence}'`,
          );
          const [row] = rows;
          return row === undefined ? undefined : textRow(row, times);
        } finally {
          lake.close();
        }
      },
    },
    close: async () => {
      try {
        await consumers.stop();
      } finally {
        await runtime.close();
      }
    },
  };
}
