import { ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contracts, referenceContracts } from '../../contracts/registry.ts';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import { EmbeddedRedshiftData } from '../../embedded/redshift/redshift-data.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { createContainer as createApplySchema } from '../../lambdas/apply-schema/container.ts';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { loaderUserPlaceholder, withLoaderUser } from '../../lambdas/apply-schema/security-files.ts';
import { createContainer as createLoadWarehouse } from '../../lambdas/load-warehouse/container.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import {
  encounterChange,
  memberChange,
  openWarehouseRun,
  settings,
  silentLog,
  silentMetrics,
  type WarehouseRun,
  warehouseRoot,
} from './warehouse-run.ts';

const loader = 'IAMR:medstream-dev-load-warehouse';
const analyst = 'IAMR:analyst';

let run: WarehouseRun;
let load: LoadWarehouse;
beforeAll(async () => {
  run = await openWarehouseRun();
  await createApplySchema({ redshift: run.redshift }, { ...settings, loaderUser: loader }, silentLog)();
  await run.engine.exec(
    [`CREATE USER "${analyst}" PASSWORD DISABLE`, `GRANT ROLE medstream_analyst TO "${analyst}"`]
      .map(rewriteRedshiftSql)
      .join(';'),
  );
  // PostgreSQL lets only this role read the file that stands for the objects of a COPY; Redshift asks for INSERT alone.
  await run.engine.exec(`GRANT pg_read_server_files TO "${loader}"`);
  load = createLoadWarehouse({ s3: run.s3, redshift: as(loader) }, settings, {
    log: silentLog,
    metrics: silentMetrics,
  });
});
afterAll(() => run.remove());

/** The Data API for callers that log in as this user. */
function as(user: string): EmbeddedRedshiftData {
  const engine: WarehouseEngine = {
    ...run.engine,
    exclusive: (work) =>
      run.engine.exclusive(async (session) => {
        await session.exec(`SET ROLE "${user}"`);
        return work(session);
      }),
  };
  return new EmbeddedRedshiftData({
    engine,
    resolveObject: (bucket, key) => run.s3.objectPath(bucket, key),
    listPrefix: () => [],
  });
}

/** What one statement of this user ends with. */
async function attempt(user: string, sql: string): Promise<string> {
  return run.engine.exclusive(async (session) => {
    await session.exec(`SET ROLE "${user}"`);
    try {
      await session.transaction(async (transaction) => {
        await transaction.exec(rewriteRedshiftSql(sql));
        throw new Error('allowed');
      });
      return 'committed';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
}

const denied = expect.stringMatching(/^(permission denied|must be owner)/);
const dimensions = referenceContracts.map(({ name }) => `star.dim_${name}`);
const facts = contracts.filter(({ kind }) => kind === 'event').map(({ name }) => `star.fact_${name}`);
const names = contracts.map(({ name }) => name);
const at = Date.parse('2020-01-01T00:00:00Z');

describe('the loader', () => {
  test('runs whole loads: first members, facts, late changes, deletions, members nobody described', async () => {
    const visit = (sequence: number, more = {}) =>
      encounterChange('e1', {
        id: `visit-${sequence}`,
        at,
        sequence,
        patient: 'p1',
        provider: 'd1',
        payer: 'y1',
        ...more,
      });
    await run.deliver([
      memberChange('patient', 'p1', { id: 'p-1', at: at - 1000, sequence: 1 }),
      memberChange('payer', 'y1', { id: 'y-1', at, sequence: 2 }),
      visit(3),
    ]);
    expect(await load('first')).toMatchObject({ inserted: 3, waiting: 0 });
    await run.deliver([
      memberChange('patient', 'p1', { id: 'p-2', at: at - 500, sequence: 4, value: 'B' }),
      memberChange('organization', 'o1', { id: 'o-1', at, sequence: 5 }),
      memberChange('provider', 'd1', { id: 'd-1', at, sequence: 6 }),
      memberChange('payer', 'y1', { id: 'y-2', at: at + 1000, sequence: 7, deleted: true }),
      visit(8, { organization: 'o1', cost: '120.00' }),
    ]);
    expect(await load('second')).toMatchObject({ inserted: 5, duplicates: 0 });
    expect(await load('third')).toMatchObject({ loads: [] });
    expect(await run.brokenInvariants()).toEqual([]);
    expect(await run.rows('SELECT total_claim_cost FROM star.fact_encounter')).toEqual([
      { total_claim_cost: '120.00' },
    ]);
  });

  test.each([
    ...names.flatMap((name) => [
      `DELETE FROM history.${name}`,
      `UPDATE history.${name} SET op = 'U'`,
      `UPDATE staging.${name} SET op = 'U'`,
      `DROP TABLE staging.${name}`,
    ]),
    'DELETE FROM audit.load_ledger',
    'UPDATE audit.load_ledger SET inserted = 0',
    'DELETE FROM audit.loaded_object',
    'SELECT * FROM audit.schema_file',
    "INSERT INTO audit.schema_file (file_name, checksum, applied_at) SELECT 'x', 'y', GETDATE()",
    ...dimensions.map((table) => `UPDATE ${table} SET is_current = false`),
    'DELETE FROM star.dim_date',
    'INSERT INTO star.dim_date SELECT * FROM star.dim_date',
    ...facts.map((table) => `DROP TABLE ${table}`),
    'ALTER TABLE history.patient ADD COLUMN ssn VARCHAR(11)',
    'SELECT * FROM reporting.encounter',
    'CREATE TABLE star.mine (a INTEGER)',
    'CREATE TABLE public.mine (a INTEGER)',
    'CREATE SCHEMA mine',
    'CREATE ROLE mine',
    `GRANT ROLE medstream_loader TO "${analyst}"`,
  ])('may not: %s', async (sql) => {
    expect(await attempt(loader, sql)).toEqual(denied);
  });

  test('may what it needs, or the refusals above would prove nothing', async () => {
    expect(await attempt(loader, 'DELETE FROM star.dim_payer')).toBe('allowed');
    expect(await attempt(loader, 'LOCK TABLE staging.patient')).toBe('allowed');
  });
});

describe('an analyst', () => {
  const tablesOf = async (...schemas: string[]) => {
    const rows = await run.rows(`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema IN (${schemas.map((schema) => `'${schema}'`).join(', ')})`);
    return rows.map(({ name }) => String(name));
  };

  test('reads every table and view of star and reporting, those that come later too', async () => {
    await run.redshift.send(
      new ExecuteStatementCommand({
        WorkgroupName: 'medstream',
        Database: 'medstream',
        WaitTimeSeconds: 30,
        Sql: 'CREATE TABLE star.later (a INTEGER)',
      }),
    );
    const tables = await tablesOf('star', 'reporting');
    expect(tables).toContain('star.later');
    expect(tables.length).toBeGreaterThan(dimensions.length + facts.length);
    for (const table of tables) expect(await attempt(analyst, `SELECT * FROM ${table}`), table).toBe('allowed');
    await run.engine.exec('DROP TABLE star.later');
  });

  test('reads nothing else', async () => {
    const tables = await tablesOf('staging', 'history', 'audit');
    expect(tables.length).toBeGreaterThan(12);
    for (const table of tables) expect(await attempt(analyst, `SELECT * FROM ${table}`), table).toEqual(denied);
  });

  test('changes nothing', async () => {
    for (const table of await tablesOf('star')) {
      expect(await attempt(analyst, `DELETE FROM ${table}`), table).toEqual(denied);
      expect(await attempt(analyst, `INSERT INTO ${table} SELECT * FROM ${table}`), table).toEqual(denied);
    }
    for (const sql of ['CREATE TABLE reporting.mine (a INTEGER)', 'CREATE TABLE public.mine (a INTEGER)']) {
      expect(await attempt(analyst, sql), sql).toEqual(denied);
    }
  });
});

describe('a deployment', () => {
  const deploy = (loaderUser?: string) =>
    createApplySchema({ redshift: run.redshift }, { ...settings, loaderUser }, silentLog)();

  test('that changes nothing applies nothing', async () => {
    expect(await deploy(loader)).toMatchObject({ applied: [] });
  });

  test('repeats comments and grants when a table or view changed', async () => {
    await run.engine.exec("DELETE FROM audit.schema_file WHERE file_name = 'models/reporting/encounter.sql'");
    expect((await deploy(loader)).applied).toEqual([
      'models/reporting/encounter.sql',
      'generated/comments.sql',
      'security/roles.sql',
      'security/analyst-grants.sql',
      'security/loader-user.sql',
      'generated/loader-grants.sql',
    ]);
  });

  test('with another name for the loader gives that one the rights', async () => {
    const other = 'IAMR:medstream-staging-load-warehouse';
    expect((await deploy(other)).applied).toEqual(['security/loader-user.sql', 'generated/loader-grants.sql']);
    expect(await attempt(other, 'DELETE FROM star.dim_payer')).toBe('allowed');
    expect(await attempt(other, 'DELETE FROM history.payer')).toEqual(denied);
  });

  test('takes a user that Redshift has made already by its first login', async () => {
    const known = 'IAMR:medstream-prod-load-warehouse';
    await run.engine.exec(`CREATE USER "${known}"`);
    await deploy(known);
    expect(await attempt(known, 'SELECT * FROM staging.patient')).toBe('allowed');
  });

  test.each([
    '',
    'medstream-dev-load-warehouse',
    'IAM:somebody',
    'IAMR:',
    'IAMR:Capital',
    'IAMR:x" PASSWORD DISABLE; DROP SCHEMA star CASCADE; --',
    "IAMR:o'brien",
    'IAMR:a b',
    `IAMR:${'x'.repeat(65)}`,
  ])('with %j for the loader is refused before any statement', async (loaderUser) => {
    await expect(deploy(loaderUser)).rejects.toThrow('LOADER_USER is not the database user of an IAM role');
  });

  test('names the loader where its placeholder stood, and without a name needs none', () => {
    const files = readSchemaFiles(warehouseRoot);
    const statements = (text: string) => text.replaceAll(/--.*$/gm, '');
    const named = withLoaderUser(files, loader).filter(({ text }) => statements(text).includes(`"${loader}"`));
    expect(named.map(({ name }) => name)).toEqual(['security/loader-user.sql']);
    expect(
      withLoaderUser(files, loader)
        .map(({ text }) => text)
        .join(),
    ).not.toContain(loaderUserPlaceholder);
    expect(withLoaderUser(files, undefined)).toHaveLength(files.length - 1);
  });
});
