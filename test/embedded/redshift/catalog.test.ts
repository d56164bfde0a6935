import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OwnSession } from '../../../embedded/redshift/engine.ts';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';
import { catalogRelations, informationSchemaRelations } from '../../../embedded/redshift/rewrite-catalog.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from './warehouse-fixture.ts';

let warehouse: TemporaryWarehouse;
beforeAll(async () => {
  warehouse = await openTemporaryWarehouse();
  await execute(`CREATE SCHEMA star`);
  await execute(`CREATE SCHEMA staging`);
  await execute(
    `CREATE TABLE star.dim_place (place_sk BIGINT NOT NULL, name VARCHAR(64), PRIMARY KEY (place_sk)) DISTSTYLE ALL`,
  );
  await execute(`CREATE TABLE star.fact_visit (visit_bk VARCHAR(64) NOT NULL, place_sk BIGINT NOT NULL DEFAULT -1,
    cost DECIMAL(18, 2), notes SUPER, PRIMARY KEY (visit_bk), FOREIGN KEY (place_sk) REFERENCES star.dim_place (place_sk))`);
  await execute(`CREATE TABLE staging.visit (visit_bk VARCHAR(64))`);
  await execute(`COMMENT ON TABLE star.fact_visit IS 'Visits'`);
  await execute(`COMMENT ON COLUMN star.fact_visit.cost IS 'In dollars'`);
  await execute(`INSERT INTO star.fact_visit (visit_bk) VALUES ('a'), ('b')`);
  await warehouse.engine.exec(`CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA star TO reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA star TO reader; ANALYZE star.fact_visit`);
});
afterAll(() => warehouse.remove());

const execute = (sql: string) => warehouse.engine.exec(rewriteRedshiftSql(sql));

/** What a reader is answered, who has no right on staging. */
async function asked(sql: string, before = ''): Promise<unknown[][]> {
  return warehouse.engine.withSession(async (session: OwnSession) => {
    await session.exec(`SET ROLE reader; ${before}`);
    return (await session.query<unknown[]>(rewriteRedshiftSql(sql), [], { rowMode: 'array' })).rows;
  });
}

it('the rewriter knows each view that stands for a relation of the catalog, and no other', async () => {
  const views = async (schema: string) =>
    (
      await warehouse.engine.query<{ name: string }>(
        `SELECT relname AS name FROM pg_catalog.pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'v'
         AND relname !~ '^show_' ORDER BY 1`,
      )
    ).rows.map(({ name }) => name);
  expect(await views('rs')).toEqual([...catalogRelations].sort());
  expect(await views('rs_information_schema')).toEqual([...informationSchemaRelations].sort());
});

it('schemas, tables and functions that are not for the reader are in no list', async () => {
  const lists = [
    'SELECT nspname FROM pg_namespace',
    'SELECT nspname FROM pg_catalog.pg_namespace',
    'SELECT relnamespace::regnamespace::text FROM pg_class',
    'SELECT pronamespace::regnamespace::text FROM pg_catalog.pg_proc',
    'SELECT schemaname FROM pg_tables UNION SELECT schemaname FROM pg_catalog.pg_views UNION SELECT schemaname FROM pg_indexes',
    'SELECT schemaname FROM pg_stat_user_tables',
    'SELECT schema_name FROM information_schema.schemata',
    'SELECT table_schema FROM information_schema.tables UNION SELECT table_schema FROM information_schema.columns',
    'SELECT routine_schema FROM information_schema.routines',
    'SELECT schema_name FROM svv_all_schemas UNION SELECT schema_name FROM svv_redshift_schemas',
    'SELECT table_schema FROM svv_tables UNION SELECT table_schema FROM svv_columns',
    'SELECT schema_name FROM svv_all_tables UNION SELECT schema_name FROM svv_redshift_columns',
    'SHOW SCHEMAS FROM DATABASE medstream',
  ];
  for (const list of lists) {
    const shown = (await asked(list))
      .flat()
      .filter((name) => /^(?:rs|rs_information_schema|staging)$/.test(String(name)));
    expect({ list, shown }).toEqual({ list, shown: [] });
  }
  expect(await asked("SELECT nspname FROM pg_namespace WHERE nspname IN ('star', 'staging')")).toEqual([['star']]);
});

it('Redshift’s system views are found in pg_catalog, where it has them', async () => {
  expect(
    await asked(`SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname IN ('svv_tables', 'pg_table_def', 'pg_class') ORDER BY 2`),
  ).toEqual([
    ['pg_catalog', 'pg_class'],
    ['pg_catalog', 'pg_table_def'],
    ['pg_catalog', 'svv_tables'],
  ]);
});

it('columns that Redshift adds to the catalog say that nothing is distributed, sorted or encoded', async () => {
  expect(await asked("SELECT reldiststyle FROM pg_class WHERE relname = 'fact_visit'")).toEqual([[0]]);
  expect(
    await asked(`SELECT attname, format_encoding(attencodingtype::integer), attisdistkey, attsortkeyord FROM pg_catalog.pg_attribute
      WHERE attrelid = 'star.fact_visit'::regclass AND attnum = 1`),
  ).toEqual([['visit_bk', 'none', false, 0]]);
});

it('tables and columns are listed with their types, defaults and comments', async () => {
  expect(await asked("SELECT * FROM svv_tables WHERE table_name = 'fact_visit'")).toEqual([
    ['medstream', 'star', 'fact_visit', 'BASE TABLE', 'Visits'],
  ]);
  expect(
    await asked(`SELECT column_name, ordinal_position, column_default, is_nullable, data_type, character_maximum_length,
      numeric_precision, numeric_scale, remarks FROM svv_all_columns WHERE table_name = 'fact_visit' ORDER BY 2`),
  ).toEqual([
    ['visit_bk', 1, null, 'NO', 'character varying', 64, null, null, null],
    ['place_sk', 2, "'-1'::integer", 'NO', 'bigint', null, 64, 0, null],
    ['cost', 3, null, 'YES', 'numeric', null, 18, 2, 'In dollars'],
    ['notes', 4, null, 'YES', 'super', null, null, null, null],
  ]);
});

it('PG_TABLE_DEF lists the tables of the search path', async () => {
  const sql = 'SELECT tablename, "column", "notnull" FROM pg_table_def WHERE "column" = \'place_sk\' ORDER BY 1';
  expect(await asked(sql)).toEqual([]);
  expect(await asked(sql, 'SET search_path TO star, rs, pg_catalog;')).toEqual([
    ['dim_place', 'place_sk', true],
    ['fact_visit', 'place_sk', true],
  ]);
});

it('SVV_TABLE_INFO lists tables that have rows', async () => {
  expect(await asked('SELECT "schema", "table", diststyle, tbl_rows, max_varchar FROM svv_table_info')).toEqual([
    ['star', 'fact_visit', 'EVEN', '2', 64],
  ]);
});

it('SHOW lists tables and columns by pattern', async () => {
  expect((await asked("SHOW TABLES FROM SCHEMA medstream.star LIKE 'fact%'")).map((row) => row.slice(0, 4))).toEqual([
    ['medstream', 'star', 'fact_visit', 'TABLE'],
  ]);
  expect((await asked('SHOW COLUMNS FROM TABLE star.dim_place LIMIT 1')).map((row) => row.slice(3, 5))).toEqual([
    ['place_sk', 1],
  ]);
  expect((await asked('SHOW DATABASES')).map(([name]) => name)).toEqual(['medstream']);
});

it('nothing outside is listed, with Redshift’s columns', async () => {
  for (const view of ['svv_external_schemas', 'svv_external_tables', 'pg_catalog.svv_external_columns']) {
    expect(await asked(`SELECT * FROM ${view}`)).toEqual([]);
  }
  expect(
    await asked('SELECT * FROM pg_get_late_binding_view_cols() c(s name, t name, c name, k varchar, n int)'),
  ).toEqual([]);
});

it('a foreign key is there to be read, and nobody checks it', async () => {
  expect(
    await asked(
      `SELECT conname, pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint WHERE contype = 'f'`,
      'SET search_path TO star, rs, pg_catalog;',
    ),
  ).toEqual([['fact_visit_place_sk_fkey', 'FOREIGN KEY (place_sk) REFERENCES star.dim_place(place_sk) NOT ENFORCED']]);
  // No place is there.
  expect(await asked('SELECT COUNT(*) FROM star.fact_visit')).toEqual([['2']]);
});
