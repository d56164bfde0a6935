import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyWarehouse } from '../cli/rebuild-command.ts';
import { openLoads } from '../cli/run/local-loads.ts';
import { createKeyedHash } from '../domain/masking/token.ts';
import { fingerprintSql } from '../domain/warehouse/key-tally.ts';
import { openRuntime } from '../embedded/runtime.ts';
import { tokenKeySecret } from '../embedded/secrets/secrets.ts';
import { buckets, type EmbeddedServices } from '../embedded/services.ts';
import { repositoryTerminology } from '../embedded/terminology-root.ts';
import { createContainer } from '../lambdas/ingest-events/container.ts';
import type { LoadResult } from '../lambdas/load-warehouse/load-warehouse.ts';
import { byStream } from '../lambdas/shared/records-by-stream.ts';
import type { WarehouseSql } from '../lambdas/shared/warehouse-sql.ts';
import { defaultAsOf } from '../sources/generated/deliver.ts';
import { generateRecords } from '../sources/generated/generate-records.ts';
import type { SourceRecord } from '../sources/source-record.ts';
import { benchKey, kinesisEvents } from './encounter-events.ts';

const usualRecords = 500_000;
const days = 10;
const batchSize = 500;
const firstDay = Date.parse('2026-02-01T12:00:00Z');
const dayMs = 86_400_000;

/**
 * The warehouse emptied and loaded anew from silver, and whether it is the same to the cell: generated records of all
 * contracts that arrived on ten days. The first time they are loaded as they come, a contract's day at a time.
 */
export async function benchRebuild(argument: string | undefined): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'medstream-rebuild-'));
  try {
    const runtime = await openRuntime(data, 'bench rebuild');
    try {
      const { load, schemaApplied } = openLoads(runtime);
      await schemaApplied;
      const { sql } = runtime.warehouse;
      const records = await fillSilver(runtime.services, Number(argument ?? usualRecords));
      print(`rebuild from silver, ${records.toLocaleString('en-US')} records of ${days} days`);
      report('day by day', await timed(() => load(randomUUID())));
      const before = await contentOfStar(sql);
      report(
        'rebuild',
        await timed(async () => {
          await emptyWarehouse(sql);
          return load(randomUUID(), { onlyIfChanged: false, rebuild: true });
        }),
      );
      const after = await contentOfStar(sql);
      const others = [...before].filter(([table, content]) => after.get(table) !== content).map(([table]) => table);
      if (others.length > 0) throw new Error(`rebuilt otherwise: ${others.join(', ')}`);
      print(`  every cell of ${before.size} tables as before`);
    } finally {
      await runtime.close();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const nothing = () => undefined;

/** Sends records through ingest as if they had arrived on so many days, some of every kind on each. */
async function fillSilver({ s3, secrets }: EmbeddedServices, count: number): Promise<number> {
  const ingestOf = (stream: string) =>
    createContainer(
      { s3, secrets },
      { stream, buckets, tokenKeySecret, stage: 'laptop', terminologyRoot: repositoryTerminology },
      { log: { info: nothing, warn: nothing, error: nothing }, metrics: { record: nothing } },
    );
  const payloads = Array.from({ length: days }, (): SourceRecord[] => []);
  const asOf = Date.parse(defaultAsOf);
  const options = {
    records: count,
    seed: 1,
    asOf,
    keys: createKeyedHash(benchKey),
  };
  let records = 0;
  for (const batch of generateRecords(options).batches) {
    for (const record of batch) payloads[records++ % days]?.push(record);
  }
  let firstPosition = 0;
  for (const [day, ofDay] of payloads.entries()) {
    const arrivalMs = firstDay + day * dayMs;
    for (const [stream, own] of byStream(ofDay)) {
      const ingest = await ingestOf(stream);
      const bytes = own.map(({ data }) => data);
      for (const event of kinesisEvents(bytes, batchSize, { arrivalMs, firstPosition })) await ingest(event);
      firstPosition += own.length;
    }
  }
  return records;
}

async function timed(work: () => Promise<LoadResult>): Promise<LoadResult & { readonly seconds: number }> {
  const started = performance.now();
  const result = await work();
  return { ...result, seconds: (performance.now() - started) / 1000 };
}

function report(what: string, { seconds, loads, objects, inserted, waiting }: Awaited<ReturnType<typeof timed>>): void {
  if (waiting > 0) throw new Error(`${waiting} objects wait`);
  const perSecond = Math.round(inserted / seconds).toLocaleString('en-US');
  print(
    `  ${what.padEnd(12)}${seconds.toFixed(1).padStart(7)} s, ${loads.length} loads of ${objects} objects: ${inserted} changes, ${perSecond} a second`,
  );
}

/** Of each table of the star, how many rows it has and a sum over all cells but those that tell which load it was. */
async function contentOfStar(sql: WarehouseSql): Promise<Map<string, string>> {
  const columns = await sql.query(`SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'star' AND column_name NOT IN ('load_id', 'loaded_at') ORDER BY table_name, column_name`);
  const content = new Map<string, string>();
  for (const [table, own] of Map.groupBy(columns, ({ table_name }) => String(table_name))) {
    const row = own.map(({ column_name }) => `NVL(CAST(${column_name} AS VARCHAR(2000)), '')`).join(" || '|' || ");
    const [sum] = await sql.query(`SELECT COUNT(*) AS n, SUM(${fingerprintSql(row)}) AS cells FROM star.${table}`);
    content.set(table, JSON.stringify(sum));
  }
  return content;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
