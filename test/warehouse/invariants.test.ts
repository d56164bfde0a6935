import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fullScans } from '../../domain/warehouse/files.ts';
import type { Session } from '../../embedded/redshift/engine.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import type { LoadResult, LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { listSetAside } from '../../lambdas/load-warehouse/set-aside.ts';
import { corruptions, smallWarehouse, undone, withoutKeys, withReservedMembers } from './corruptions.ts';
import { readStar } from './star-oracle.ts';
import { encounterChange, memberChange, openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
  await withoutKeys(run.engine);
});
afterAll(() => run.remove());

const on = (date: string) => Date.parse(`${date}T00:00:00Z`);
const late = memberChange('patient', 'p1', { id: 'f', at: on('2020-04-01'), sequence: 6, value: 'F', deleted: true });
/** A change from before all others: the whole timeline is built again. */
const first = memberChange('patient', 'p1', { id: 'z', at: on('2019-12-01'), sequence: 6, value: 'Z' });
/** A small warehouse as a load left it. */
async function prepare(): Promise<void> {
  await run.reset();
  await withReservedMembers(run.engine);
  await run.loadChanges(smallWarehouse);
}

/** A later change of the encounter, and an encounter of a patient whom nobody has described. */
const visits = [
  encounterChange('e1', { id: 'g', at: on('2020-03-01'), sequence: 7, patient: 'p1', cost: '2.00' }),
  encounterChange('e2', { id: 'h', at: on('2020-03-01'), sequence: 8, patient: 'p9' }),
];

/** The load with one more statement behind the one of this name. */
function loadWith(contract: string, statement: string | RegExp, sql: string): LoadWarehouse {
  const own = run.sql.get(contract) ?? [];
  const at = own.findLastIndex(({ name }) =>
    typeof statement === 'string' ? name === statement : statement.test(name),
  );
  if (at === -1) throw new Error(`the load of ${contract} has no statement ${statement}`);
  return run.loader({ sql: new Map(run.sql).set(contract, own.toSpliced(at + 1, 0, { name: 'a bug', sql })) });
}

/** What is wrong with a version is wrong with the facts that point to it: a check names the least of what it finds. */
const wordsOf = (table: string) =>
  new RegExp(`invariant I\\d+ of (${table}${table === 'star.dim_patient' ? '|star.fact_encounter' : ''}) broken`);

/** What a load rolled back for: what it then set its objects aside with. They are new again afterwards. */
async function abortedBy(load: Promise<LoadResult>): Promise<{ statement: string | null; reason: string | null }> {
  const { inserted } = await load;
  const [object, another] = await listSetAside(run.warehouse);
  await run.engine.exec('DELETE FROM audit.set_aside');
  if (object === undefined || another !== undefined || inserted > 0) throw new Error('the load was not aborted');
  return object;
}

describe.each([
  ['patient', [first]],
  ['encounter', visits],
] as const)('a load of %s whose statements are wrong', (contract, changes) => {
  let before: unknown;
  beforeAll(async () => {
    await prepare();
    before = await readStar(run.rows);
    await run.deliver(changes);
  });

  test.each(corruptions.filter((corruption) => corruption.contract === contract))(
    'is aborted and leaves everything as it was: $invariant of $table, broken by $sql',
    async ({ sql, table, check }) => {
      const failing = loadWith(contract, /^(point|rebuild) /, rewriteRedshiftSql(sql));
      const { statement, reason } = await abortedBy(failing(sql));
      expect(statement).toBe(check);
      expect(reason).toMatch(wordsOf(table));
      expect(await readStar(run.rows)).toEqual(before);
      expect(await run.rows(`SELECT * FROM history.${contract} WHERE sequence > '${'0'.repeat(63)}5'`)).toEqual([]);
    },
  );

  test('is followed by one that loads the same objects', async () => {
    expect(await run.brokenInvariants()).toEqual([]);
    expect(await run.load('again')).toMatchObject({ inserted: changes.length });
  });
});

describe('rows that are wrong', () => {
  // Each corruption is taken back.
  beforeAll(async () => {
    await prepare();
    await run.loadChanges(visits);
  });

  test.each(corruptions)(
    '$invariant of $table, broken by $sql, is named by the check of the load and found by the full scan',
    async ({ invariant, table, sql, contract, check }) => {
      const scan = fullScans(run.star).find(({ name }) => name === `check ${table}`)?.sql ?? '';
      const own = run.sql.get(contract)?.find(({ name }) => name === check)?.sql ?? '';
      await corrupted(sql, async (session) => {
        const { rows } = await session.query<{ invariant: string }>(rewriteRedshiftSql(scan));
        const broken = rows.map((row) => row.invariant);
        expect(broken).toContain(`${invariant} of ${table}`);
        await expect(session.query(rewriteRedshiftSql(own))).rejects.toThrow(wordsOf(table));
      });
    },
  );
});

/** Runs `fn` on corrupted rows whose keys count as affected, and takes it all back. */
async function corrupted(sql: string, fn: (session: Session) => Promise<void>): Promise<void> {
  await undone(run.engine, async (session) => {
    await session.exec(`${sql};
      CREATE TEMP TABLE affected_key ON COMMIT DROP AS
      SELECT k.*, TIMESTAMP '0001-01-01' AS history_from, TIMESTAMP '1900-01-01' AS valid_from,
        TIMESTAMP '0001-01-01' AS facts_from
      FROM (VALUES ('dim_patient', 'p1'), ('dim_patient', 'p9'), ('fact_encounter', 'e1')) k (model, business_key)`);
    if (!sql.includes('p9') && !sql.includes('is_inferred')) {
      await session.exec("DELETE FROM affected_key WHERE business_key = 'p9'");
    }
    await fn(session);
  });
}

describe('rows or objects that get lost', () => {
  beforeEach(prepare);

  test('I12: rows that get lost between staging and history abort the load', async () => {
    await run.deliver([late]);
    const failing = loadWith('patient', 'list the affected keys', "DELETE FROM history.patient WHERE event_id = 'f'");
    expect((await abortedBy(failing('once'))).statement).toBe('record the load of patient in audit.load_ledger');
    expect(await run.load('again')).toMatchObject({ inserted: 1 });
  });

  test('I12: an object whose rows carry the key of another one aborts the load, beside that one and after it', async () => {
    const [key = ''] = await run.deliver([late]);
    const copy = join(dirname(run.s3.objectPath('silver', key)), '6-6-000000000000.parquet');
    copyFileSync(run.s3.objectPath('silver', key), copy);
    expect(await run.load('beside it')).toMatchObject({ inserted: 1, setAside: 1 });
    const [aside] = await listSetAside(run.warehouse);
    expect(aside).toMatchObject({
      statement: 'record the load of patient in audit.load_ledger',
      reason: expect.stringContaining('invariant I12 of the manifest broken, rows of patient: 1'),
    });
    expect(aside?.key).not.toBe(key);
    expect(await run.load('after it')).toMatchObject({ objects: 0, waiting: 0 });
    rmSync(copy);
  });

  test('I12: rows that carry the key of an object that has not come yet do not hide it', async () => {
    const [key = ''] = await run.deliver([late]);
    const path = run.s3.objectPath('silver', key);
    const copy = join(dirname(path), '6-6-000000000000.parquet');
    renameSync(path, copy);
    expect(await run.load('before it')).toMatchObject({ inserted: 0, setAside: 1 });
    copyFileSync(copy, path);
    expect(await run.load('with it')).toMatchObject({ inserted: 1 });
  });

  test('I12: an object without rows aborts the load', async () => {
    await run.deliver([late]);
    const aborted = await abortedBy(loadWith('patient', 'copy staging.patient', 'DELETE FROM staging.patient')('once'));
    expect(aborted.reason).toContain('invariant I12 of the manifest broken, rows of patient: 0');
  });

  test('I11 and I12 of history and ledger are found by their full scan', async () => {
    await run.engine.exec("INSERT INTO history.patient SELECT * FROM history.patient WHERE event_id = 'a'");
    await run.engine.exec('UPDATE audit.load_ledger SET duplicates = 7');
    const found = (await run.brokenInvariants()).map((row) => row.invariant);
    expect(found.toSorted()).toEqual(['I11 of history.patient', 'I12 of audit.load_ledger', 'I12 of history.patient']);
  });

  test.each([
    ['the key of another event', "UPDATE history.patient SET event_key = event_key + 1 WHERE event_id = 'b'"],
    ['no key', "UPDATE history.patient SET event_key = NULL WHERE event_id = 'b'"],
    [
      'only a delivery that counts no more',
      `INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
       SELECT 'patient', event_key, event_source, event_id, sequence, load_id FROM history.patient WHERE event_id = 'b'`,
    ],
    [
      'two deliveries that count',
      `INSERT INTO history.patient SELECT (jsonb_populate_record(h, '{"sequence": "${'9'.repeat(64)}", "op": "I"}')).*
       FROM history.patient h WHERE event_id = 'b'`,
    ],
  ])('I15: an event that has %s is found by the full scan', async (_, sql) => {
    await run.engine.exec(sql);
    expect((await run.brokenInvariants()).map((row) => row.invariant)).toContain('I15 of history.patient');
    await run.engine.exec("DELETE FROM history.superseded_delivery WHERE event_id = 'b'");
  });

  describe('I14: an arrival that no record can have', () => {
    // What arrow#38000 saw of 2023-09-11, microseconds read as milliseconds or seconds, and nothing at all.
    test.each(['161065-10-07 20:24:18', '56877-02-21 00:00:00', '1970-01-20 18:10:00', '1970-01-01 00:00:00'])(
      '%s aborts the load, which goes through once it is read right',
      async (garbage) => {
        await run.deliver([late]);
        const failing = loadWith(
          'patient',
          'copy staging.patient',
          `UPDATE staging.patient SET arrived_at = '${garbage}'`,
        );
        expect((await abortedBy(failing('once'))).reason).toContain('invariant I14 of staging.patient broken');
        expect(await run.load('again')).toMatchObject({ inserted: 1 });
      },
    );

    test('is none of a rebuild, which loads what arrived years ago', async () => {
      expect(await run.loadChanges([{ ...late, arrivedAt: on('2020-01-02') }])).toMatchObject({ inserted: 1 });
    });
  });
});
