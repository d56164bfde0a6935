import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLoads, newObjects, type Seen } from '../../lambdas/load-warehouse/find-objects.ts';
import { knownGroups } from '../../lambdas/load-warehouse/known-objects.ts';
import { dayOf, type SilverObject } from '../../lambdas/load-warehouse/list-changes.ts';
import { openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

/** A place in the change log, and what is known of it. */
const place = fc.record({
  day: fc.constantFrom('2026-11-19', '2026-11-20'),
  hour: fc.constantFrom('09', '10'),
  shard: fc.constantFrom(0, 1),
  sequence: fc.integer({ min: 0, max: 9 }),
  isListed: fc.boolean(),
  known: fc.constantFrom('no', 'loaded', 'set aside'),
});
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

const keyOf = ({ day, hour, shard, sequence }: Place) =>
  `changes/patient/dt=${day}/hr=${hour}/shardId-00000000000${shard}/${sequence}-${sequence}-0123456789ab.parquet`;

test('what is new is the listing without what is loaded or set aside, in whatever order objects came, and no load but of a rebuild has two days', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(place, { selector: keyOf, maxLength: 14 }),
      fc.boolean(),
      async (places, mixesDays) => {
        await run.reset();
        for (const one of places) {
          const key = keyOf(one);
          if (one.isListed) {
            await run.s3.send(new PutObjectCommand({ Bucket: 'silver', Key: key, Body: new Uint8Array([1]) }));
          }
          if (one.known === 'loaded') {
            await run.engine.query("INSERT INTO audit.loaded_object VALUES ($1, 'patient', 'l', 1)", [key]);
          } else if (one.known === 'set aside') {
            await run.engine.query(
              "INSERT INTO audit.set_aside (object_key, contract, action, recorded_at) VALUES ($1, 'patient', 'set aside', now())",
              [key],
            );
          }
        }
        const known = await knownGroups(run.warehouse, ['patient'], new Map());
        const seen: Seen = { days: new Map(), newest: '', foreign: 0 };
        const found = newObjects(
          { s3: run.s3, warehouse: run.warehouse, bucket: 'silver' },
          { contract: 'patient', horizon: undefined, known: known.get('patient') ?? new Map(), released: [] },
          seen,
        );
        const loads: SilverObject[][] = [];
        for await (const load of inLoads(found, { most: 3, mixesDays })) loads.push(load);
        const keys = loads.flat().map(({ key }) => key);
        expect(keys.toSorted()).toEqual(
          places
            .filter(({ isListed, known: how }) => isListed && how === 'no')
            .map(keyOf)
            .sort(),
        );
        const days = keys.map(dayOf);
        expect(days).toEqual(days.toSorted());
        expect(loads.every(({ length }) => length <= 3)).toBe(true);
        if (mixesDays) expect(loads.slice(0, -1).every(({ length }) => length === 3)).toBe(true);
        else for (const load of loads) expect(new Set(load.map(({ key }) => dayOf(key))).size).toBe(1);
      },
    ),
    { numRuns: 12 },
  );
});
