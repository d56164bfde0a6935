import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartJobRunCommand } from '@aws-sdk/client-glue';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPlace, openEmbeddedPlace } from '../../../cli/smoke/embedded-place.ts';
import { type SmokeOptions, smoke } from '../../../cli/smoke/smoke.ts';
import type { SmokePlace } from '../../../cli/smoke/smoke-place.ts';
import type { StepResult } from '../../../cli/smoke/steps.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { smokeCheck } from '../../../contracts/platform/smoke-check.ts';
import { buckets } from '../../../embedded/runtime.ts';
import { type BuildConsumer, consumerFunctions } from '../../../lambdas/functions.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** What the ingest function does with a record before its work: the text it gets instead, or null to pass it over. */
let meddle: (event: string) => string | null = (event) => event;

/** The project's function, broken at will: it runs in the consumer of the stream, as the one of a bad release would. */
const ingestEvents: BuildConsumer = async (context) => {
  const handle = await consumerFunctions['ingest-events'](context);
  return (batch) =>
    handle({
      Records: batch.Records.flatMap((record) => {
        const text = meddle(Buffer.from(record.kinesis.data, 'base64').toString());
        if (text === null) return [];
        return [{ ...record, kinesis: { ...record.kinesis, data: Buffer.from(text).toString('base64') } }];
      }),
    });
};

const open = async () => openEmbeddedPlace(await temporaryDirectory(), { 'ingest-events': ingestEvents });

let place: EmbeddedPlace;
let checks = 0;

beforeAll(async () => {
  place = await open();
});
afterAll(() => place.close());
afterEach(() => {
  meddle = (event) => event;
});

/** A check of the pipeline with some of its parts broken. */
async function checked(broken: Partial<SmokePlace>, options: Partial<SmokeOptions> = {}): Promise<StepResult[]> {
  checks += 1;
  return smoke({ ...place, ...broken }, { check: `check${checks}`, now: Date.now(), ...options }, () => undefined);
}

const outcomes = (results: readonly StepResult[]) => results.map(({ name, outcome }) => `${outcome} ${name}`);

/** The warehouse, in which a statement of somebody else follows each load. */
const warehouseWith = (sql: string): SmokePlace['warehouse'] => ({
  ...place.warehouse,
  load: async () => {
    const waiting = await place.warehouse.load();
    await place.warehouse.sql.query(sql);
    return waiting;
  },
});

test('a pipeline that works shows every step, twice in a row, and leaves nobody but a deleted organization', async () => {
  for (const _ of [1, 2]) {
    const results = await checked({});
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 14 }, () => 'seen'));
  }
  expect(
    await place.warehouse.sql.query(
      'SELECT is_deleted FROM star.dim_organization WHERE is_current AND organization_sk > 0',
    ),
  ).toEqual([{ is_deleted: true }]);
});

test('parts that are left out are said to be, and the rest is looked at', async () => {
  const results = await checked({}, { without: { warehouse: 'no Redshift', lake: 'no Glue' } });
  expect(outcomes(results)).toEqual([
    'seen stream',
    'seen bronze',
    'seen silver',
    'left out load',
    'left out history',
    'left out star',
    'seen deletion: stream',
    'seen deletion: bronze',
    'seen deletion: silver',
    'left out deletion: load',
    'left out deletion: history',
    'left out deletion: star',
    'left out pipeline',
    'left out lake',
  ]);
  expect(results[3]?.what).toBe('no Redshift');
});

const refuse = async () => {
  throw new Error('Forbidden');
};
/** So that what is looked for in vain takes seconds. */
const patience = 0.02;

/** What a check of a broken pipeline ends with; fails when anything behind that was looked at. */
async function failureOf(broken: Partial<SmokePlace>): Promise<StepResult | undefined> {
  const results = await checked(broken, { patience });
  const at = results.findIndex(({ outcome }) => outcome === 'FAILED');
  const of = (some: readonly StepResult[]) => [...new Set(some.map(({ outcome }) => outcome))];
  expect(of(results.slice(0, at))).toEqual(at === 0 ? [] : ['seen']);
  expect(of(results.slice(at + 1))).toEqual(at === results.length - 1 ? [] : ['not tried']);
  expect(results[at]?.todo).toMatch(/\w/);
  return results[at];
}

describe('what is broken is named, with what to do, nothing behind it is tried, and the deletion is sent all the same', () => {
  const isDeletion = (event: string) => event.includes('.deleted"');

  test.each<[string, string, (event: string) => string | null, RegExp]>([
    ['bronze', 'a function that takes records and writes nothing', () => null, /^not seen within/],
    [
      'silver',
      'a function that writes another value',
      (event) => event.replace('Łódź', 'Lodz'),
      /^the row differs: row_hash .*, city a text of 4 characters that was not sent and not "Łódź"$/,
    ],
    ['silver', 'a function that refuses the record', (event) => event.replace('"02139"', '17'), /^not seen within/],
    [
      'deletion: bronze',
      'a deletion that does not arrive',
      (event) => (isDeletion(event) ? null : event),
      /^not seen within/,
    ],
    [
      'deletion: silver',
      'a deletion that arrives as a change',
      (event) => event.replace('.deleted"', '.changed"'),
      /^the row differs: op "U" and not "D", row_hash/,
    ],
  ])('%s: %s', async (name, _what, broken, what) => {
    meddle = broken;
    expect(await failureOf({})).toMatchObject({ name, what: expect.stringMatching(what) });
    meddle = (event) => event;
    if (name === 'silver') expect(await deletions()).toBe(1);
  });

  test.each<[string, string, () => Partial<SmokePlace>, RegExp]>([
    ['stream', 'a stream that refuses', () => ({ kinesis: { send: refuse } }), /^Error$/],
    [
      'history',
      'a load that does nothing',
      () => ({ warehouse: { ...place.warehouse, load: async () => 0 } }),
      /^not seen within/,
    ],
    [
      'pipeline',
      'a lake that was built without the deletion, which the comparison of the stores finds',
      () => ({ lake: { ...place.lake, startPipeline: withoutNewest(place, () => place.lake.startPipeline()) } }),
      /organization versions$/,
    ],
    [
      'lake',
      'a lake that was built without the deletion, and not compared',
      () => ({ lake: { ...place.lake, startPipeline: withoutNewest(place, () => buildLake(place)) } }),
      /^the row differs: valid_to .*, is_current "true" and not "false"$/,
    ],
    [
      'lake',
      'a lake that was not built',
      () => ({ lake: { ...place.lake, startPipeline: async () => async () => true } }),
      /^not seen within/,
    ],
    [
      'lake',
      'a lake of today that still has the organization',
      () => ({
        lake: {
          ...place.lake,
          rows: async (table) => place.lake.rows(table === 'today' ? 'history' : table),
        },
      }),
      /^organization has the organization still, which was deleted$/,
    ],
    // These leave the warehouse as they made it, so they come last.
    [
      'history',
      'times that are read a thousandth of a second wrong',
      () => ({
        warehouse: warehouseWith(
          "UPDATE history.organization SET version_at = DATEADD(millisecond, 1, version_at) WHERE op = 'U'",
        ),
      }),
      /^the row differs: version_at "\d{4}-.*" and not "\d{4}-[^"]*"$/,
    ],
    [
      'star',
      'a star that has another name',
      () => ({ warehouse: warehouseWith("UPDATE star.dim_organization SET city = 'Lodz' WHERE is_current") }),
      /^the row differs: city a text of 4 characters that was not sent and not "Łódź"$/,
    ],
    [
      'star',
      'a star with a second version that is current',
      () => ({ warehouse: warehouseWith('UPDATE star.dim_organization SET is_current = TRUE') }),
      /^\d+ versions of the organization are current$/,
    ],
    [
      'deletion: star',
      'a star that does not close the version before',
      () => ({
        warehouse: warehouseWith("UPDATE star.dim_organization SET valid_to = '9999-12-31' WHERE NOT is_deleted"),
      }),
      /^the row differs: valid_to "9999-12-31 00:00:00.000000" and not "\d{4}-[^"]*"$/,
    ],
  ])('%s: %s', async (name, _what, broken, what) => {
    expect(await failureOf(broken())).toMatchObject({ name, what: expect.stringMatching(what) });
    if (name === 'history') expect(await deletions()).toBe(1);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'load',
      'a warehouse that lacks a column',
      'ALTER TABLE history.organization DROP COLUMN phone',
      /^1 of 1 contracts with new objects could not be loaded: organization \(/,
    ],
    [
      'pipeline',
      'a fact that the comparison of the stores cannot read',
      'ALTER TABLE star.fact_immunization RENAME TO fact_immunization_away',
      /SQLSTATE 42P01/,
    ],
  ])('%s: %s', async (name, _what, sql, what) => {
    const own = place;
    place = await open();
    try {
      await place.warehouse.load();
      await place.warehouse.sql.query(sql);
      expect(await failureOf({})).toMatchObject({ name, what: expect.stringMatching(what) });
    } finally {
      await place.close();
      place = own;
    }
  });
});

/** Starts something while the newest object of the change log is away. */
function withoutNewest({ runtime }: EmbeddedPlace, start: () => Promise<unknown>): SmokePlace['lake']['startPipeline'] {
  return async () => {
    const folder = join(runtime.directory.s3Path, buckets.silver, smokeCheck.changes.prefix);
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.parquet'));
    const dated = await Promise.all(
      files.map(async (file) => ({ path: join(folder, file), at: (await stat(join(folder, file))).mtimeMs })),
    );
    const newest = dated.reduce((a, b) => (a.at > b.at ? a : b)).path;
    await rename(newest, `${newest}.away`);
    try {
      await start();
    } finally {
      await rename(`${newest}.away`, newest);
    }
    return async () => true;
  };
}

/** Runs the job alone. */
async function buildLake({ runtime }: EmbeddedPlace): Promise<void> {
  const { glue } = runtime.services;
  await glue.send(new StartJobRunCommand({ JobName: schedules.lakeModels.job, Arguments: { '--models': 'all' } }));
  await glue.idle();
}

/** Deletions of the last check that a load finds, once there is one. */
async function deletions(): Promise<number> {
  const id = `check${checks}-deleted`;
  const count = async () => {
    await place.warehouse.load();
    const sql = "SELECT COUNT(*) AS n FROM history.organization WHERE op = 'D' AND event_id = :id";
    return Number((await place.warehouse.sql.query(sql, { id }))[0]?.n);
  };
  await expect.poll(count, { timeout: 20_000 }).toBe(1);
  return count();
}
