import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventType } from '../../contracts/envelope.ts';
import { createRegistry, registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { generatedModelFiles } from '../../domain/lake/generated-models.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { createProcessRecord, type Processed } from '../../domain/records/process-record.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { evolve, wantedTables } from '../../domain/warehouse/evolution.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { readModels } from '../../embedded/glue/model-catalog.ts';
import { applySchema } from '../../lambdas/apply-schema/apply-schema.ts';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { withDatabaseUsers } from '../../lambdas/apply-schema/security-files.ts';
import { readLoadSql } from '../../lambdas/load-warehouse/load-sql.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { readRecordedColumns } from '../../tools/codegen/write-warehouse.ts';
import { addedColumns, newerContract } from '../contracts/newer-contract.ts';
import { maskingTools } from '../masking-tools.ts';
import { sampleChange } from './sample-change.ts';
import { expectedStar, readStar } from './star-oracle.ts';
import { StoreTotals } from './store-totals.ts';
import {
  type Change,
  type House,
  openWarehouseRun,
  product,
  silentLog,
  type WarehouseRun,
  warehouseRoot,
  writeHouse,
} from './warehouse-run.ts';

// Every contract of the product gets two more fields while its records are on their way: a text and an amount.
const newer = registry.contracts.map(newerContract);
const added = addedColumns;
const newTables = newer.map((contract) => silverTable(contract, policyOfZone('silver')));
const recorded = readRecordedColumns(warehouseRoot);
const { migration } = evolve(recorded, wantedTables(starOf(newTables, product.written)), []);
const upgraded: House = {
  tables: newTables,
  written: { ...product.written, files: [...product.written.files, ...(migration === null ? [] : [migration])] },
};

const day = 86_400_000;
const from = Date.parse('2020-01-01T00:00:00Z');

/** A change of every contract, of the same keys as those before; `number` tells the values apart. */
function changesOf(house: House, number: number, fields: Readonly<Record<string, string | null>> = {}): Change[] {
  return house.tables.map((table, place) => {
    const sequence = number * 1000 + place + 1;
    const own = { [table.key.name]: `k${place}`, ...fields };
    return sampleChange(table, { id: `event-${sequence}`, sequence, at: from + number * day, number, fields: own });
  });
}

let root: string;
let run: WarehouseRun;
let oldLoad: LoadWarehouse;
let newLoad: LoadWarehouse;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'medstream-upgrade-'));
  // The files that a deployment of the newer contracts brings.
  writeHouse(upgraded, root);
  run = await openWarehouseRun();
  oldLoad = run.load;
  newLoad = run.loader({
    sql: readLoadSql(
      root,
      upgraded.tables.map(({ name }) => name),
    ),
  });
});
afterAll(async () => {
  await run.remove();
  rmSync(root, { recursive: true });
});

/** Deploys the newer schema; dies instead of sending the batch of this number. */
async function deploy(dyingAt: number): Promise<void> {
  let sent = 0;
  const mortal: typeof run.warehouse = {
    ...run.warehouse,
    batch: async (batch) => {
      sent += 1;
      if (sent === dyingAt) throw new Error('the deployment ended here');
      await run.warehouse.batch(batch);
    },
  };
  await applySchema({ warehouse: mortal, log: silentLog }, withDatabaseUsers(readSchemaFiles(root), {}));
}

const everything: Change[] = [];
async function deliver(changes: readonly Change[], producer: House): Promise<void> {
  everything.push(...changes);
  await run.deliver(changes, 'dt=2026-11-20/hr=10', producer);
}
const nothingAdded = { added_note: null, added_weight: null };

test('a contract that gets fields in mid-stream stops nothing and loses nothing, whoever is new first', async () => {
  await deliver(changesOf(product, 1), product);
  await oldLoad('before');
  await deliver(changesOf(product, 2), product);

  // A deployment that dies behind each file, the tables' and the migration's, with loads of before going on between its
  // tries. The files about others are long: they come to their end when no try dies any more.
  const tries = newer.length + 2;
  for (let time = 0; time < tries; time += 1) {
    await expect(deploy(3)).rejects.toThrow('could not be applied');
    if (time === newer.length) await oldLoad('between two tries');
  }
  await deploy(Number.POSITIVE_INFINITY);

  // The schema is new, the loader is not yet.
  await deliver(changesOf(product, 3), product);
  await oldLoad('old loader, new tables');
  // Both kinds of objects wait side by side.
  await deliver(changesOf(product, 4), product);
  await deliver(changesOf(upgraded, 5), upgraded);
  await deliver(changesOf(product, 6), product);
  await deliver(changesOf(upgraded, 7, nothingAdded), upgraded);
  await newLoad('both');
  expect(await newLoad('again')).toMatchObject({ objects: 0, waiting: 0 });

  expect(await readStar(run.rows, upgraded)).toEqual(expectedStar(everything, upgraded));
  expect(await run.brokenInvariants()).toEqual([]);
  for (const { name } of newTables) {
    const rows = await run.rows(
      `SELECT sequence, ${added.join(', ')} FROM history.${name} WHERE op <> 'I' ORDER BY sequence`,
    );
    expect(
      rows.map((row) => added.map((column) => row[column] !== null)),
      name,
    ).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => added.map(() => number === 5)));
  }
});

test('records of older producers are the same rows to the newer function, and a later field makes another row', () => {
  const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32) });
  const policy = policyOfZone('silver');
  const [before, after] = [registry, createRegistry(newer)].map((each) =>
    createProcessRecord(each, policy, maskingTools(tokenize)),
  );
  for (const { contract, valid } of samples) {
    const decided = (decide: typeof before, data: object) => {
      const event = { specversion: '1.0', id: 'e', source: 'urn:test', type: eventType(contract.name, 'changed') };
      return decide?.(JSON.stringify({ ...event, time: '2026-05-31T00:00:00Z', data }), Date.parse('2026-06-01'));
    };
    const [sample] = valid;
    const old = decided(before, sample?.data ?? {});
    expect(old, contract.name).toMatchObject({ ok: true });
    expect(decided(after, sample?.data ?? {})).toMatchObject({ record: { rowHash: rowHashOf(old) } });
    const later = { ...sample?.data, added_note: 'later' };
    expect(rowHashOf(decided(after, later))).not.toBe(rowHashOf(old));
    // A producer that is newer than the function waits in quarantine, whole.
    expect(decided(before, later)).toMatchObject({ ok: false });
  }
});

const rowHashOf = (decision: Processed | undefined) => (decision?.ok === true ? decision.record.rowHash : undefined);

test('its star is the one of a warehouse that never knew the older contracts', async () => {
  const fresh = await openWarehouseRun(upgraded);
  try {
    const isNew = (change: Change) => added.some((column) => Object.hasOwn(change.data, column));
    await fresh.deliver(
      everything.filter((change) => !isNew(change)),
      undefined,
      product,
    );
    await fresh.deliver(everything.filter(isNew));
    await fresh.load('all at once');
    expect(await readStar(fresh.rows, upgraded)).toEqual(await readStar(run.rows, upgraded));
  } finally {
    await fresh.remove();
  }
});

test('its lake, built from objects of before and after, has the totals of the star', async () => {
  const folder = join(root, 'models');
  await mkdir(join(folder, 'gold'), { recursive: true });
  for (const file of generatedModelFiles(newTables, [])) {
    await mkdir(dirname(join(folder, file.path)), { recursive: true });
    await writeFile(join(folder, file.path), file.text);
  }
  const instant = new Date('2026-11-20T12:00:00Z');
  const totals = new StoreTotals(run, { tables: newTables, models: await readModels(folder), instant });
  expect(await totals.warehouse()).not.toEqual([]);
  expect(await totals.differences()).toEqual([]);
});
