import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { contractNamed } from '../../contracts/registry.ts';
import { maskedColumns, sequenceDigits } from '../../domain/records/columns.ts';
import { rowHash } from '../../domain/records/row-hash.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import { EmbeddedRedshiftData } from '../../embedded/redshift/redshift-data.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { createContainer as createApplySchema } from '../../lambdas/apply-schema/container.ts';
import { createContainer as createLoadWarehouse } from '../../lambdas/load-warehouse/container.ts';
import type { LoadResult, LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { createSilverRows } from '../../lambdas/shared/silver-parquet.ts';
import { createWarehouseSql, type WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { openTemporaryWarehouse } from '../embedded/redshift/warehouse-fixture.ts';

export const warehouseRoot = fileURLToPath(new URL('../../warehouse/', import.meta.url));
export const settings = { bucket: 'silver', workgroup: 'medstream', database: 'medstream', warehouseRoot };
export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };
export const silentMetrics = { found: () => {}, loaded: () => {} };

/** One row of the silver change log, as a test says it. */
export interface Change {
  readonly contract: string;
  readonly eventId: string;
  readonly operation: 'U' | 'D';
  /** Epoch ms. */
  readonly at: number;
  readonly sequence: number;
  /** Masked fields by name; the others are null. */
  readonly data: Readonly<Record<string, string>>;
}

/** The hash ingest gives to the row of a change. */
export function hashOf({ contract, operation, data }: Change): string {
  return rowHash(
    operation,
    maskedColumns(contractNamed(contract)).map(({ name }) => data[name] ?? null),
  );
}

export interface WarehouseRun {
  readonly engine: WarehouseEngine;
  readonly s3: EmbeddedS3;
  readonly redshift: EmbeddedRedshiftData;
  readonly warehouse: WarehouseSql;
  readonly load: LoadWarehouse;
  /** Writes one silver object per contract in the changes, and returns their keys. */
  deliver(changes: readonly Change[], hour?: string): Promise<string[]>;
  /** Delivers and loads. */
  loadChanges(changes: readonly Change[]): Promise<LoadResult>;
  /** Rows of a Redshift query, by column name. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Every full scan of `warehouse/checks`: the invariants that are broken. */
  brokenInvariants(): Promise<Record<string, unknown>[]>;
  /** Empties what loads fill. */
  reset(): Promise<void>;
  remove(): Promise<void>;
}

/** A warehouse with its schema, and a silver bucket, on the embedded engines. */
export async function openWarehouseRun(): Promise<WarehouseRun> {
  const { engine, directory, remove } = await openTemporaryWarehouse();
  const s3 = await EmbeddedS3.open(join(directory, 's3'), ['silver']);
  const redshift = new EmbeddedRedshiftData({
    engine,
    resolveObject: (bucket, key) => s3.objectPath(bucket, key),
    listPrefix: () => [],
  });
  await createApplySchema({ redshift }, settings, silentLog)();
  const load = createLoadWarehouse({ s3, redshift }, settings, { log: silentLog, metrics: silentMetrics });
  const checks = readdirSync(join(warehouseRoot, 'checks')).flatMap((file) =>
    splitStatements(readFileSync(join(warehouseRoot, 'checks', file), 'utf8')),
  );
  let objects = 0;
  let invocations = 0;

  const run: WarehouseRun = {
    engine,
    s3,
    redshift,
    warehouse: createWarehouseSql({ client: redshift, workgroupName: 'medstream', database: 'medstream' }),
    load,
    deliver: async (changes, hour = 'dt=2026-11-20/hr=10') => {
      const keys: string[] = [];
      for (const [contract, own] of Map.groupBy(changes, (change) => change.contract)) {
        objects += 1;
        const file = `${String(objects).padStart(56, '0')}-${objects}-0123456789ab.parquet`;
        const key = `changes/${contract}/${hour}/shardId-000000000000/${file}`;
        const rows = createSilverRows(contractNamed(contract));
        for (const change of own) addRow(rows, change);
        const body = rows.encode({ objectKey: key, shardId: 'shardId-000000000000' });
        await s3.send(new PutObjectCommand({ Bucket: 'silver', Key: key, Body: body }));
        keys.push(key);
      }
      return keys;
    },
    loadChanges: async (changes) => {
      await run.deliver(changes);
      invocations += 1;
      return load(`invocation ${invocations}`);
    },
    rows: async (sql) => (await engine.query(rewriteRedshiftSql(sql))).rows,
    brokenInvariants: async () => {
      const found: Record<string, unknown>[] = [];
      for (const check of checks) found.push(...(await run.rows(check)));
      return found;
    },
    reset: async () => {
      const names = ['organization', 'provider', 'payer', 'patient'];
      const tables = [...names, 'encounter'].flatMap((name) => [`staging.${name}`, `history.${name}`]);
      tables.push('staging.affected_key', 'star.fact_encounter', 'audit.load_ledger', 'audit.loaded_object');
      await engine.exec(tables.map((table) => `TRUNCATE ${table};`).join('\n'));
      await engine.exec(names.map((name) => `DELETE FROM star.dim_${name} WHERE ${name}_sk > 0;`).join('\n'));
      await rm(s3.bucketPath('silver'), { recursive: true, force: true });
      await s3.createBucket('silver');
    },
    remove,
  };
  return run;
}

function addRow(rows: ReturnType<typeof createSilverRows>, change: Change): void {
  const masked = maskedColumns(contractNamed(change.contract)).map(({ name }) => change.data[name] ?? null);
  rows.add(
    {
      eventSource: 'test',
      eventId: change.eventId,
      operation: change.operation,
      eventTime: change.at,
      sequence: String(change.sequence).padStart(sequenceDigits, '0'),
      arrivedAt: Date.parse('2026-11-20T10:00:00Z'),
      sourceFile: null,
      sourceLine: null,
      rowHash: hashOf(change),
    },
    masked,
  );
}

/** A change of a member of a dimension. */
export function memberChange(
  contract: string,
  key: string,
  change: {
    readonly id: string;
    readonly at: number;
    readonly sequence: number;
    readonly value?: string;
    readonly deleted?: boolean;
  },
): Change {
  const { id, at, sequence, value = 'A', deleted = false } = change;
  const attribute =
    contract === 'patient'
      ? { first_name: 'J***', last_name: `${value}***`, birth_date: '1980-**-**' }
      : { name: value };
  return {
    contract,
    eventId: id,
    operation: deleted ? 'D' : 'U',
    at,
    sequence,
    data: { [contractNamed(contract).businessKey]: key, ...attribute },
  };
}

/** A change of an encounter; its event time is its start. */
export function encounterChange(
  key: string,
  change: {
    readonly id: string;
    readonly at: number;
    readonly sequence: number;
    readonly patient: string;
    readonly organization?: string;
    readonly provider?: string;
    readonly payer?: string;
    readonly cost?: string;
    readonly endsAfterMs?: number;
    readonly deleted?: boolean;
  },
): Change {
  const { id, at, sequence, patient, cost = '100.00', deleted = false, endsAfterMs } = change;
  return {
    contract: 'encounter',
    eventId: id,
    operation: deleted ? 'D' : 'U',
    at,
    sequence,
    data: {
      encounter_id: key,
      patient_id: patient,
      ...(change.organization === undefined ? {} : { organization_id: change.organization }),
      ...(change.provider === undefined ? {} : { provider_id: change.provider }),
      ...(change.payer === undefined ? {} : { payer_id: change.payer }),
      encounter_class: 'ambulatory',
      started_at: new Date(at).toISOString(),
      ...(endsAfterMs === undefined ? {} : { ended_at: new Date(at + endsAfterMs).toISOString() }),
      base_encounter_cost: '10.10',
      total_claim_cost: cost,
      payer_coverage: '0.05',
    },
  };
}
