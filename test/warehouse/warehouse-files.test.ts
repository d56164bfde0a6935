import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contracts } from '../../contracts/registry.ts';
import { reservedMembers } from '../../domain/warehouse/conventions.ts';
import { described, generateWarehouse } from '../../domain/warehouse/files.ts';
import { isTableModel, parseModel } from '../../domain/warehouse/model.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { lintWarehouseSql } from '../../embedded/redshift/lint.ts';
import { generatedPaths } from '../../tools/codegen/write-warehouse.ts';
import { openWarehouseRun, product, tableOf, type WarehouseRun, warehouseRoot } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const read = (file: string) => readFileSync(join(warehouseRoot, file), 'utf8');
const generated = generateWarehouse(product.tables, product.written);
const star = starOf(product.tables, product.written);

/** Columns of a table of the database: name, type with its length, whether it may be null. */
async function columnsOf(table: string): Promise<{ name: string; type: string; nullable: boolean }[]> {
  const rows = await run.rows(`SELECT column_name, data_type, is_nullable,
      NVL(CAST(character_maximum_length AS VARCHAR(10)), numeric_precision || ',' || numeric_scale) AS size
    FROM information_schema.columns
    WHERE table_schema || '.' || table_name = '${table}' ORDER BY ordinal_position`);
  return rows.map(({ column_name, data_type, size, is_nullable }) => ({
    name: String(column_name),
    type: `${data_type} ${size}`,
    nullable: is_nullable === 'YES',
  }));
}
const namesOf = async (table: string) => (await columnsOf(table)).map(({ name }) => name);

test('generated files are current: npm run codegen would change nothing', () => {
  for (const { path, text } of generated) expect(read(path), path).toBe(text);
  expect(generatedPaths(warehouseRoot)).toEqual(generated.map(({ path }) => path).sort());
});

const sqlFiles = [...product.written.files, ...generated.filter(({ path }) => path.endsWith('.sql'))];
test.each(sqlFiles.map(({ path }) => path))('%s is in the portable subset', (path) => {
  expect(lintWarehouseSql(read(path))).toEqual([]);
});

test.each(contracts.map(({ name }) => name))(
  'staging.%s has the columns of its silver objects in order',
  async (name) => {
    expect(await namesOf(`staging.${name}`)).toEqual(tableOf(product, name).columns.map((column) => column.name));
  },
);

const longestReservedKey = Math.max(...reservedMembers.map(({ bk }) => bk.length));

/** Bytes of `character varying N`. */
const widthOf = (type: string | undefined) => Number(/^character varying (\d+)$/.exec(type ?? '')?.[1]);

describe('every column of the star is as wide as the column of history that it shows', () => {
  test.each(star.dimensions.map((dimension) => [dimension.name, dimension] as const))('%s', async (name, dimension) => {
    const history = new Map((await columnsOf(`history.${dimension.table.name}`)).map((own) => [own.name, own.type]));
    const shown = await columnsOf(`star.${name}`);
    expect(shown.map((own) => own.name)).toEqual(dimension.columns.map((own) => own.name));
    for (const attribute of [...dimension.attributes, 'version_at', 'row_hash', 'load_id', 'loaded_at']) {
      expect([attribute, shown.find((own) => own.name === attribute)?.type]).toEqual([
        attribute,
        history.get(attribute),
      ]);
    }
    // A short code leaves room for the keys of the reserved members.
    expect(widthOf(shown[1]?.type)).toBe(Math.max(widthOf(history.get(dimension.table.key.name)), longestReservedKey));
  });

  test.each(star.facts.map((fact) => [fact.name, fact] as const))('%s', async (name, fact) => {
    const history = new Map((await columnsOf(`history.${fact.table.name}`)).map((own) => [own.name, own.type]));
    const shown = await columnsOf(`star.${name}`);
    expect(shown.map((own) => own.name)).toEqual(fact.columns.map((own) => own.name));
    const types = new Map(shown.map((own) => [own.name, own]));
    const { masked, contract } = fact.table;
    for (const { name: field, nullable } of masked) {
      const isReference = Object.hasOwn(contract.references, field) || field === fact.table.key.name;
      const column = isReference ? field.replace(/_id$/, '_bk') : field;
      expect([column, types.get(column)?.type]).toEqual([column, history.get(field)]);
      expect([column, types.get(column)?.nullable]).toEqual([column, nullable]);
    }
  });
});

test('a star table says where its rows lie, what identifies them and what they refer to', () => {
  const ddl = read('generated/schema/claim.sql');
  for (const part of [
    'PRIMARY KEY (claim_bk)',
    'FOREIGN KEY (primary_payer_sk) REFERENCES star.dim_payer (payer_sk)',
    'FOREIGN KEY (secondary_payer_sk) REFERENCES star.dim_payer (payer_sk)',
    'FOREIGN KEY (service_date_key) REFERENCES star.dim_date (date_key)',
    ') DISTKEY (patient_bk) SORTKEY (service_at);',
  ]) {
    expect(ddl).toContain(part);
  }
  expect(read('generated/schema/patient.sql')).toContain(') DISTKEY (patient_bk);');
  expect(read('generated/schema/payer.sql')).toContain(') DISTSTYLE ALL;');
});

describe('models', () => {
  const { tables } = product.written;
  test.each(tables.map((model) => [model.model, model] as const))(
    '%s has the columns of its table in order',
    async (name, model) => {
      const columns = model.columns.map((column) => column.name);
      expect(columns).toEqual(await namesOf(name));
      for (const key of model.key) expect(columns).toContain(key);
    },
  );

  test('describe every table and view but those that only loads see', async () => {
    const rows = await run.rows(`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema IN ('star', 'reporting', 'audit')`);
    const known = [...described(star, product.written).map(({ name }) => name), ...tables.map(({ model }) => model)];
    expect(rows.map(({ name }) => String(name)).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('are the comments that BI tools show', async () => {
    const [table] = await run.rows("SELECT obj_description(CAST('star.fact_encounter' AS regclass)) AS remark");
    expect(table?.remark).toContain('Grain: one row per encounter.');
    const [column] =
      await run.rows(`SELECT col_description(CAST('star.fact_claim' AS regclass), ordinal_position) AS remark
      FROM information_schema.columns WHERE table_name = 'fact_claim' AND column_name = 'secondary_payer_sk'`);
    expect(column?.remark).toBe('Version of the secondary payer at service_at; -1 when none is given');
  });

  const written = product.written.files.filter(({ path }) => /^models\/.*\//.test(path));
  test.each(written.map(({ path, text }) => [path, text]))(
    'a yml stands beside %s and says what it creates',
    (path, text) => {
      const yml = path.replace(/sql$/, 'yml');
      const model = parseModel(yml, parse(read(yml)));
      expect(isTableModel(model) && text.includes(` ${model.model} `)).toBe(true);
    },
  );

  test('with an unknown member are refused by file and member', () => {
    expect(() => parseModel('x.yml', { model: 'star.x', typo: 1 })).toThrow(/x\.yml.*\n[\s\S]*typo/);
    expect(() => parseModel('x.yml', { fact: 'x', typo: 1 })).toThrow(/x\.yml.*\n[\s\S]*typo/);
    expect(() => parseModel('x.yml', { dimension: 'x', typo: 1 })).toThrow(/x\.yml.*\n[\s\S]*typo/);
  });
});

describe('an engine that evaluates every branch of a CASE stops no load', () => {
  /** A text that is no number, cast to one: alone, or joined with more text. */
  const eagerCast =
    /CAST\(\s*'(?!-?[\d.]+')[^']*'(?:[^()]|\((?:[^()]|\([^()]*\))*\))*?\bAS\s+(?:BIGINT|INTEGER|INT|SMALLINT|DECIMAL|DOUBLE|REAL)\b/i;
  const files = ['warehouse', 'glue-scripts'].flatMap((folder) =>
    globSync(`${folder}/**/*.sql`, { cwd: join(warehouseRoot, '..') }).map((file) => join(warehouseRoot, '..', file)),
  );

  test('the pattern knows the form that it looks for', () => {
    expect("CASE WHEN ok THEN n ELSE CAST('invariant broken' AS BIGINT) END").toMatch(eagerCast);
    expect("ELSE CAST('rows: ' || CAST(n AS VARCHAR(20)) AS BIGINT) END").toMatch(eagerCast);
    expect("CAST(CASE WHEN ok THEN '1' ELSE 'broken' END AS INTEGER)").not.toMatch(eagerCast);
    expect("CAST('0' AS DECIMAL(18,2))").not.toMatch(eagerCast);
  });

  test('no statement casts a text that is no number outside of the CASE that chooses it', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => eagerCast.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
