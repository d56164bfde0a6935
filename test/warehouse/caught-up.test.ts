import { utimesSync } from 'node:fs';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contracts } from '../../contracts/registry.ts';
import { findCaughtUp, type LoadS3Client, noteKey } from '../../lambdas/load-warehouse/caught-up.ts';
import { decodeLoadEvent } from '../../lambdas/load-warehouse/load-event.ts';
import type { LoadCounts, Waiting } from '../../lambdas/shared/load-metrics.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { limitedS3 } from '../embedded/s3/limited-s3.ts';
import { memberChange, openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
beforeEach(() => run.reset());
afterAll(() => run.remove());

const at = Date.parse('2020-01-01T00:00:00Z');
const now = Date.parse('2026-11-20T12:00:00Z');
const names = contracts.map(({ name }) => name);
const patient = (sequence: number) =>
  memberChange('patient', `p${sequence}`, { id: `event-${sequence}`, at, sequence, value: 'A' });
const isCaughtUp = async (s3: LoadS3Client, contractNames: readonly string[]) =>
  (await findCaughtUp({ s3, bucket: 'silver' }, contractNames)) !== undefined;
const scheduled = decodeLoadEvent({ onlyIfChanged: true });

/** A loader that notes its metrics and how often it asked the warehouse. */
function observedLoader(
  parts: {
    readonly maximumObjects?: number;
    readonly warehouse?: Partial<WarehouseSql>;
    readonly s3?: LoadS3Client;
  } = {},
) {
  const seen = { statements: 0, found: [] as Waiting[], loaded: [] as LoadCounts[] };
  const warehouse = { ...run.warehouse, ...parts.warehouse };
  const load = run.loader({
    warehouse: {
      batch: (batch) => {
        seen.statements += 1;
        return warehouse.batch(batch);
      },
      query: (sql, parameters) => {
        seen.statements += 1;
        return warehouse.query(sql, parameters);
      },
    },
    metrics: {
      found: (waiting) => seen.found.push(waiting),
      loaded: (counts) => seen.loaded.push(counts),
      setAside: () => {},
    },
    clock: () => now,
    ...(parts.s3 === undefined ? {} : { s3: parts.s3 }),
    ...(parts.maximumObjects === undefined ? {} : { maximumObjects: parts.maximumObjects }),
  });
  return { load, seen };
}

const idle = { loads: [], objects: 0, waiting: 0 };

describe('a minute in which nothing came', () => {
  test('does not touch the warehouse, and says that nothing waits', async () => {
    await run.deliver([patient(1)]);
    const { load, seen } = observedLoader();
    await load('first', scheduled);
    const before = seen.statements;
    expect(await load('second', scheduled)).toMatchObject(idle);
    expect(seen.statements).toBe(before);
    expect(seen.found.at(-1)).toEqual({ objects: 0, oldestSeconds: 0 });
    expect(seen.loaded.at(-1)).toMatchObject({ loads: 0, objects: 0, inserted: 0, duplicates: 0 });
  });

  test('is one of an empty change log too', async () => {
    const { load, seen } = observedLoader();
    await load('first', scheduled);
    const before = seen.statements;
    await load('second', scheduled);
    expect(seen.statements).toBe(before);
  });

  test('costs one GetObject and two listings per contract', async () => {
    await run.deliver([patient(1)]);
    await run.load('first');
    const requests: string[] = [];
    const counting = {
      send: (command: object) => {
        requests.push(command.constructor.name);
        return (run.s3.send as (command: object) => Promise<never>).call(run.s3, command);
      },
    };
    expect(await isCaughtUp(counting, names)).toBe(true);
    expect(requests.sort()).toEqual([
      'GetObjectCommand',
      ...names.flatMap(() => ['ListObjectsV2Command', 'ListObjectsV2Command']),
    ]);
  });
});

describe('a role that may list below its prefixes alone, to which S3 answers 403 where nothing is', () => {
  const list = ['changes/*', 'manifests/*'];

  test('loads without a note, writes it, and rests by it', async () => {
    await run.deliver([patient(1)]);
    const { load, seen } = observedLoader({ s3: limitedS3(run.s3, { get: ['manifests/*'], list }) });
    expect(await load('first', scheduled)).toMatchObject({ objects: 1, inserted: 1 });
    const before = seen.statements;
    expect(await load('second', scheduled)).toMatchObject(idle);
    expect(seen.statements).toBe(before);
  });

  test.each([
    ['the note that is there', true, { get: [], list }],
    ['the listing that finds it', false, { get: ['manifests/*'], list: ['changes/*'] }],
  ])('fails when it is refused %s', async (_what, isNoted, rights) => {
    if (isNoted) await run.load('writes the note');
    const { load, seen } = observedLoader({ s3: limitedS3(run.s3, rights) });
    await expect(load('first', scheduled)).rejects.toThrow('Access Denied');
    expect(seen.statements).toBe(0);
  });
});

describe('a minute in which something came', () => {
  test.each([
    ['to the newest hour', 'dt=2026-11-20/hr=11'],
    ['to the hour loaded last', 'dt=2026-11-20/hr=10'],
    ['a day late', 'dt=2026-11-19/hr=09'],
  ])('%s loads it', async (_when, hour) => {
    await run.deliver([patient(1)]);
    const { load } = observedLoader();
    await load('first', scheduled);
    await run.deliver([patient(2)], hour);
    expect(await load('second', scheduled)).toMatchObject({ objects: 1, inserted: 1 });
    expect(await load('third', scheduled)).toMatchObject(idle);
  });

  test('of a contract that had nothing loads it', async () => {
    await run.deliver([patient(1)]);
    const { load } = observedLoader();
    await load('first', scheduled);
    await run.deliver([memberChange('payer', 'y1', { id: 'payer-1', at, sequence: 1 })]);
    expect(await load('second', scheduled)).toMatchObject({ objects: 1, inserted: 1 });
  });
});

test('a load that left objects waiting is followed by the next', async () => {
  await run.deliver([patient(1)]);
  await run.deliver([patient(2)]);
  const { load } = observedLoader({ maximumObjects: 1 });
  const noTime = () => 0;
  expect(await load('first', scheduled, noTime)).toMatchObject({ objects: 1, waiting: 1 });
  expect(await load('second', scheduled, noTime)).toMatchObject({ objects: 1, waiting: 0 });
  expect(await load('third', scheduled)).toMatchObject(idle);
});

test('a load that failed is tried again the next minute', async () => {
  await run.deliver([patient(1)]);
  const failing = observedLoader({
    warehouse: {
      batch: async () => {
        throw new Error('a check does not hold');
      },
    },
  });
  await expect(failing.load('first', scheduled)).rejects.toThrow('patient (Error)');
  await expect(failing.load('second', scheduled)).rejects.toThrow('patient (Error)');
  expect(failing.seen.found).toHaveLength(2);
  expect(failing.seen.loaded).toMatchObject([
    { loads: 0, failed: 1, inserted: 0 },
    { loads: 0, failed: 1, inserted: 0 },
  ]);
  expect(await observedLoader().load('third', scheduled)).toMatchObject({ inserted: 1 });
});

test('a warehouse that was set back is caught up by the pipeline, not by the minute', async () => {
  await run.deliver([patient(1)]);
  const { load } = observedLoader();
  await load('first', scheduled);
  await run.engine.exec('TRUNCATE history.patient, audit.load_ledger, audit.loaded_object');
  expect(await load('second', scheduled)).toMatchObject(idle);
  expect(await load('pipeline', decodeLoadEvent({}))).toMatchObject({ objects: 1, inserted: 1 });
});

test.each(['', 'null', '{"objects": 1}', '{"horizons": {}, "objects": 0, "keys": "0"}'])(
  'a note that says %j is no note',
  async (text) => {
    await run.s3.send(new PutObjectCommand({ Bucket: 'silver', Key: noteKey, Body: text }));
    expect(await isCaughtUp(run.s3, names)).toBe(false);
    await observedLoader().load('first', scheduled);
    expect(await isCaughtUp(run.s3, names)).toBe(true);
  },
);

test('a contract that joins later has no note yet', async () => {
  await run.load('first');
  expect(await isCaughtUp(run.s3, [...names, 'vital'])).toBe(false);
});

test('the age is that of the oldest object the warehouse lacks, by its time in S3, before it is loaded', async () => {
  const [first = ''] = await run.deliver([patient(1)]);
  const [second = ''] = await run.deliver([patient(2)]);
  utimesSync(run.s3.objectPath('silver', first), now / 1000 - 40, now / 1000 - 40);
  utimesSync(run.s3.objectPath('silver', second), now / 1000 - 95, now / 1000 - 95);
  const { load, seen } = observedLoader();
  await load('first', scheduled);
  await load('second', scheduled);
  expect(seen.found).toEqual([
    { objects: 2, oldestSeconds: 95 },
    { objects: 0, oldestSeconds: 0 },
  ]);
  expect(seen.loaded.map(({ loads, objects }) => [loads, objects])).toEqual([
    [1, 2],
    [0, 0],
  ]);
});

test('whatever came, the minute finds the same as the pipeline would', async () => {
  const hours = ['dt=2026-11-18/hr=23', 'dt=2026-11-19/hr=05', 'dt=2026-11-20/hr=10', 'dt=2026-11-20/hr=11'];
  const step = fc.record({
    hour: fc.constantFrom(...hours),
    contract: fc.constantFrom('patient', 'payer'),
    isLoaded: fc.boolean(),
  });
  let sequence = 100;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      await run.reset();
      const { load } = observedLoader();
      for (const { hour, contract, isLoaded } of steps) {
        sequence += 1;
        await run.deliver([memberChange(contract, `k${sequence}`, { id: `e${sequence}`, at, sequence })], hour);
        if (isLoaded) await load(`minute ${sequence}`, scheduled);
      }
      await load('last minute', scheduled);
      expect(await load('pipeline', decodeLoadEvent({}))).toMatchObject(idle);
      expect(await isCaughtUp(run.s3, names)).toBe(true);
      await run.s3.send(new DeleteObjectCommand({ Bucket: 'silver', Key: noteKey }));
      expect(await isCaughtUp(run.s3, names)).toBe(false);
    }),
    { numRuns: 8 },
  );
});

test.each([[null], ['onlyIfChanged'], [{ onlyIfChanged: 'yes' }], [{ onlyIfChanged: true, ssn: '999-12-3456' }]])(
  'an event that is not understood is refused without being repeated: %j',
  (event) => {
    let message = '';
    try {
      decodeLoadEvent(event);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('load-warehouse does not understand its event');
    expect(message).not.toMatch(/ssn|999|yes/);
  },
);
