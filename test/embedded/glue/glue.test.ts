import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetJobRunCommand, GetTablesCommand, StartJobRunCommand } from '@aws-sdk/client-glue';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { lakeTotalsKey } from '../../../contracts/platform/zones.ts';
import { contracts } from '../../../contracts/registry.ts';
import { createSilverRows } from '../../../lambdas/shared/silver-parquet.ts';
import { change, logNamed } from '../../glue-scripts/change-rows.ts';
import { GivenLake, runJob } from './given-lake.ts';

const JobName = schedules.lakeModels.job;

let lake: GivenLake;

/** The models of one contract, which suffice where the others are not the point. */
const modelsOf = (contract: string) => ({ '--models': `silver.${contract}_history, silver.${contract}` });

const rowsOf = (sql: string) => lake.rows(sql);

const encounter = (id: string, n: number, cost = '1.10') =>
  change('encounter', { encounter_id: id, sequence: n, encounter_class: 'wellness', total_claim_cost: cost });

async function filesBelow(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('the embedded Glue', () => {
  beforeEach(async () => {
    lake = await GivenLake.make();
  });
  afterEach(() => lake.remove());

  it('runs every model over the objects of the change log and stores the tables', async () => {
    await lake.write('encounter', [encounter('v1_a', 1), encounter('v1_b', 2)]);
    await lake.write('encounter', [encounter('v1_b', 2), encounter('v1_b', 3, '2.20')]);
    const run = await runJob(lake.glue());
    expect(run).toMatchObject({ JobName, JobRunState: 'SUCCEEDED', Attempt: 0 });
    expect(run.ErrorMessage).toBeUndefined();
    expect(await rowsOf('SELECT * FROM gold.encounters_by_department')).toEqual([
      expect.objectContaining({ department: 'wellness', encounter_count: '2', total_claim_cost: '3.30' }),
    ]);
    expect(await rowsOf('SELECT COUNT(*) AS n FROM silver.encounter_history')).toEqual([{ n: '3' }]);
  });

  it('builds every table of the product with its columns when nothing was delivered', async () => {
    expect(await runJob(lake.productGlue(), { '--models': 'all' })).toMatchObject({ JobRunState: 'SUCCEEDED' });
    for (const { name } of contracts) {
      expect(await readdir(join(lake.silverPath, 'tables', name))).toEqual(['00000001.parquet']);
    }
    expect(await rowsOf('SELECT * FROM silver.patient')).toEqual([]);
    const types = await rowsOf('DESCRIBE gold.payer_coverage_summary');
    expect(types.map((row) => row.column_type)).toEqual([
      'VARCHAR',
      'VARCHAR',
      'BIGINT',
      'DECIMAL(38,2)',
      'DECIMAL(38,2)',
      'DECIMAL(38,2)',
    ]);
  });

  it('reads objects of an older contract that lacks a column, and of one that had more', async () => {
    await lake.write('payer', [change('payer', { payer_id: 'p1', sequence: 1 })], '* EXCLUDE (ownership)');
    await lake.write(
      'payer',
      [change('payer', { payer_id: 'p2', sequence: 2, ownership: 'GOVERNMENT' })],
      '*, 1 AS fax',
    );
    expect(await runJob(lake.glue(), modelsOf('payer'))).toMatchObject({ JobRunState: 'SUCCEEDED' });
    expect(await rowsOf('SELECT payer_id, ownership FROM silver.payer ORDER BY payer_id')).toEqual([
      { payer_id: 'p1', ownership: null },
      { payer_id: 'p2', ownership: 'GOVERNMENT' },
    ]);
  });

  it('reads the objects that ingest writes, with every type and with values from before 1970', async () => {
    const encounters = logNamed('encounter');
    const said: Readonly<Record<string, string>> = {
      encounter_id: 'v1_a',
      patient_id: 'v1_p',
      encounter_class: 'inpatient',
      started_at: '1962-05-06T07:08:09Z',
      ended_at: '1962-05-07T00:00:00Z',
      base_encounter_cost: '0.10',
      total_claim_cost: '123456789012345.67',
      payer_coverage: '0.00',
    };
    const rows = createSilverRows(encounters);
    rows.add(
      {
        eventSource: 'src',
        eventId: 'e1',
        operation: 'U',
        eventTime: Date.parse('1962-05-06T07:08:09Z'),
        sequence: '1'.padStart(64, '0'),
        arrivedAt: Date.parse('2024-01-01T00:00:00Z'),
        sourceFile: null,
        sourceLine: 7,
        rowHash: 'h',
      },
      encounters.masked.map((column) => said[column.name] ?? null),
    );
    const directory = join(lake.silverPath, 'changes/encounter/dt=2024-01-01/hr=00/shardId-0');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, '1.parquet'), rows.encode({ objectKey: 'changes/x', shard: 'shardId-0' }));
    expect(await runJob(lake.glue(), modelsOf('encounter'))).toMatchObject({ JobRunState: 'SUCCEEDED' });
    expect(await rowsOf('SELECT * FROM silver.encounter')).toEqual([
      expect.objectContaining({
        version_at: '1962-05-06 07:08:09',
        started_at: '1962-05-06 07:08:09',
        ended_at: '1962-05-07 00:00:00',
        total_claim_cost: '123456789012345.67',
        base_encounter_cost: '0.10',
        source_line: 7,
        payer_id: null,
      }),
    ]);
  });

  it('leaves the same files when nothing changed, and one file a table when something did', async () => {
    const glue = lake.glue();
    await lake.write('encounter', [encounter('v1_a', 1)]);
    await runJob(glue, modelsOf('encounter'));
    const tables = join(lake.silverPath, 'tables');
    // The log itself keeps what was said twice.
    const built = async () => (await filesBelow(tables)).filter((file) => !file.includes('_changes'));
    const before = await built();
    const bytes = await Promise.all(before.map((file) => readFile(file)));
    await lake.write('encounter', [encounter('v1_a', 1)]);
    await runJob(glue, modelsOf('encounter'));
    expect(await built()).toEqual(before);
    expect(await Promise.all(before.map((file) => readFile(file)))).toEqual(bytes);
    await lake.write('encounter', [encounter('v1_a', 2, '9.99')]);
    await runJob(glue, modelsOf('encounter'));
    expect(await readdir(join(tables, 'encounter'))).toEqual(['00000002.parquet']);
    expect(await rowsOf('SELECT total_claim_cost FROM silver.encounter')).toEqual([{ total_claim_cost: '9.99' }]);
  });

  it('builds the named models alone, on what earlier runs stored', async () => {
    const glue = lake.glue();
    await lake.write('encounter', [encounter('v1_a', 1)]);
    expect(await runJob(glue, { '--models': 'silver.encounter' })).toMatchObject({
      JobRunState: 'FAILED',
      ErrorMessage: expect.stringContaining('silver.encounter reads silver.encounter_history, which was never built'),
    });
    const tables = ['claim_transaction', 'claim_transaction_history', 'encounter', 'encounter_history'];
    await runJob(glue, { '--models': tables.map((table) => `silver.${table}`).join(', ') });
    const logs = ['claim_transaction_changes', 'encounter_changes'];
    expect(await readdir(join(lake.silverPath, 'tables'))).toEqual([...tables, ...logs].sort());
    expect(await runJob(glue, { '--models': 'gold.encounters_by_department' })).toMatchObject({
      JobRunState: 'SUCCEEDED',
    });
    expect(await readdir(join(lake.goldPath, 'marts'))).toEqual(['encounters_by_department']);
  });

  it('leaves the totals of the lake after a run of all models, and of no other', async () => {
    const glue = lake.glue();
    await lake.write('encounter', [encounter('v1_a', 1), encounter('v1_b', 2, '2.20')]);
    await lake.write('patient', [change('patient', { patient_id: 'v1_p', sequence: 1 })]);
    await runJob(glue, { '--models': 'silver.encounter_history, silver.encounter' });
    await expect(readFile(join(lake.silverPath, lakeTotalsKey))).rejects.toThrow('ENOENT');
    const run = await runJob(glue);
    const { builtAt, totals } = JSON.parse(await readFile(join(lake.silverPath, lakeTotalsKey), 'utf8'));
    expect(builtAt).toBe(run.StartedOn?.toISOString());
    expect(totals).toEqual(
      expect.arrayContaining([
        { subject: 'encounter', month: '2020-01-01', measure: 'rows', total: '2.000000' },
        { subject: 'encounter', month: '2020-01-01', measure: 'total_claim_cost', total: '3.300000' },
        { subject: 'patient', month: null, measure: 'versions', total: '1.000000' },
        { subject: 'payer', month: null, measure: 'versions', total: '0.000000' },
      ]),
    );
  });

  it('fails a run with an argument or a model it does not know', async () => {
    expect((await runJob(lake.glue(), { '--models': 'gold.nothing' })).ErrorMessage).toContain('known: all, silver.');
    expect((await runJob(lake.glue(), { '--since': 'today' })).ErrorMessage).toContain('not --since');
  });

  it('runs once at a time, and answers for the run in progress', async () => {
    const glue = lake.glue();
    const { JobRunId } = await glue.send(new StartJobRunCommand({ JobName, Arguments: modelsOf('payer') }));
    expect(JobRunId).toMatch(/^jr_[0-9a-f]{64}$/);
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName, RunId: JobRunId }));
    expect(JobRun).toMatchObject({ Id: JobRunId, JobRunState: 'RUNNING' });
    await expect(glue.send(new StartJobRunCommand({ JobName }))).rejects.toMatchObject({
      name: 'ConcurrentRunsExceededException',
    });
    await glue.idle();
    expect(await runJob(glue, modelsOf('payer'))).toMatchObject({ JobRunState: 'SUCCEEDED' });
  });

  it('knows no other job, run or database', async () => {
    const glue = lake.glue();
    const unknown = { name: 'EntityNotFoundException', $metadata: { httpStatusCode: 400 } };
    await expect(glue.send(new StartJobRunCommand({ JobName: 'other' }))).rejects.toMatchObject(unknown);
    await expect(glue.send(new GetJobRunCommand({ JobName, RunId: 'jr_0' }))).rejects.toMatchObject(unknown);
    await expect(glue.send(new GetTablesCommand({ DatabaseName: 'bronze' }))).rejects.toMatchObject(unknown);
  });

  it('lists the tables of a database with their columns', async () => {
    const { TableList = [] } = await lake.glue().send(new GetTablesCommand({ DatabaseName: 'gold' }));
    expect(TableList.map((table) => table.Name)).toEqual([
      'encounters_by_department',
      'encounters_by_org_month',
      'payer_coverage_summary',
      'unresolved_keys',
      'unresolved_references',
    ]);
    expect(TableList[0]?.StorageDescriptor?.Columns?.map(({ Name, Type }) => [Name, Type])).toEqual([
      ['department', 'string'],
      ['encounter_count', 'bigint'],
      ['total_claim_cost', 'decimal(38,2)'],
      ['total_payments', 'decimal(38,2)'],
      ['collection_rate', 'decimal(18,4)'],
    ]);
  });
});

describe('a run that fails', () => {
  let built: GivenLake;
  let tables: readonly string[];
  let totals: string;
  beforeAll(async () => {
    built = await GivenLake.make();
    await built.write('encounter', [encounter('v1_secret', 1)]);
    expect(await runJob(built.glue())).toMatchObject({ JobRunState: 'SUCCEEDED' });
    tables = await tablesOf(built);
    totals = await readFile(join(built.silverPath, lakeTotalsKey), 'utf8');
    await built.write('encounter', [encounter('v1_secret', 2, '7.00')]);
  });
  afterAll(() => built.remove());

  const tablesOf = async ({ s3Path }: GivenLake) =>
    (await filesBelow(s3Path)).filter((name) => name.endsWith('.parquet') && !name.includes('changes'));

  /** What the job says when a model is broken; whatever it is, the lake is afterwards what it was before. */
  async function failWith(file: string, edit: (text: string) => string, otherFile?: string) {
    const sound = new Map<string, string>();
    for (const name of otherFile === undefined ? [file] : [file, otherFile]) {
      const path = join(built.modelsPath, name);
      const text = await readFile(path, 'utf8');
      sound.set(path, text);
      await writeFile(path, edit(text));
    }
    const run = await runJob(built.glue());
    for (const [path, text] of sound) await writeFile(path, text);
    expect(run.JobRunState).toBe('FAILED');
    expect(await tablesOf(built)).toEqual(tables);
    expect(await built.rows('SELECT total_claim_cost FROM silver.encounter')).toEqual([{ total_claim_cost: '1.10' }]);
    expect(await readFile(join(built.silverPath, lakeTotalsKey), 'utf8')).toBe(totals);
    return run.ErrorMessage ?? '';
  }

  it('names the model whose SQL does not bind, and leaves the tables as they were', async () => {
    const message = await failWith('gold/encounters-by-department.sql', (sql) =>
      sql.replace('encounter_class AS', 'ward AS'),
    );
    expect(message).toMatch(/model gold\.encounters_by_department failed: Binder Error: .*"ward"/s);
  });

  it('keeps the values of rows out of the message', async () => {
    const message = await failWith('gold/encounters-by-department.sql', (sql) =>
      sql.replace('1 AS encounter_count', 'CAST(encounter.encounter_id AS BIGINT) AS encounter_count'),
    );
    expect(message).toContain('model gold.encounters_by_department failed: Conversion Error');
    expect(message).not.toContain('secret');
  });

  it('refuses a model outside the portable subset, though DuckDB would run it', async () => {
    const message = await failWith('gold/encounters-by-department.sql', (sql) =>
      sql.replace('encounter_class AS', 'encounter_class::VARCHAR AS'),
    );
    expect(message).toContain('model gold.encounters_by_department: line 5: write CAST(x AS type)');
  });

  it('refuses a model that reads what its yml does not say', async () => {
    const message = await failWith('silver/encounter.yml', (yml) =>
      yml.replace('reads: [silver.encounter_history]', 'reads: [silver.patient_history]'),
    );
    expect(message).toContain('its yml says it reads silver.patient_history, its SQL reads silver.encounter_history');
  });

  it('refuses a model of affected rows that comes from more than one change log', async () => {
    const both = await failWith(
      'checks/encounter.sql',
      (text) => text.replaceAll('changes.encounter', 'changes.patient'),
      'checks/encounter.yml',
    );
    expect(both).toContain('model checks.encounter: its yml says rebuild: affected, so it reads one change log');
  });

  it.each([
    [
      'says that it is computed whole and of which parts it is',
      'gold/encounters-by-department.yml',
      'rebuild: affected',
      'rebuild: whole',
      'of which parts it is, or neither',
    ],
    [
      'says of which parts it is and does not begin with them',
      'gold/encounters-by-department.sql',
      'WITH parts AS',
      'WITH none AS (SELECT 1 AS one), parts AS',
      'so its SQL begins with WITH parts AS (..)',
    ],
    [
      'is of parts by a column that one of their tables lacks',
      'gold/encounters-by-department.yml',
      'by: encounter_id',
      'by: encounter_class',
      'which silver.claim_transaction lacks',
    ],
    [
      'sums a column that it lacks',
      'gold/encounters-by-department.yml',
      'sums: [encounter_count',
      'sums: [visit_count',
      'name visit_count, which is not one of its columns',
    ],
  ])('refuses a mart that %s', async (_what, file, text, instead, said) => {
    expect(await failWith(file, (sound) => sound.replace(text, instead))).toContain(said);
  });

  it.each([
    ['totals of a column that it lacks', 'total_payments: payment', 'total_paid: payment', 'name total_paid'],
    [
      'an example of a table that it does not read',
      '  silver.claim_transaction:',
      '  silver.claim:',
      'rows of silver.claim,',
    ],
    ['totals of nothing', 'sums: { total_payments: payment }', 'sums: {}', 'count and sum nothing'],
    ['an amount that is no text', "total_claim_cost: '300.00'", 'total_claim_cost: 300.10', 'given'],
  ])('refuses a mart with %s', async (_what, text, instead, said) => {
    const message = await failWith('gold/encounters-by-department.yml', (yml) => yml.replace(text, instead));
    expect(message).toContain('gold/encounters-by-department.yml is not a model description');
    expect(message).toContain(said);
  });

  it('refuses a table with other types than its yml says', async () => {
    const message = await failWith('gold/encounters-by-department.yml', (yml) => yml.replace('BIGINT', 'INT'));
    expect(message).toContain('encounter_count INTEGER');
  });

  it('refuses a NULL where the yml says there is none', async () => {
    const message = await failWith('gold/payer-coverage-summary.yml', (yml) =>
      yml.replace('nullable: true', 'nullable: false'),
    );
    expect(message).toContain('model gold.payer_coverage_summary: payer_id is NULL in 1 rows');
  });

  it('refuses two rows of one grain', async () => {
    const message = await failWith('gold/encounters-by-department.sql', (sql) =>
      sql.replace('FROM rounding', 'FROM (SELECT * FROM rounding UNION ALL SELECT * FROM rounding) AS twice'),
    );
    expect(message).toBe(
      'model gold.encounters_by_department: 1 rows repeat its grain (department); nothing was written',
    );
  });

  it('writes nothing when a check finds something', async () => {
    const message = await failWith('gold/encounters-by-department.sql', (sql) =>
      sql.replace('GROUP BY department', "WHERE department <> 'wellness'\n  GROUP BY department"),
    );
    expect(message).toBe(
      'check checks.encounters_by_department found: gold.encounters_by_department has 1 totals that differ from silver.encounter; nothing was written',
    );
  });
});

describe('a run that is cut off', () => {
  it('leaves the tables of the one before, and lets no other begin', async () => {
    const given = await GivenLake.make();
    try {
      await given.write('encounter', [encounter('v1_a', 1)]);
      expect(await runJob(given.glue())).toMatchObject({ JobRunState: 'SUCCEEDED' });
      await given.write('encounter', [encounter('v1_b', 2)]);
      const glue = given.glue();
      const { JobRunId: RunId } = await glue.send(new StartJobRunCommand({ JobName }));
      await glue.stop();
      const { JobRun } = await glue.send(new GetJobRunCommand({ JobName, RunId }));
      expect(JobRun).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringContaining('stopped') });
      expect(await given.rows('SELECT encounter_id FROM silver.encounter')).toEqual([{ encounter_id: 'v1_a' }]);
      expect(await runJob(glue)).toMatchObject({ JobRunState: 'FAILED' });
    } finally {
      await given.remove();
    }
  });
});
