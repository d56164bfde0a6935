import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SafeError } from '../../domain/safe-error.ts';
import { applyOrderFile, isAboutOthers } from '../../domain/warehouse/apply-order.ts';
import { applySchema } from '../../lambdas/apply-schema/apply-schema.ts';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { withDatabaseUsers } from '../../lambdas/apply-schema/security-files.ts';
import type { StatementBatch } from '../../lambdas/shared/warehouse-sql.ts';
import { encounterChange, openWarehouseRun, silentLog, type WarehouseRun, warehouseRoot } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const files = withDatabaseUsers(readSchemaFiles(warehouseRoot), {});
const apply = (changed: typeof files) => applySchema({ warehouse: run.warehouse, log: silentLog }, changed);

test('a second run applies nothing', async () => {
  expect(await apply(files)).toEqual({ applied: [], unchanged: files.length - 1 });
});

test('every statement can be repeated: applying all files again changes no row', async () => {
  const count =
    'SELECT (SELECT COUNT(*) FROM star.dim_date) AS dates, (SELECT COUNT(*) FROM star.dim_patient) AS patients';
  const before = await run.rows(count);
  await run.engine.exec('DELETE FROM audit.schema_file');
  const { applied } = await apply(files);
  expect(applied).toHaveLength(files.length - 1);
  expect(await run.rows(count)).toEqual(before);
});

test('a changed file is applied again, tables before views, and what is about others after them', async () => {
  const chosen = ['generated/schema/payer.sql', 'models/reporting/encounter.sql'];
  const changed = files.map((file) =>
    chosen.includes(file.name) ? { ...file, text: `${file.text}\n-- changed\n` } : file,
  );
  const { applied } = await apply(changed);
  expect(applied.slice(0, 2)).toEqual(chosen);
  expect(applied.slice(2).every(isAboutOthers)).toBe(true);
  expect(await apply(changed)).toMatchObject({ applied: [] });
});

test('costs that once had to be there may be absent after a deployment, and every view is there again', async () => {
  const costs = ['base_encounter_cost', 'total_claim_cost', 'payer_coverage'];
  const nullable = () =>
    run.rows(`SELECT column_name, is_nullable FROM svv_columns WHERE table_name = 'fact_encounter'
      AND column_name IN (${costs.map((name) => `'${name}'`).join(', ')}) ORDER BY column_name`);
  const now = await nullable();
  const amounts = `SELECT encounter_bk, ${costs.join(', ')} FROM star.fact_encounter`;
  await run.loadChanges([encounterChange('e1', { id: 'e', at: Date.parse('2020-01-01'), sequence: 1, patient: 'p1' })]);
  const loaded = await run.rows(amounts);
  expect(loaded).toHaveLength(1);
  // The warehouse of before: the columns as they were, and the files that were others then.
  for (const name of costs) await run.engine.exec(`ALTER TABLE star.fact_encounter ALTER COLUMN ${name} SET NOT NULL`);
  await run.engine.exec(
    "DELETE FROM audit.schema_file WHERE file_name LIKE 'models/reporting/%' OR file_name = 'migrations/0002-encounter-costs.sql'",
  );

  await apply(files);
  expect(await nullable()).toEqual(now);
  expect(new Set(now.map(({ is_nullable: isNullable }) => isNullable))).toEqual(new Set(['YES']));
  expect(await run.rows(amounts)).toEqual(loaded);
  expect(await run.rows('SELECT encounter_id FROM reporting.encounter')).toHaveLength(1);

  // Where they may be absent already, nothing is made anew.
  const order = () =>
    run.rows("SELECT column_name FROM svv_columns WHERE table_name = 'fact_encounter' ORDER BY ordinal_position");
  const before = await order();
  await run.engine.exec("DELETE FROM audit.schema_file WHERE file_name LIKE 'migrations/%'");
  await apply(files);
  expect(await order()).toEqual(before);
});

test('an order that is no list is refused with what to do', () => {
  const root = mkdtempSync(join(tmpdir(), 'medstream-order-'));
  try {
    mkdirSync(join(root, 'generated'));
    writeFileSync(join(root, applyOrderFile), '{}');
    expect(() => readSchemaFiles(root)).toThrow(
      new SafeError('warehouse/generated/apply-order.json is no list; run npm run codegen'),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('an error names the file, and the file is not recorded', async () => {
  const broken = [
    ...files,
    { name: 'models/broken.sql', text: 'CREATE TABLE star.half (a INTEGER); SELECT * FROM star.nowhere;' },
  ];
  await expect(apply(broken)).rejects.toThrow('warehouse/models/broken.sql could not be applied');
  expect(await run.rows("SELECT * FROM audit.schema_file WHERE file_name = 'models/broken.sql'")).toEqual([]);
  expect(await run.rows("SELECT * FROM information_schema.tables WHERE table_name = 'half'")).toEqual([]);
});

test.each([1, 38, 39, 40, 41, 79, 120])(
  'a file of %i statements goes in batches of at most 40, recorded last',
  async (count) => {
    const name = `models/of-${count}.sql`;
    const text = Array.from({ length: count }, (_, index) => `SELECT ${index};`).join('\n');
    const batches: StatementBatch[] = [];
    const recording = {
      ...run.warehouse,
      batch: (batch: StatementBatch) => {
        batches.push(batch);
        return run.warehouse.batch(batch);
      },
    };
    const { applied } = await applySchema({ warehouse: recording, log: silentLog }, [
      ...files.slice(0, 1),
      { name, text },
    ]);
    expect(applied).toEqual([name]);
    const own = batches.slice(1);
    expect(Math.max(...own.map(({ statements }) => statements.length))).toBeLessThanOrEqual(40);
    const sent = own.flatMap(({ statements }) => statements.map(({ sql }) => sql));
    expect(sent.slice(0, -2)).toEqual(Array.from({ length: count }, (_, index) => `SELECT ${index}`));
    expect(await run.rows(`SELECT file_name FROM audit.schema_file WHERE file_name = '${name}'`)).toHaveLength(1);
  },
);

test('the calendar has every day from 1900 to 2100, and the reserved members', async () => {
  expect(
    await run.rows(`SELECT COUNT(*) AS days, MIN(date_day) AS first_day, MAX(date_day) AS last_day,
      COUNT(DISTINCT date_key) AS keys FROM star.dim_date WHERE date_key > 0`),
  ).toEqual([{ days: '73414', first_day: '1900-01-01', last_day: '2100-12-31', keys: '73414' }]);
  expect(await run.rows('SELECT date_key, day_name FROM star.dim_date WHERE date_key < 0 ORDER BY date_key')).toEqual([
    { date_key: -3, day_name: '(invalid)' },
    { date_key: -2, day_name: '(not applicable)' },
    { date_key: -1, day_name: '(unknown)' },
  ]);
});

// ISO weeks and weekdays by the calendar: 2021-01-03 is a Sunday of week 53 of 2020, 2024-02-29 a Thursday.
test.each([
  [20210103, 2021, 1, 1, 'January', '2021-01-01', 3, 7, 'Sunday', 53, true, 2021],
  [20240229, 2024, 1, 2, 'February', '2024-02-01', 29, 4, 'Thursday', 9, false, 2024],
  [20261001, 2026, 4, 10, 'October', '2026-10-01', 1, 4, 'Thursday', 40, false, 2027],
])('the calendar knows %i', async (key, ...expected) => {
  const [row] =
    await run.rows(`SELECT year, quarter, month, month_name, month_start, day_of_month, iso_day_of_week, day_name,
    iso_week, is_weekend, fiscal_year FROM star.dim_date WHERE date_key = ${key}`);
  expect(Object.values(row ?? {})).toEqual(expected);
});
