import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runs } from '../thorough.ts';
import { expectedStar, readStar } from './star-oracle.ts';
import {
  type Change,
  claimChange,
  encounterChange,
  memberChange,
  openWarehouseRun,
  type WarehouseRun,
} from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const day = 86_400_000;
const firstDay = Date.parse('2020-01-01T00:00:00Z');
// Few instants, keys and values: equal instants, no-op changes and windows that meet must be common.
const instant = fc.integer({ min: 0, max: 7 }).map((days) => firstDay + days * day);
// Now and then a clock is wrong by centuries.
const clock = fc.oneof(
  { weight: 9, arbitrary: instant },
  { weight: 1, arbitrary: fc.constantFrom(Date.parse('0044-03-15T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')) },
);
const value = fc.constantFrom('A', 'B', 'C');
const rarely = fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0);
const memberOf = (contract: fc.Arbitrary<string>) =>
  fc.record({
    contract,
    key: fc.constantFrom<string>('k1', 'k2'),
    at: clock,
    value,
    deleted: rarely,
  });
const optionalKey = fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined });
const cost = fc.constantFrom('1.10', '2.20', '3333333333333.30');
const visit = fc.record({
  key: fc.constantFrom<string>('e1', 'e2', 'e3', 'e4'),
  at: clock,
  patient: fc.constantFrom('k1', 'k2', 'k3'),
  organization: optionalKey,
  provider: optionalKey,
  payer: optionalKey,
  cost,
  deleted: rarely,
});
// Two payers and two providers a claim: of equal keys, of different ones, of one of them alone.
const bill = fc.record({
  key: fc.constantFrom<string>('c1', 'c2'),
  at: clock,
  patient: fc.constantFrom('k1', 'k2', 'k3'),
  provider: optionalKey,
  supervisor: optionalKey,
  primary: optionalKey,
  secondary: optionalKey,
  deleted: rarely,
});
type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Member = ValueOf<ReturnType<typeof memberOf>>;
type Visit = ValueOf<typeof visit>;
type Bill = ValueOf<typeof bill>;

function changeOf(record: Member | Visit | Bill, id: string, sequence: number): Change {
  if ('contract' in record) return memberChange(record.contract, record.key, { ...record, id, sequence });
  if ('primary' in record) return claimChange(record.key, { ...record, id, sequence });
  return encounterChange(record.key, { ...record, id, sequence });
}

/**
 * Changes in stream order, most of the members of one kind so that its windows move alone; then retries: the same event
 * later in the stream, some with other content, which must never count.
 */
const stream = fc
  // Of a diagnosis no versions are kept.
  .constantFrom('patient', 'organization', 'provider', 'payer', 'diagnosis')
  .chain((kind) => {
    const often = memberOf(fc.constant(kind));
    const any = memberOf(fc.constantFrom('patient', 'organization', 'provider', 'payer', 'diagnosis'));
    const record = fc.oneof(
      { weight: 4, arbitrary: often },
      { weight: 1, arbitrary: any },
      { weight: 3, arbitrary: visit },
      { weight: 2, arbitrary: bill },
    );
    return fc.array(record, { minLength: 1, maxLength: 24 });
  })
  .chain((records) => {
    const retry = fc.record({
      index: fc.nat({ max: records.length - 1 }),
      value,
      cost,
      at: fc.option(instant),
      // Under a key that no event mentions: the retry may come first, and must be gone without a trace afterwards.
      key: fc.option(fc.constantFrom('k9', 'e9'), { freq: 3 }),
    });
    return fc.array(retry, { maxLength: 6 }).map((retries) => {
      const events = records.map((record, index) => changeOf(record, `event-${index}`, index));
      const repeated = retries.flatMap(({ index, at, key, ...content }, place) => {
        const record = records[index];
        if (record === undefined) return [];
        const moved = key === null ? record : { ...record, key };
        const other = at === null ? moved : { ...moved, ...content, at };
        return [changeOf(other, `event-${index}`, records.length + place)];
      });
      return [...events, ...repeated];
    });
  });

/** A delivery: the changes in some order, some of them twice, cut into loads. */
const deliveryOf = (changes: readonly Change[]): fc.Arbitrary<Change[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...changes], { minLength: changes.length }),
      fc.subarray([...changes], { maxLength: Math.min(4, changes.length) }),
      fc.array(fc.integer({ min: 1, max: changes.length }), { maxLength: 5 }),
    )
    .map(([ordered, again, cuts]) => {
      const all = [...ordered, ...again];
      const places = [0, ...cuts.toSorted((a, b) => a - b), all.length];
      return places.slice(1).map((to, index) => all.slice(places[index], to));
    });

test('dimensions and facts come out the same for every order, batch split, duplicate and re-run', async () => {
  await fc.assert(
    fc.asyncProperty(
      stream.chain((changes) => fc.tuple(fc.constant(changes), deliveryOf(changes))),
      async ([changes, loads]) => {
        // The oracle sees the changes alone, so equal to it means equal for every delivery of them.
        const expected = expectedStar(changes);
        await run.reset();
        for (const load of loads) await run.loadChanges(load);
        expect(await readStar(run.rows)).toEqual(expected);
        expect(await run.brokenInvariants()).toEqual([]);
        const again = await run.loadChanges(changes);
        expect(again).toMatchObject({ staged: changes.length, inserted: 0, duplicates: changes.length });
        expect(await readStar(run.rows)).toEqual(expected);
      },
    ),
    runs(12, 120),
  );
});

/** Later times count as this one. */
const lastCounted = Date.parse('9999-12-30T00:00:00Z');

/** Every cell of the star, those too that say which load brought a row, and which transaction of the engine wrote it. */
async function everyCell(): Promise<unknown[]> {
  const tables = [...run.star.dimensions, ...run.star.facts].map(({ name }) => name);
  const cells: unknown[] = [];
  for (const table of tables)
    cells.push(table, await run.rows(`SELECT *, CAST(xmin AS text) AS written_by FROM star.${table} ORDER BY 1`));
  return cells;
}

test('an event that says what the version strictly around it says touches no timeline and no fact', async () => {
  await fc.assert(
    fc.asyncProperty(
      stream.chain((changes) => fc.tuple(deliveryOf(changes), fc.array(fc.double({ min: 0, max: 1, noNaN: true })))),
      async ([loads, places]) => {
        await run.reset();
        for (const load of loads) await run.loadChanges(load);
        const { dimensions } = await readStar(run.rows);
        const versions = Object.entries(dimensions).flatMap(([contract, own]) =>
          own.map((version) => ({ contract, version })),
        );
        const told = versions.flatMap(({ contract, version }, index): Change[] => {
          const { bk, versionAt, validTo, isInferred, isDeleted, attributes } = version;
          const at =
            versionAt + 1 + Math.floor((places[index % (places.length || 1)] ?? 0.5) * (validTo - versionAt - 2));
          if (isInferred || at <= versionAt || at >= validTo || at > lastCounted) return [];
          const data = Object.entries({ ...attributes, [`${contract}_id`]: bk });
          return [
            {
              contract,
              eventId: `again-${index}`,
              operation: isDeleted ? 'D' : 'U',
              at,
              // Before, between or after those that made the versions.
              sequence: index % 3 === 0 ? 0 : 1000 + index,
              data: Object.fromEntries(data.filter((entry): entry is [string, string] => entry[1] !== null)),
            },
          ];
        });
        const before = await everyCell();
        expect(await run.loadChanges(told)).toMatchObject({ inserted: told.length });
        expect(await everyCell()).toEqual(before);
        expect(await run.brokenInvariants()).toEqual([]);
      },
    ),
    runs(8, 40),
  );
});
