import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { generatedModelFiles } from '../../domain/lake/generated-models.ts';
import { beforeEverything, beginningOfTime } from '../../domain/warehouse/conventions.ts';
import { generateWarehouse } from '../../domain/warehouse/files.ts';
import { loadStatementLimit } from '../../domain/warehouse/load.ts';
import { readModels } from '../../embedded/glue/model-catalog.ts';
import { lintWarehouseSql } from '../../embedded/redshift/lint.ts';
import { isThorough } from '../thorough.ts';
import { sampleChange } from './sample-change.ts';
import { expectedStar, readStar } from './star-oracle.ts';
import { StoreTotals } from './store-totals.ts';
import { syntheticHouse } from './synthetic-house.ts';
import { type Change, openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

const house = syntheticHouse(23);
let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun(house);
});
afterAll(() => run.remove());

const day = 86_400_000;
const firstDay = Date.parse('2020-01-01T00:00:00Z');
const members = 4;

/** Members with several versions, events that point to them in all roles, corrections, deletions, strangers, repetitions. */
function changesOf(): Change[] {
  const changes: Change[] = [];
  const add = (
    table: (typeof house.tables)[number],
    change: Omit<Parameters<typeof sampleChange>[1], 'id' | 'sequence'>,
  ) => {
    const sequence = changes.length;
    changes.push(sampleChange(table, { ...change, id: `event-${sequence}`, sequence }));
  };
  const memberKey = (number: number) => `k${number}`;
  for (const [place, table] of house.tables.entries()) {
    const { contract, key, masked } = table;
    if (contract.kind === 'reference') {
      for (let number = 0; number < members * 3; number += 1) {
        const fields = { [key.name]: memberKey(number % members) };
        const at = firstDay + ((number * 7 + place) % 10) * day;
        add(table, { at, number, fields, deleted: number % 11 === 10 });
      }
      continue;
    }
    for (let number = 0; number < 6; number += 1) {
      const roles = masked.filter(({ name }) => Object.hasOwn(contract.references, name));
      // Of one role more than there are members: some are known to no one.
      const references = roles.map(({ name }, role): [string, string | null] => [
        name,
        (number + role) % 5 === 4 ? null : memberKey((number * 3 + role + place) % (members + 2)),
      ]);
      const fields = { [key.name]: `e${number % 5}`, ...Object.fromEntries(references) };
      const optional = number % 3 === 1 ? { amount: null, settled_on: null, is_urgent: null } : {};
      const at = firstDay + ((number * 5 + place) % 12) * day;
      add(table, { at, number, fields: { ...fields, ...optional }, deleted: (number + place) % 13 === 12 });
    }
  }
  const again = changes.filter((_, index) => index % 9 === 0);
  return [...changes, ...again.map((change, index) => ({ ...change, sequence: changes.length + index }))];
}

test('31 contracts with composite keys, roles and every type load, and rebuild to the same rows in another order', async () => {
  expect(house.tables).toHaveLength(31);
  const changes = changesOf();
  const expected = expectedStar(changes, house);
  const result = await run.loadChanges(changes);
  expect(result.loads).toHaveLength(31);
  expect(await readStar(run.rows, house)).toEqual(expected);
  expect(await run.brokenInvariants()).toEqual([]);
  const [doubled] = await run.rows('SELECT SUM(doubled) AS doubled, 2 * SUM(amount) AS amounts FROM star.fact_event_b');
  expect(doubled?.doubled).toBe(doubled?.amounts);

  // Events first, the latest of each first, in several loads: every member is inferred before it is described.
  await run.reset();
  const other = changes.toReversed();
  const parts = isThorough ? [0, 1, 2] : [0, 1];
  for (const part of parts)
    await run.loadChanges(other.filter((_, index) => Math.floor((index * parts.length) / other.length) === part));
  expect(await readStar(run.rows, house)).toEqual(expected);
  expect(await run.brokenInvariants()).toEqual([]);
});

test('a rebuild of every key leaves the star as it was', async () => {
  const before = await readStar(run.rows, house);
  for (const table of house.tables) {
    const star = [...run.star.dimensions, ...run.star.facts].find((candidate) => candidate.table === table);
    const rebuild = run.sql.get(table.name)?.filter(({ name }) => /^(remove|rebuild|check) /.test(name)) ?? [];
    await run.warehouse.batch({
      statements: [
        {
          name: 'every key',
          sql: `CREATE TEMP TABLE affected_key AS
            SELECT DISTINCT CAST('${star?.name}' AS VARCHAR(64)) AS model, ${table.key.name} AS business_key,
              ${beforeEverything} AS history_from, ${beginningOfTime} AS valid_from, ${beforeEverything} AS facts_from
            FROM history.${table.name}`,
        },
        ...rebuild,
      ],
    });
  }
  expect(await readStar(run.rows, house)).toEqual(before);
});

test('the lake of 31 contracts has the totals of the star, and one that lost a row is named', async () => {
  const root = mkdtempSync(join(tmpdir(), 'medstream-models-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'gold'));
  for (const { path, text } of generatedModelFiles(house.tables, [])) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const models = await readModels(root);
  const totals = new StoreTotals(run, { tables: house.tables, models, instant: new Date('2026-11-20T12:00:00Z') });
  const subjects = new Set((await totals.warehouse()).map(({ subject }) => subject));
  expect([...subjects].sort()).toEqual(house.tables.map(({ name }) => name).sort());
  expect(await totals.differences()).toEqual([]);
  await run.engine.exec('DELETE FROM star.fact_event_q');
  expect((await totals.differences()).map((difference) => difference.split(' ')[0])).toContain('event_q');
});

test('no load has more statements than its limit, and all are in the portable subset', () => {
  const counts = [...run.sql.values()].map((statements) => statements.length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(loadStatementLimit);
  // The test would prove little if it did not come close.
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(loadStatementLimit - 2);
  for (const { path, text } of generateWarehouse(house.tables, house.written)) {
    if (path.endsWith('.sql')) expect(lintWarehouseSql(text), path).toEqual([]);
  }
});

test('a contract whose load grows beyond the limit is named with the count when code is generated', () => {
  const larger = syntheticHouse(24);
  expect(() => generateWarehouse(larger.tables, larger.written)).toThrow(
    /the load of contract region has 37 statements, more than 36/,
  );
});
