import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { warehouse } from '../../../contracts/platform/deployed-names.ts';
import { lakeTotalsKey } from '../../../contracts/platform/zones.ts';
import type { Total } from '../../../domain/reconciliation/totals.ts';
import { openRuntime, type Runtime } from '../../../embedded/runtime.ts';
import { buckets } from '../../../embedded/services.ts';
import { createContainer, type ReconcileClients } from '../../../lambdas/reconcile-stores/container.ts';
import { decodeReconcileEvent } from '../../../lambdas/reconcile-stores/reconcile-event.ts';
import type { ReconcileCounts } from '../../../lambdas/shared/reconcile-metrics.ts';
import { limitedS3 } from '../../embedded/s3/limited-s3.ts';

/** What the warehouse holds: rows of changes with their arrival, so that the query can leave out what came later. */
const totalsSql = `SELECT subject, month, measure, total FROM (
  SELECT 'encounter' AS subject, TO_CHAR(month, 'YYYY-MM-DD') AS month, 'cost' AS measure,
         CAST(SUM(cost) AS VARCHAR) AS total
  FROM public.charge WHERE arrived_at < CAST(:arrived_before AS TIMESTAMP) GROUP BY month
  UNION ALL
  SELECT 'encounter', TO_CHAR(month, 'YYYY-MM-DD'), 'rows', CAST(COUNT(*) AS VARCHAR)
  FROM public.charge WHERE arrived_at < CAST(:arrived_before AS TIMESTAMP) GROUP BY month
) AS totals`;

const folder = mkdtempSync(join(tmpdir(), 'medstream-reconcile-'));
const warehouseRoot = join(folder, 'sql');
let runtime: Runtime;

beforeAll(async () => {
  mkdirSync(join(warehouseRoot, 'generated'), { recursive: true });
  writeFileSync(join(warehouseRoot, 'generated', 'totals.sql'), totalsSql);
  runtime = await openRuntime(join(folder, 'data'), 'test');
  await runtime.warehouse.sql.batch({
    statements: [
      'CREATE TABLE public.charge (month DATE, cost DECIMAL(18, 2), arrived_at TIMESTAMP)',
      "INSERT INTO public.charge VALUES ('2026-01-01', 10.10, '2026-01-05 10:00:00'), ('2026-01-01', 0.05, '2026-01-06')",
      // In the warehouse already, and not in the lake that was built before it came.
      "INSERT INTO public.charge VALUES ('2026-01-01', 99.00, '2026-01-07 00:00:00'), ('2026-02-01', 1.00, '2026-02-02')",
    ].map((sql, index) => ({ name: `given ${index}`, sql })),
  });
});
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

const silver = { Bucket: buckets.silver, Key: lakeTotalsKey };
const builtAt = '2026-01-07T01:00:00Z';
const total = (measure: string, value: string, month = '2026-01-01', subject = 'encounter'): Total => ({
  subject,
  month,
  measure,
  total: value,
});
const agreed = [total('cost', '10.15'), total('rows', '2')];
const writeLake = (totals: readonly unknown[], arrivedBefore = '2026-01-07T00:00:00Z') =>
  runtime.services.s3.send(
    new PutObjectCommand({ ...silver, Body: JSON.stringify({ builtAt, arrivedBefore, totals }) }),
  );
beforeEach(async () => {
  await runtime.services.s3.send(new DeleteObjectCommand(silver));
});

/** Runs the function; gives what it answered or threw, and what it told. */
async function reconcile(event: unknown = {}, clients: Partial<ReconcileClients> = {}) {
  const logged: { message: string; fields: object }[] = [];
  const log = (message: string, fields: object) => void logged.push({ message, fields });
  const recorded: ReconcileCounts[] = [];
  const reconcileStores = createContainer(
    { s3: runtime.services.s3, redshift: runtime.warehouse.redshiftData, ...clients },
    { ...warehouse, bucket: buckets.silver, warehouseRoot },
    { log: { info: log, warn: log, error: log }, metrics: { record: (counts) => void recorded.push(counts) } },
  );
  const outcome = await reconcileStores(decodeReconcileEvent(event)).then(
    (result) => ({ result }),
    (error: Error) => ({ error: `${error.name}: ${error.message}` }),
  );
  return { ...outcome, logged, recorded };
}

describe('stores that hold the same', () => {
  test('are compared as of the instant that the lake names: what came since counts in neither', async () => {
    await writeLake(agreed);
    const { recorded, ...answered } = await reconcile({ startedAt: '2026-01-07T00:30:00.000Z' });
    expect(answered).toMatchObject({ result: { compared: 2, differences: 0 } });
    expect(recorded).toEqual([{ compared: 2, differing: 0 }]);
    // With everything that came, the warehouse would not agree.
    await writeLake(agreed, '2026-03-01T00:00:00Z');
    expect(await reconcile()).toMatchObject({ error: expect.stringContaining('StoresDifferError') });
  });

  test('agree as numbers, not as text', async () => {
    await writeLake([total('cost', '10.1500'), total('rows', '2.0')]);
    expect(await reconcile()).toMatchObject({ result: { compared: 2, differences: 0 } });
  });
});

describe('stores that differ', () => {
  test('fail the step by the names of the totals, count them, and tell no value', async () => {
    await writeLake([total('cost', '10.16'), total('rows', '2'), total('rows', '777', '2025-12-01')]);
    const { error, logged, recorded } = { error: '', ...(await reconcile()) };
    expect(error).toBe(
      'StoresDifferError: 2 of 3 totals of the lake are not those of the warehouse: encounter rows of 2025-12, encounter cost of 2026-01',
    );
    expect(recorded).toEqual([{ compared: 3, differing: 2 }]);
    expect(logged.map(({ fields }) => fields)).toEqual([
      { subject: 'encounter', month: '2025-12-01', measure: 'rows' },
      { subject: 'encounter', month: '2026-01-01', measure: 'cost' },
    ]);
    expect(JSON.stringify({ error, logged })).not.toMatch(/777|10\.1/);
  });

  test('in a thousand totals name a few of them', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => total(`m${index}`, '1'));
    await writeLake([...agreed, ...many]);
    const { error, logged } = { error: '', ...(await reconcile()) };
    expect(error).toContain('1000 of 1002 totals');
    expect(error.length).toBeLessThan(300);
    expect(logged).toHaveLength(100);
  });
});

describe('a store that has nothing is told apart from a difference', () => {
  test('a lake that has written no totals yet: nothing is compared, and it says so', async () => {
    const { logged, recorded, ...answered } = await reconcile();
    expect(answered).toEqual({ result: { compared: 0, differences: 0 } });
    expect(recorded).toEqual([{ compared: 0, differing: 0 }]);
    expect(logged[0]?.message).toContain('nothing was compared');
  });

  test('a lake that has written none yet, of a role that may list this key alone: S3 answers 403, and it is the same', async () => {
    const s3 = limitedS3(runtime.services.s3, { get: [lakeTotalsKey], list: [lakeTotalsKey] });
    const { logged, recorded, ...answered } = await reconcile({ startedAt: builtAt }, { s3 });
    expect(answered).toEqual({ result: { compared: 0, differences: 0 } });
    expect(recorded).toEqual([{ compared: 0, differing: 0 }]);
    expect(logged[0]?.message).toContain('nothing was compared');
    await writeLake(agreed);
    expect(await reconcile({}, { s3 })).toMatchObject({ result: { compared: 2, differences: 0 } });
  });

  test('a lake without totals beside an object whose key goes on', async () => {
    const longer = { ...silver, Key: `${lakeTotalsKey}.before` };
    await runtime.services.s3.send(new PutObjectCommand({ ...longer, Body: '{}' }));
    const s3 = limitedS3(runtime.services.s3, { get: [lakeTotalsKey], list: [lakeTotalsKey] });
    expect(await reconcile({}, { s3 })).toMatchObject({ result: { compared: 0, differences: 0 } });
    await runtime.services.s3.send(new DeleteObjectCommand(longer));
  });

  test.each([
    ['a lake whose totals the role may not read', true, { get: [], list: [lakeTotalsKey] }],
    ['a lake of which the role may not see whether it has totals', false, { get: [lakeTotalsKey], list: [] }],
  ])('%s', async (_what, isWritten, rights) => {
    if (isWritten) await writeLake(agreed);
    const s3 = limitedS3(runtime.services.s3, rights);
    expect(await reconcile({}, { s3 })).toMatchObject({ error: 'AccessDenied: Access Denied', recorded: [] });
  });

  test('an empty warehouse beside a lake with totals', async () => {
    await writeLake(agreed, '2020-01-01T00:00:00Z');
    expect(await reconcile()).toMatchObject({
      error: expect.stringMatching(/^StoreEmptyError: the warehouse has no totals, the lake has 2/),
    });
  });

  test('an empty lake beside a warehouse with totals', async () => {
    await writeLake([]);
    expect(await reconcile()).toMatchObject({
      error: expect.stringMatching(/^StoreEmptyError: the lake has no totals, the warehouse has 2/),
    });
  });

  test('two stores that are empty agree', async () => {
    await writeLake([], '2020-01-01T00:00:00Z');
    expect(await reconcile()).toMatchObject({ result: { compared: 0, differences: 0 } });
  });
});

describe('what cannot be compared', () => {
  test('totals from before this run: the job did not write them', async () => {
    await writeLake(agreed);
    expect(await reconcile({ startedAt: '2026-01-07T01:00:00.001Z' })).toMatchObject({
      error: expect.stringMatching(/^StaleTotalsError: the totals of the lake are of 2026-01-07T01:00:00Z, before/),
      recorded: [],
    });
  });

  test('totals of another form, by the place in them and without their values', async () => {
    await writeLake([total('cost', '10.15'), { ...total('rows', '2'), total: 'Maynard46' }]);
    const { error } = { error: '', ...(await reconcile()) };
    expect(error).toBe('MalformedTotalsError: totals/lake.json has not the agreed form: see totals.1.total');
  });

  test('an event with anything else in it, of which nothing is repeated', () => {
    expect(() => decodeReconcileEvent({ patient: 'Maynard46' })).toThrow(/^reconcile-stores does not understand/);
    expect(() => decodeReconcileEvent({ startedAt: 'yesterday' })).toThrow(/^(?!.*yesterday)/);
  });
});
