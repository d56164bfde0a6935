import { describe, expect, it } from 'vitest';
import { lintWarehouseSql } from '../../../embedded/redshift/lint.ts';

const rejected: readonly (readonly [rule: string, sql: string])[] = [
  // Redshift-only
  ['qualify', 'SELECT a FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) = 1'],
  ['top', 'SELECT TOP 10 a FROM t'],
  ['hash-temp-table', 'CREATE TABLE #k (a INTEGER)'],
  ['truncate', 'TRUNCATE TABLE staging.t'],
  ['redshift-function', 'SELECT FNV_HASH(a) FROM t'],
  ['redshift-function', 'SELECT RATIO_TO_REPORT(a) OVER (PARTITION BY b) FROM t'],
  ['redshift-function', 'SELECT TRY_CAST(a AS INTEGER) FROM t'],
  ['pivot', "SELECT * FROM t PIVOT (SUM(a) FOR b IN ('x', 'y'))"],
  ['ignore-nulls', 'SELECT LAG(a IGNORE NULLS) OVER (ORDER BY b) FROM t'],
  ['minus', 'SELECT a FROM t MINUS SELECT a FROM u'],
  ['subscript', 'SELECT a.b[0] FROM t'],
  ['backslash', String.raw`SELECT 'a\b' AS x`],
  ['copy-target', "UNLOAD ('SELECT 1') TO 's3://b/k' IAM_ROLE DEFAULT"],
  // Postgres-only
  ['distinct-from', 'SELECT a FROM t WHERE a IS DISTINCT FROM b'],
  ['distinct-from', 'SELECT a FROM t WHERE a IS NOT DISTINCT FROM b'],
  ['on-conflict', 'INSERT INTO t (a) SELECT 1 ON CONFLICT DO NOTHING'],
  ['returning', 'DELETE FROM t WHERE a = 1 RETURNING a'],
  ['filter', 'SELECT COUNT(*) FILTER (WHERE a > 1) FROM t'],
  ['distinct-on', 'SELECT DISTINCT ON (a) a, b FROM t'],
  ['lateral', 'SELECT a FROM t, LATERAL (SELECT 1) AS u'],
  ['array', 'SELECT ARRAY[1, 2]'],
  ['values-table', 'SELECT a FROM (VALUES (1), (2)) AS v (a)'],
  ['json-operator', "SELECT a ->> 'b' FROM t"],
  ['postgres-type', 'SELECT a::jsonb FROM t'],
  ['postgres-type', 'CREATE TABLE t (a UUID)'],
  ['text-type', 'CREATE TABLE t (a BIGINT, b TEXT)'],
  ['text-type', 'SELECT CAST(a AS TEXT) FROM t'],
  ['current-time', 'SELECT CURRENT_TIMESTAMP'],
  ['current-time', 'SELECT NOW()'],
  ['current-time', 'SELECT AGE(a) FROM t'],
  ['postgres-function', 'SELECT a FROM GENERATE_SERIES(1, 10) AS g (a)'],
  ['postgres-function', "SELECT STRING_AGG(a, ',') FROM t"],
  ['escape-string', "SELECT E'x' AS a"],
  ['check', 'CREATE TABLE t (a INTEGER, CHECK (a > 1))'],
  ['node-not-allowed', 'CREATE INDEX i ON t (a)'],
  ['node-not-allowed', 'CREATE SEQUENCE s'],
  ['node-not-allowed', 'SELECT a FROM t FOR UPDATE'],
  ['function-not-allowed', 'SELECT pg_sleep(1)'],
  ['function-not-allowed', 'SELECT overlay(a placing b from 1) FROM t'],
  ['type-not-allowed', 'CREATE TABLE t (a tsvector)'],
  ['alter-many', 'ALTER TABLE t ADD COLUMN a INTEGER, ADD COLUMN b INTEGER'],
  ['alter-if-exists', 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a INTEGER'],
  ['delete-alias', 'DELETE FROM t AS x USING u WHERE x.a = u.a'],
  ['anonymous-block', 'DO $$ BEGIN END $$'],
  ['positional-parameter', 'SELECT a FROM t WHERE a = $1'],
  // Both know it, and mean different things by it
  ['merge', 'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = u.b'],
  ['avg-without-cast', 'SELECT AVG(a) FROM t'],
  ['avg-without-cast', 'SELECT AVG(DISTINCT a) FROM t'],
  ['date-part', 'SELECT DATEADD(m, 1, a) FROM t'],
  ['date-part', "SELECT DATE_TRUNC('mon', a) FROM t"],
  ['date-part', 'SELECT DATEDIFF(days, a, b) FROM t'],
  ['datediff-week', 'SELECT DATEDIFF(week, a, b) FROM t'],
  ['extract-part', 'SELECT EXTRACT(EPOCH FROM a) FROM t'],
  ['extract-part', 'SELECT EXTRACT(millisecond FROM a) FROM t'],
  ['extract-part', 'SELECT EXTRACT(decade FROM a) FROM t'],
  ['update-outer-join', 'UPDATE t SET a = u.a FROM u LEFT JOIN v ON v.b = u.b WHERE t.c = u.c'],
  ['window-frame', 'SELECT SUM(a) OVER (PARTITION BY b ORDER BY c) FROM t'],
  ['long-identifier', `SELECT 1 AS ${'x'.repeat(64)}`],
  ['decimal-precision', 'CREATE TABLE t (a DECIMAL(39, 2))'],
  ['user-password', "CREATE USER loader PASSWORD 'Secret123'"],
  ['user-password', "ALTER USER loader PASSWORD 'Secret123'"],
  ['create-or-exists', 'CREATE ROLE IF NOT EXISTS loader'],
  ['statement-size', `SELECT '${'x'.repeat(93_000)}' AS a`],
  ['syntax', 'SELEC 1'],
  ['syntax', "COPY t FROM 's3://b/k' FORMAT AS CSV"],
];

const accepted: readonly string[] = [
  'LOCK TABLE star.dim_patient',
  "COPY staging.patient FROM 's3://silver/loads/1.manifest' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST",
  'CREATE SCHEMA IF NOT EXISTS star',
  `CREATE TABLE IF NOT EXISTS star.dim_patient (
     patient_sk BIGINT NOT NULL ENCODE az64, patient_bk VARCHAR(64) NOT NULL, cost DECIMAL(18,2), doc SUPER, is_current BOOLEAN NOT NULL,
     valid_from TIMESTAMP NOT NULL, PRIMARY KEY (patient_sk)) DISTSTYLE KEY DISTKEY (patient_bk) SORTKEY (valid_from)`,
  'CREATE TEMP TABLE tmp_key DISTKEY (patient_bk) AS SELECT DISTINCT patient_bk FROM history.patient WHERE load_id = :load_id',
  'DROP TABLE IF EXISTS tmp_key',
  `INSERT INTO history.patient (patient_bk, version_at)
   SELECT s.patient_bk, s.version_at FROM (SELECT x.*, ROW_NUMBER() OVER (PARTITION BY patient_bk ORDER BY row_hash) AS rn FROM staging.patient x) s
   LEFT JOIN history.patient h ON h.patient_bk = s.patient_bk WHERE s.rn = 1 AND h.patient_bk IS NULL`,
  `SELECT STRTOL(SUBSTRING(MD5(patient_bk || '|' || TO_CHAR(version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16) AS patient_sk,
     NVL(next_at, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to, LAG(row_hash) OVER (PARTITION BY patient_bk ORDER BY version_at) AS prev,
     MAX(CASE WHEN op <> 'I' THEN 1 ELSE 0 END) OVER (PARTITION BY patient_bk) AS has_real, op = 'D' AS is_deleted FROM ver`,
  'DELETE FROM star.dim_patient USING tmp_key WHERE dim_patient.patient_bk = tmp_key.patient_bk',
  'UPDATE star.fact_encounter SET patient_sk = d.patient_sk FROM tmp_tl d WHERE fact_encounter.patient_bk = d.patient_bk',
  'SELECT 1 / CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END AS ok FROM (SELECT a FROM t GROUP BY a HAVING SUM(b) <> 1) x',
  "SELECT DATE_TRUNC('month', CAST(a AS TIMESTAMP)), DATEADD(day, -1, a), DATEDIFF(hour, a, b), EXTRACT(YEAR FROM a), CAST(EXTRACT(EPOCH FROM a) AS BIGINT) FROM t",
  "SELECT LPAD(CAST(a AS VARCHAR(3)), 3, '0'), SPLIT_PART(b, '|', 1), LEFT(b, 3), TRIM(b), LEN(b), DECODE(a, NULL, 'x', 'y'), NVL2(a, 1, 2) FROM t",
  'SELECT AVG(CAST(a AS DECIMAL(18,4))), MEDIAN(a), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a), APPROXIMATE COUNT(DISTINCT b) FROM t',
  "SELECT LISTAGG(DISTINCT a, ', ') WITHIN GROUP (ORDER BY a) FROM t",
  'SELECT SUM(a) OVER (PARTITION BY b ORDER BY c ROWS UNBOUNDED PRECEDING) FROM t',
  'CREATE OR REPLACE VIEW reporting.x AS SELECT a FROM star.t WITH NO SCHEMA BINDING',
  "COMMENT ON COLUMN reporting.x.a IS 'NOW() and TOP 10 in words are fine'",
  'GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ROLE analyst',
  'CREATE ROLE loader',
  'CREATE USER "IAMR:load-warehouse" PASSWORD DISABLE',
  'GRANT ROLE loader TO "IAMR:load-warehouse"',
  'ALTER DEFAULT PRIVILEGES IN SCHEMA star GRANT SELECT ON TABLES TO ROLE analyst',
  'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
  'ALTER TABLE t ADD COLUMN a VARCHAR(20) ENCODE lzo',
  'ALTER TABLE t ALTER SORTKEY (a)',
  'SELECT GETDATE(), SYSDATE, CURRENT_DATE',
  "INSERT INTO t (a, b) VALUES (-1, 'unknown'), (-2, 'not applicable')",
  'SELECT a AS "TOP", "array" FROM t -- QUALIFY, TRUNCATE and ARRAY[1] in a comment are fine',
  'SELECT a FROM t EXCEPT SELECT a FROM u ORDER BY 1 LIMIT 5',
];

describe('lintWarehouseSql', () => {
  it.each(rejected)('%s rejects: %s', (rule, sql) => {
    expect(lintWarehouseSql(sql).map((finding) => finding.rule)).toContain(rule);
  });

  it.each(accepted.map((sql) => [sql]))('accepts: %s', (sql) => {
    expect(lintWarehouseSql(sql)).toEqual([]);
  });

  it('names statement and line of the script', () => {
    const script = '-- a comment; with a semicolon\nSELECT 1;\n\nSELECT a,\n  AVG(a)\nFROM t;\nSELECT\n  NOW()';
    expect(lintWarehouseSql(script).map(({ statement, line, rule }) => ({ statement, line, rule }))).toEqual([
      { statement: 2, line: 5, rule: 'avg-without-cast' },
      { statement: 3, line: 8, rule: 'current-time' },
      { statement: 3, line: 7, rule: 'function-not-allowed' },
    ]);
  });
});
