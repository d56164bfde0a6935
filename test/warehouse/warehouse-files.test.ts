import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contracts } from '../../contracts/registry.ts';
import { silverColumns } from '../../domain/records/columns.ts';
import { type Model, parseModel } from '../../domain/warehouse/model.ts';
import { lintWarehouseSql } from '../../embedded/redshift/lint.ts';
import { currentWarehouse, generatedPaths } from '../../tools/codegen/write-warehouse.ts';
import { openWarehouseRun, type WarehouseRun, warehouseRoot } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const filesOf = (ending: string) =>
  readdirSync(warehouseRoot, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort();
const read = (file: string) => readFileSync(join(warehouseRoot, file), 'utf8');

describe('generated files', () => {
  test('are current: npm run codegen would change nothing', () => {
    const wanted = currentWarehouse(warehouseRoot);
    for (const { path, text } of wanted) expect(read(path), path).toBe(text);
    expect(generatedPaths(warehouseRoot).sort()).toEqual(wanted.map(({ path }) => path).sort());
  });

  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    'staging.%s has the columns of its silver objects in order',
    async (name, contract) => {
      expect(await columnsOf(`staging.${name}`)).toEqual(silverColumns(contract).map((column) => column.name));
    },
  );
});

test.each(filesOf('.sql'))('%s is in the portable subset', (file) => {
  expect(lintWarehouseSql(read(file))).toEqual([]);
});

async function columnsOf(table: string): Promise<string[]> {
  const [schema, name] = table.split('.');
  const rows = await run.rows(`SELECT column_name FROM information_schema.columns
    WHERE table_schema = '${schema}' AND table_name = '${name}' ORDER BY ordinal_position`);
  return rows.map((row) => String(row.column_name));
}

describe('models', () => {
  const models = filesOf('.yml').map((file): [string, Model] => [file, parseModel(file, parse(read(file)))]);

  test.each(models)('%s has the columns of its table in order', async (_file, model) => {
    const columns = model.columns.map((column) => column.name);
    expect(columns).toEqual(await columnsOf(model.model));
    for (const key of model.key) expect(columns).toContain(key);
  });

  test.each(models)('%s stands beside the SQL that creates its table', (file, model) => {
    expect(read(file.replace(/yml$/, 'sql'))).toContain(` ${model.model} `);
  });

  test('describe every table and view', async () => {
    const rows = await run.rows(`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema IN ('staging', 'history', 'star', 'reporting', 'audit')`);
    expect(rows.map((row) => String(row.name)).sort()).toEqual(models.map(([, model]) => model.model).sort());
  });

  test('are the comments that BI tools show', async () => {
    const [table] = await run.rows("SELECT obj_description(CAST('star.fact_encounter' AS regclass)) AS remark");
    expect(table?.remark).toContain('Grain: one row per encounter.');
  });

  test('with an unknown member are refused by file and member', () => {
    expect(() => parseModel('x.yml', { model: 'star.x', typo: 1 })).toThrow(/x\.yml.*\n[\s\S]*typo/);
  });
});
