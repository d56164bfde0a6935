import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddedPlace } from '../../../cli/smoke/embedded-place.ts';
import { type SmokeOptions, smoke } from '../../../cli/smoke/smoke.ts';
import type { SmokePlace } from '../../../cli/smoke/smoke-place.ts';
import type { StepResult } from '../../../cli/smoke/steps.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

let place: SmokePlace;
let checks = 0;

beforeAll(async () => {
  place = await openEmbeddedPlace(await temporaryDirectory());
});
afterAll(() => place.close());

/** A check of the pipeline with some of its parts broken. */
async function checked(broken: Partial<SmokePlace>, options: Partial<SmokeOptions> = {}): Promise<StepResult[]> {
  checks += 1;
  return smoke({ ...place, ...broken }, { check: `check${checks}`, now: Date.now(), ...options }, () => undefined);
}

const outcomes = (results: readonly StepResult[]) => results.map(({ name, outcome }) => `${outcome} ${name}`);

/** The stream, with a chance to change each put or to lose it. */
function stream(change: (put: number, data: Uint8Array) => Uint8Array | undefined): SmokePlace['kinesis'] {
  let puts = 0;
  return {
    send: async (command) => {
      puts += 1;
      const [record] = command.input.Records ?? [];
      const Data = change(puts, record?.Data ?? new Uint8Array());
      if (Data === undefined) {
        const lost = { ShardId: 'shardId-000000000000', SequenceNumber: '1' };
        return { $metadata: {}, FailedRecordCount: 0, Records: [lost] };
      }
      return place.kinesis.send(
        new PutRecordsCommand({ ...command.input, Records: [{ PartitionKey: 'p', ...record, Data }] }),
      );
    },
  };
}

/** Of the first record put, another text in the place of one. */
const replaced = (from: string, to: string) => (put: number, data: Uint8Array) =>
  put === 1 ? new TextEncoder().encode(new TextDecoder().decode(data).replace(from, to)) : data;

/** The warehouse, in which a statement of somebody else follows each load. */
const warehouseWith = (sql: string): SmokePlace['warehouse'] => ({
  ...place.warehouse,
  load: async () => {
    await place.warehouse.load();
    await place.warehouse.sql.query(sql);
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
    'left out pipeline',
    'left out lake',
    'seen deletion: stream',
    'seen deletion: bronze',
    'seen deletion: silver',
    'left out deletion: load',
    'left out deletion: history',
    'left out deletion: star',
  ]);
  expect(results[3]?.what).toBe('no Redshift');
});

describe('what is broken is named, with what to do, nothing behind it is tried, and the deletion is sent all the same', () => {
  const patience = 0.02;
  const failing = new Error('Forbidden');
  const refuse = async () => {
    throw failing;
  };

  test.each<[string, string, () => Partial<SmokePlace>, RegExp]>([
    ['stream', 'a stream that refuses', () => ({ kinesis: { send: refuse } }), /^Error$/],
    ['bronze', 'a consumer that reads nothing', () => ({ kinesis: stream(() => undefined) }), /^not seen within/],
    [
      'silver',
      'a value that is another',
      () => ({ kinesis: stream(replaced('Łódź', 'Lodz')) }),
      /^the row differs: row_hash .*, city "Lodz" and not "Łódź"$/,
    ],
    [
      'silver',
      'a record that is refused',
      () => ({ kinesis: stream(replaced('"zip"', '"postcode"')) }),
      /^not seen within/,
    ],
    ['load', 'a load that fails', () => ({ warehouse: { ...place.warehouse, load: refuse } }), /^Error$/],
    [
      'history',
      'a load that does nothing',
      () => ({ warehouse: { ...place.warehouse, load: async () => undefined } }),
      /^not seen within/,
    ],
    ['pipeline', 'a pipeline that fails', () => ({ lake: { ...place.lake, startPipeline: refuse } }), /^Error$/],
    [
      'lake',
      'models that leave it out',
      () => ({ lake: { ...place.lake, startPipeline: async () => async () => true } }),
      /^not seen within/,
    ],
    [
      'deletion: bronze',
      'a deletion that does not arrive',
      () => ({ kinesis: stream((put, data) => (put === 2 ? undefined : data)) }),
      /^not seen within/,
    ],
    // These two leave the warehouse as they made it, so they come last.
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
      /^the row differs: city "Lodz" and not "Łódź"$/,
    ],
  ])('%s: %s', async (name, _what, broken, what) => {
    const results = await checked(broken(), { patience });
    const failed = results.findIndex(({ outcome }) => outcome === 'FAILED');
    expect(results[failed]).toMatchObject({
      name,
      what: expect.stringMatching(what),
      todo: expect.stringMatching(/\w/),
    });
    expect(new Set(results.slice(0, failed).map(({ outcome }) => outcome))).toEqual(
      new Set(failed === 0 ? [] : ['seen']),
    );
    expect(new Set(results.slice(failed + 1).map(({ outcome }) => outcome))).not.toContain('seen');
    if (!['stream', 'bronze', 'deletion: bronze'].includes(name)) {
      await expect.poll(() => deletions(`check${checks}`), { timeout: 20_000 }).toEqual([{ n: 1 }]);
    }
  });
});

/** Deletions of a check that a load finds. */
async function deletions(check: string) {
  await place.warehouse.load();
  return place.warehouse.sql.query(
    "SELECT COUNT(*) AS n FROM history.organization WHERE op = 'D' AND name LIKE :name",
    { name: `% ${check}:%` },
  );
}
