import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type MartNotes, readMarts } from '../../embedded/glue/model-catalog.ts';
import { change } from './change-rows.ts';
import { ModelRun } from './model-run.ts';

const marts = await readMarts();

let run: ModelRun;
beforeAll(async () => {
  run = await ModelRun.open();
});
afterAll(() => run.close());

type Rows = MartNotes['expect'];
type GivenTables = Readonly<Record<string, Rows>>;

/** Builds a mart from tables whose rows are given; those it reads of which nothing is said are empty. */
async function build({ name, reads }: MartNotes, given: GivenTables): Promise<readonly Record<string, unknown>[]> {
  for (const table of reads) await run.store(table, given[table] ?? []);
  await run.build(name);
  if (martNamed(name).totals.length > 0) expect(await run.findings(name.replace('gold.', ''))).toEqual([]);
  return [...(await run.table(name))];
}

function martNamed(name: string): MartNotes {
  const mart = marts.find((candidate) => candidate.name === name);
  if (mart === undefined) throw new Error(`no mart is called ${name}`);
  return mart;
}

/** The values of a row as the engine prints them. */
const asText = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]));

describe.each(marts.map((mart) => [mart.name, mart] as const))('%s', (_name, mart) => {
  it('makes of the rows of its example what the example says, in that order of columns', async () => {
    expect((await build(mart, mart.given)).map(asText)).toEqual(mart.expect.map(asText));
    expect(Object.keys((await run.table(mart.name))[0] ?? {})).toEqual(mart.columns.map((column) => column.name));
  });

  it.skipIf(mart.equals === undefined)(
    'has the columns of the view of the warehouse that it equals, in their order',
    () => {
      const view = String(mart.equals).replace('reporting.', '').replaceAll('_', '-');
      const described = z
        .object({ columns: z.array(z.object({ name: z.string() })) })
        .parse(parse(readFileSync(new URL(`../../warehouse/models/reporting/${view}.yml`, import.meta.url), 'utf8')));
      expect(mart.columns.map(({ name }) => name)).toEqual(described.columns.map(({ name }) => name));
    },
  );

  it.skipIf(mart.totals.length === 0)('has totals that are checked, and is empty without encounters', async () => {
    expect(mart.totals.map((totals) => totals.of)).toEqual(['silver.encounter', 'silver.claim_transaction']);
    const paid = { claim_transaction_id: '1', encounter_id: 'a', transaction_type: 'PAYMENT', payment: '1.00' };
    expect(await build(mart, { 'silver.claim_transaction': [paid] })).toEqual([]);
  });
});

describe('gold.encounters_by_department', () => {
  const department = martNamed('gold.encounters_by_department');

  it('counts the last word on each encounter and on each transaction, and leaves deleted ones out', async () => {
    const encounter = (id: string, sequence: number, fields: Record<string, string>) =>
      change('encounter', { encounter_id: id, sequence, ...fields });
    const payment = (id: string, sequence: number, paid: string, fields: Record<string, string> = {}) =>
      change('claim_transaction', {
        claim_transaction_id: id,
        sequence,
        encounter_id: 'a',
        transaction_type: 'PAYMENT',
        payment: paid,
        ...fields,
      });
    await run.given(
      {
        encounter: [
          encounter('a', 1, { encounter_class: 'wellness', total_claim_cost: '0.10' }),
          encounter('b', 2, { encounter_class: 'wellness', total_claim_cost: '0.20' }),
          encounter('a', 3, { encounter_class: 'inpatient', total_claim_cost: '5.50' }),
          encounter('c', 4, { encounter_class: 'inpatient', total_claim_cost: '7.00' }),
          encounter('c', 5, { encounter_class: 'inpatient', total_claim_cost: '7.00', op: 'D' }),
        ],
        claim_transaction: [
          payment('1', 1, '1.00'),
          payment('1', 2, '1.10'),
          payment('2', 3, '9.00'),
          payment('2', 4, '9.00', { op: 'D' }),
          payment('3', 5, '0.03'),
          payment('3', 5, '0.03'),
          payment('4', 6, '2.00', { encounter_id: 'c' }),
        ],
      },
      [department.name],
    );
    expect(await run.table(department.name)).toEqual([
      {
        department: 'inpatient',
        encounter_count: '1',
        total_claim_cost: '5.50',
        total_payments: '1.13',
        collection_rate: '0.2055',
      },
      {
        department: 'wellness',
        encounter_count: '1',
        total_claim_cost: '0.20',
        total_payments: '0.00',
        collection_rate: '0.0000',
      },
    ]);
    expect(await run.findings('encounters_by_department')).toEqual([]);
  });

  /** The rate by long division of whole cents, half away from zero. */
  function rateOf(payments: bigint, cost: bigint): string | null {
    const abs = (value: bigint) => (value < 0n ? -value : value);
    if (cost === 0n || abs(payments) >= abs(cost) * 1_000_000_000n) return null;
    const units = (abs(payments) * 20_000n + abs(cost)) / (2n * abs(cost));
    const digits = String(units).padStart(5, '0');
    const sign = units !== 0n && payments < 0n !== cost < 0n ? '-' : '';
    return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
  }

  const cents = (value: bigint) => {
    const digits = String(value < 0n ? -value : value).padStart(3, '0');
    return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };

  it('rounds the collection rate half away from zero, exactly, for every pair of amounts', async () => {
    const most = 10n ** 18n - 1n;
    const amount = fc.oneof(
      fc.bigInt({ min: -most, max: most }),
      fc.bigInt({ min: -100_000n, max: 100_000n }),
      fc.constantFrom(0n, 1n, -1n, 20_000n, most, -most, most - 1n),
    );
    // Payments on the very edge between two rates, and a cent beside it.
    const edge = fc
      .tuple(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 5n }),
        fc.constantFrom(-1n, 0n, 1n),
      )
      .map(([part, units, off]): [bigint, bigint] => [part * (2n * units + 1n) + off, part * 20_000n]);
    const pair = fc.oneof(fc.tuple(amount, amount), edge);
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 200 }), async (pairs) => {
        const encounters = pairs.map(([, cost], index) => ({
          encounter_id: `e${index}`,
          encounter_class: String(index).padStart(4, '0'),
          total_claim_cost: cents(cost),
        }));
        const payments = pairs.map(([paid], index) => ({
          claim_transaction_id: `t${index}`,
          encounter_id: `e${index}`,
          transaction_type: 'PAYMENT',
          payment: cents(paid),
        }));
        const built = await build(department, {
          'silver.encounter': encounters,
          'silver.claim_transaction': payments,
        });
        expect(built.map((row) => row.collection_rate)).toEqual(pairs.map(([paid, cost]) => rateOf(paid, cost)));
      }),
      { numRuns: 10 },
    );
  });

  it('adds amounts beyond those of one encounter', async () => {
    const huge = (id: string) => ({
      encounter_id: id,
      encounter_class: 'icu',
      total_claim_cost: '9999999999999999.99',
    });
    const paid = (id: string) => ({
      claim_transaction_id: id,
      encounter_id: id,
      transaction_type: 'PAYMENT',
      payment: '9999999999999999.99',
    });
    const ids = Array.from({ length: 20 }, (_, index) => `e${index}`);
    const built = await build(department, {
      'silver.encounter': ids.map(huge),
      'silver.claim_transaction': ids.slice(0, 13).map(paid),
    });
    expect(built).toEqual([
      {
        department: 'icu',
        encounter_count: '20',
        total_claim_cost: '199999999999999999.80',
        total_payments: '129999999999999999.87',
        collection_rate: '0.6500',
      },
    ]);
  });
});

describe('gold.encounters_by_org_month', () => {
  it('describes the organization as it is now, and not one that was deleted', async () => {
    const organization = (id: string, n: number, name: string, op = 'U') =>
      change('organization', { organization_id: id, sequence: n, version_at: `2024-0${n}-01 00:00:00`, name, op });
    await run.given(
      {
        encounter: ['o1', 'o2', 'o9'].map((organization_id, n) =>
          change('encounter', { encounter_id: `e${n}`, organization_id, sequence: n }),
        ),
        organization: [
          organization('o1', 1, 'Old name'),
          organization('o1', 2, 'New name'),
          organization('o2', 3, 'Gone'),
          organization('o2', 4, 'Gone', 'D'),
        ],
      },
      ['gold.encounters_by_org_month'],
    );
    expect(
      await run.rows('SELECT organization_id, organization_name FROM gold.encounters_by_org_month ORDER BY 1'),
    ).toEqual([
      { organization_id: 'o1', organization_name: 'New name' },
      { organization_id: 'o2', organization_name: null },
      { organization_id: 'o9', organization_name: null },
    ]);
  });
});
