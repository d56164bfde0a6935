import { readFileSync, rmSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setAsideKey } from '../../contracts/platform/zones.ts';
import { isFaultOfData } from '../../lambdas/load-warehouse/data-fault.ts';
import { decodeLoadEvent } from '../../lambdas/load-warehouse/load-event.ts';
import type { LoadWarehouseDependencies } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { LoadsFailedError } from '../../lambdas/load-warehouse/loads-failed-error.ts';
import { listSetAside } from '../../lambdas/load-warehouse/set-aside.ts';
import { type StatementBatch, WarehouseStatementError } from '../../lambdas/shared/warehouse-sql.ts';
import {
  encodeRows,
  encounterChange,
  memberChange,
  openWarehouseRun,
  product,
  silentMetrics,
  tableOf,
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
const visit = (sequence: number) =>
  encounterChange(`e${sequence}`, { id: `visit-${sequence}`, at, sequence, patient: 'p1' });
const retryAll = decodeLoadEvent({ retrySetAside: true });

const patients = async () =>
  (await run.rows('SELECT patient_bk FROM star.dim_patient WHERE patient_sk > 0 ORDER BY 1')).map(
    ({ patient_bk }) => patient_bk,
  );
const put = (key: string, body: Uint8Array) =>
  run.s3.send(new PutObjectCommand({ Bucket: 'silver', Key: key, Body: body }));
const bytesOf = (key: string) => readFileSync(run.s3.objectPath('silver', key));
/** What the lake is told to leave out. */
const published = () => JSON.parse(readFileSync(run.s3.objectPath('silver', setAsideKey), 'utf8')).objects;

/** Delivers one patient an object; a few, as a minute brings them. */
async function deliverPatients(...sequences: number[]): Promise<string[]> {
  const keys: string[] = [];
  for (const sequence of sequences) keys.push(...(await run.deliver([patient(sequence)])));
  return keys;
}

/** Ways in which an object cannot be loaded. */
interface Spoiled {
  readonly what: string;
  readonly statement: string;
  readonly reason: RegExp;
  readonly spoil: (key: string, ofAnotherContract: string) => Promise<unknown>;
}

const spoiled: readonly Spoiled[] = [
  {
    what: 'has the columns of another contract, which COPY refuses',
    statement: 'copy staging.patient',
    reason: /is DATE, but the Parquet column at that position is VARCHAR/,
    spoil: (key, other) => put(key, bytesOf(other)),
  },
  {
    what: 'holds no rows at all, which a check finds',
    statement: 'record the load of patient in audit.load_ledger',
    reason: /invariant I12 of the manifest/,
    spoil: (key) => put(key, encodeRows(tableOf(product, 'patient'), [], key)),
  },
  {
    what: 'is truncated',
    statement: 'copy staging.patient',
    reason: /no readable Parquet/,
    spoil: (key) => put(key, bytesOf(key).subarray(0, 900)),
  },
];

describe('an object that cannot be loaded is set aside alone, within one invocation, and comes back by a command', () => {
  /** Loads, looks, puts the object right, and loads it again. */
  async function drill(
    bad: string,
    right: Uint8Array,
    expected: Pick<Spoiled, 'statement' | 'reason'>,
    load = run.load,
  ) {
    const standing: number[] = [];
    expect(await load('first')).toMatchObject({ objects: 5, inserted: 5, setAside: 1, waiting: 0 });
    expect(await patients()).toEqual(['p1', 'p3', 'p4', 'p5']);
    expect(await run.rows('SELECT encounter_bk FROM star.fact_encounter')).toEqual([{ encounter_bk: 'e9' }]);
    expect(await listSetAside(run.warehouse)).toEqual([
      {
        contract: 'patient',
        key: bad,
        statement: expected.statement,
        sqlState: null,
        reason: expect.stringMatching(expected.reason),
        since: expect.any(String),
      },
    ]);
    expect(published()).toEqual([bad]);

    const counting = run.loader({ metrics: { ...silentMetrics, setAside: (objects) => standing.push(objects) } });
    expect(await counting('next')).toMatchObject({ loads: [], setAside: 0, waiting: 0 });
    expect(await counting('idle', decodeLoadEvent({ onlyIfChanged: true }))).toMatchObject({ loads: [] });
    expect(standing).toEqual([1, 1]);

    expect(await run.load('too early', retryAll)).toMatchObject({ loads: [], setAside: 1 });
    expect(published()).toEqual([bad]);
    await put(bad, right);
    expect(await run.load('right', retryAll)).toMatchObject({ objects: 1, inserted: 1, setAside: 0 });
    expect(await patients()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    expect(await listSetAside(run.warehouse)).toEqual([]);
    expect(published()).toEqual([]);
    expect(await run.brokenInvariants()).toEqual([]);
    expect(await run.load('last', retryAll)).toMatchObject({ loads: [], setAside: 0 });
  }

  test.each(spoiled)('one that $what', async ({ spoil, ...expected }) => {
    const [, bad = ''] = await deliverPatients(1, 2, 3, 4, 5);
    const [visitKey = ''] = await run.deliver([visit(9)]);
    const right = bytesOf(bad);
    await spoil(bad, visitKey);
    await drill(bad, right, expected);
  });

  test('one that is missing, though it was listed', async () => {
    const [, bad = ''] = await deliverPatients(1, 2, 3, 4, 5);
    await run.deliver([visit(9)]);
    const right = bytesOf(bad);
    const vanishing = run.loader({
      warehouse: {
        ...run.warehouse,
        batch: (batch) => {
          rmSync(run.s3.objectPath('silver', bad), { force: true });
          return run.warehouse.batch(batch);
        },
      },
    });
    await drill(bad, right, { statement: 'copy staging.patient', reason: /does not exist/ }, vanishing);
  });

  test('the only one of its contract, too', async () => {
    const [bad = ''] = await deliverPatients(2);
    await put(bad, new Uint8Array([1, 2, 3]));
    expect(await run.load('first')).toMatchObject({ objects: 0, setAside: 1 });
    expect(published()).toEqual([bad]);
  });

  test('several among many, each of them and no other', async () => {
    const keys = await deliverPatients(...Array.from({ length: 24 }, (_, index) => index + 1));
    const bad = [0, 1, 2, 3, 4, 11, 23].map((place) => keys[place] ?? '');
    for (const key of bad) await put(key, new Uint8Array([1, 2, 3]));
    expect(await run.load('first')).toMatchObject({ objects: 17, setAside: bad.length });
    expect(published()).toEqual(bad.toSorted());
  });

  test('by its key, while others stay', async () => {
    const keys = await deliverPatients(1, 2, 3);
    const rights = keys.map(bytesOf);
    for (const key of keys.slice(0, 2)) await put(key, new Uint8Array([1]));
    await run.load('first');
    for (const [index, key] of keys.entries()) await put(key, rights[index] ?? new Uint8Array());
    const event = decodeLoadEvent({ retrySetAside: [keys[0]] });
    expect(await run.load('second', event)).toMatchObject({ objects: 1, setAside: 0 });
    expect(published()).toEqual([keys[1]]);
  });

  test('and a key that is not set aside is told, and nothing is tried', async () => {
    const keys = await deliverPatients(1, 2);
    const [right = new Uint8Array()] = keys.map(bytesOf);
    await put(keys[0] ?? '', new Uint8Array([1]));
    await run.load('first');
    await put(keys[0] ?? '', right);
    await expect(run.load('second', decodeLoadEvent({ retrySetAside: keys }))).rejects.toThrow(
      '1 of the keys to retry are not set aside, so none was released',
    );
    expect(await run.load('third')).toMatchObject({ objects: 0, setAside: 0 });
    expect(published()).toEqual([keys[0]]);
  });

  test('however long ago it arrived', async () => {
    const [old = ''] = await run.deliver([patient(1)], 'dt=2026-10-01/hr=10');
    const right = bytesOf(old);
    await put(old, new Uint8Array([1]));
    await run.deliver([patient(2)], 'dt=2026-11-20/hr=10');
    expect(await run.load('first')).toMatchObject({ objects: 1, setAside: 1 });
    await put(old, right);
    expect(await run.load('second', retryAll)).toMatchObject({ objects: 1, inserted: 1 });
  });
});

describe('nothing is set aside', () => {
  test('when every object of a contract fails: the load is at fault, and it says how many were tried', async () => {
    await deliverPatients(...Array.from({ length: 40 }, (_, index) => index + 1));
    let batches = 0;
    const own = run.sql.get('patient') ?? [];
    const failing = run.loader({
      sql: new Map(run.sql).set('patient', [
        ...own,
        { name: 'a wrong release', sql: "SELECT CAST('no number' AS INTEGER) FROM history.patient" },
      ]),
      warehouse: {
        ...run.warehouse,
        batch: (batch) => {
          batches += 1;
          return run.warehouse.batch(batch);
        },
      },
    });
    const error = await failing('first').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LoadsFailedError);
    expect(String(error)).toContain('patient (a wrong release, in 4 objects)');
    expect(batches).toBeLessThan(19);
    expect(await run.rows('SELECT * FROM audit.set_aside')).toEqual([]);
    expect(await run.load('next')).toMatchObject({ objects: 40 });
  });

  test('for ever, minute by minute: what failed in a row before counts', async () => {
    const own = run.sql.get('patient') ?? [];
    const wrong = { name: 'a wrong release', sql: "SELECT CAST('no number' AS INTEGER) FROM history.patient" };
    const failing = run.loader({ sql: new Map(run.sql).set('patient', [...own, wrong]) });
    for (const sequence of [1, 2, 3]) {
      await deliverPatients(sequence);
      expect(await failing(`minute ${sequence}`)).toMatchObject({ setAside: 1 });
    }
    await deliverPatients(4);
    await expect(failing('minute 4')).rejects.toThrow('patient (a wrong release, in 4 objects)');
    expect(published()).toHaveLength(3);
    expect(await run.load('put right', retryAll)).toMatchObject({ objects: 4, setAside: 0 });
    expect(published()).toEqual([]);
  });

  test.each([
    ['a serialization failure, which passes', 'ERROR: 1023: Serializable isolation violation on table'],
    ['a full disk', 'ERROR: Disk Full'],
    ['a database that starts', 'ERROR: the database system is starting up'],
    ['S3 being busy', 'ERROR: S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown'],
    ['S3 refusing', 'ERROR: S3ServiceException:Access Denied,Status 403,Error AccessDenied'],
    ['a scan of S3 that gave up', scanError('Retries exceeded')],
    ['a scan that S3 refuses', scanError('HTTP response error code: 403 Message: AccessDenied')],
    ['a missing table', 'ERROR: relation "staging.patient" does not exist'],
    ['a missing right', 'ERROR: permission denied for relation patient'],
    ['an abort', 'status ABORTED'],
  ])('for %s', async (_what, databaseError) => {
    await deliverPatients(1, 2);
    await run.deliver([visit(9)]);
    const failing = run.loader({
      warehouse: {
        ...run.warehouse,
        batch: async (batch: StatementBatch) => {
          if (batch.statementName?.includes(' patient ') !== true) return run.warehouse.batch(batch);
          const [{ name, sql } = { name: '', sql: '' }] = batch.statements.filter(({ name: n }) =>
            n.startsWith('copy'),
          );
          throw new WarehouseStatementError({ name, sql, index: 2, submissionId: 'id', databaseError });
        },
      },
    });
    await expect(failing('first')).rejects.toThrow('1 of 2 contracts');
    expect(await run.rows('SELECT * FROM audit.set_aside')).toEqual([]);
    expect(await run.rows('SELECT encounter_bk FROM star.fact_encounter')).toEqual([{ encounter_bk: 'e9' }]);
    expect(await run.load('next')).toMatchObject({ objects: 2 });
  });
});

/** As Redshift words what it could not read in S3: in lines, between rules. */
function scanError(context: string): string {
  const rule = '-----------------------------------------------';
  return `ERROR: Spectrum Scan Error\n  Detail: \n  ${rule}\n  error:  Spectrum Scan Error\n  code:      15007\n  context:   ${context}\n  query:     146667403\n  location:  dory_util.cpp:1777\n  process:   worker_thread [pid=30296]\n  ${rule}\n [ErrorId: 1-68f7ff75-672e60d16356d0f719974665]`;
}

test.each([
  ["File 'https://s3.us-east-1.amazonaws.com/b/file.parquet' has an incompatible Parquet s", 'another type than'],
  ['File not found', 'is not there'],
  ['HTTP response error code: 404 Message: NoSuchKey', 'is not there'],
  ["Invalid Parquet file. File 'x' has an invalid version number", 'no whole Parquet file'],
])('a COPY that says %s is about its objects', (context, reason) => {
  const sql = 'COPY staging.patient';
  const at = { name: 'copy staging.patient', sql, index: 2, submissionId: 'id' };
  const error = new WarehouseStatementError({ ...at, databaseError: scanError(context) });
  expect(error.reason).toContain(reason);
  expect(isFaultOfData(error)).toBe(true);
});

test('two invocations at once set an object aside once, and one release brings it back', async () => {
  const [, bad = ''] = await deliverPatients(1, 2, 3);
  const right = bytesOf(bad);
  await put(bad, new Uint8Array([1]));
  await Promise.all([run.load('one'), run.load('other')]);
  expect(await run.rows('SELECT action FROM audit.set_aside')).toEqual([{ action: 'set aside' }]);
  await put(bad, right);
  expect(await run.load('release', retryAll)).toMatchObject({ objects: 1 });
  expect(await patients()).toEqual(['p1', 'p2', 'p3']);
  expect(await run.brokenInvariants()).toEqual([]);
});

/** A loader whose process is gone at its nth step: each statement, batch and request to S3 is one. */
function dyingLoader(step: number) {
  let steps = 0;
  const alive = () => {
    steps += 1;
    if (steps === step) throw new Error('the function is gone');
  };
  const parts: Partial<LoadWarehouseDependencies> = {
    s3: {
      send: ((command: object) => {
        alive();
        return (run.s3.send as (command: object) => Promise<never>).call(run.s3, command);
      }) as LoadWarehouseDependencies['s3']['send'],
    },
    warehouse: {
      batch: async (batch) => {
        alive();
        await run.warehouse.batch(batch);
        alive();
      },
      query: (sql, parameters) => {
        alive();
        return run.warehouse.query(sql, parameters);
      },
    },
  };
  return { load: run.loader(parts), hasDied: () => steps >= step };
}

test('a crash at any point leaves what the next load finishes', async () => {
  let isOver = false;
  for (let step = 1; !isOver; step += 7) {
    await run.reset();
    const [, bad = ''] = await deliverPatients(1, 2, 3);
    await put(bad, new Uint8Array([1]));
    const { load, hasDied } = dyingLoader(step);
    await load('dies').catch(() => undefined);
    isOver = !hasDied();
    await run.load('next');
    expect(await patients(), `step ${step}`).toEqual(['p1', 'p3']);
    expect(published()).toEqual([bad]);
    expect(await run.brokenInvariants()).toEqual([]);
  }
});
