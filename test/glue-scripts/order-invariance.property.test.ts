import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChangeRow, change } from './change-rows.ts';
import { ModelRun } from './model-run.ts';

let run: ModelRun;
beforeAll(async () => {
  run = await ModelRun.open();
});
afterAll(() => run.close());

const at = (n: number) => `2024-01-0${n + 1} 00:00:00`;

/**
 * Few changes of a key, few instants and values, so that changes collide in every way. What happens to one key is nothing to
 * another: one log of many keys tries as much as many logs of few, for the price of one.
 */
const events = fc.array(
  fc.record({
    key: fc.integer({ min: 0, max: 40 }),
    instant: fc.integer({ min: 0, max: 4 }),
    value: fc.integer({ min: 0, max: 2 }),
    op: fc.constantFrom('U', 'U', 'U', 'D'),
  }),
  { minLength: 120, maxLength: 200, size: 'max' },
);

/** The log as it may be delivered: rows shuffled, some written again into another object, some sent again later. */
const deliveries = fc.record({
  seed: fc.integer(),
  copies: fc.array(fc.nat(300), { minLength: 20, maxLength: 80, size: 'max' }),
  retries: fc.array(fc.nat(300), { minLength: 20, maxLength: 80, size: 'max' }),
});

function delivered(rows: readonly ChangeRow[], delivery: { seed: number; copies: number[]; retries: number[] }) {
  const pick = (indexes: readonly number[]) => (rows.length === 0 ? [] : indexes.map((n) => rows[n % rows.length]));
  const copies = pick(delivery.copies).map((row, n) => ({ ...row, object_key: `changes/copy-${n}` }));
  const retries = pick(delivery.retries).map((row, n) => ({ ...row, sequence: String(1000 + n).padStart(64, '0') }));
  const all = [...rows, ...copies, ...retries] as ChangeRow[];
  // A permutation by the seed: any order will do, it only has to be another one.
  return all
    .map((row, n) => ({ row, place: Math.imul(n + 1, delivery.seed | 1) >>> 0 }))
    .sort((left, right) => left.place - right.place)
    .map(({ row }) => row);
}

/** The timeline by the definition: of an instant the last to arrive, without what says nothing new. */
function timeline(rows: readonly ChangeRow[]): readonly string[] {
  const found: string[] = [];
  for (const key of [...new Set(rows.map((row) => String(row.patient_id)))].sort()) {
    const ofInstant = new Map<string, ChangeRow>();
    for (const row of rows) if (row.patient_id === key) ofInstant.set(String(row.version_at), row);
    const ordered = [...ofInstant.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
    const versions = ordered.filter((row, n) => ordered[n - 1]?.row_hash !== row.row_hash);
    for (const [n, row] of versions.entries()) {
      const from = n === 0 ? '1900-01-01 00:00:00' : row.version_at;
      const to = versions[n + 1]?.version_at ?? '9999-12-31 00:00:00';
      found.push([key, from, to, row.city, row.op, row.event_id].join(' '));
    }
  }
  return found;
}

describe('the silver models', () => {
  it('give the timeline of the definition, for every order and duplication of the change log', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.array(deliveries, { minLength: 2, maxLength: 2 }), async (list, ways) => {
        const rows = list.map((event, n) =>
          change('patient', {
            patient_id: `v1_${event.key}`,
            sequence: n + 1,
            version_at: at(event.instant),
            city: `City ${event.value}`,
            op: event.op,
          }),
        );
        const outcomes = [];
        for (const way of ways) {
          await run.given({ patient: delivered(rows, way) }, ['silver.patient']);
          expect(await run.findings('patient')).toEqual([]);
          outcomes.push([await run.table('silver.patient_history'), await run.table('silver.patient')]);
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
        const history = (outcomes[0]?.[0] ?? []).map((row) =>
          [row.patient_id, row.valid_from, row.valid_to, row.city, row.op, row.event_id].join(' '),
        );
        expect(history).toEqual(timeline(rows));
      }),
      { numRuns: 6 },
    );
  });

  it('give the same encounters and marts for every order and duplication of the change log', async () => {
    const tables = [
      'silver.encounter_history',
      'silver.encounter',
      'gold.encounters_by_department',
      'gold.encounters_by_org_month',
      'gold.payer_coverage_summary',
    ];
    await fc.assert(
      fc.asyncProperty(events, deliveries, async (list, way) => {
        const rows = list.map((event, n) =>
          change('encounter', {
            encounter_id: `v1_${event.key}`,
            sequence: n + 1,
            version_at: at(event.instant),
            started_at: at(event.instant),
            total_claim_cost: `${event.value}.99`,
            payer_id: event.value === 0 ? null : `payer-${event.value}`,
            op: event.op,
          }),
        );
        const payments = list.map((event, n) =>
          change('claim_transaction', {
            claim_transaction_id: `v1_${event.key}`,
            encounter_id: `v1_${event.instant}`,
            transaction_type: 'PAYMENT',
            payment: `${event.value}.01`,
            sequence: n + 1,
            op: event.op,
          }),
        );
        const outcomes = [];
        for (const deliver of [(log: ChangeRow[]) => log, (log: ChangeRow[]) => delivered(log, way)]) {
          await run.given({ encounter: deliver(rows), claim_transaction: deliver(payments) }, tables);
          expect(await run.findings('encounter')).toEqual([]);
          outcomes.push(await Promise.all(tables.map((table) => run.table(table))));
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
        const alive = new Map(rows.map((row) => [row.encounter_id, row]));
        const cents = [...alive.values()]
          .filter((row) => row.op !== 'D')
          .reduce((sum, row) => sum + Math.round(Number(row.total_claim_cost) * 100), 0);
        const total = await run.rows(
          'SELECT COALESCE(SUM(total_claim_cost), 0) AS cost FROM gold.payer_coverage_summary',
        );
        expect(Math.round(Number(total[0]?.cost) * 100)).toBe(cents);
      }),
      { numRuns: 5 },
    );
  });
});
