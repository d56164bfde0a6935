-- Redshift's catalog on PostgreSQL's: what its drivers, dialects and tools read to list tables, columns and keys.
-- Schema rs stands before pg_catalog in the search path, so an unqualified name finds these views; the rewriter turns
-- pg_catalog.X and information_schema.X into them (rewrite-catalog.ts lists the names).
-- A client sees the schemas it may use. The schemas of this product's own making, rs and rs_information_schema, are not
-- shown: their views and functions appear in pg_catalog, where Redshift has them.
-- Every statement can run again on an installed schema.

CREATE SCHEMA IF NOT EXISTS rs_information_schema;
GRANT USAGE ON SCHEMA rs_information_schema TO PUBLIC;

-- PostgreSQL's catalog, with Redshift's columns --------------------------------------------------------------------------
-- System columns that clients read (psql: tableoid, DataGrip: xmin) are columns here, at the end.

CREATE OR REPLACE VIEW rs.pg_namespace AS
  SELECT n.*, n.tableoid, n.xmin FROM pg_catalog.pg_namespace n
  WHERE n.nspname NOT IN ('rs', 'rs_information_schema') AND has_schema_privilege(n.oid, 'USAGE');

-- One machine has no distribution: EVEN, which is 0 (https://docs.aws.amazon.com/redshift/latest/dg/r_PG_CLASS_INFO.html).
CREATE OR REPLACE VIEW rs.pg_class AS
  SELECT c.oid, c.relname,
    CASE WHEN c.relnamespace = to_regnamespace('rs') THEN to_regnamespace('pg_catalog')::oid ELSE c.relnamespace END AS relnamespace,
    c.reltype, c.reloftype, c.relowner, c.relam, c.relfilenode, c.reltablespace, c.relpages, c.reltuples, c.relallvisible,
    c.relallfrozen, c.reltoastrelid, c.relhasindex, c.relisshared, c.relpersistence, c.relkind, c.relnatts, c.relchecks,
    c.relhasrules,
    -- A foreign key that nobody checks has no trigger, but psql looks for keys only where there is one.
    c.relhastriggers OR EXISTS (SELECT 1 FROM pg_catalog.pg_constraint f
                                WHERE f.contype = 'f' AND c.oid IN (f.conrelid, f.confrelid)) AS relhastriggers,
    c.relhassubclass, c.relrowsecurity, c.relforcerowsecurity, c.relispopulated,
    c.relreplident, c.relispartition, c.relrewrite, c.relfrozenxid, c.relminmxid, c.relacl, c.reloptions, c.relpartbound,
    c.tableoid, c.xmin, CAST(0 AS smallint) AS reldiststyle
  FROM pg_catalog.pg_class c
  WHERE c.relnamespace IN (SELECT n.oid FROM rs.pg_namespace n)
    OR c.relnamespace = to_regnamespace('rs') AND c.relname !~ '^show_'
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class original
                      WHERE original.relname = c.relname AND original.relnamespace = to_regnamespace('pg_catalog'));

-- Nothing is encoded, distributed or sorted: the columns that PG_TABLE_DEF and SVV_REDSHIFT_COLUMNS tell as none, false, 0.
CREATE OR REPLACE VIEW rs.pg_attribute AS
  SELECT a.attrelid, a.attname, a.atttypid, a.attlen, a.attnum, a.atttypmod, a.attndims, a.attbyval, a.attalign, a.attstorage,
    a.attcompression, a.attnotnull, a.atthasdef, a.atthasmissing, a.attidentity, a.attgenerated, a.attisdropped, a.attislocal,
    a.attinhcount, a.attcollation, a.attstattarget, a.attacl, a.attoptions, a.attfdwoptions, a.tableoid, a.xmin,
    CAST(0 AS smallint) AS attencodingtype, false AS attisdistkey, 0 AS attsortkeyord
  FROM pg_catalog.pg_attribute a;

-- Names of compression encodings: https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html
CREATE OR REPLACE FUNCTION rs.format_encoding(encoding int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE encoding WHEN 0 THEN 'none' END $$;

-- The source text of a default, which PostgreSQL had until version 12.
CREATE OR REPLACE VIEW rs.pg_attrdef AS
  SELECT d.*, d.tableoid, d.xmin, pg_get_expr(d.adbin, d.adrelid) AS adsrc FROM pg_catalog.pg_attrdef d;

-- The one database that a client can use. psql 15 and 16 ask for its locale, and that of collations, by the name it
-- had in their time.
CREATE OR REPLACE VIEW rs.pg_database AS
  SELECT d.*, d.tableoid, d.xmin, d.datlocale AS daticulocale FROM pg_catalog.pg_database d
  WHERE NOT d.datistemplate AND has_database_privilege(d.oid, 'CONNECT');

CREATE OR REPLACE VIEW rs.pg_collation AS
  SELECT c.*, c.tableoid, c.xmin, c.colllocale AS colliculocale FROM pg_catalog.pg_collation c;

-- Those whose size a client may ask for, as psql's \db+ does of each.
CREATE OR REPLACE VIEW rs.pg_tablespace AS
  SELECT t.*, t.tableoid, t.xmin FROM pg_catalog.pg_tablespace t
  WHERE t.spcname <> 'pg_global' OR has_tablespace_privilege(t.oid, 'CREATE');

-- There are none, and only a superuser may ask.
CREATE OR REPLACE VIEW rs.pg_subscription AS SELECT s.*, s.tableoid, s.xmin FROM pg_catalog.pg_subscription s WHERE false;

CREATE OR REPLACE VIEW rs.pg_proc AS
  SELECT p.oid, p.proname,
    CASE WHEN p.pronamespace = to_regnamespace('rs') THEN to_regnamespace('pg_catalog')::oid ELSE p.pronamespace END AS pronamespace,
    p.proowner, p.prolang, p.procost, p.prorows, p.provariadic, p.prosupport, p.prokind, p.prosecdef, p.proleakproof,
    p.proisstrict, p.proretset, p.provolatile, p.proparallel, p.pronargs, p.pronargdefaults, p.prorettype, p.proargtypes,
    p.proallargtypes, p.proargmodes, p.proargnames, p.proargdefaults, p.protrftypes, p.prosrc, p.probin, p.prosqlbody,
    p.proconfig, p.proacl, p.tableoid, p.xmin
  FROM pg_catalog.pg_proc p
  WHERE p.pronamespace = to_regnamespace('rs') OR p.pronamespace IN (SELECT n.oid FROM rs.pg_namespace n);

-- Lists by schema name, without the schemas that are not shown.
DO $$
DECLARE
  list text;
BEGIN
  FOREACH list IN ARRAY string_to_array('pg_tables pg_views pg_matviews pg_indexes pg_sequences pg_rules pg_policies pg_stat_all_tables '
    'pg_stat_user_tables pg_stat_all_indexes pg_stat_user_indexes pg_stat_user_functions pg_statio_all_tables pg_statio_user_tables '
    'pg_statio_all_indexes pg_statio_user_indexes', ' ') LOOP
    EXECUTE format('CREATE OR REPLACE VIEW rs.%1$I AS SELECT * FROM pg_catalog.%1$I
      WHERE schemaname IN (SELECT n.nspname FROM rs.pg_namespace n)', list);
  END LOOP;
  FOREACH list IN ARRAY string_to_array('tables columns views column_privileges table_privileges role_column_grants '
    'role_table_grants view_column_usage view_routine_usage view_table_usage', ' ') LOOP
    EXECUTE format('CREATE OR REPLACE VIEW rs_information_schema.%1$I AS SELECT * FROM information_schema.%1$I
      WHERE table_schema NOT IN (''rs'', ''rs_information_schema'')', list);
  END LOOP;
  FOREACH list IN ARRAY string_to_array('routines routine_privileges role_routine_grants parameters', ' ') LOOP
    EXECUTE format('CREATE OR REPLACE VIEW rs_information_schema.%1$I AS SELECT * FROM information_schema.%1$I
      WHERE specific_schema <> ''rs''', list);
  END LOOP;
END $$;

CREATE OR REPLACE VIEW rs_information_schema.schemata AS
  SELECT * FROM information_schema.schemata WHERE schema_name NOT IN ('rs', 'rs_information_schema');

-- https://docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html: of the schemas in the search path.
CREATE OR REPLACE VIEW rs.pg_table_def AS
  SELECT n.nspname AS schemaname, c.relname AS tablename, a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
    CAST('none' AS character(32)) AS encoding, a.attisdistkey AS distkey, a.attsortkeyord AS sortkey, a.attnotnull AS "notnull"
  FROM rs.pg_class c
  JOIN rs.pg_namespace n ON n.oid = c.relnamespace
  JOIN rs.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND n.nspname <> 'pg_catalog' AND n.nspname = ANY (current_schemas(false))
    AND has_table_privilege(c.oid, 'SELECT');

-- https://docs.aws.amazon.com/redshift/latest/dg/r_PG_PROC_INFO.html
CREATE OR REPLACE VIEW rs.pg_proc_info AS
  SELECT p.oid AS prooid, p.proname, p.pronamespace, p.proowner, p.prolang, p.prokind = 'a' AS proisagg, p.prosecdef,
    p.proisstrict, p.proretset, p.provolatile, p.pronargs, p.prorettype, p.proargtypes, p.proallargtypes, p.proargmodes,
    p.proargnames, p.prosrc, p.probin, p.proacl, p.prokind
  FROM rs.pg_proc p;

-- Columns of late-binding views, which are ordinary views here. The caller names and types them:
-- https://docs.aws.amazon.com/redshift/latest/dg/PG_GET_LATE_BINDING_VIEW_COLS.html
CREATE OR REPLACE FUNCTION rs.pg_get_late_binding_view_cols() RETURNS SETOF record LANGUAGE sql STABLE AS $$
  SELECT CAST(NULL AS name), CAST(NULL AS name), CAST(NULL AS name), CAST(NULL AS varchar), CAST(NULL AS int) WHERE false $$;

-- Names the other table of a foreign key with its schema, whatever the search path: sqlalchemy-redshift looks for it there.
CREATE OR REPLACE FUNCTION rs.pg_get_constraintdef(key oid) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN RETURN pg_catalog.pg_get_constraintdef(key); END $$;
CREATE OR REPLACE FUNCTION rs.pg_get_constraintdef(key oid, pretty boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN RETURN pg_catalog.pg_get_constraintdef(key, pretty); END $$;

-- A relation of pg_catalog is visible though a view of schema rs stands before it.
CREATE OR REPLACE FUNCTION rs.pg_table_is_visible(relation oid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT pg_catalog.pg_table_is_visible(relation) OR EXISTS (
    SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = relation AND c.relnamespace = to_regnamespace('pg_catalog')) $$;
