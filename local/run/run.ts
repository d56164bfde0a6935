import { join } from 'node:path';
import { GetJobRunCommand, StartJobRunCommand } from '@aws-sdk/client-glue';
import { schedules, streams, warehouse as warehouseNames } from '../../contracts/platform.ts';
import { referenceContracts } from '../../contracts/registry.ts';
import { createKeyedHash } from '../../domain/token.ts';
import { createContainer as createApplySchema } from '../../lambdas/apply-schema/container.ts';
import { createContainer as createLoadWarehouse } from '../../lambdas/load-warehouse/container.ts';
import { readTokenKey } from '../../lambdas/shared/token-key.ts';
import { repositoryWarehouse } from '../../lambdas/shared/warehouse-root.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import type { EmbeddedGlue } from '../glue/glue.ts';
import { openLake } from '../glue/lake-query.ts';
import { Wakeup } from '../kinesis/wakeup.ts';
import { openLogFile } from '../log-file.ts';
import { buckets, openRuntime, type Runtime } from '../runtime.ts';
import { tokenKeySecret } from '../secrets/secrets.ts';
import { loadKnownChanges } from '../synthea/known-changes.ts';
import { forUser, UserError } from '../user-error.ts';
import { createIngest } from './ingest.ts';
import { LatencyRecorder } from './latency.ts';
import type { Progress } from './progress.ts';
import { putRecords } from './put-records.ts';
import { compareLakeWithWarehouse, countZones, type ZoneCounts } from './reconcile.ts';
import { scheduleLoads } from './scheduled-loads.ts';
import { openSource, type Source, type SourceOptions } from './source.ts';
import { findDifferences, type RunSummary } from './summary.ts';

export interface RunOptions extends SourceOptions {
  /** Data directory. */
  readonly data: string;
  /** Empty the data directory first; its keys stay. */
  readonly fresh: boolean;
}

/** Records in the stream that the function has not handled yet; beyond it the producer waits, as a full shard makes it. */
const mostBehind = 5000;

/**
 * Runs the pipeline once over a source: stream, function, zones, warehouse loads, lake models, reconciliation.
 * A run that was cut off is first brought to its end: what the stream accepted is handled before anything new.
 * @throws UserError for what the user can put right; DataDirectoryInUseError when another process holds the directory.
 */
export async function run(options: RunOptions, progress: Progress): Promise<RunSummary> {
  const source = await forUser(() => openSource(options));
  const runtime = await openRuntime(options.data, 'medstream run', { fresh: options.fresh });
  try {
    return await runOn(runtime, source, progress);
  } finally {
    await runtime.close();
  }
}

async function runOn(runtime: Runtime, source: Source, progress: Progress): Promise<RunSummary> {
  const { directory, services, warehouse } = runtime;
  const logPath = join(directory.path, 'logs', 'functions.ndjson');
  const latency = new LatencyRecorder();
  const schemaApplied = createApplySchema(
    { redshift: warehouse.redshiftData },
    { ...warehouseNames, warehouseRoot: repositoryWarehouse },
    openLogFile(logPath, 'apply-schema'),
  )();
  const loadWarehouse = createLoadWarehouse(
    { s3: services.s3, redshift: warehouse.redshiftData },
    { ...warehouseNames, bucket: buckets.silver, warehouseRoot: repositoryWarehouse },
    openLogFile(logPath, schedules.loadWarehouse.function),
  );
  const loads = scheduleLoads(loadWarehouse, schemaApplied, latency, progress);

  let handled = 0;
  let isReading = false;
  const oneHandled = new Wakeup();
  const ingest = await createIngest(services, logPath, (event) => {
    if (event.kind === 'failed') return;
    // What an interrupted run left in the stream waited for somebody to start us: no latency of the pipeline.
    if (event.kind === 'succeeded' && isReading) latency.silverWritten(event.arrivalsMs, event.atMs);
    handled += event.count;
    oneHandled.notify();
  });
  await ingest.start();
  try {
    await ingest.drain();
    if (handled > 0) progress(`finished an interrupted run: ${handled} records were still in the stream`);

    const startedAt = Date.now();
    isReading = true;
    const handledBefore = handled;
    const keys = createKeyedHash(await readTokenKey(services.secrets, tokenKeySecret));
    const known = await loadKnownChanges(join(directory.s3Path, buckets.silver));
    const records = await forUser(() => source.open({ keys, known, now: startedAt }));
    progress(`reading ${records.name}`);
    const readingSince = performance.now();
    let received = 0;
    for await (const batch of records.batches) {
      await putRecords(services.kinesis, streams.healthcareEvents.name, batch);
      received += batch.length;
      // A drain rejects when the mapping had to stop: waiting for it alone would never end.
      while (received - (handled - handledBefore) > mostBehind) await Promise.race([oneHandled.wait(), ingest.drain()]);
    }
    await ingest.drain();
    for (const notice of records.notices()) progress(notice);
    progress(`stream  ${received} records through ${streams.healthcareEvents.name} and ingest-events into the zones`);

    await loads.finish();
    const secondsToStar = (performance.now() - readingSince) / 1000;
    await runLakeModels(services.glue);
    progress('lake    models of silver and gold are rebuilt');
    return await summarize(runtime, { received, startedAt, secondsToStar }, latency);
  } finally {
    await ingest.stop();
  }
}

async function runLakeModels(glue: EmbeddedGlue): Promise<void> {
  const { job } = schedules.lakeModels;
  const { JobRunId } = await glue.send(new StartJobRunCommand({ JobName: job, Arguments: { '--models': 'all' } }));
  await glue.idle();
  const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: JobRunId }));
  if (JobRun?.JobRunState !== 'SUCCEEDED')
    throw new UserError(`job ${job} failed: ${JobRun?.ErrorMessage ?? 'no reason given'}`);
}

interface Measured {
  readonly received: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly secondsToStar: number;
}

async function summarize(
  runtime: Runtime,
  { received, startedAt, secondsToStar }: Measured,
  latency: LatencyRecorder,
): Promise<RunSummary> {
  const { s3Path } = runtime.directory;
  const { sql } = runtime.warehouse;
  const lake = await openLake({ s3Path });
  let counted: ZoneCounts;
  let differences: string[];
  try {
    counted = await countZones(s3Path, lake, startedAt);
    differences = findDifferences(received, counted, await compareLakeWithWarehouse(lake, sql));
  } finally {
    lake.close();
  }
  const versions: Record<string, number> = {};
  for (const { name } of referenceContracts) {
    versions[`dim_${name}`] = await count(sql, `star.dim_${name} WHERE ${name}_sk > 0`);
  }
  const facts = { fact_encounter: await count(sql, 'star.fact_encounter') };
  const seconds = performance.now() / 1000;
  return {
    received,
    silver: counted.silver,
    quarantined: counted.quarantined,
    duplicates: counted.duplicates,
    versions,
    facts,
    reconciled: differences.length === 0,
    differences,
    seconds: Math.round(seconds * 1000) / 1000,
    seconds_to_star: Math.round(secondsToStar * 1000) / 1000,
    records_per_second: Math.round(received / seconds),
    latency_ms: latency.summary(),
  };
}

async function count(sql: WarehouseSql, from: string): Promise<number> {
  const [row] = await sql.query(`SELECT COUNT(*) AS n FROM ${from}`);
  return Number(row?.n ?? 0);
}
