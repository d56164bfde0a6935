import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contracts, referenceContracts } from '../../contracts/registry.ts';
import { isAboutOthers } from '../../domain/warehouse/apply-order.ts';
import { totalsFile } from '../../domain/warehouse/conventions.ts';
import type { WarehouseEngine } from '../../embedded/redshift/engine.ts';
import { EmbeddedRedshiftData } from '../../embedded/redshift/redshift-data.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { createContainer as createApplySchema } from '../../lambdas/apply-schema/container.ts';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { type DatabaseUsers, userPlaceholders, withDatabaseUsers } from '../../lambdas/apply-schema/security-files.ts';
import { readAuditScans } from '../../lambdas/audit-warehouse/audit-scans.ts';
import { createContainer as createAuditWarehouse } from '../../lambdas/audit-warehouse/container.ts';
import { createContainer as createLoadWarehouse } from '../../lambdas/load-warehouse/container.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { createWarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
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
const reconciler = 'IAMR:medstream-dev-reconcile-stores';
const auditor = 'IAMR:medstream-dev-audit-warehouse';
const smoker = 'IAMR:medstream-dev-smoke';
const users = {
  LOADER_USER: loader,
  RECONCILER_USER: reconciler,
  AUDITOR_USER: auditor,
  SMOKE_USER: smoker,
} satisfies DatabaseUsers;
const analyst = 'IAMR:analyst';
const steward = 'IAMR:steward';

let run: WarehouseRun;
let load: LoadWarehouse;
beforeAll(async () => {
  run = await openWarehouseRun();
  await createApplySchema({ redshift: run.redshift }, { ...settings, users }, silentLog)();
  await run.engine.exec(
    [
      `CREATE USER "${analyst}" PASSWORD DISABLE`,
      `GRANT ROLE medstream_analyst TO "${analyst}"`,
      `CREATE USER "${steward}" PASSWORD DISABLE`,
      `GRANT ROLE medstream_steward TO "${steward}"`,
    ]
      .map(rewriteRedshiftSql)
      .join(';'),
  );
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
    withSession: (work) =>
      run.engine.withSession(async (session) => {
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
  return run.engine.withSession(async (session) => {
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
const allSchemas = ['staging', 'history', 'star', 'reporting', 'audit'];

/** Tables and views of these schemas, `schema.name`. */
async function tablesOf(...schemas: string[]): Promise<string[]> {
  const wanted = schemas.length === 0 ? allSchemas : schemas;
  const rows = await run.rows(`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
    WHERE table_schema IN (${wanted.map((schema) => `'${schema}'`).join(', ')})`);
  return rows.map(({ name }) => String(name));
}

const schemaOf = (table: string) => table.split('.')[0] ?? '';

/** Creates a table as the administrator of deployments does. */
async function createTable(name: string): Promise<void> {
  await run.redshift.send(
    new ExecuteStatementCommand({
      WorkgroupName: 'medstream',
      Database: 'medstream',
      WaitTimeSeconds: 30,
      Sql: `CREATE TABLE ${name} (a INTEGER)`,
    }),
  );
}
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

describe.each([
  { who: 'an analyst', user: analyst, schemas: ['star', 'reporting'] },
  { who: 'a steward', user: steward, schemas: ['star', 'reporting', 'audit'] },
])('$who', ({ user, schemas }) => {
  test(`reads every table and view of ${schemas.join(', ')}, those that come later too`, async () => {
    for (const schema of schemas.filter((name) => name !== 'reporting')) await createTable(`${schema}.later`);
    const tables = await tablesOf(...schemas);
    expect(tables).toContain('star.later');
    expect(tables.length).toBeGreaterThan(dimensions.length + facts.length);
    for (const table of tables) expect(await attempt(user, `SELECT * FROM ${table}`), table).toBe('allowed');
    for (const table of tables.filter((name) => name.endsWith('.later'))) await run.engine.exec(`DROP TABLE ${table}`);
  });

  test('reads nothing else', async () => {
    const tables = await tablesOf(...allSchemas.filter((schema) => !schemas.includes(schema)));
    expect(tables.length).toBeGreaterThan(12);
    for (const table of tables) expect(await attempt(user, `SELECT * FROM ${table}`), table).toEqual(denied);
  });

  test('changes nothing', async () => {
    for (const table of await tablesOf(...schemas.filter((name) => name !== 'reporting'))) {
      expect(await attempt(user, `DELETE FROM ${table}`), table).toEqual(denied);
      expect(await attempt(user, `INSERT INTO ${table} SELECT * FROM ${table}`), table).toEqual(denied);
    }
    for (const sql of ['CREATE TABLE reporting.mine (a INTEGER)', 'CREATE TABLE public.mine (a INTEGER)']) {
      expect(await attempt(user, sql), sql).toEqual(denied);
    }
  });
});

describe('the reconciler', () => {
  const totals = readFileSync(join(warehouseRoot, totalsFile), 'utf8');
  const query = (redshift: EmbeddedRedshiftData) =>
    createWarehouseSql({ client: redshift, workgroupName: settings.workgroup, database: settings.database }).query(
      totals,
      { arrived_before: '2030-01-01 00:00:00.000' },
    );

  test('runs the whole query of the totals, and gets what the administrator gets', async () => {
    await run.loadChanges([
      memberChange('patient', 'p9', { id: 'p-9', at, sequence: 90 }),
      encounterChange('e9', { id: 'visit-9', at, sequence: 91, patient: 'p9' }),
    ]);
    const rows = await query(as(reconciler));
    expect(rows.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['patient', 'encounter']));
    expect(rows).toEqual(await query(run.redshift));
  });

  test('may use the schemas that the query mentions, and no other', async () => {
    const schemas =
      await run.rows(`SELECT nspname AS name, has_schema_privilege('${reconciler}', nspname, 'USAGE') AS used
      FROM pg_namespace WHERE nspname IN ('${[...new Set((await tablesOf()).map(schemaOf))].join("', '")}')`);
    const mentioned = new Set([...totals.matchAll(/\b([a-z_]+)\.[a-z_]+/g)].map(([, schema]) => schema));
    expect(schemas.length).toBe(5);
    for (const { name, used } of schemas) expect([name, used]).toEqual([name, mentioned.has(String(name))]);
  });

  test('reads every table of these, those that come later too, and nothing else', async () => {
    await createTable('star.later');
    await createTable('history.later');
    const tables = await tablesOf();
    expect(tables).toEqual(expect.arrayContaining(['star.later', 'history.later', 'staging.patient']));
    for (const table of tables) {
      const isRead = ['star', 'history'].includes(schemaOf(table));
      expect(await attempt(reconciler, `SELECT * FROM ${table}`), table).toEqual(isRead ? 'allowed' : denied);
    }
    await run.engine.exec('DROP TABLE star.later; DROP TABLE history.later');
  });

  test('writes nothing', async () => {
    for (const table of (await tablesOf()).filter((name) => schemaOf(name) !== 'reporting')) {
      for (const sql of [
        `DELETE FROM ${table}`,
        `INSERT INTO ${table} SELECT * FROM ${table}`,
        `TRUNCATE ${table}`,
        `DROP TABLE ${table}`,
      ]) {
        expect(await attempt(reconciler, sql), sql).toEqual(denied);
      }
    }
    for (const sql of [
      "UPDATE history.patient SET op = 'U'",
      'UPDATE star.dim_patient SET is_current = false',
      'CREATE TABLE star.mine (a INTEGER)',
      'CREATE TABLE history.mine (a INTEGER)',
      'CREATE TABLE public.mine (a INTEGER)',
      'CREATE SCHEMA mine',
      `GRANT ROLE medstream_reconciler TO "${analyst}"`,
    ]) {
      expect(await attempt(reconciler, sql), sql).toEqual(denied);
    }
  });
});

describe('the auditor', () => {
  const scans = readAuditScans(warehouseRoot);
  const audit = () =>
    createAuditWarehouse({ redshift: as(auditor) }, settings, { log: silentLog, metrics: { audited: () => {} } })();
  const mentioned = new Set(scans.flatMap(({ sql }) => sql.match(/(?<=\b(?:FROM|JOIN) )[a-z]+\.[a-z0-9_]+/g) ?? []));

  test('checks every table whole, writes what it found, and reads how all of them stand', async () => {
    expect(await audit()).toEqual({ checked: scans.length, left: 0 });
    expect(await attempt(auditor, 'SELECT * FROM reporting.audited_table')).toBe('allowed');
    expect(await attempt(auditor, ownRow)).toBe('allowed');
  });

  const ownRow = `INSERT INTO audit.whole_check (table_name, invariant, violations, began_at, ended_at)
    SELECT 'star.x', 'I1', 0, GETDATE(), GETDATE()`;

  test('reads what the scans read, its own books and the view on them, and nothing else', async () => {
    const readable = new Set([...mentioned, 'audit.whole_check', 'reporting.audited_table']);
    for (const table of await tablesOf()) {
      expect(await attempt(auditor, `SELECT * FROM ${table}`), table).toEqual(readable.has(table) ? 'allowed' : denied);
    }
    expect(mentioned.size).toBeGreaterThan(scans.length);
    expect([...mentioned].filter((table) => table.startsWith('staging.'))).toEqual([]);
  });

  test('adds rows to its own books, and changes nothing, theirs neither', async () => {
    for (const table of (await tablesOf()).filter((name) => schemaOf(name) !== 'reporting')) {
      for (const sql of [
        ...(table === 'audit.whole_check' ? [] : [`INSERT INTO ${table} SELECT * FROM ${table}`]),
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `DROP TABLE ${table}`,
        `LOCK TABLE ${table}`,
      ]) {
        expect(await attempt(auditor, sql), sql).toEqual(denied);
      }
    }
    for (const sql of [
      'UPDATE audit.whole_check SET violations = 0',
      'UPDATE star.dim_patient SET is_current = false',
      'DROP VIEW reporting.audited_table',
      'CREATE TABLE audit.mine (a INTEGER)',
      'CREATE TABLE public.mine (a INTEGER)',
      'CREATE SCHEMA mine',
      `GRANT ROLE medstream_auditor TO "${analyst}"`,
    ]) {
      expect(await attempt(auditor, sql), sql).toEqual(denied);
    }
  });

  test('is the only one who writes there; whoever reads reports sees how the tables stand', async () => {
    for (const user of [analyst, steward, loader, reconciler, smoker]) {
      expect(await attempt(user, ownRow), user).toEqual(denied);
      expect(await attempt(user, 'DELETE FROM reporting.audited_table'), user).not.toBe('allowed');
    }
    for (const user of [analyst, steward]) {
      expect(await attempt(user, 'SELECT * FROM reporting.audited_table'), user).toBe('allowed');
    }
    expect(await attempt(analyst, 'SELECT * FROM audit.whole_check')).toEqual(denied);
  });
});

describe('whoever runs the smoke check', () => {
  test('reads the two tables that the organization it sent ends in, and nothing else; writes nothing', async () => {
    for (const table of await tablesOf()) {
      const isRead = ['star.dim_organization', 'history.organization'].includes(table);
      expect(await attempt(smoker, `SELECT * FROM ${table}`), table).toEqual(isRead ? 'allowed' : denied);
      if (schemaOf(table) === 'reporting') continue;
      expect(await attempt(smoker, `DELETE FROM ${table}`), table).toEqual(denied);
    }
    for (const sql of ['CREATE TABLE star.mine (a INTEGER)', `GRANT ROLE medstream_smoke TO "${analyst}"`]) {
      expect(await attempt(smoker, sql), sql).toEqual(denied);
    }
  });
});

describe('a deployment', () => {
  const deploy = (own: DatabaseUsers = {}) =>
    createApplySchema({ redshift: run.redshift }, { ...settings, users: { ...users, ...own } }, silentLog)();

  test('that changes nothing applies nothing', async () => {
    expect(await deploy()).toMatchObject({ applied: [] });
  });

  test('repeats comments and grants when a table or view changed', async () => {
    await run.engine.exec("DELETE FROM audit.schema_file WHERE file_name = 'models/reporting/encounter.sql'");
    expect((await deploy()).applied).toEqual([
      'models/reporting/encounter.sql',
      'generated/comments.sql',
      'security/roles.sql',
      'security/analyst-grants.sql',
      'security/auditor-user.sql',
      'security/loader-user.sql',
      'security/reconciler-grants.sql',
      'security/reconciler-user.sql',
      'security/smoke-grants.sql',
      'security/smoke-user.sql',
      'security/steward-grants.sql',
      'generated/auditor-grants.sql',
      'generated/loader-grants.sql',
    ]);
  });

  test('with another name for the loader gives that one the rights', async () => {
    const other = 'IAMR:medstream-staging-load-warehouse';
    const { applied } = await deploy({ LOADER_USER: other });
    expect(applied[0]).toBe('security/loader-user.sql');
    expect(applied.every(isAboutOthers)).toBe(true);
    expect(await attempt(other, 'DELETE FROM star.dim_payer')).toBe('allowed');
    expect(await attempt(other, 'DELETE FROM history.payer')).toEqual(denied);
  });

  test('with another name for the reconciler gives that one the rights', async () => {
    const other = 'IAMR:medstream-staging-reconcile-stores';
    expect((await deploy({ RECONCILER_USER: other })).applied).toContain('security/reconciler-user.sql');
    expect(await attempt(other, 'SELECT * FROM history.payer')).toBe('allowed');
    expect(await attempt(other, 'DELETE FROM star.dim_payer')).toEqual(denied);
  });

  test('takes a user that Redshift has made already by its first login', async () => {
    const known = 'IAMR:medstream-prod-load-warehouse';
    await run.engine.exec(`CREATE USER "${known}"`);
    await deploy({ LOADER_USER: known });
    expect(await attempt(known, 'SELECT * FROM staging.patient')).toBe('allowed');
  });

  describe.each(userPlaceholders)('whose $variable', ({ variable, placeholder }) => {
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
    ])('is %j is refused before any statement', async (user) => {
      await expect(deploy({ [variable]: user })).rejects.toThrow(`${variable} is not the database user of an IAM role`);
    });

    test('has a name puts it where the placeholder stood, in one file, which is left out without it', () => {
      const files = readSchemaFiles(warehouseRoot);
      const own = files.filter(({ text }) => text.replaceAll(/--.*$/gm, '').includes(placeholder));
      expect(own).toHaveLength(1);
      const named = withDatabaseUsers(files, users);
      expect(named.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
      expect(named.map(({ text }) => text).join()).not.toContain(placeholder);
      expect(named.find(({ name }) => name === own[0]?.name)?.text).toContain(` TO "${users[variable]}"`);
      const without = withDatabaseUsers(files, { ...users, [variable]: undefined });
      expect(without.map(({ name }) => name)).toEqual(
        files.flatMap(({ name }) => (name === own[0]?.name ? [] : [name])),
      );
    });
  });

  test('whose loader is called like the placeholder of the reconciler gives nobody the rights of both', () => {
    const named = withDatabaseUsers(readSchemaFiles(warehouseRoot), { ...users, LOADER_USER: 'IAMR:reconciler' });
    const { text } = named.find(({ name }) => name === 'security/loader-user.sql') ?? { text: '' };
    expect(text).toContain('GRANT ROLE medstream_loader TO "IAMR:reconciler"');
  });
});
