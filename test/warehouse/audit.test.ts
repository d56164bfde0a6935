import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fullScans } from '../../domain/warehouse/files.ts';
import { auditFile, invariantsOf } from '../../domain/warehouse/whole-check.ts';
import { readAudited } from '../../lambdas/audit-warehouse/audit-books.ts';
import { InvariantsBrokenError, TablesUncheckedError } from '../../lambdas/audit-warehouse/audit-failed-error.ts';
import { type AuditScan, readAuditScans } from '../../lambdas/audit-warehouse/audit-scans.ts';
import {
  type AuditDependencies,
  type CheckedTable,
  createAuditWarehouse,
} from '../../lambdas/audit-warehouse/audit-warehouse.ts';
import type { AuditCounts } from '../../lambdas/shared/audit-metrics.ts';
import type { LogFields } from '../../lambdas/shared/log.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { encounterChange, memberChange, openWarehouseRun, type WarehouseRun, warehouseRoot } from './warehouse-run.ts';

const scans = readAuditScans(warehouseRoot);
const tables = scans.map(({ table }) => table);
const invariants = scans.reduce((sum, scan) => sum + scan.invariants.length, 0);
const hour = 3_600_000;
const midnight = Date.parse('2026-11-28T00:00:00Z');

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
  // Redshift enforces no key, so the audit must find on its own what these would refuse here.
  await run.engine.exec(`ALTER TABLE star.dim_patient DROP CONSTRAINT dim_patient_pkey CASCADE;
    ALTER TABLE star.fact_encounter DROP CONSTRAINT fact_encounter_pkey CASCADE;`);
  const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
  await run.loadChanges([
    memberChange('patient', 'p1', { id: 'a', at: at('2020-01-01'), sequence: 1, value: 'A' }),
    memberChange('patient', 'p1', { id: 'b', at: at('2020-02-01'), sequence: 2, value: 'B' }),
    memberChange('patient', 'p2', { id: 'c', at: at('2020-02-01'), sequence: 3, value: 'C' }),
    encounterChange('e1', { id: 'e', at: at('2020-03-01'), sequence: 4, patient: 'p1' }),
  ]);
});
afterAll(() => run.remove());
beforeEach(() => run.engine.exec('DELETE FROM audit.whole_check'));

interface Audited {
  readonly checked: CheckedTable[];
  readonly logged: { readonly message: string; readonly fields: LogFields }[];
  readonly counts: AuditCounts[];
  /** What it ended with. */
  readonly end: unknown;
}

/** One invocation. The clock stands at `now` unless told otherwise. */
async function audit(
  now: number,
  {
    olderThanHours,
    remainingMs,
    ...parts
  }: Partial<AuditDependencies> & { readonly olderThanHours?: number; readonly remainingMs?: () => number } = {},
): Promise<Audited> {
  const checked: CheckedTable[] = [];
  const logged: Audited['logged'] = [];
  const counts: AuditCounts[] = [];
  const note = (message: string, fields: LogFields) => void logged.push({ message, fields });
  const auditWarehouse = createAuditWarehouse({
    warehouse: run.warehouse,
    scans,
    log: { info: note, warn: note, error: note },
    metrics: { audited: (told) => void counts.push(told) },
    clock: () => now,
    ...parts,
  });
  const event = olderThanHours === undefined ? {} : { olderThanHours };
  const end = await auditWarehouse(event, remainingMs, (table) => checked.push(table)).catch((error: unknown) => error);
  return { checked, logged, counts, end };
}

describe('the scans', () => {
  test('are those of the star: a statement for each table, with every invariant', () => {
    expect(scans.map(({ name }) => name)).toEqual(fullScans(run.star).map(({ name }) => name));
    expect(scans.map(({ name }) => name)).toEqual(tables.map((table) => `check ${table}`));
    expect(new Set(tables).size).toBe(tables.length);
    const kinds = new Set(scans.flatMap((scan) => scan.invariants));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13']),
    );
  });

  test('are of every table of the star and of its history, and take no lock', () => {
    const { dimensions, facts, tables: contracts } = run.star;
    expect(tables).toEqual(
      expect.arrayContaining([
        ...[...dimensions, ...facts].map(({ name }) => `star.${name}`),
        ...contracts.map(({ name }) => `history.${name}`),
        'audit.load_ledger',
      ]),
    );
    const text = readFileSync(join(warehouseRoot, auditFile), 'utf8');
    expect(text).not.toMatch(/\b(LOCK|UPDATE|DELETE|INSERT|staging\.)\b/);
  });

  test('name what they find by what they look for', async () => {
    expect(
      invariantsOf("SELECT 'I1 of star.dim_x' UNION ALL SELECT 'I1 of star.dim_x' UNION ALL SELECT 'I10 of history.y'"),
    ).toEqual([
      { invariant: 'I1', table: 'star.dim_x' },
      { invariant: 'I10', table: 'history.y' },
    ]);
  });
});

test('a warehouse that holds is recorded as such, invariant by invariant, and the view says when', async () => {
  const { checked, counts, end, logged } = await audit(midnight);
  expect(end).toEqual({ checked: tables.length, left: 0 });
  expect(checked.map(({ table }) => table)).toEqual(tables);
  expect(counts).toEqual([{ checked: tables.length, left: 0, broken: 0, violations: new Map(), isWhole: true }]);
  expect(logged.map(({ message }) => message)).toEqual(['whole tables checked']);
  const rows = await run.rows('SELECT * FROM audit.whole_check');
  expect(rows).toHaveLength(invariants);
  expect(new Set(rows.map(({ violations }) => String(violations)))).toEqual(new Set(['0']));
  const { all, tables: known } = await readAudited(run.warehouse);
  const held = { broken: [], checkedAt: midnight, heldAt: midnight };
  expect(all).toEqual({ table: 'all tables', invariants, ...held });
  expect(known).toHaveLength(tables.length);
  for (const table of known) expect(table).toMatchObject(held);
});

/** Each kind of invariant, broken by a statement that stands for a hand, a restore or a wrong release. */
const first = "patient_bk = 'p1' AND valid_from = '1900-01-01'";
const current = "patient_bk = 'p1' AND is_current";
const patient = (set: string, where: string) => `UPDATE star.dim_patient SET ${set} WHERE ${where}`;
const encounter = (set: string) => `UPDATE star.fact_encounter SET ${set} WHERE encounter_bk = 'e1'`;
const corruptions: readonly (readonly [name: string, sql: string])[] = [
  ['I1 of star.dim_patient', "DELETE FROM star.dim_patient WHERE patient_bk = 'p2'"],
  ['I1 of star.dim_patient', patient('is_current = FALSE', current)],
  ['I2 of star.dim_patient', patient("valid_to = '2020-02-02'", first)],
  ['I3 of star.dim_patient', patient("valid_to = '2020-01-31'", first)],
  ['I4 of star.dim_patient', patient("valid_from = '1900-01-02'", first)],
  ['I5 of star.dim_patient', patient("valid_from = '9999-12-31'", current)],
  ['I6 of star.dim_patient', patient("row_hash = 'same'", "patient_bk = 'p1'")],
  [
    'I7 of star.dim_patient',
    patient(`patient_sk = (SELECT patient_sk FROM star.dim_patient WHERE ${current})`, "patient_bk = 'p2'"),
  ],
  ['I8 of star.dim_patient', 'DELETE FROM star.dim_patient WHERE patient_sk = -2'],
  ['I9 of star.fact_encounter', encounter('provider_sk = 123')],
  ['I9 of star.fact_encounter', encounter('started_date_key = 20203131')],
  ['I10 of star.fact_encounter', encounter(`patient_sk = (SELECT patient_sk FROM star.dim_patient WHERE ${first})`)],
  ['I10 of star.fact_encounter', encounter('patient_sk = -1')],
  ['I11 of star.fact_encounter', 'INSERT INTO star.fact_encounter SELECT * FROM star.fact_encounter'],
  ['I11 of history.patient', "INSERT INTO history.patient SELECT * FROM history.patient WHERE event_id = 'a'"],
  ['I12 of history.patient', "DELETE FROM history.patient WHERE event_id = 'c'"],
  ['I12 of audit.load_ledger', 'UPDATE audit.load_ledger SET duplicates = 7'],
  ['I13 of star.dim_patient', patient("valid_to = '9999-12-30'", current)],
];

describe('what is broken is found, named and recorded', () => {
  test('there is a corruption of every invariant that the scans know', () => {
    const known = new Set(scans.flatMap((scan) => scan.invariants));
    // I14 is about what COPY reads; what is added to the scans of history has tests of its own.
    const tried = new Set(corruptions.map(([name]) => name.split(' ')[0]));
    expect([...known].filter((invariant) => !tried.has(invariant) && invariant !== 'I15')).toEqual([]);
  });

  test.each(corruptions)('%s, broken by %s', async (name, sql) => {
    const [invariant = '', table = ''] = name.split(' of ');
    const { end, logged, counts, rows, view } = await corrupted(sql, async (warehouse) => {
      const audited = await audit(midnight, { warehouse });
      return {
        ...audited,
        rows: await warehouse.query(
          'SELECT violations FROM audit.whole_check WHERE table_name = :table AND invariant = :invariant',
          { table, invariant },
        ),
        view: await readAudited(warehouse),
      };
    });
    expect(end).toBeInstanceOf(InvariantsBrokenError);
    expect(String(end)).toContain(name);
    expect(String(end)).toContain('docs/deploy.md');
    expect(logged).toContainEqual({
      message: 'an invariant is broken',
      fields: { invariant, table, violations: expect.any(Number) },
    });
    // Names and counts, and nothing of a row.
    expect(`${end} ${JSON.stringify(logged)}`).not.toMatch(/p1|p2|e1|2020-/);
    expect(counts[0]).toMatchObject({ isWhole: false, left: 0 });
    expect(counts[0]?.violations.get(name)).toBeGreaterThan(0);
    expect(Number(rows[0]?.violations)).toBeGreaterThan(0);
    expect(view.tables.find((own) => own.table === table)).toMatchObject({
      broken: expect.arrayContaining([name]),
      checkedAt: midnight,
      heldAt: null,
    });
    expect(view.all).toMatchObject({ heldAt: null, broken: expect.arrayContaining([name]) });
  });

  test('a table that held before says when, and after it was mended holds again', async () => {
    await audit(midnight);
    await run.engine.exec(encounter('patient_sk = -1'));
    await run.engine.exec(encounter('provider_sk = 123'));
    const later = await audit(midnight + 24 * hour);
    expect(later.end).toMatchObject({ broken: ['I10 of star.fact_encounter', 'I9 of star.fact_encounter'] });
    const rows = await run.rows('SELECT * FROM reporting.audited_table WHERE broken_count > 0 ORDER BY table_name');
    expect(rows).toEqual(
      ['all tables', 'star.fact_encounter'].map((table_name) =>
        expect.objectContaining({ table_name, broken: 'I10 of star.fact_encounter, I9 of star.fact_encounter' }),
      ),
    );
    const { all } = await readAudited(run.warehouse);
    expect(all).toMatchObject({ checkedAt: midnight + 24 * hour, heldAt: midnight });
    await run.engine.exec(
      encounter(
        "provider_sk = -1, patient_sk = (SELECT patient_sk FROM star.dim_patient WHERE patient_bk = 'p1' AND is_current)",
      ),
    );
    expect((await audit(midnight + 25 * hour)).end).toEqual({ checked: tables.length, left: 0 });
    expect((await readAudited(run.warehouse)).all?.heldAt).toBe(midnight + 25 * hour);
  });
});

describe('when time ends', () => {
  const few = scans.slice(0, 5);
  /** A clock on which each scan takes so long, and an invocation that has so much. */
  const timed = (minutesPerScan: number, minutes: number, now = midnight) => {
    let at = now;
    const warehouse: Pick<WarehouseSql, 'query' | 'batch'> = {
      ...run.warehouse,
      query: async (sql, parameters, options) => {
        if (options?.name !== undefined) at += minutesPerScan * 60_000;
        return run.warehouse.query(sql, parameters, options);
      },
    };
    return { scans: few, warehouse, clock: () => at, remainingMs: () => now + minutes * 60_000 - at };
  };

  test('the next invocation goes on with what was not checked, and one more has nothing to do', async () => {
    const firstOne = await audit(midnight, { ...timed(4, 15), olderThanHours: 6 });
    expect(firstOne.end).toEqual({ checked: 3, left: 2 });
    expect(firstOne.counts[0]).toMatchObject({ checked: 3, left: 2, isWhole: false });
    const second = await audit(midnight, { ...timed(4, 15, midnight + hour), olderThanHours: 6 });
    expect(second.checked.map(({ table }) => table)).toEqual(few.slice(3).map(({ table }) => table));
    expect(second.counts[0]).toMatchObject({ isWhole: true });
    const third = await audit(midnight, { ...timed(4, 15, midnight + 2 * hour), olderThanHours: 6 });
    expect(third.end).toEqual({ checked: 0, left: 0 });
    expect(third.counts[0]).toMatchObject({ isWhole: true });
    // Of all of them one knows what was known when the first was checked.
    expect((await readAudited(run.warehouse)).all).toMatchObject({ checkedAt: midnight, heldAt: midnight });
  });

  test('the next day begins with what waited longest', async () => {
    await audit(midnight, timed(4, 15));
    const next = await audit(midnight, timed(1, 2.5, midnight + 24 * hour));
    expect(next.checked.map(({ table }) => table)).toEqual([few[3]?.table]);
  });

  test('a scan that takes more than an invocation goes to the end of the line and keeps nothing from being checked', async () => {
    const endless: AuditScan = {
      ...(few[0] as AuditScan),
      sql: 'SELECT 1 AS invariant, 2 AS violations FROM (SELECT COUNT(*) AS n FROM star.dim_date a CROSS JOIN star.dim_date b CROSS JOIN star.dim_date c) counted WHERE n < 0',
    };
    const started = performance.now();
    let told = 32_000;
    const stuck = await audit(midnight, {
      scans: [endless, ...few.slice(1)],
      remainingMs: () => told - (performance.now() - started),
    });
    await run.engine.exec(
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%CROSS JOIN star.dim_date c%' AND pid <> pg_backend_pid()",
    );
    expect(stuck.end).toEqual({ checked: 0, left: 5 });
    expect(stuck.logged).toContainEqual({
      message: 'a table was not checked: time ended',
      fields: { table: endless.table },
    });
    const rows = await run.rows('SELECT DISTINCT table_name, violations FROM audit.whole_check');
    expect(rows).toEqual([{ table_name: endless.table, violations: null }]);
    // Nobody knows anything of it, so it has no row here.
    expect(await readAudited(run.warehouse)).toEqual({ all: undefined, tables: [] });
    told = Number.POSITIVE_INFINITY;
    const next = await audit(midnight + hour, { scans: few });
    expect(next.checked.map(({ table }) => table)).toEqual([...few.slice(1), few[0]].map((scan) => scan?.table));
  });

  test('a scan that fails keeps no other from being checked, and the audit says which', async () => {
    const [broken, ...others] = few;
    const failing: AuditScan = { ...(broken as AuditScan), sql: 'SELECT no_column FROM star.dim_date' };
    const { end, counts } = await audit(midnight, { scans: [failing, ...others] });
    expect(end).toBeInstanceOf(TablesUncheckedError);
    expect(String(end)).toContain(`1 of 5 tables could not be checked: ${failing.table} (`);
    expect(counts[0]).toMatchObject({ checked: 4, left: 1, isWhole: false });
  });
});

test('a scan waits for no load, and no load for it', async () => {
  const lock = run.sql.get('patient')?.find(({ sql }) => sql.includes('LOCK TABLE'))?.sql;
  expect(lock).toBeDefined();
  await run.engine
    .withSession((session) =>
      session.transaction(async (load) => {
        await load.exec(
          `${lock}; UPDATE star.fact_encounter SET provider_sk = 123; DELETE FROM history.patient WHERE event_id = 'c'`,
        );
        // What has not been committed is not seen.
        expect((await audit(midnight)).end).toEqual({ checked: tables.length, left: 0 });
        await load.exec('UPDATE star.fact_encounter SET provider_sk = -1');
        throw new Error('undo');
      }),
    )
    .catch((error: unknown) => expect(String(error)).toContain('undo'));
});

/** Runs `fn` on corrupted rows, and puts those back that were there before. */
async function corrupted<T>(
  sql: string,
  fn: (warehouse: Pick<WarehouseSql, 'query' | 'batch'>) => Promise<T>,
): Promise<T> {
  await run.engine.exec('CREATE SCHEMA IF NOT EXISTS kept');
  const changed = /(?:UPDATE|FROM|INTO) ([a-z]+\.[a-z_]+)/.exec(sql)?.[1] ?? '';
  await run.engine.exec(`DROP TABLE IF EXISTS kept.rows; CREATE TABLE kept.rows AS SELECT * FROM ${changed}; ${sql}`);
  try {
    return await fn(run.warehouse);
  } finally {
    await run.engine.exec(`DELETE FROM ${changed}; INSERT INTO ${changed} SELECT * FROM kept.rows`);
  }
}
