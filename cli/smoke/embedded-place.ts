import { randomUUID } from 'node:crypto';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { buckets, openRuntime, type Runtime } from '../../embedded/runtime.ts';
import type { BuildConsumer } from '../../lambdas/functions.ts';
import { functionLog, openLoads } from '../run/local-loads.ts';
import { loadPipeline } from '../run/local-pipeline.ts';
import { createStreamConsumers } from '../run/stream-consumers.ts';
import { textRow } from './row-text.ts';
import type { SmokePlace } from './smoke-place.ts';
import { smokeOrganization, smokeTable } from './smoke-record.ts';
import { times } from './store-columns.ts';

/** A pipeline on this machine, with the runtime below it. */
export interface EmbeddedPlace extends SmokePlace {
  readonly runtime: Runtime;
}

/**
 * The pipeline of a data directory, with its consumers running.
 * @param functions of the consumers: the project's own, unless a test brings others
 * @throws DataDirectoryInUseError when another process holds the directory.
 */
export async function openEmbeddedPlace(
  data: string,
  functions?: Readonly<Record<string, BuildConsumer>>,
): Promise<EmbeddedPlace> {
  const runtime = await openRuntime(data, 'medstream smoke');
  try {
    return await placeOf(runtime, data, functions);
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

async function placeOf(
  runtime: Runtime,
  data: string,
  functions: Readonly<Record<string, BuildConsumer>> | undefined,
): Promise<EmbeddedPlace> {
  const { services, warehouse, directory } = runtime;
  const logPath = functionLog(runtime);
  const { load, schemaApplied } = openLoads(runtime);
  await schemaApplied;
  const machine = await loadPipeline(runtime, load, logPath, () => undefined);
  const consumers = await createStreamConsumers(services, {
    logPath,
    observe: () => undefined,
    ...(functions === undefined ? {} : { functions }),
  });
  await consumers.start();
  return {
    runtime,
    where: data,
    kinesis: services.kinesis,
    streamName: smokeCheck.contract.stream,
    s3: services.s3,
    buckets,
    lacks: {},
    warehouse: {
      load: async () => (await load(randomUUID())).waiting,
      sql: warehouse.sql,
    },
    lake: {
      startPipeline: async () => {
        await machine.execute();
        return async () => true;
      },
      rows: async (table) => {
        const lake = await openLake({ s3Path: directory.s3Path });
        try {
          const { rows } = await lake.query(
            `SELECT * FROM silver.${smokeCheck.lake.tables[table]} WHERE ${smokeTable.key.name} = '${smokeOrganization}'`,
          );
          return rows.map((row) => textRow(row, times));
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
