import fc from 'fast-check';

/** A statement that would reach beyond the rights of a login, or change something, if it could. */
export interface Attack {
  readonly sql: string;
  /** It cannot run inside a transaction, a prepared statement or a block, so it is sent as it is. */
  readonly isAlone?: boolean;
}

export interface Places {
  /** A file that does not exist, in a folder that the server may write to. */
  readonly file: string;
  readonly login: string;
}

const alone = (sql: string): Attack => ({ sql, isAlone: true });

/** To be somebody else. */
const roles = ({ login }: Places): string[] => [
  'RESET ROLE',
  'SET ROLE admin',
  'SET LOCAL ROLE admin',
  'SET SESSION ROLE admin',
  `SET "role" TO 'admin'`,
  'SET U&"role" TO admin',
  'SET LOCAL U&"role" TO admin',
  'RESET U&"role"',
  'SET U&"r\\006fle" TO admin',
  `SET U&"r!006fle" UESCAPE '!' TO admin`,
  'SET U&"session_authorization" TO admin',
  'SET SESSION AUTHORIZATION admin',
  'SET SESSION AUTHORIZATION DEFAULT',
  'RESET SESSION AUTHORIZATION',
  "SELECT set_config('role', 'admin', false)",
  "SELECT set_config('session_authorization', 'admin', false)",
  "SELECT set_config('is_superuser', 'on', false)",
  'SET is_superuser TO on',
  'DISCARD ALL',
  'SET ROLE medstream_loader',
  'SET ROLE medstream_query',
  `SET ROLE medstream_${login}`,
  `SET ROLE ${login === 'analyst' ? 'steward' : 'analyst'}`,
  "UPDATE pg_settings SET setting = 'admin' WHERE name = 'role'",
  'UPDATE pg_authid SET rolsuper = true WHERE rolname = current_user',
  `ALTER ROLE ${login} SUPERUSER`,
  `ALTER USER ${login} WITH CREATEROLE CREATEDB BYPASSRLS REPLICATION`,
  `ALTER ROLE ${login} RENAME TO other`,
  `ALTER ROLE ${login} VALID UNTIL 'infinity'`,
  'ALTER ROLE ALL SET search_path TO pg_temp',
  "ALTER ROLE admin PASSWORD 'mine'",
  `ALTER ROLE ${login === 'analyst' ? 'steward' : 'analyst'} PASSWORD 'mine'`,
  `ALTER ROLE ${login} SET role TO admin`,
  `ALTER ROLE ${login} SET session_preload_libraries TO 'mine'`,
  'CREATE ROLE mine SUPERUSER LOGIN',
  "CREATE USER mine PASSWORD 'mine'",
  'DROP ROLE medstream_loader',
  `GRANT admin TO ${login}`,
  `GRANT medstream_loader TO ${login}`,
  `GRANT pg_read_server_files, pg_write_server_files, pg_execute_server_program TO ${login}`,
  `GRANT medstream_${login} TO medstream_loader WITH ADMIN OPTION`,
  `REVOKE medstream_${login} FROM ${login}`,
  'CREATE FUNCTION public.mine() RETURNS void LANGUAGE sql SECURITY DEFINER SET role = admin AS $f$ SELECT 1 $f$',
  'CREATE FUNCTION pg_temp.mine() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN RESET ROLE; END $f$',
  'ALTER FUNCTION rs.getdate() SECURITY DEFINER',
  'CREATE OR REPLACE FUNCTION rs.getdate() RETURNS timestamp LANGUAGE sql AS $f$ SELECT now()::timestamp $f$',
];

/** To change the data, the catalog or the server. */
const writes = ({ file, login }: Places): string[] => [
  'UPDATE star.planted SET a = 666666',
  'UPDATE star.fact_encounter SET total_claim_cost = 666666.66',
  'DELETE FROM star.planted',
  "INSERT INTO star.planted VALUES (666, 'mine')",
  'MERGE INTO star.planted p USING (VALUES (1)) v (a) ON p.a = v.a WHEN MATCHED THEN DELETE',
  'WITH gone AS (DELETE FROM star.planted RETURNING *) SELECT * FROM gone',
  'EXPLAIN ANALYZE DELETE FROM star.planted',
  'SELECT * FROM star.planted FOR UPDATE',
  'TRUNCATE star.planted',
  'LOCK TABLE star.planted IN ACCESS EXCLUSIVE MODE',
  'LOCK TABLE staging.planted',
  'CREATE TABLE star.mine AS SELECT 1 AS a',
  'SELECT 1 AS a INTO star.mine',
  'CREATE TABLE public.mine (a INTEGER)',
  'CREATE TABLE rs.mine (a INTEGER)',
  'CREATE TABLE pg_catalog.mine (a INTEGER)',
  'CREATE TABLE pg_temp.mine (a INTEGER)',
  'CREATE TEMP TABLE mine (a INTEGER)',
  'CREATE TEMP SEQUENCE mine',
  'CREATE UNLOGGED TABLE public.mine (a INTEGER)',
  'CREATE VIEW public.mine AS SELECT 1 AS a',
  'CREATE OR REPLACE VIEW reporting.encounters_by_department AS SELECT 1 AS a',
  'CREATE TEMP VIEW mine AS SELECT 1 AS a',
  'CREATE MATERIALIZED VIEW public.mine AS SELECT 1 AS a',
  'CREATE INDEX mine ON star.planted (a)',
  'CREATE SEQUENCE public.mine',
  'CREATE TYPE public.mine AS (a INTEGER)',
  'CREATE DOMAIN public.mine AS INTEGER',
  'CREATE CAST (INTEGER AS TEXT) WITH INOUT',
  'CREATE OPERATOR public.=== (LEFTARG = INTEGER, RIGHTARG = INTEGER, FUNCTION = int4eq)',
  'CREATE AGGREGATE public.mine(INTEGER) (SFUNC = int4pl, STYPE = INTEGER)',
  'CREATE PROCEDURE public.mine() LANGUAGE sql AS $f$ SELECT 1 $f$',
  'CREATE RULE mine AS ON SELECT TO star.planted DO INSTEAD NOTHING',
  'CREATE TRIGGER mine BEFORE INSERT ON star.planted FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'CREATE POLICY mine ON star.planted USING (true)',
  'CREATE STATISTICS public.mine ON a, b FROM star.planted',
  'CREATE SCHEMA mine',
  `CREATE SCHEMA AUTHORIZATION ${login}`,
  'CREATE EXTENSION dblink',
  'CREATE EXTENSION file_fdw',
  'CREATE EXTENSION plpython3u',
  "CREATE FUNCTION public.mine(text) RETURNS integer LANGUAGE c AS 'libc.so.6', 'system'",
  'CREATE LANGUAGE mine HANDLER plpgsql_call_handler',
  'CREATE FOREIGN DATA WRAPPER mine',
  'CREATE SERVER mine FOREIGN DATA WRAPPER mine',
  'CREATE PUBLICATION mine FOR ALL TABLES',
  'CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION rs.refuse_logins()',
  'DROP EVENT TRIGGER medstream_refuse_logins',
  'ALTER EVENT TRIGGER medstream_refuse_logins DISABLE',
  'SET event_triggers TO off',
  'SET session_replication_role TO replica',
  'SET allow_system_table_mods TO on',
  "SET session_preload_libraries TO 'mine'",
  "SET log_statement TO 'all'",
  'SET zero_damaged_pages TO on',
  'CREATE ACCESS METHOD mine TYPE TABLE HANDLER heap_tableam_handler',
  'DROP TABLE star.planted',
  'DROP SCHEMA star CASCADE',
  'DROP VIEW reporting.encounters_by_department',
  'ALTER TABLE star.planted ADD COLUMN c INTEGER',
  'ALTER TABLE star.planted DISABLE TRIGGER ALL',
  'ALTER TABLE star.planted OWNER TO CURRENT_USER',
  'ALTER SCHEMA star RENAME TO mine',
  'ALTER DATABASE medstream SET search_path TO pg_temp',
  'ALTER DATABASE medstream RENAME TO mine',
  `GRANT ALL ON ALL TABLES IN SCHEMA history TO ${login}`,
  `GRANT ALL ON DATABASE medstream TO ${login}`,
  'GRANT SELECT ON star.planted TO PUBLIC',
  'REVOKE SELECT ON star.planted FROM medstream_analyst',
  'ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC',
  `ALTER DEFAULT PRIVILEGES FOR ROLE medstream_${login} GRANT ALL ON TABLES TO PUBLIC`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE admin GRANT ALL ON TABLES TO ${login}`,
  'DROP OWNED BY CURRENT_USER CASCADE',
  `DROP OWNED BY medstream_${login} CASCADE`,
  `REASSIGN OWNED BY admin TO ${login}`,
  `REASSIGN OWNED BY medstream_${login} TO ${login}`,
  "COMMENT ON TABLE star.planted IS 'mine'",
  "COMMENT ON DATABASE medstream IS 'mine'",
  `COMMENT ON ROLE ${login} IS 'mine'`,
  `SECURITY LABEL ON ROLE ${login} IS 'mine'`,
  'REFRESH MATERIALIZED VIEW reporting.mine',
  'ANALYZE star.planted',
  'IMPORT FOREIGN SCHEMA mine FROM SERVER mine INTO public',
  'SELECT lo_create(4711)',
  'SELECT lo_creat(-1)',
  "SELECT lo_from_bytea(4711, 'mine')",
  "SELECT lo_put(4711, 0, 'mine')",
  "SELECT lo_import('/etc/hostname')",
  `SELECT lo_export(4711, '${file}')`,
  'SELECT lo_unlink(4711)',
  'SELECT lowrite(lo_open(4711, 131072), $b$mine$b$)',
  `COPY (SELECT 'mine') TO '${file}'`,
  `COPY star.planted TO '${file}' WITH (FORMAT binary)`,
  `COPY (SELECT 'mine') TO PROGRAM 'cat > ${file}'`,
  "COPY star.planted FROM '/etc/hostname'",
  `COPY star.planted FROM PROGRAM 'touch ${file}'`,
  'COPY star.planted FROM STDIN',
  "SELECT pg_read_file('/etc/hostname')",
  "SELECT pg_read_binary_file('PG_VERSION')",
  "SELECT pg_ls_dir('.')",
  "SELECT pg_stat_file('PG_VERSION')",
  'SELECT * FROM pg_ls_waldir()',
  'SELECT pg_reload_conf()',
  'SELECT pg_rotate_logfile()',
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity',
  'SELECT pg_switch_wal()',
  "SELECT pg_create_restore_point('mine')",
  "SELECT pg_backup_start('mine')",
  "SELECT pg_create_physical_replication_slot('mine', true)",
  "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')",
  "SELECT pg_replication_origin_create('mine')",
  'SELECT pg_export_snapshot()',
  "SELECT pg_logical_emit_message(false, 'mine', 'mine')",
  "SELECT pg_import_system_collations('public')",
  'SELECT pg_stat_reset()',
  "SELECT setval('public.mine', 1)",
  'SELECT pg_advisory_lock(4711)',
  'SELECT pg_try_advisory_xact_lock(4711)',
  "SELECT pg_notify('mine', 'mine')",
  'NOTIFY mine',
  'LISTEN mine',
  'CHECKPOINT',
  "LOAD 'plpgsql'",
  "LOAD '/tmp/mine.so'",
  "DO $d$ BEGIN EXECUTE 'RESET ROLE'; DELETE FROM star.planted; END $d$",
  'DO LANGUAGE plpython3u $d$ import os $d$',
  'CALL public.mine()',
  'DECLARE mine CURSOR WITH HOLD FOR SELECT * FROM history.planted',
];

/** To read what is not the login's. */
const reads = ({ login }: Places): string[] => [
  'SELECT * FROM history.planted',
  'SELECT * FROM staging.planted',
  'TABLE public.planted',
  ...(login === 'analyst' ? ['SELECT * FROM audit.planted', 'COPY audit.planted TO STDOUT'] : []),
  'COPY history.planted TO STDOUT',
  'COPY (SELECT * FROM staging.planted) TO STDOUT',
  "SELECT query_to_xml('SELECT * FROM history.planted', true, false, '')",
  "SELECT table_to_xml('history.planted', true, false, '')",
  "SELECT most_common_vals FROM pg_stats WHERE schemaname = 'history'",
  'SELECT stavalues1 FROM pg_statistic',
  'SELECT rolpassword FROM pg_authid',
  'SELECT passwd FROM pg_shadow',
  'SELECT data FROM pg_largeobject',
  'SELECT * FROM pg_user_mapping',
  "SELECT * FROM dblink('dbname=medstream user=admin', 'SELECT b FROM history.planted') AS t (b TEXT)",
  'PREPARE mine AS SELECT * FROM history.planted',
  'SELECT b FROM star.planted UNION ALL SELECT b FROM history.planted',
];

/** What cannot be part of a block. */
const bare = ({ file }: Places): Attack[] =>
  [
    `ALTER SYSTEM SET archive_command TO 'touch ${file}'`,
    'ALTER SYSTEM SET log_statement TO all',
    'CREATE DATABASE mine',
    'DROP DATABASE medstream',
    `CREATE TABLESPACE mine LOCATION '/tmp'`,
    "CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1' PUBLICATION mine",
    'VACUUM star.planted',
    'VACUUM FULL',
    'CLUSTER',
    'REINDEX DATABASE medstream',
    'CREATE INDEX CONCURRENTLY mine ON star.planted (a)',
    "BEGIN; PREPARE TRANSACTION 'mine'",
    'BEGIN; COMMIT; RESET ROLE; BEGIN READ WRITE; UPDATE star.planted SET a = 666666; COMMIT',
    'ROLLBACK; RESET SESSION AUTHORIZATION; TRUNCATE star.planted',
  ].map(alone);

export const attacksOf = (places: Places): Attack[] => [
  ...[...roles(places), ...writes(places), ...reads(places)].map((sql) => ({ sql })),
  ...bare(places),
];

/** What else a text may look like that does the same, each a list of messages. */
const disguises: readonly ((sql: string, random: (most: number) => number) => string[])[] = [
  (sql) => [sql],
  // The ways that led from the reader to superuser when its texts were judged.
  (sql) => [`SELECT 1 --\r; ${sql}`],
  (sql) => [`SELECT 1 --\r\n; ${sql}`],
  (sql) => [`SELECT E'a'\n'\\' , ' ; ${sql}; --'`],
  (sql) => [
    'SET standard_conforming_strings = off',
    `SELECT '\\' , ' ; ${sql}; --'`,
    'SET standard_conforming_strings = on',
  ],
  (sql) => [`COMMIT; ${sql}; BEGIN`],
  (sql) => [`SELECT 1 --\r; COMMIT; RESET ROLE; BEGIN READ WRITE; ${sql}; COMMIT`],
  (sql) => ['BEGIN READ WRITE', sql, 'COMMIT'],
  (sql) => ['BEGIN', 'SAVEPOINT s', sql, 'ROLLBACK TO s', sql, 'COMMIT'],
  (sql) => [`/* ; /* nested ' */ " */ ${sql} /* $$ */`],
  (sql) => [`--\n${sql} -- '\n;`],
  (sql) => [`SELECT $$'$$; ${sql}; SELECT $x$;$x$`],
  (sql) => [`SELECT U&'\\0027'; ${sql}; SELECT U&"a" FROM (SELECT 1 AS a) t`],
  (sql) => [`SELECT ';''', ";" FROM (SELECT 1 AS ";") t; ${sql}`],
  (sql) => [`;;;${sql};;;`],
  (sql) => [`PREPARE mine AS ${sql}`, 'EXECUTE mine', 'DEALLOCATE ALL'],
  (sql) => [`DO $d$ BEGIN EXECUTE $e$${sql}$e$; END $d$`],
  (sql) => [`DO $d$ BEGIN EXECUTE $e$${sql}$e$; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'no'; END $d$; ${sql}`],
  (sql) => [`EXPLAIN (ANALYZE) ${sql}`],
  (sql) => [`SET search_path TO pg_temp, public; ${sql}; RESET search_path`],
  (sql) => [`SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; ${sql}`],
  (sql) => ["SET client_encoding TO 'SJIS'", `SELECT '\u8868'; ${sql}`, "SET client_encoding TO 'UTF8'"],
  (sql, random) => [sql.replaceAll(' ', () => ['\t', '\f', '\v', '\r', '\n', '/**/', ' --\r'][random(7)] ?? ' ')],
  (sql, random) => [sql.replaceAll(/\b[A-Z]{2,}\b/g, (word) => (random(2) === 0 ? word.toLowerCase() : word))],
  // What the rewriter of Redshift's SQL takes hold of stands around it.
  (sql) => [`SELECT NVL(NULL, DECODE(1, 1, 'x')); ${sql}; SELECT LISTAGG('a', ';')`],
  (sql) => [`ALTER TABLE star.planted ALTER DISTKEY a; ${sql}`],
];

/** How a text is sent. */
export const ways = ['simple', 'extended', 'named', 'one byte at a time', 'all at once'] as const;
export type Way = (typeof ways)[number];

export interface Variant {
  readonly texts: readonly string[];
  readonly way: Way;
  /** On a connection of its own, or on one that others have used. */
  readonly isFresh: boolean;
}

/** So many variants of these attacks, the same for the same seed. */
export function variantsOf(attacks: readonly Attack[], count: number, seed: number): Variant[] {
  const variant = fc
    .tuple(
      fc.constantFrom(...attacks),
      fc.constantFrom(...disguises),
      fc.constantFrom(...ways),
      fc.integer({ min: 0, max: 4 }),
      fc.infiniteStream(fc.nat()),
    )
    .map(([attack, disguise, way, fresh, numbers]): Variant => {
      const random = (most: number) => Number(numbers.next().value) % most;
      const texts = attack.isAlone === true ? [attack.sql] : disguise(attack.sql, random);
      return { texts, way, isFresh: fresh === 0 };
    });
  return fc.sample(variant, { numRuns: count, seed });
}
