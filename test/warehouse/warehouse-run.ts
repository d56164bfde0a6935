import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { keyColumnName } from '../../contracts/contract.ts';
import { rowHash } from '../../domain/records/row-hash.ts';
import { type SilverTable, sequenceDigits } from '../../domain/records/silver-table.ts';
import { fullScans, generateWarehouse } from '../../domain/warehouse/files.ts';
import type { WrittenWarehouse } from '../../domain/warehouse/model.ts';
import { type Star, starOf } from '../../domain/warehouse/star.ts';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import { EmbeddedRedshiftData } from '../../embedded/redshift/redshift-data.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { schemaContent } from '../../embedded/redshift/schema-content.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { createContainer as createApplySchema } from '../../lambdas/apply-schema/container.ts';
import { type LoadSql, readLoadSql } from '../../lambdas/load-warehouse/load-sql.ts';
import {
  createLoadWarehouse,
  type LoadResult,
  type LoadWarehouse,
  type LoadWarehouseDependencies,
} from '../../lambdas/load-warehouse/load-warehouse.ts';
import { createSilverRows } from '../../lambdas/shared/silver-parquet.ts';
import { createWarehouseSql, type WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { readWritten, silverTables, warehouseRoot, writeGenerated } from '../../tools/codegen/write-warehouse.ts';
import { openTemporaryWarehouse } from '../embedded/redshift/warehouse-fixture.ts';

export { warehouseRoot };
export const settings = { bucket: 'silver', workgroup: 'medstream', database: 'medstream', warehouseRoot };
export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };
export const silentMetrics = { found: () => {}, loaded: () => {}, setAside: () => {} };

/** Contracts and models that a warehouse is built from. */
export interface House {
  readonly tables: readonly SilverTable[];
  readonly written: WrittenWarehouse;
}

/** That of the product, with its committed files. */
export const product: House = { tables: silverTables, written: readWritten(warehouseRoot) };

export function tableOf({ tables }: House, contract: string): SilverTable {
  const table = tables.find(({ name }) => name === contract);
  if (table === undefined) throw new Error(`no contract is called ${contract}`);
  return table;
}

/** One row of the silver change log, as a test says it. */
export interface Change {
  readonly contract: string;
  readonly eventId: string;
  /** CloudEvents source; without it one for all. */
  readonly source?: string;
  readonly operation: 'U' | 'D';
  /** Epoch ms. */
  readonly at: number;
  readonly sequence: number;
  /** Epoch ms; without it one instant for all. */
  readonly arrivedAt?: number;
  /** Masked fields by name; the others are null. */
  readonly data: Readonly<Record<string, string>>;
}

/** The hash ingest gives to the row of a change. */
export function hashOf({ masked }: SilverTable, { operation, data }: Change): string {
  return rowHash(
    operation,
    masked.map(({ name }) => data[name] ?? null),
  );
}

export interface WarehouseRun {
  readonly engine: WarehouseEngine;
  readonly s3: EmbeddedS3;
  readonly redshift: EmbeddedRedshiftData;
  readonly warehouse: WarehouseSql;
  readonly star: Star;
  readonly sql: LoadSql;
  readonly load: LoadWarehouse;
  /** A loader on the same warehouse and bucket with some parts replaced. */
  loader(parts: Partial<LoadWarehouseDependencies>): LoadWarehouse;
  /** Writes one silver object per contract in the changes, in the columns of this house, and returns their keys. */
  deliver(changes: readonly Change[], hour?: string, producer?: House): Promise<string[]>;
  /** Delivers and loads. */
  loadChanges(changes: readonly Change[]): Promise<LoadResult>;
  /** Rows of a Redshift query, by column name. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Every full scan: the invariants that are broken. */
  brokenInvariants(): Promise<Record<string, unknown>[]>;
  /** Empties what loads fill. */
  reset(): Promise<void>;
  remove(): Promise<void>;
}

/** A warehouse with its schema, and a silver bucket, on the embedded engines. */
export async function openWarehouseRun(house: House = product): Promise<WarehouseRun> {
  const isProduct = house === product;
  // The product's schema comes with the database; another one is applied as a deployment would.
  const { engine, directory, remove } = await openTemporaryWarehouse(isProduct ? schemaContent() : undefined);
  const s3 = await EmbeddedS3.open(join(directory, 's3'), ['silver']);
  const redshift = new EmbeddedRedshiftData({
    engine,
    resolveObject: (bucket, key) => s3.objectPath(bucket, key),
    listPrefix: () => [],
  });
  const root = isProduct ? warehouseRoot : writeHouse(house, join(directory, 'house'));
  if (!isProduct) await createApplySchema({ redshift }, { ...settings, warehouseRoot: root }, silentLog)();
  const contracts = house.tables.map(({ name }) => name);
  const star = starOf(house.tables, house.written);
  const scans = fullScans(star).map(({ sql }) => sql);
  const dependencies: LoadWarehouseDependencies = {
    s3,
    warehouse: createWarehouseSql({ client: redshift, workgroupName: 'medstream', database: 'medstream' }),
    log: silentLog,
    metrics: silentMetrics,
    clock: Date.now,
    bucket: 'silver',
    contracts,
    sql: readLoadSql(root, contracts),
  };
  let objects = 0;
  let invocations = 0;

  const run: WarehouseRun = {
    engine,
    s3,
    redshift,
    warehouse: dependencies.warehouse,
    star,
    sql: dependencies.sql,
    load: createLoadWarehouse(dependencies),
    loader: (parts) => createLoadWarehouse({ ...dependencies, ...parts }),
    deliver: async (changes, hour = 'dt=2026-11-20/hr=10', producer = house) => {
      const keys: string[] = [];
      for (const [contract, own] of Map.groupBy(changes, (change) => change.contract)) {
        objects += 1;
        const file = `${String(objects).padStart(56, '0')}-${objects}-0123456789ab.parquet`;
        const key = `changes/${contract}/${hour}/shardId-000000000000/${file}`;
        const body = encodeRows(tableOf(producer, contract), own, key);
        await s3.send(new PutObjectCommand({ Bucket: 'silver', Key: key, Body: body }));
        keys.push(key);
      }
      return keys;
    },
    loadChanges: async (changes) => {
      await run.deliver(changes);
      invocations += 1;
      return run.load(`invocation ${invocations}`);
    },
    rows: async (sql) => (await engine.query(rewriteRedshiftSql(sql))).rows,
    brokenInvariants: async () => {
      const found: Record<string, unknown>[] = [];
      for (const scan of scans) found.push(...(await run.rows(scan)));
      return found;
    },
    reset: async () => {
      const tables = [
        ...contracts.flatMap((name) => [`staging.${name}`, `history.${name}`]),
        ...star.facts.map(({ name }) => `star.${name}`),
        'history.superseded_delivery',
        'audit.load_ledger',
        'audit.loaded_object',
        'audit.set_aside',
      ];
      const members = star.dimensions.map(({ name, sk }) => `DELETE FROM star.${name} WHERE ${sk} > 0;`);
      // Not TRUNCATE: of tables with a few rows it costs a third of such a test file's time.
      await engine.exec([...tables.map((table) => `DELETE FROM ${table};`), ...members].join('\n'));
      await rm(s3.bucketPath('silver'), { recursive: true, force: true });
      await s3.createBucket('silver');
    },
    remove,
  };
  return run;
}

/** Writes what a function finds in WAREHOUSE_ROOT: the files written by hand, and those that follow from contracts. */
export function writeHouse({ tables, written }: House, root: string): string {
  for (const { path, text } of written.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeGenerated(root, generateWarehouse(tables, written));
  return root;
}

/** The bytes of a silver object with these rows. */
export function encodeRows(table: SilverTable, changes: readonly Change[], objectKey: string): Uint8Array {
  const rows = createSilverRows(table);
  for (const change of changes) {
    rows.add(
      {
        eventSource: change.source ?? 'test',
        eventId: change.eventId,
        operation: change.operation,
        eventTime: change.at,
        sequence: String(change.sequence).padStart(sequenceDigits, '0'),
        arrivedAt: change.arrivedAt ?? Date.parse('2026-11-20T10:00:00Z'),
        sourceFile: null,
        sourceLine: null,
        rowHash: hashOf(table, change),
      },
      table.masked.map(({ name }) => change.data[name] ?? null),
    );
  }
  return rows.encode({ objectKey, shard: 'shardId-000000000000' });
}

/** What every change has, whatever it is about. */
export interface ChangeOf {
  readonly id: string;
  readonly at: number;
  readonly sequence: number;
  readonly deleted?: boolean;
}

/** A change of a member of a dimension. */
export function memberChange(contract: string, key: string, change: ChangeOf & { readonly value?: string }): Change {
  const { id, at, sequence, value = 'A', deleted = false } = change;
  const attribute: Record<string, string> =
    contract === 'patient'
      ? { first_name: 'J***', last_name: `${value}***`, birth_date: '1980-**-**' }
      : { name: value };
  return {
    contract,
    eventId: id,
    operation: deleted ? 'D' : 'U',
    at,
    sequence,
    data: { [keyColumnName(contract)]: key, ...attribute },
  };
}

/** A change of an event; `undefined` stands for a field that the record left out. */
export function eventChange(
  contract: string,
  key: string,
  { id, at, sequence, deleted = false }: ChangeOf,
  fields: Readonly<Record<string, string | undefined>>,
): Change {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    contract,
    eventId: id,
    operation: deleted ? 'D' : 'U',
    at,
    sequence,
    data: { [keyColumnName(contract)]: key, ...Object.fromEntries(given) },
  };
}

/** An instant as ingest writes it. */
const instantText = (at: number) => new Date(at).toISOString();

/** A change of an encounter; its event time is its start. */
export function encounterChange(
  key: string,
  change: ChangeOf & {
    readonly patient: string;
    readonly organization?: string | undefined;
    readonly provider?: string | undefined;
    readonly payer?: string | undefined;
    readonly department?: string;
    readonly cost?: string;
    readonly endsAfterMs?: number;
  },
): Change {
  const { at, endsAfterMs } = change;
  return eventChange('encounter', key, change, {
    patient_id: change.patient,
    organization_id: change.organization,
    provider_id: change.provider,
    payer_id: change.payer,
    encounter_class: change.department ?? 'ambulatory',
    started_at: instantText(at),
    ended_at: endsAfterMs === undefined ? undefined : instantText(at + endsAfterMs),
    base_encounter_cost: '10.10',
    total_claim_cost: change.cost ?? '100.00',
    payer_coverage: '0.05',
  });
}

/** A change of a claim, with its two providers and two payers. */
export function claimChange(
  key: string,
  change: ChangeOf & {
    readonly patient: string;
    readonly encounter?: string | undefined;
    readonly provider?: string | undefined;
    readonly supervisor?: string | undefined;
    readonly primary?: string | undefined;
    readonly secondary?: string | undefined;
  },
): Change {
  return eventChange('claim', key, change, {
    patient_id: change.patient,
    encounter_id: change.encounter,
    provider_id: change.provider,
    supervising_provider_id: change.supervisor,
    primary_payer_id: change.primary,
    secondary_payer_id: change.secondary,
    service_at: instantText(change.at),
  });
}

/** A change of a line of a claim. */
export function transactionChange(
  key: string,
  change: ChangeOf & {
    readonly encounter?: string;
    readonly type?: string;
    readonly payment?: string;
  },
): Change {
  return eventChange('claim_transaction', key, change, {
    claim_id: 'c1',
    patient_id: 'p1',
    encounter_id: change.encounter,
    transaction_type: change.type ?? 'PAYMENT',
    from_at: instantText(change.at),
    payment: change.payment,
  });
}
