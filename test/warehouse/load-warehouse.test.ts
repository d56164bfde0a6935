import { readFileSync, rmSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contracts } from '../../contracts/registry.ts';
import { loadStatements, readLoadSql } from '../../lambdas/load-warehouse/load-sql.ts';
import { createLoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import type { StatementBatch, WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import {
  encounterChange,
  memberChange,
  openWarehouseRun,
  silentLog,
  silentMetrics,
  type WarehouseRun,
  warehouseRoot,
} from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
beforeEach(() => run.reset());
afterAll(() => run.remove());

const at = Date.parse('2020-01-01T00:00:00Z');
const patient = (sequence: number) =>
  memberChange('patient', `p${sequence}`, { id: `event-${sequence}`, at, sequence, value: 'A' });
const visit = (sequence: number) => encounterChange('e1', { id: `event-${sequence}`, at, sequence, patient: 'p1' });

/** A loader on the same warehouse and bucket with some parts replaced. */
function loader(parts: { readonly warehouse?: WarehouseSql; readonly maximumObjects?: number }) {
  return createLoadWarehouse({
    s3: run.s3,
    warehouse: run.warehouse,
    log: silentLog,
    metrics: silentMetrics,
    clock: Date.now,
    bucket: 'silver',
    contracts: contracts.map(({ name }) => name),
    sql: readLoadSql(warehouseRoot),
    ...parts,
  });
}

test('a load reports rows by contract, and the next one finds nothing', async () => {
  const result = await run.loadChanges([patient(1), patient(2), { ...patient(1), sequence: 9 }, visit(3)]);
  expect(result).toMatchObject({
    objects: 2,
    staged: 4,
    inserted: 3,
    duplicates: 1,
    waiting: 0,
    contracts: {
      patient: { objects: 1, staged: 3, inserted: 2, duplicates: 1 },
      encounter: { objects: 1, staged: 1, inserted: 1, duplicates: 0 },
    },
  });
  expect(result.loadId).toMatch(/^[0-9a-f]{32}$/);
  expect(await run.load('next')).toMatchObject({ loadId: null, objects: 0, contracts: {} });
});

test('a crash before the commit leaves nothing, and the same load runs again', async () => {
  await run.deliver([patient(1), visit(2)]);
  const tokens: (string | undefined)[] = [];
  const crashing = loader({
    warehouse: {
      ...run.warehouse,
      batch: async (batch: StatementBatch) => {
        tokens.push(batch.clientToken);
        await run.warehouse.batch({
          ...batch,
          statements: [
            ...batch.statements,
            { name: 'crash', sql: 'SELECT CAST(MIN(load_id) AS INTEGER) FROM audit.load_ledger' },
          ],
        });
      },
    },
  });
  await expect(crashing('first')).rejects.toThrow('crash');
  expect(await run.rows('SELECT * FROM history.patient')).toEqual([]);
  await expect(crashing('second')).rejects.toThrow('crash');
  expect(new Set(tokens).size).toBe(2);
  expect(await run.load('third')).toMatchObject({ inserted: 2 });
});

test('a crash after the commit loses only the answer', async () => {
  await run.deliver([patient(1)]);
  const crashing = loader({
    warehouse: {
      ...run.warehouse,
      batch: async (batch) => {
        await run.warehouse.batch(batch);
        throw new Error('the function is gone');
      },
    },
  });
  await expect(crashing('first')).rejects.toThrow('the function is gone');
  expect(await run.load('second')).toMatchObject({ loadId: null });
  expect(await run.rows('SELECT last_name FROM star.dim_patient WHERE patient_sk > 0')).toHaveLength(1);
});

test('two loads of the same objects at once count them once', async () => {
  await run.deliver([patient(1), visit(2)]);
  const [one, other] = await Promise.all([run.load('one'), run.load('other')]);
  expect(one).toEqual(other);
  expect(one).toMatchObject({ inserted: 2, duplicates: 0 });
  expect(await run.brokenInvariants()).toEqual([]);
});

test('more objects than a load takes are loaded oldest first, over several loads', async () => {
  await run.deliver([patient(3)], 'dt=2026-11-20/hr=12');
  await run.deliver([patient(1), visit(2)], 'dt=2026-11-20/hr=10');
  const load = loader({ maximumObjects: 2 });
  expect(await load('a')).toMatchObject({
    objects: 2,
    inserted: 2,
    waiting: 1,
    contracts: { encounter: {}, patient: {} },
  });
  expect(await load('b')).toMatchObject({ objects: 1, inserted: 1, waiting: 0 });
  expect(await load('c')).toMatchObject({ loadId: null });
});

test('an object that appears a day late is found, and days long past are not listed', async () => {
  await run.deliver([patient(1)], 'dt=2026-11-20/hr=10');
  await run.load('a');
  await run.deliver([patient(2)], 'dt=2026-11-19/hr=09');
  await run.deliver([patient(3)], 'dt=2026-11-10/hr=09');
  expect(await run.load('b')).toMatchObject({ objects: 1, inserted: 1 });
  expect(await run.rows('SELECT patient_bk FROM star.dim_patient WHERE patient_sk > 0 ORDER BY 1')).toEqual([
    { patient_bk: 'p1' },
    { patient_bk: 'p2' },
  ]);
});

test('an object that no ingest function writes is left alone', async () => {
  await run.deliver([patient(1)]);
  const stray = "changes/patient/dt=2026-11-20/hr=10/o'brien.parquet";
  await run.s3.send(new PutObjectCommand({ Bucket: 'silver', Key: stray, Body: new Uint8Array([1]) }));
  expect(await run.load('a')).toMatchObject({ objects: 1, inserted: 1 });
});

test('a manifest names each object with its length as mandatory, and a missing object aborts the load', async () => {
  const [key = ''] = await run.deliver([patient(1)]);
  const { loadId } = await run.load('a');
  const manifest = readFileSync(run.s3.objectPath('silver', `manifests/${loadId}/patient.manifest`), 'utf8');
  const length = readFileSync(run.s3.objectPath('silver', key)).length;
  expect(JSON.parse(manifest)).toEqual({
    entries: [{ url: `s3://silver/${key}`, mandatory: true, meta: { content_length: length } }],
  });

  const [gone = ''] = await run.deliver([patient(2)]);
  const vanishing = loader({
    warehouse: {
      ...run.warehouse,
      batch: (batch) => {
        rmSync(run.s3.objectPath('silver', gone));
        return run.warehouse.batch(batch);
      },
    },
  });
  await expect(vanishing('b')).rejects.toThrow('copy staging.patient');
});

/** Every set of contracts that a load can have objects of. */
const everySubset: string[][] = [[]];
for (const { name } of contracts) everySubset.push(...everySubset.map((subset) => [...subset, name]));

test.each(everySubset.filter((subset) => subset.length > 0).map((subset) => [subset]))(
  'a load of %s fits a batch and copies each of them once',
  (present) => {
    const manifests = new Map(
      present.map((name) => [name, `s3://silver/manifests/${'a'.repeat(32)}/${name}.manifest`]),
    );
    const statements = loadStatements(
      readLoadSql(warehouseRoot),
      contracts.map(({ name }) => name),
      manifests,
    );
    expect(statements.length).toBeLessThanOrEqual(40);
    const copied = statements.flatMap(
      ({ sql }) => /^COPY staging\.(\w+) FROM '(.*?)'/m.exec(sql)?.slice(1, 3).join(' ') ?? [],
    );
    expect(copied.toSorted()).toEqual([...manifests].map((entry) => entry.join(' ')).toSorted());
    expect(statements.map(({ sql }) => sql).join()).not.toContain('s3://manifest/');
  },
);

test('an address that could end its literal never reaches a COPY', () => {
  const manifests = new Map([['patient', `s3://silver/manifests/${'a'.repeat(32)}/patient' IAM_ROLE 'x.manifest`]]);
  expect(() => loadStatements(readLoadSql(warehouseRoot), ['patient'], manifests)).toThrow('no COPY may read');
});
