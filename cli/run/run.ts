import { join } from 'node:path';
import type { Contract } from '../../contracts/contract.ts';
import { ingestConsumers } from '../../contracts/platform/consumers.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { registry } from '../../contracts/registry.ts';
import { fewestPeople } from '../../domain/masking/terminology.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { forUser } from '../../domain/safe-error.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { Wakeup } from '../../embedded/kinesis/wakeup.ts';
import { openRuntime, type Runtime } from '../../embedded/runtime.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets } from '../../embedded/services.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { listSetAside } from '../../lambdas/load-warehouse/set-aside.ts';
import { errorName } from '../../lambdas/shared/log.ts';
import { putRecords } from '../../lambdas/shared/put-records.ts';
import { byStream } from '../../lambdas/shared/records-by-stream.ts';
import { readTokenKey } from '../../lambdas/shared/token-key.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { keepLearntTexts } from '../learnt-texts.ts';
import { localRules } from '../stage-rules.ts';
import { HandledRecords } from './handled-records.ts';
import { knownChangesReader } from './known-changes.ts';
import { LatencyRecorder } from './latency.ts';
import { functionLog, openLoads } from './local-loads.ts';
import { executeToTheEnd, loadPipeline } from './local-pipeline.ts';
import type { Progress } from './progress.ts';
import { countZones, differingMarts, differingTotals, type ZoneCounts } from './reconcile.ts';
import { type NewRecords, recordsFromHere } from './records-of-run.ts';
import { observedLoad, scheduleLoads } from './scheduled-loads.ts';
import { openSource, type Source, type SourceOptions } from './source.ts';
import { createStreamConsumers } from './stream-consumers.ts';
import { findDifferences, type RunSummary } from './summary.ts';

export interface RunOptions extends SourceOptions {
  /** Data directory. */
  readonly data: string;
  /** Empty the data directory first; its keys stay. */
  readonly fresh: boolean;
}

/** Records in a stream that a consumer has not handled yet; beyond it the producer waits, as a full shard makes it. */
const mostBehind = 5000;

/**
 * Runs the pipeline once over a source: stream, function, zones, warehouse loads, lake models, reconciliation.
 * A run that was cut off is first brought to its end: what the stream accepted is handled before anything new.
 * @throws UserError for what the user can put right; DataDirectoryInUseError when another process holds the directory.
 */
export async function run(options: RunOptions, progress: Progress): Promise<RunSummary> {
  const source = await forUser(() => openSource(options));
  const runtime = await openRuntime(options.data, 'medstream run', { fresh: options.fresh });
  return runOn(runtime, source, progress).finally(runtime.close);
}

/** Runs the pipeline once over a source on a runtime that is open, and stays so. */
export async function runOn(runtime: Runtime, source: Source, progress: Progress): Promise<RunSummary> {
  const { directory, services } = runtime;
  const logPath = functionLog(runtime);
  const latency = new LatencyRecorder();
  const { load: loadWarehouse, schemaApplied } = openLoads(runtime);
  const load = observedLoad(loadWarehouse, latency, progress);
  const loads = scheduleLoads(load, schemaApplied);

  await learn(runtime, source, progress);
  const normalized: Record<string, number> = {};
  const handled = new HandledRecords();
  let isReading = false;
  const oneHandled = new Wakeup();
  const consumers = await createStreamConsumers(services, {
    logPath,
    onIngested: ({ normalizedByKind }) => {
      for (const [kind, count] of Object.entries(normalizedByKind)) normalized[kind] = (normalized[kind] ?? 0) + count;
    },
    observe: (consumer, event) => {
      if (event.kind === 'failed') return;
      // What an interrupted run or `medstream send` left waited for somebody to start us: no latency of the pipeline.
      if (event.kind === 'succeeded' && isReading && ingestConsumers.includes(consumer)) {
        latency.silverWritten(event.arrivalsMs, event.atMs);
      }
      handled.add(consumer, event.count);
      oneHandled.notify();
    },
  });
  const newRecords = await recordsFromHere(services.kinesis, ingestConsumers);
  await consumers.start();
  try {
    await consumers.drain();
    const waiting = ingestConsumers.reduce((total, { function: name }) => total + handled.by(name), 0);
    if (waiting > 0)
      progress(`handled ${waiting} records that were waiting in the streams; the counts below have them`);

    isReading = true;
    handled.startOver();
    const keys = createKeyedHash(await readTokenKey(services.secrets, tokenKeySecret));
    const known = knownChangesReader(registry, join(directory.s3Path, buckets.silver));
    const rules = await localRules(services.s3);
    const records = await forUser(() => source.open({ keys, known, rules, now: Date.now() }));
    progress(`reading ${records.name}`);
    const readingSince = performance.now();
    let received = 0;
    for await (const batch of records.batches) {
      for (const [stream, records] of byStream(batch)) {
        await putRecords(services.kinesis, stream, records);
        handled.put(stream, records.length);
      }
      received += batch.length;
      // Catching up rejects when a consumer had to stop: waiting for a record alone would never end.
      while (handled.mostBehind() > mostBehind) {
        await Promise.race([oneHandled.wait(), consumers.catchUp()]);
      }
    }
    await consumers.drain();
    for (const notice of records.notices()) progress(notice);
    progress(`stream  ${received} records through ${Object.keys(streams).length} streams into the zones`);

    await loads.stop().catch((error: unknown) => {
      progress(`load    a load beside the stream failed (${errorName(error)}); the pipeline loads again`);
    });
    let loadedAt = performance.now();
    const loadInPipeline: LoadWarehouse = async (invocation, event) => {
      const result = await load(invocation, event);
      loadedAt = performance.now();
      return result;
    };
    const machine = await loadPipeline(runtime, loadInPipeline, logPath, progress);
    const doStoresDiffer = await executeToTheEnd(machine, join(directory.s3Path, buckets.silver));
    const secondsToStar = (loadedAt - readingSince) / 1000;
    return await summarize(
      runtime,
      {
        received: waiting + received,
        normalized,
        of: newRecords(),
        notSent: records.notSent?.() ?? [],
        secondsToStar,
        doStoresDiffer,
      },
      latency,
    );
  } finally {
    await consumers.stop();
  }
}

/** Before anything is ingested, so that the texts of the source's own codes are known. */
async function learn({ services: { s3 } }: Runtime, source: Source, progress: Progress): Promise<void> {
  const learnt = await forUser(async () => source.learn?.());
  if (learnt === undefined) return;
  const { added, known } = await keepLearntTexts(s3, buckets.silver, learnt.texts);
  if (added > 0) progress(`learnt  ${added} texts of codes, ${known} are known now`);
  if (learnt.notLearnt > 0) {
    progress(
      `learnt  not ${learnt.notLearnt} texts of codes that stand for fewer than ${fewestPeople} people: they are left out, the codes stay`,
    );
  }
}

interface Measured {
  readonly received: number;
  /** Values that the functions spelled anew, by what was done to them. */
  readonly normalized: Readonly<Record<string, number>>;
  /** Which records those are. */
  readonly of: NewRecords;
  /** What the source read and no stream takes: it is in no count of the zones. */
  readonly notSent: readonly string[];
  readonly secondsToStar: number;
  /** The last step of the pipeline found totals that differ. */
  readonly doStoresDiffer: boolean;
}

async function summarize(
  runtime: Runtime,
  { received, normalized, of, notSent, secondsToStar, doStoresDiffer }: Measured,
  latency: LatencyRecorder,
): Promise<RunSummary> {
  const { s3Path } = runtime.directory;
  const { sql } = runtime.warehouse;
  const lake = await openLake({ s3Path });
  const stores = { s3Path, lake, warehouse: sql };
  const aside = await listSetAside(sql);
  const counting = countZones(s3Path, lake, { of, aside: aside.map(({ key }) => key) });
  const comparing = Promise.all([doStoresDiffer ? differingTotals(stores) : [], differingMarts(stores)]);
  let counted: ZoneCounts;
  let differences: string[];
  try {
    counted = await counting;
    differences = [...notSent, ...findDifferences(received, counted, (await comparing).flat())];
  } finally {
    await Promise.allSettled([counting, comparing]);
    lake.close();
  }
  const { versions, facts } = await countStar(sql);
  const seconds = performance.now() / 1000;
  return {
    received,
    silver: counted.silver,
    quarantined: counted.quarantined,
    left_out: counted.leftOut,
    noted: counted.noted,
    normalized,
    duplicates: counted.duplicates,
    collisions: counted.collisions,
    set_aside: aside,
    set_aside_records: counted.setAside,
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

/** Versions by dimension and rows by fact, in one statement: each costs a turn of the warehouse. */
async function countStar(sql: WarehouseSql): Promise<Pick<RunSummary, 'versions' | 'facts'>> {
  const counts = registry.contracts.map(({ name, kind }) =>
    kind === 'reference'
      ? `SELECT '${kind}' AS kind, 'dim_${name}' AS name, COUNT(*) AS n FROM star.dim_${name} WHERE ${name}_sk > 0`
      : `SELECT '${kind}' AS kind, 'fact_${name}' AS name, COUNT(*) AS n FROM star.fact_${name}`,
  );
  const rows = await sql.query(counts.join(' UNION ALL '));
  const of = (wanted: Contract['kind']) =>
    Object.fromEntries(rows.filter(({ kind }) => kind === wanted).map(({ name, n }) => [String(name), Number(n)]));
  return { versions: of('reference'), facts: of('event') };
}
