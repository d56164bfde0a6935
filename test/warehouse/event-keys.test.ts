import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { encounterChange, memberChange, openWarehouseRun, type WarehouseRun, warehouseRoot } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const at = Date.parse('2020-01-01T00:00:00Z');
const patient = (id: string, sequence: number, value: string) =>
  memberChange('patient', 'p1', { id, at: at + sequence, sequence, value });
const visit = (id: string, sequence: number, key = 'e1') => encounterChange(key, { id, at, sequence, patient: 'p2' });

/** The state of the release before: histories without keys, nobody knows what counts no more, loads lock another table. */
const asItWas = `UPDATE history.patient SET event_key = NULL;
  UPDATE history.encounter SET event_key = NULL;
  DELETE FROM history.superseded_delivery;
  CREATE TABLE staging.affected_key (model VARCHAR(64) NOT NULL, business_key VARCHAR(128) NOT NULL)`;

/** The migration as a deployment applies it. */
async function migrate(): Promise<void> {
  const statements = splitStatements(readFileSync(join(warehouseRoot, 'migrations/0007-event-keys.sql'), 'utf8'));
  for (let from = 0; from < statements.length; from += 40) {
    const batch = statements.slice(from, from + 40).map((sql, index) => ({ name: `${from + index}`, sql }));
    await run.warehouse.batch({ statements: batch });
  }
}

test('a warehouse of the release before gets its keys and knows what counts no more, also when that is tried twice', async () => {
  await run.loadChanges([patient('a', 30, 'C'), patient('b', 40, 'D'), visit('v', 60), visit('w', 61, 'e2')]);
  await run.loadChanges([patient('a', 20, 'B'), visit('v', 50, 'e3')]);
  await run.loadChanges([patient('a', 10, 'A')]);
  const superseded = () => run.rows('SELECT * FROM history.superseded_delivery ORDER BY contract, sequence');
  const known = await superseded();
  expect(known).toHaveLength(3);
  await run.engine.exec(asItWas);
  expect(await run.brokenInvariants()).not.toEqual([]);

  await migrate();
  expect(await run.brokenInvariants()).toEqual([]);
  expect((await superseded()).map(({ load_id, ...row }) => row)).toEqual(known.map(({ load_id, ...row }) => row));
  await run.engine.exec(asItWas.replace(/UPDATE history\.patient[^;]*;/, ''));
  await migrate();
  expect(await superseded()).toHaveLength(3);

  // What was loaded before is known, so it comes twice to no effect.
  expect(await run.loadChanges([patient('a', 30, 'C'), visit('v', 60)])).toMatchObject({ inserted: 0, duplicates: 2 });
});

test('a load of the release before that begins after the migration fails, instead of adding rows without a key', async () => {
  await expect(
    run.warehouse.batch({
      statements: [{ name: 'lock what only loads use', sql: 'LOCK TABLE staging.affected_key, staging.patient' }],
    }),
  ).rejects.toThrow();
});
