import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contracts } from '../../contracts/registry.ts';
import type { WarehouseSession } from '../../embedded/redshift/engine.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { type LoadSql, readLoadSql } from '../../lambdas/load-warehouse/load-sql.ts';
import { createLoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { readStar } from './star-oracle.ts';
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
  // Redshift enforces no primary key, so the checks must find on their own what these would refuse here.
  await run.engine.exec(`ALTER TABLE star.dim_patient DROP CONSTRAINT dim_patient_pkey;
    ALTER TABLE star.fact_encounter DROP CONSTRAINT fact_encounter_pkey;`);
});
afterAll(() => run.remove());

const on = (date: string) => Date.parse(`${date}T00:00:00Z`);
beforeEach(async () => {
  await run.reset();
  await run.engine.exec(`INSERT INTO star.dim_patient (patient_sk, patient_bk, version_at, valid_from, valid_to, is_current,
      is_deleted, is_inferred, row_hash, load_id, loaded_at)
    SELECT -2, '(not applicable)', version_at, valid_from, valid_to, is_current, is_deleted, is_inferred, row_hash, load_id,
      loaded_at FROM star.dim_patient
    WHERE patient_sk = -1 AND NOT EXISTS (SELECT 1 FROM star.dim_patient WHERE patient_sk = -2);`);
  await run.loadChanges([
    memberChange('patient', 'p1', { id: 'a', at: on('2020-01-01'), sequence: 1, value: 'A' }),
    memberChange('patient', 'p1', { id: 'b', at: on('2020-02-01'), sequence: 2, value: 'B' }),
    memberChange('patient', 'p2', { id: 'c', at: on('2020-02-01'), sequence: 3, value: 'C' }),
    memberChange('organization', 'o1', { id: 'd', at: on('2020-02-01'), sequence: 4, value: 'D' }),
    encounterChange('e1', { id: 'e', at: on('2020-03-01'), sequence: 5, patient: 'p1', organization: 'o1' }),
  ]);
});

const first = "patient_bk = 'p1' AND valid_from = '1900-01-01'";
const current = "patient_bk = 'p1' AND is_current";
const update = (set: string, where: string) => `UPDATE star.dim_patient SET ${set} WHERE ${where}`;

/** How each invariant can break: a statement that stands for a bug, and the table whose check must notice. */
const corruptions: readonly [invariant: string, table: string, sql: string][] = [
  ['I1', 'dim_patient', update('is_current = TRUE', first)],
  ['I1', 'dim_patient', update('is_current = FALSE', current)],
  ['I1', 'dim_patient', "DELETE FROM star.dim_patient WHERE patient_bk = 'p1'"],
  ['I2', 'dim_patient', update("valid_to = '2020-02-02'", first)],
  ['I3', 'dim_patient', update("valid_to = '2020-01-31'", first)],
  ['I4', 'dim_patient', update("valid_from = '1900-01-02'", first)],
  ['I4', 'dim_patient', update("valid_to = '9999-12-30'", current)],
  ['I5', 'dim_patient', update("valid_from = '9999-12-31'", current)],
  ['I6', 'dim_patient', update("row_hash = 'same'", "patient_bk = 'p1'")],
  [
    'I7',
    'dim_patient',
    update(`patient_sk = (SELECT patient_sk FROM star.dim_patient WHERE ${current})`, "patient_bk = 'p2'"),
  ],
  ['I8', 'dim_patient', 'DELETE FROM star.dim_patient WHERE patient_sk = -2'],
  ['I9', 'fact_encounter', 'UPDATE star.fact_encounter SET provider_sk = 123'],
  ['I9', 'fact_encounter', 'UPDATE star.fact_encounter SET ended_date_key = 20203131'],
  [
    'I10',
    'fact_encounter',
    `UPDATE star.fact_encounter SET patient_sk = (SELECT patient_sk FROM star.dim_patient WHERE ${first})`,
  ],
  ['I10', 'fact_encounter', 'UPDATE star.fact_encounter SET patient_sk = -1'],
  ['I11', 'fact_encounter', 'INSERT INTO star.fact_encounter SELECT * FROM star.fact_encounter'],
  ['I13', 'dim_patient', update("is_current = TRUE, valid_to = '9999-12-30'", current)],
];

/** The load's own statements with one more after a file's. */
function loadWith(file: string, sql: string) {
  const statements: LoadSql = new Map(
    Array.from(readLoadSql(warehouseRoot), ([name, own]) => [
      name,
      name === file ? [...own, { name: 'a bug', sql }] : own,
    ]),
  );
  return createLoadWarehouse({
    s3: run.s3,
    warehouse: run.warehouse,
    log: silentLog,
    metrics: silentMetrics,
    clock: Date.now,
    bucket: 'silver',
    contracts: contracts.map(({ name }) => name),
    sql: statements,
  });
}

describe.each(corruptions)('%s of star.%s, broken by %s %s', (invariant, table, sql) => {
  const noun = table.replace(/^(dim|fact)_/, '');
  const kind = table.startsWith('dim_') ? 'dim' : 'fact';

  test('aborts the load and leaves everything as it was', async () => {
    const before = await readStar(run.rows);
    await run.deliver([
      memberChange('patient', 'p1', { id: 'f', at: on('2020-04-01'), sequence: 6, value: 'F', deleted: true }),
    ]);
    const failing = loadWith(kind === 'dim' ? 'dim-patient' : 'repoint-fact-encounter', rewriteRedshiftSql(sql));
    const named = new RegExp(`check star\\.${table}.*invariant I\\d+ of star\\.${table} broken`, 's');
    await expect(failing('once')).rejects.toThrow(named);
    expect(await readStar(run.rows)).toEqual(before);
    expect(await run.rows("SELECT * FROM history.patient WHERE op = 'D'")).toEqual([]);
    expect(await run.brokenInvariants()).toEqual([]);
    expect(await run.load('again')).toMatchObject({ inserted: 1 });
  });

  test('is named by the check of the load and found by the full scan', async () => {
    const statement = (folder: string) => rewriteRedshiftSql(readFileSync(join(warehouseRoot, folder), 'utf8'));
    await corrupted(sql, async (session) => {
      const { rows } = await session.query<{ invariant: string }>(statement(`checks/${kind}-${noun}.sql`));
      const broken = rows.map((row) => row.invariant);
      expect(broken).toContain(`${invariant} of star.${table}`);
      await expect(session.query(statement(`load/check-${kind}-${noun}.sql`))).rejects.toThrow(
        new RegExp(`invariant (${broken.join('|')}) broken`),
      );
    });
  });
});

/** Runs `fn` on corrupted rows whose keys count as affected, and takes it all back. */
async function corrupted(sql: string, fn: (session: WarehouseSession) => Promise<void>): Promise<void> {
  const undo = new Error('undo');
  await run.engine
    .transaction(async (session) => {
      await session.exec(`${sql};
        DELETE FROM staging.affected_key;
        INSERT INTO staging.affected_key VALUES ('dim_patient', 'p1'), ('fact_encounter', 'e1');`);
      await fn(session);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}

test('I12: rows that get lost between staging and history abort the load', async () => {
  await run.deliver([memberChange('patient', 'p1', { id: 'f', at: on('2020-04-01'), sequence: 6, value: 'F' })]);
  const failing = loadWith('affected-keys', "DELETE FROM history.patient WHERE event_id = 'f'");
  await expect(failing('once')).rejects.toThrow('record the load in audit.load_ledger');
  expect(await run.load('again')).toMatchObject({ inserted: 1 });
});

test('I12: an object whose rows carry the key of another one aborts the load', async () => {
  const [key = ''] = await run.deliver([
    memberChange('patient', 'p1', { id: 'f', at: on('2020-04-01'), sequence: 6, value: 'F' }),
  ]);
  const copy = join(dirname(run.s3.objectPath('silver', key)), '6-6-000000000000.parquet');
  copyFileSync(run.s3.objectPath('silver', key), copy);
  await expect(run.load('once')).rejects.toThrow('record the load in audit.load_ledger');
  rmSync(copy);
  expect(await run.load('again')).toMatchObject({ inserted: 1 });
});

test('a load that finds no rows in its objects says so', async () => {
  await run.deliver([memberChange('patient', 'p1', { id: 'f', at: on('2020-04-01'), sequence: 6, value: 'F' })]);
  const failing = loadWith('stage-patient', 'DELETE FROM staging.patient');
  await expect(failing('once')).rejects.toThrow('of 1 objects 0 had rows');
});

test('I11 and I12 of history and ledger are found by their full scan', async () => {
  await run.engine.exec("INSERT INTO history.patient SELECT * FROM history.patient WHERE event_id = 'a'");
  await run.engine.exec('UPDATE audit.load_ledger SET duplicates = 7');
  const found = (await run.brokenInvariants()).map((row) => row.invariant);
  expect(found.toSorted()).toEqual(['I11 of history.patient', 'I12 of audit.load_ledger', 'I12 of history.patient']);
});
