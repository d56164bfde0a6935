import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compareTotals } from '../../domain/reconciliation/totals.ts';
import { readModels } from '../../embedded/glue/model-catalog.ts';
import { silverTables } from '../../tools/codegen/write-warehouse.ts';
import { runs } from '../thorough.ts';
import { StoreTotals } from './store-totals.ts';
import {
  type Change,
  encounterChange,
  memberChange,
  openWarehouseRun,
  transactionChange,
  type WarehouseRun,
} from './warehouse-run.ts';

let run: WarehouseRun;
let totals: StoreTotals;
beforeAll(async () => {
  run = await openWarehouseRun();
  totals = new StoreTotals(run, { tables: silverTables, models: await readModels(), instant });
});
beforeEach(() => run.reset());
afterAll(() => run.remove());

const instant = new Date('2026-11-20T12:00:00Z');
const before = instant.getTime() - 1;
const since = instant.getTime();
const on = (date: string) => Date.parse(`${date}T00:00:00Z`);
const arrived = (at: number, changes: readonly Change[]): Change[] =>
  changes.map((change) => ({ ...change, arrivedAt: at }));
const settled = arrived(before, [
  memberChange('patient', 'p1', { id: 'a', at: on('2020-01-01'), sequence: 1, value: 'A' }),
  memberChange('patient', 'p1', { id: 'b', at: on('2020-02-01'), sequence: 2, value: 'B' }),
  encounterChange('e1', { id: 'c', at: on('2020-03-01'), sequence: 3, patient: 'p1', cost: '10.10' }),
  encounterChange('e2', { id: 'd', at: on('2020-03-02'), sequence: 4, patient: 'p2', cost: '0.05' }),
  transactionChange('t1', { id: 'e', at: on('2020-03-02'), sequence: 5, payment: '9.99' }),
]);

test('stores that loaded the same give the same totals, to the cent and by month', async () => {
  await run.loadChanges(settled);
  expect(await totals.differences()).toEqual([]);
  expect(await totals.warehouse()).toContainEqual({
    subject: 'encounter',
    month: '2020-03-01',
    measure: 'total_claim_cost',
    total: '10.150000',
  });
  expect(await totals.warehouse()).toContainEqual({
    subject: 'patient',
    month: null,
    measure: 'versions',
    total: '2.000000',
  });
});

test('a store that lost or changed something differs by it', async () => {
  await run.loadChanges(settled);
  let found = await totals.differences();
  for (const [change, difference] of [
    [
      'UPDATE star.fact_encounter SET total_claim_cost = total_claim_cost - 0.01',
      'encounter total_claim_cost 2020-03-01',
    ],
    ["DELETE FROM star.fact_encounter WHERE encounter_bk = 'e1'", 'encounter rows 2020-03-01'],
    ["UPDATE star.fact_encounter SET started_at = '2020-04-01' WHERE encounter_bk = 'e2'", 'encounter rows 2020-04-01'],
    ["DELETE FROM star.dim_patient WHERE is_current AND patient_bk = 'p1'", 'patient versions null'],
    ['DELETE FROM star.fact_claim_transaction', 'claim_transaction rows 2020-03-01'],
  ] as const) {
    expect(found).not.toContain(difference);
    await run.engine.exec(change);
    found = await totals.differences();
    expect(found).toContain(difference);
  }
});

test('what arrived since the instant counts in neither store, whichever of them has it already', async () => {
  const key = fc.constantFrom('k1', 'k2', 'k3');
  const day = fc.integer({ min: 1, max: 28 }).map((value) => on(`2020-02-${String(value).padStart(2, '0')}`));
  const what = fc.record({
    kind: fc.constantFrom('patient', 'payer', 'encounter', 'claim_transaction'),
    key,
    at: day,
    value: fc.constantFrom('A', 'B'),
    deleted: fc.integer({ min: 0, max: 4 }).map((roll) => roll === 0),
  });
  const changeOf = (
    { kind, key: of, ...rest }: { kind: string; key: string; at: number; value: string; deleted: boolean },
    sequence: number,
  ): Change => {
    const change = { ...rest, id: `event-${sequence}`, sequence };
    if (kind === 'encounter') return encounterChange(of, { ...change, patient: 'k1', cost: `${sequence}.01` });
    if (kind === 'claim_transaction') return transactionChange(of, { ...change, payment: '1.10' });
    return memberChange(kind, of, change);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(what, { minLength: 1, maxLength: 8 }),
      fc.array(what, { maxLength: 8 }),
      fc.boolean(),
      async (first, second, isLoaded) => {
        await run.reset();
        const early = arrived(before, first.map(changeOf));
        const late = arrived(
          since,
          second.map((each, index) => changeOf(each, 100 + index)),
        );
        await run.loadChanges(early);
        const alone = await totals.lake();
        expect(compareTotals(alone, await totals.warehouse()).differences).toEqual([]);
        // The lake always sees what came since; the warehouse has loaded it or not.
        if (late.length > 0) await run.deliver(late);
        if (isLoaded) await run.load('later');
        expect(compareTotals(alone, await totals.lake()).differences).toEqual([]);
        expect(compareTotals(alone, await totals.warehouse()).differences).toEqual([]);
      },
    ),
    runs(2, 12),
  );
});
