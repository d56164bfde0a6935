import { readFileSync, rmSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contracts } from '../../contracts/registry.ts';
import { findCaughtUp } from '../../lambdas/load-warehouse/caught-up.ts';
import { LoadsFailedError } from '../../lambdas/load-warehouse/loads-failed-error.ts';
import type { LoadCounts } from '../../lambdas/shared/load-metrics.ts';
import type { StatementBatch } from '../../lambdas/shared/warehouse-sql.ts';
import { sampleChange } from './sample-change.ts';
import {
  claimChange,
  encounterChange,
  memberChange,
  openWarehouseRun,
  product,
  silentMetrics,
  type WarehouseRun,
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

const names = contracts.map(({ name }) => name);

test('a load reports rows by contract, and the next one finds nothing', async () => {
  const result = await run.loadChanges([patient(1), patient(2), { ...patient(1), sequence: 9 }, visit(3)]);
  expect(result).toMatchObject({
    objects: 2,
    staged: 4,
    inserted: 3,
    duplicates: 1,
    waiting: 0,
    loads: [
      { contract: 'patient', objects: 1, staged: 3, inserted: 2, duplicates: 1 },
      { contract: 'encounter', objects: 1, staged: 1, inserted: 1, duplicates: 0 },
    ],
  });
  const ids = result.loads.map(({ loadId }) => loadId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(2);
  expect(await run.load('next')).toMatchObject({ loads: [], objects: 0 });
});

test('an event id that comes with other content is counted, in one load or over several, in whatever order', async () => {
  const said = (value: string, sequence: number, key = 'p1') =>
    memberChange('patient', key, { id: 'reused', at, sequence, value });
  const collisions = async (...loads: readonly (readonly ReturnType<typeof said>[])[]) => {
    await run.reset();
    const counts: number[] = [];
    for (const changes of loads) counts.push((await run.loadChanges(changes)).collisions);
    expect(await run.brokenInvariants()).toEqual([]);
    return counts;
  };
  expect(await collisions([said('A', 1), said('A', 2)], [said('A', 3)])).toEqual([0, 0]);
  expect(await collisions([said('A', 1), said('B', 2), said('C', 3)])).toEqual([1]);
  expect(await collisions([said('A', 1)], [said('B', 2)], [patient(9)])).toEqual([0, 1, 0]);
  expect(await collisions([said('B', 2)], [said('A', 1)])).toEqual([0, 1]);
  expect(await collisions([said('A', 1), said('A', 2, 'p2')])).toEqual([1]);
  // The smallest sequence counts: the other patient is in no table.
  expect(await run.rows('SELECT patient_bk FROM star.dim_patient WHERE patient_sk > 0')).toEqual([
    { patient_bk: 'p1' },
  ]);
});

test('a crash before the commit leaves nothing, and the same load runs again', async () => {
  await run.deliver([patient(1), visit(2)]);
  const tokens: (string | undefined)[] = [];
  const crashing = run.loader({
    warehouse: {
      ...run.warehouse,
      batch: async (batch: StatementBatch) => {
        tokens.push(batch.clientToken);
        await run.warehouse.batch({
          ...batch,
          statements: [...batch.statements, { name: 'crash', sql: 'SELECT COUNT(*) FROM audit.of_nobody' }],
        });
      },
    },
  });
  await expect(crashing('first')).rejects.toThrow('crash');
  expect(await run.rows('SELECT * FROM history.patient')).toEqual([]);
  await expect(crashing('second')).rejects.toThrow('crash');
  // Two contracts, tried twice.
  expect(new Set(tokens).size).toBe(4);
  expect(await run.load('third')).toMatchObject({ inserted: 2 });
});

test('a crash after the commit loses only the answer', async () => {
  await run.deliver([patient(1)]);
  const crashing = run.loader({
    warehouse: {
      ...run.warehouse,
      batch: async (batch) => {
        await run.warehouse.batch(batch);
        throw new Error('the function is gone');
      },
    },
  });
  await expect(crashing('first')).rejects.toThrow('patient (Error)');
  expect(await run.load('second')).toMatchObject({ loads: [] });
  expect(await run.rows('SELECT last_name FROM star.dim_patient WHERE patient_sk > 0')).toHaveLength(1);
});

test('two loads of the same objects at once count them once', async () => {
  const stranger = encounterChange('e2', { id: 'event-3', at, sequence: 3, patient: 'nobody described', payer: 'y' });
  await run.deliver([patient(1), visit(2), stranger]);
  await Promise.all([run.load('one'), run.load('other')]);
  const ledger = 'SELECT contract, objects, staged, inserted, duplicates FROM audit.load_ledger ORDER BY contract';
  expect(await run.rows(ledger)).toEqual([
    { contract: 'encounter', objects: '1', staged: '2', inserted: '2', duplicates: '0' },
    { contract: 'patient', objects: '1', staged: '1', inserted: '1', duplicates: '0' },
  ]);
  expect(await run.brokenInvariants()).toEqual([]);
});

test('more objects of a contract than a load takes are loaded oldest first, and as long as there is time', async () => {
  await run.deliver([patient(4)], 'dt=2026-11-20/hr=13');
  await run.deliver([patient(3)], 'dt=2026-11-20/hr=12');
  await run.deliver([patient(1), visit(2)], 'dt=2026-11-20/hr=10');
  const load = run.loader({ maximumObjects: 2 });
  let loadsWithTime = 1;
  const remainingMs = () => {
    loadsWithTime -= 1;
    return loadsWithTime > 0 ? 900_000 : 100_000;
  };
  expect(await load('a', undefined, remainingMs)).toMatchObject({
    objects: 2,
    inserted: 2,
    loads: [{ contract: 'patient', objects: 2 }],
  });
  expect(await run.rows('SELECT patient_bk FROM star.dim_patient WHERE patient_sk > 0 ORDER BY 1')).toEqual([
    { patient_bk: 'p1' },
    { patient_bk: 'p3' },
  ]);
  expect(await load('b')).toMatchObject({ objects: 2, inserted: 2, waiting: 0 });
  expect(await load('c')).toMatchObject({ loads: [] });
});

test('a contract that fails stops no other, is named, and the next run heals it', async () => {
  const claim = (sequence: number) =>
    claimChange(`c${sequence}`, { id: `claim-${sequence}`, at, sequence, patient: 'p1', encounter: 'e1' });
  await run.deliver([patient(1), visit(2), claim(3)]);
  for (const sequence of [5, 6, 7, 8]) await run.deliver([visit(sequence)]);
  const bug = { name: 'a bug', sql: 'UPDATE star.fact_encounter SET patient_sk = 123' };
  const own = run.sql.get('encounter') ?? [];
  const at2 = own.findIndex(({ name }) => name === 'rebuild the affected rows of star.fact_encounter');
  const counted: LoadCounts[] = [];
  const failing = run.loader({
    sql: new Map(run.sql).set('encounter', own.toSpliced(at2 + 1, 0, bug)),
    metrics: { ...silentMetrics, loaded: (counts) => counted.push(counts) },
  });
  const error = await failing('first').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LoadsFailedError);
  expect(String(error)).toContain(
    '1 of 3 contracts with new objects could not be loaded: encounter (check star.fact_encounter, in 4 objects)',
  );
  // Lambda prints what an error has of its own; the causes may quote the database.
  expect(JSON.stringify({ ...(error as object) })).not.toContain('invariant');
  expect(counted).toEqual([{ loads: 2, failed: 1, objects: 2, staged: 2, inserted: 2, duplicates: 0, collisions: 0 }]);
  expect(await run.rows('SELECT encounter_bk FROM star.fact_encounter')).toEqual([]);
  expect(await run.rows('SELECT claim_bk FROM star.fact_claim')).toEqual([{ claim_bk: 'c3' }]);
  expect(await findCaughtUp({ s3: run.s3, bucket: 'silver' }, names)).toBeUndefined();

  expect(await run.load('next')).toMatchObject({
    loads: [{ contract: 'encounter', objects: 5 }],
    waiting: 0,
    setAside: 0,
  });
  expect(await findCaughtUp({ s3: run.s3, bucket: 'silver' }, names)).toEqual(expect.objectContaining({ setAside: 0 }));
  expect(await run.rows('SELECT encounter_bk FROM star.fact_encounter')).toEqual([{ encounter_bk: 'e1' }]);
  expect(await run.brokenInvariants()).toEqual([]);
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

test('a manifest names each object with its length as mandatory, and a missing object is not passed over in silence', async () => {
  const [key = ''] = await run.deliver([patient(1)]);
  const [{ loadId = '' } = {}] = (await run.load('a')).loads;
  const manifest = readFileSync(run.s3.objectPath('silver', `manifests/${loadId}/patient.manifest`), 'utf8');
  const length = readFileSync(run.s3.objectPath('silver', key)).length;
  expect(JSON.parse(manifest)).toEqual({
    entries: [{ url: `s3://silver/${key}`, mandatory: true, meta: { content_length: length } }],
  });

  const [gone = ''] = await run.deliver([patient(2)]);
  const vanishing = run.loader({
    warehouse: {
      ...run.warehouse,
      batch: (batch) => {
        rmSync(run.s3.objectPath('silver', gone), { force: true });
        return run.warehouse.batch(batch);
      },
    },
  });
  expect(await vanishing('b')).toMatchObject({ objects: 0, setAside: 1 });
});

test('all contracts at once are loaded in the order of the registry', async () => {
  const order: (string | undefined)[] = [];
  const recording = run.loader({
    warehouse: {
      ...run.warehouse,
      batch: (batch) => {
        order.push(batch.statementName?.split(' ')[1]);
        return run.warehouse.batch(batch);
      },
    },
  });
  await run.deliver(
    product.tables
      .toReversed()
      .map((table, index) => sampleChange(table, { id: `event-${index}`, at, sequence: index })),
  );
  expect(await recording('all')).toMatchObject({ objects: names.length, inserted: names.length });
  expect(order).toEqual(names);
});
