import { expect, it } from 'vitest';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';

const cases: readonly (readonly [promise: string, redshift: string, postgres: string])[] = [
  [
    'relations of the catalog become the views with Redshift’s columns, in any spelling',
    'SELECT c.reldiststyle FROM pg_catalog.pg_class c JOIN PG_CATALOG.PG_ATTRIBUTE a ON true JOIN "pg_catalog"."pg_namespace" n ON true',
    'SELECT c.reldiststyle FROM rs.pg_class c JOIN rs.PG_ATTRIBUTE a ON true JOIN rs."pg_namespace" n ON true',
  ],
  [
    'so do those of three parts, and qualified columns',
    'SELECT pg_catalog.pg_class.relname FROM medstream.pg_catalog.pg_class',
    'SELECT rs.pg_class.relname FROM medstream.rs.pg_class',
  ],
  [
    'PostgreSQL’s functions, types and other relations stay',
    'SELECT pg_catalog.format_type(1, 2)::pg_catalog.text FROM pg_catalog.pg_index WHERE pg_catalog.pg_type_is_visible(3)',
    'SELECT pg_catalog.format_type(1, 2)::pg_catalog.text FROM pg_catalog.pg_index WHERE pg_catalog.pg_type_is_visible(3)',
  ],
  [
    'functions that Redshift has, or that know of its views, are those of schema rs',
    'SELECT pg_catalog.format_encoding(0), pg_catalog.pg_table_is_visible(1)',
    'SELECT rs.format_encoding(0), rs.pg_table_is_visible(1)',
  ],
  [
    'literals, comments and quoted names stay',
    `SELECT 'pg_catalog.pg_class', "pg_catalog.pg_class" /* pg_catalog.pg_class */`,
    `SELECT 'pg_catalog.pg_class', "pg_catalog.pg_class" /* pg_catalog.pg_class */`,
  ],
  [
    'a literal that names the kind of an object names PostgreSQL’s own relation',
    "SELECT 'pg_class'::regclass, CAST('pg_proc' AS pg_catalog.regclass), 'pg_class'::text, 'star.t'::regclass",
    "SELECT 'pg_catalog.pg_class'::regclass, CAST('pg_catalog.pg_proc' AS pg_catalog.regclass), 'pg_class'::text, 'star.t'::regclass",
  ],
  [
    'the information schema leaves out what is not shown; relation names stay, for columns that are qualified by them',
    'SELECT tables.table_name FROM information_schema.tables JOIN information_schema."columns" ON true, information_schema.sequences',
    'SELECT tables.table_name FROM rs_information_schema.tables JOIN rs_information_schema."columns" ON true, information_schema.sequences',
  ],
  [
    'an alias of the select list in WHERE, and WHERE 1, as sqlalchemy-redshift asks',
    `SELECT n.nspname as "schema", c.relname AS table_name FROM pg_catalog.pg_class c WHERE 1 AND schema = 'star' AND TABLE_NAME LIKE 'd%' ORDER BY table_name`,
    `SELECT n.nspname as "schema", c.relname AS table_name FROM rs.pg_class c WHERE true AND (n.nspname) = 'star' AND (c.relname) LIKE 'd%' ORDER BY table_name`,
  ],
  [
    'each SELECT of a UNION has aliases of its own, of functions too',
    `SELECT a.x AS "schema" FROM pg_class a WHERE schema = 'y' UNION SELECT b AS "schema" FROM pg_get_late_binding_view_cols() c(b name) WHERE schema = 'y'`,
    `SELECT a.x AS "schema" FROM pg_class a WHERE (a.x) = 'y' UNION SELECT b AS "schema" FROM pg_get_late_binding_view_cols() c(b name) WHERE (b) = 'y'`,
  ],
  [
    'a column wins over an alias where the tables have one',
    "SELECT upper(t.table_name) AS table_name FROM information_schema.tables t WHERE table_name = 'x'",
    "SELECT upper(t.table_name) AS table_name FROM rs_information_schema.tables t WHERE table_name = 'x'",
  ],
  [
    'numbers without a space, ISNULL of two and an alias within the list, as the Redshift drivers ask',
    'SELECT CASE x WHEN 1THEN 2ELSE 3END AS IS_AUTOINCREMENT, IS_AUTOINCREMENT AS g, isnull(a, b), a ISNULL FROM pg_class',
    'SELECT CASE x WHEN 1 THEN 2 ELSE 3 END AS IS_AUTOINCREMENT, (CASE x WHEN 1 THEN 2 ELSE 3 END) AS g, COALESCE(a, b), a ISNULL FROM pg_class',
  ],
  [
    'statements that do not ask the catalog keep what looks the same',
    'SELECT a AS table_name FROM t WHERE table_name = 1 AND isnull(a, b)',
    'SELECT a AS table_name FROM t WHERE table_name = 1 AND isnull(a, b)',
  ],
  ['a search path keeps the functions', 'SET search_path TO star', 'SET search_path TO star, rs, pg_catalog'],
  ['in any spelling', 'set session search_path = \'a\', "B"', 'set session search_path = \'a\', "B", rs, pg_catalog'],
  ['also the empty one', "SET search_path TO ''", 'SET search_path TO rs, pg_catalog'],
  ['before PostgreSQL’s', 'SET LOCAL search_path = pg_catalog, a', 'SET LOCAL search_path = rs, pg_catalog, a'],
  ['the default path stays', 'SET SESSION search_path TO DEFAULT', 'SET SESSION search_path TO DEFAULT'],
  ['a read-only session', 'SET readonly=1', 'SET default_transaction_read_only=1'],
  ['settings that change no result', "SET query_group TO 'x'", "SET redshift.query_group TO 'x'"],
  ['can be read', 'SHOW query_group', 'SHOW redshift.query_group'],
  ['other settings stay', 'SET statement_timeout TO 5', 'SET statement_timeout TO 5'],
  ['SHOW DATABASES', 'SHOW DATABASES', 'SELECT * FROM rs.show_databases ORDER BY database_name'],
  [
    'SHOW SCHEMAS',
    "show schemas from database medstream like 's%' limit 3",
    "SELECT * FROM rs.show_schemas WHERE database_name = 'medstream' AND schema_name LIKE 's%' ORDER BY schema_name LIMIT 3",
  ],
  [
    'SHOW TABLES of a schema of this database',
    'SHOW TABLES FROM SCHEMA Star',
    "SELECT * FROM rs.show_tables WHERE schema_name = 'star' ORDER BY table_name",
  ],
  [
    'SHOW COLUMNS with all names',
    'SHOW COLUMNS FROM TABLE medstream.star."Dim\'s"',
    "SELECT * FROM rs.show_columns WHERE database_name = 'medstream' AND schema_name = 'star' AND table_name = 'Dim''s' ORDER BY ordinal_position",
  ],
  ['SHOW of anything else', 'SHOW TABLES', 'SHOW TABLES'],
  ['nothing may follow', 'SHOW DATABASES; DROP', 'SHOW DATABASES; DROP'],
];

it.each(cases)('%s', (_promise, redshift, postgres) => {
  expect(rewriteRedshiftSql(redshift).replaceAll(/ +/g, ' ').trim()).toBe(postgres);
});

it.each([
  ['nested without end', `SELECT ${'(SELECT '.repeat(100_000)}1 FROM pg_class`],
  [
    'growing with each alias',
    `SELECT a AS schema, ${'(schema || schema) || (1) AS schema, '.repeat(60)}1 FROM pg_class`,
  ],
])('a statement %s is left as it is, for the database to refuse', (_kind, sql) => {
  expect(rewriteRedshiftSql(sql) === sql).toBe(true);
});
