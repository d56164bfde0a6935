-- Redshift's system views (SVV) that list databases, schemas, tables, columns and functions, and what its SHOW commands
-- answer. Each lists what the client may read. Every statement can run again on an installed schema.

-- A type by Redshift's name (https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html).
CREATE OR REPLACE FUNCTION rs.redshift_type_name(type text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE type WHEN 'jsonb' THEN 'super' WHEN 'bytea' THEN 'varbyte' WHEN 'text' THEN 'character varying' ELSE type END $$;

-- Roles, apart from users: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ROLES.html
CREATE OR REPLACE VIEW rs.svv_roles AS
  SELECT CAST(oid AS bigint) AS role_id, CAST(rolname AS varchar(128)) AS role_name FROM pg_catalog.pg_roles
  WHERE NOT rolcanlogin AND oid >= 16384;

-- Which user has which role: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_USER_GRANTS.html
CREATE OR REPLACE VIEW rs.svv_user_grants AS
  SELECT CAST(u.rolname AS varchar(128)) AS user_name, CAST(r.rolname AS varchar(128)) AS role_name, m.admin_option
  FROM pg_catalog.pg_auth_members m
  JOIN pg_catalog.pg_roles u ON u.oid = m.member AND u.rolcanlogin
  JOIN pg_catalog.pg_roles r ON r.oid = m.roleid;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLES.html
CREATE OR REPLACE VIEW rs.svv_tables AS
  SELECT CAST(t.table_catalog AS text) AS table_catalog, CAST(t.table_schema AS text) AS table_schema,
    CAST(t.table_name AS text) AS table_name, CAST(t.table_type AS text) AS table_type,
    obj_description(c.oid, 'pg_class') AS remarks
  FROM rs_information_schema.tables t
  JOIN pg_catalog.pg_class c ON c.relname = t.table_name AND c.relnamespace = to_regnamespace(quote_ident(t.table_schema));

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMNS.html
CREATE OR REPLACE VIEW rs.svv_columns AS
  SELECT CAST(t.table_catalog AS text) AS table_catalog, CAST(t.table_schema AS text) AS table_schema,
    CAST(t.table_name AS text) AS table_name, CAST(t.column_name AS text) AS column_name,
    CAST(t.ordinal_position AS int) AS ordinal_position, CAST(t.column_default AS text) AS column_default,
    CAST(t.is_nullable AS text) AS is_nullable, rs.redshift_type_name(t.data_type) AS data_type,
    CASE WHEN t.data_type = 'text' THEN 65535 ELSE CAST(t.character_maximum_length AS int) END AS character_maximum_length,
    CAST(t.numeric_precision AS int) AS numeric_precision, CAST(t.numeric_precision_radix AS int) AS numeric_precision_radix,
    CAST(t.numeric_scale AS int) AS numeric_scale, CAST(t.datetime_precision AS int) AS datetime_precision,
    CAST(t.interval_type AS text) AS interval_type, CAST(t.interval_precision AS text) AS interval_precision,
    CAST(t.character_set_catalog AS text) AS character_set_catalog, CAST(t.character_set_schema AS text) AS character_set_schema,
    CAST(t.character_set_name AS text) AS character_set_name, CAST(t.collation_catalog AS text) AS collation_catalog,
    CAST(t.collation_schema AS text) AS collation_schema, CAST(t.collation_name AS text) AS collation_name,
    CAST(t.domain_name AS text) AS domain_name, col_description(c.oid, CAST(t.ordinal_position AS int)) AS remarks
  FROM rs_information_schema.columns t
  JOIN pg_catalog.pg_class c ON c.relname = t.table_name AND c.relnamespace = to_regnamespace(quote_ident(t.table_schema));

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_DATABASES.html
CREATE OR REPLACE VIEW rs.svv_redshift_databases AS
  SELECT CAST(datname AS varchar(128)) AS database_name, CAST(datdba AS int) AS database_owner,
    CAST('local' AS varchar(32)) AS database_type, CAST(array_to_string(datacl, '~') AS varchar(128)) AS database_acl,
    CAST(NULL AS varchar(128)) AS database_options, CAST('Snapshot Isolation' AS varchar(128)) AS database_isolation_level
  FROM rs.pg_database;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_SCHEMAS.html
CREATE OR REPLACE VIEW rs.svv_redshift_schemas AS
  SELECT CAST(current_database() AS varchar(128)) AS database_name, CAST(nspname AS varchar(128)) AS schema_name,
    CAST(nspowner AS int) AS schema_owner, CAST('local' AS varchar(16)) AS schema_type,
    CAST(array_to_string(nspacl, '~') AS varchar(128)) AS schema_acl, CAST(NULL AS varchar(128)) AS schema_option
  FROM rs.pg_namespace;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_SCHEMAS.html
CREATE OR REPLACE VIEW rs.svv_all_schemas AS
  SELECT database_name, schema_name, schema_owner, CAST(schema_type AS varchar(128)) AS schema_type, schema_acl,
    CAST(NULL AS varchar(128)) AS source_database, CAST(schema_option AS varchar(256)) AS schema_option
  FROM rs.svv_redshift_schemas;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_TABLES.html
CREATE OR REPLACE VIEW rs.svv_redshift_tables AS
  SELECT CAST(t.table_catalog AS varchar(128)) AS database_name, CAST(t.table_schema AS varchar(128)) AS schema_name,
    CAST(t.table_name AS varchar(128)) AS table_name,
    CAST(CASE t.table_type WHEN 'BASE TABLE' THEN 'TABLE' ELSE t.table_type END AS varchar(128)) AS table_type,
    CAST(array_to_string(c.relacl, '~') AS varchar(128)) AS table_acl, CAST(t.remarks AS varchar(128)) AS remarks
  FROM rs.svv_tables t
  JOIN pg_catalog.pg_class c ON c.relname = t.table_name AND c.relnamespace = to_regnamespace(quote_ident(t.table_schema));

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_TABLES.html
CREATE OR REPLACE VIEW rs.svv_all_tables AS
  SELECT database_name, schema_name, table_name, table_acl, table_type, remarks FROM rs.svv_redshift_tables;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_COLUMNS.html
CREATE OR REPLACE VIEW rs.svv_redshift_columns AS
  SELECT CAST(table_catalog AS varchar(128)) AS database_name, CAST(table_schema AS varchar(128)) AS schema_name,
    CAST(table_name AS varchar(128)) AS table_name, CAST(column_name AS varchar(128)) AS column_name, ordinal_position,
    CAST(data_type AS varchar(32)) AS data_type, CAST(column_default AS varchar(4000)) AS column_default,
    CAST(is_nullable AS varchar(3)) AS is_nullable, CAST('none' AS varchar(128)) AS encoding, false AS distkey, 0 AS sortkey,
    CAST(NULL AS varchar(128)) AS column_acl, CAST(remarks AS varchar(256)) AS remarks
  FROM rs.svv_columns;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_COLUMNS.html
CREATE OR REPLACE VIEW rs.svv_all_columns AS
  SELECT CAST(table_catalog AS varchar(128)) AS database_name, CAST(table_schema AS varchar(128)) AS schema_name,
    CAST(table_name AS varchar(128)) AS table_name, CAST(column_name AS varchar(128)) AS column_name, ordinal_position,
    CAST(column_default AS varchar(4000)) AS column_default, CAST(is_nullable AS varchar(3)) AS is_nullable,
    CAST(data_type AS varchar(128)) AS data_type, character_maximum_length, numeric_precision, numeric_scale,
    CAST(remarks AS varchar(256)) AS remarks
  FROM rs.svv_columns;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_FUNCTIONS.html: those of users.
CREATE OR REPLACE VIEW rs.svv_redshift_functions AS
  SELECT CAST(current_database() AS varchar(128)) AS database_name, CAST(n.nspname AS varchar(128)) AS schema_name,
    CAST(p.proname AS varchar(128)) AS function_name,
    CAST(CASE p.prokind WHEN 'p' THEN 'STORED PROCEDURE' WHEN 'a' THEN 'AGGREGATE FUNCTION' ELSE 'REGULAR FUNCTION' END
         AS varchar(128)) AS function_type,
    CAST(pg_get_function_identity_arguments(p.oid) AS varchar(512)) AS argument_type,
    CAST(pg_get_function_result(p.oid) AS varchar(128)) AS result_type
  FROM rs.pg_proc p
  JOIN rs.pg_namespace n ON n.oid = p.pronamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema');

-- Tables with rows that the client may read. Sizes are in blocks of 1 MB; nothing is encoded, distributed or sorted, and what
-- nobody measures here is NULL: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLE_INFO.html
CREATE OR REPLACE VIEW rs.svv_table_info AS
  SELECT CAST(current_database() AS text) AS "database", CAST(n.nspname AS text) AS "schema", c.oid AS table_id,
    CAST(c.relname AS text) AS "table", CAST('N' AS text) AS encoded, CAST('EVEN' AS text) AS diststyle,
    CAST(NULL AS text) AS sortkey1,
    (SELECT max(s.character_maximum_length) FROM rs.svv_columns s
     WHERE s.table_schema = n.nspname AND s.table_name = c.relname AND s.data_type = 'character varying') AS max_varchar,
    CAST(NULL AS character(32)) AS sortkey1_enc, 0 AS sortkey_num,
    CAST(ceil(pg_table_size(c.oid) / 1048576.0) AS bigint) AS size, CAST(NULL AS numeric(10, 4)) AS pct_used,
    CAST(0 AS bigint) AS empty, CAST(NULL AS numeric(5, 2)) AS unsorted, CAST(NULL AS numeric(5, 2)) AS stats_off,
    CAST(tuples.rows AS numeric(38, 0)) AS tbl_rows, CAST(NULL AS numeric(19, 2)) AS skew_sortkey1,
    CAST(NULL AS numeric(19, 2)) AS skew_rows, CAST(tuples.rows AS numeric(38, 0)) AS estimated_visible_rows,
    CAST(NULL AS text) AS risk_event, CAST(NULL AS numeric(12, 2)) AS vacuum_sort_benefit, CAST(NULL AS timestamp) AS create_time
  FROM rs.pg_class c
  JOIN rs.pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  CROSS JOIN LATERAL (SELECT greatest(CAST(c.reltuples AS bigint), pg_stat_get_live_tuples(c.oid)) AS rows) tuples
  WHERE c.relkind = 'r' AND tuples.rows > 0 AND has_table_privilege(c.oid, 'SELECT');

-- https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html
CREATE OR REPLACE VIEW rs.svv_mv_info AS
  SELECT CAST(current_database() AS character(128)) AS database_name, CAST(schemaname AS character(128)) AS schema_name,
    CAST(matviewowner AS character(128)) AS user_name, CAST(matviewname AS character(128)) AS name,
    CAST('u' AS character(1)) AS is_stale, 0 AS state, CAST('f' AS character(1)) AS autorewrite,
    CAST('f' AS character(1)) AS autorefresh
  FROM rs.pg_matviews;

-- Data that lies outside: none here. https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_SCHEMAS.html and its neighbours.
CREATE OR REPLACE VIEW rs.svv_external_schemas AS
  SELECT CAST(NULL AS oid) AS esoid, CAST(NULL AS smallint) AS eskind, CAST(NULL AS name) AS schemaname,
    CAST(NULL AS int) AS esowner, CAST(NULL AS text) AS databasename, CAST(NULL AS text) AS esoptions WHERE false;
CREATE OR REPLACE VIEW rs.svv_external_databases AS
  SELECT CAST(NULL AS int) AS eskind, CAST(NULL AS text) AS databasename, CAST(NULL AS text) AS esoptions WHERE false;
CREATE OR REPLACE VIEW rs.svv_external_tables AS
  SELECT CAST(NULL AS text) AS redshift_database_name, CAST(NULL AS text) AS schemaname, CAST(NULL AS text) AS tablename,
    CAST(NULL AS text) AS tabletype, CAST(NULL AS text) AS location, CAST(NULL AS text) AS input_format,
    CAST(NULL AS text) AS output_format, CAST(NULL AS text) AS serialization_lib, CAST(NULL AS text) AS serde_parameters,
    CAST(NULL AS int) AS compressed, CAST(NULL AS text) AS parameters WHERE false;
CREATE OR REPLACE VIEW rs.svv_external_columns AS
  SELECT CAST(NULL AS text) AS redshift_database_name, CAST(NULL AS text) AS schemaname, CAST(NULL AS text) AS tablename,
    CAST(NULL AS text) AS columnname, CAST(NULL AS text) AS external_type, CAST(NULL AS int) AS columnnum,
    CAST(NULL AS int) AS part_key, CAST(NULL AS text) AS is_nullable WHERE false;

-- Answers of SHOW, filtered by the statement that the rewriter makes of it.
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_DATABASES.html
CREATE OR REPLACE VIEW rs.show_databases AS
  SELECT database_name, database_owner, database_type, database_acl, database_options AS parameters, database_isolation_level
  FROM rs.svv_redshift_databases;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_SCHEMAS.html
CREATE OR REPLACE VIEW rs.show_schemas AS SELECT * FROM rs.svv_all_schemas;
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html
CREATE OR REPLACE VIEW rs.show_tables AS
  SELECT t.database_name, t.schema_name, t.table_name, t.table_type, t.table_acl, t.remarks,
    CAST(pg_get_userbyid(c.relowner) AS varchar(128)) AS owner, CAST(NULL AS timestamp) AS last_altered_time,
    CAST(NULL AS timestamp) AS last_modified_time, CAST(CASE WHEN c.relkind = 'r' THEN 'EVEN' END AS varchar(128)) AS dist_style,
    CAST(CASE c.relkind WHEN 'r' THEN 'REGULAR TABLE' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'REGULAR VIEW' END
         AS varchar(128)) AS table_subtype
  FROM rs.svv_all_tables t
  JOIN pg_catalog.pg_class c ON c.relname = t.table_name AND c.relnamespace = to_regnamespace(quote_ident(t.schema_name));
-- https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_COLUMNS.html
CREATE OR REPLACE VIEW rs.show_columns AS
  SELECT database_name, schema_name, table_name, column_name, ordinal_position, column_default, is_nullable, data_type,
    character_maximum_length, numeric_precision, numeric_scale, remarks, CAST(NULL AS varchar(128)) AS sort_key_type,
    0 AS sort_key, 0 AS dist_key, CAST('none' AS varchar(128)) AS encoding, CAST(NULL AS varchar(128)) AS collation
  FROM rs.svv_all_columns;

GRANT SELECT ON ALL TABLES IN SCHEMA rs, rs_information_schema TO PUBLIC;
