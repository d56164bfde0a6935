import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { openDuckDb, sqlPath } from '../../../embedded/glue/duckdb.ts';
import { currentSnapshot } from '../../../embedded/glue/table-files.ts';
import { change } from '../../glue-scripts/change-rows.ts';
import { GivenLake, runJob } from './given-lake.ts';

const aDay = schedules.lakeModels.auditEverySeconds * 1000;
const encounter = (id: string, sequence: number, total_claim_cost = '1.10') =>
  change('encounter', { encounter_id: id, sequence, total_claim_cost });

let lake: GivenLake;
let now: Date;
beforeEach(async () => {
  lake = await GivenLake.make();
  now = new Date('2026-01-01T00:00:00Z');
  await lake.write('encounter', [encounter('v1_a', 1), encounter('v1_b', 2)]);
  expect(await runJob(lake.glue(() => now))).toMatchObject({ JobRunState: 'SUCCEEDED' });
  await forge();
});
afterEach(() => lake.remove());

/** Somebody changes a row of a table, which no run of what came since looks at. */
async function forge(): Promise<void> {
  const table = join(lake.silverPath, 'tables', 'encounter');
  const [file = ''] = (await currentSnapshot(table))?.parts ?? [];
  const forged = join(table, 'forged');
  const session = await openDuckDb({ allowedDirectories: [lake.silverPath] });
  try {
    const rows = `SELECT * REPLACE (CASE WHEN encounter_id = 'v1_a' THEN 47.11 ELSE total_claim_cost END AS total_claim_cost)`;
    await session.run(`COPY (${rows} FROM read_parquet(${sqlPath(file)})) TO ${sqlPath(forged)} (FORMAT parquet)`);
  } finally {
    session.close();
  }
  await rm(file);
  await rename(forged, file);
}

const costs = async () =>
  (await lake.rows('SELECT total_claim_cost FROM silver.encounter ORDER BY encounter_id')).map(
    (row) => row.total_claim_cost,
  );

const run = (jobArguments?: Record<string, string>) =>
  runJob(
    lake.glue(() => now),
    jobArguments,
  );

const found =
  'the audit found that silver.encounter in 2 rows differed from what all changes give; the tables are right now, but find out why';

it('says of every table in how many rows it differs from what all changes give, and puts it right', async () => {
  expect(await run({ '--rebuild': 'whole' })).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: found });
  expect(await costs()).toEqual(['1.10', '1.10']);
  expect(await run({ '--rebuild': 'whole' })).toMatchObject({ JobRunState: 'SUCCEEDED' });
});

it('comes once a day, unasked, and not in between', async () => {
  now = new Date(now.getTime() + aDay - 1000);
  await lake.write('encounter', [encounter('v1_b', 3, '2.20')]);
  expect(await run()).toMatchObject({ JobRunState: 'SUCCEEDED' });
  expect(await costs()).toEqual(['47.11', '2.20']);
  now = new Date(now.getTime() + 1000);
  expect(await run()).toMatchObject({
    JobRunState: 'FAILED',
    ErrorMessage: expect.stringContaining('the audit found'),
  });
  expect(await costs()).toEqual(['1.10', '2.20']);
  expect(await run()).toMatchObject({ JobRunState: 'SUCCEEDED' });
});

it('can be left out, and asked for in no other word', async () => {
  now = new Date(now.getTime() + 2 * aDay);
  expect(await run({ '--rebuild': 'affected' })).toMatchObject({ JobRunState: 'SUCCEEDED' });
  expect(await costs()).toEqual(['47.11', '1.10']);
  expect((await run({ '--rebuild': 'all' })).ErrorMessage).toBe('--rebuild is due or affected or whole, not all');
});
