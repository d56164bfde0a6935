import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contract, defineContract } from '../../../contracts/contract.ts';
import { decimal, identifier, instant, money, optional } from '../../../contracts/fields.ts';
import { streams } from '../../../contracts/platform/streams.ts';
import { registry } from '../../../contracts/registry.ts';
import { currentModel, historyModel } from '../../../domain/lake/history-model.ts';
import { lakeTables } from '../../../domain/lake/lake-tables.ts';
import { policyOfZone } from '../../../domain/masking/policies.ts';
import { lakeTotalsText } from '../../../domain/reconciliation/lake-totals.ts';
import { compareTotals, type Total, totalsSchema } from '../../../domain/reconciliation/totals.ts';
import { type Store, settledRelation, totalColumns, totalsSql } from '../../../domain/reconciliation/totals-sql.ts';
import { type SilverTable, silverTable } from '../../../domain/records/silver-table.ts';
import { type DuckDbSession, openDuckDb } from '../../../embedded/glue/duckdb.ts';
import { lintLakeSql } from '../../../embedded/glue/lint.ts';
import { lintWarehouseSql } from '../../../embedded/redshift/lint.ts';
import { type ChangeFields, type ChangeRow, change, rowsQuery } from '../../glue-scripts/change-rows.ts';

const product = lakeTables(registry);
const stores: readonly Store[] = ['lake', 'warehouse'];

const dose = defineContract({
  name: 'dose',
  version: 1,
  description: 'A dose that was given',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    dose_id: identifier({ phi: 'none', description: 'Identifier of the dose' }),
    given_at: instant({ phi: 'none', description: 'When it was given' }),
    milligrams: decimal({ precision: 9, scale: 3, min: 0, max: 100_000, phi: 'none', description: 'How much' }),
    price: optional(money({ phi: 'none', description: 'What it cost' })),
  },
  key: ['dose_id'],
  subject: 'dose_id',
  eventTime: 'given_at',
  references: {},
  rules: [],
});

const reference = (name: string, history: 'versions' | 'current') =>
  defineContract({
    name,
    version: 1,
    description: 'A thing that others refer to',
    stream: streams.healthcareEvents.name,
    kind: 'reference',
    history,
    fields: {
      [`${name}_id`]: identifier({ phi: 'none', description: 'Identifier' }),
      label: identifier({ phi: 'none', description: 'What it is called' }),
    },
    key: [`${name}_id`],
    subject: `${name}_id`,
    references: {},
    rules: [],
  });

const tableOf = (contract: Contract) => silverTable(contract, policyOfZone('silver'));

/** A contract of each kind. */
const [drugs, units, doses] = [
  tableOf(reference('drug', 'versions')),
  tableOf(reference('unit', 'current')),
  tableOf(dose),
];
const small = [drugs, units, doses];

describe('the totals of the stores', () => {
  it.each(stores)('of the %s name every contract of the product', (store) => {
    const sql = totalsSql(product, store);
    for (const { name } of product) expect(sql).toContain(`'${name}' AS subject`);
  });

  it.each(stores)('of the %s hold a contract as soon as it is on the list, with each of its amounts', (store) => {
    const measures = ["'dose' AS subject", "'milligrams' AS measure", "'price' AS measure"];
    for (const measure of measures) expect(totalsSql(product, store)).not.toContain(measure);
    for (const measure of measures) expect(totalsSql([...product, doses], store)).toContain(measure);
  });

  it('are asked in what each store reads', () => {
    expect(lintLakeSql(totalsSql(product, 'lake'))).toEqual([]);
    expect(lintWarehouseSql(totalsSql(product, 'warehouse'))).toEqual([]);
  });

  it('refuse what has no exact sum', () => {
    const fine = decimal({ precision: 12, scale: 7, min: 0, max: 1, phi: 'none', description: 'Too fine' });
    const finer = tableOf({ ...dose, fields: { ...dose.fields, milligrams: fine } });
    expect(() => totalsSql([finer], 'lake')).toThrow('dose.milligrams has more than 6 decimals');
  });
});

/** Changes of each contract, by its name. */
type Changes = Readonly<Record<string, readonly ChangeRow[]>>;

const never = '9999-12-31 00:00:00';

describe('the totals as of an instant', () => {
  let session: DuckDbSession;
  beforeAll(async () => {
    session = await openDuckDb({ allowedDirectories: [] });
    for (const schema of ['changes', 'silver', 'history', 'star', 'totals'])
      await session.run(`CREATE SCHEMA ${schema}`);
  });
  afterAll(() => session.close());

  const create = (table: string, query: string) => session.run(`CREATE OR REPLACE TABLE ${table} AS ${query}`);

  async function fillLake(changes: Changes): Promise<void> {
    for (const table of small) {
      await create(`changes.${table.name}`, rowsQuery(table, changes[table.name] ?? []));
      for (const model of [historyModel(table), currentModel(table)]) await create(model.name, model.sql);
    }
  }

  /** The star by the definition of a dimension and of a fact, with a member that was inferred and one that stands for none. */
  async function fillWarehouse(changes: Changes): Promise<void> {
    const named = (sql: string) => sql.replaceAll('FROM changes.', 'FROM history.').replaceAll('silver.', 'star.');
    const superseded = small.map(
      ({ name }) => `SELECT '${name}' AS contract, * FROM (
        SELECT event_key, event_source, event_id, sequence, MIN(sequence) OVER (PARTITION BY event_source, event_id) AS least
        FROM history.${name}
      ) WHERE sequence > least`,
    );
    for (const table of small) {
      const rows = rowsQuery(table, changes[table.name] ?? []);
      await create(`history.${table.name}`, `SELECT *, hash(event_source, event_id) AS event_key FROM (${rows})`);
    }
    await create('history.superseded_delivery', superseded.join(' UNION ALL '));
    for (const table of small) {
      const [timeline, current] = [historyModel(table), currentModel(table)];
      await create(named(timeline.name), named(timeline.sql));
      const { kind, history } = table.contract;
      const key = table.key.name;
      if (kind === 'event') {
        await create(
          `star.fact_${table.name}`,
          `SELECT * RENAME (${key} AS ${table.name}_bk) FROM (${named(current.sql)})`,
        );
        continue;
      }
      const rows = `SELECT 1 AS ${table.name}_sk, false AS is_inferred, ${key} AS ${table.name}_bk, row_hash FROM ${named(timeline.name)}`;
      await create(
        `star.dim_${table.name}`,
        `${rows} ${history === 'current' ? 'WHERE is_current' : ''} UNION ALL VALUES (2, true, 'inferred', 'x'), (-1, false, 'none', 'x')`,
      );
    }
  }

  async function totalsOf(store: Store, arrivedBefore: string): Promise<Total[]> {
    await create(settledRelation, `SELECT TIMESTAMP '${arrivedBefore}' AS arrived_before`);
    const sql = totalsSql(small, store).replaceAll(':arrived_before', `'${arrivedBefore}'`);
    return totalsSchema.parse((await session.query(sql)).rows);
  }

  const given = (sequence: number, fields: ChangeFields) =>
    change(doses, { dose_id: `d${sequence}`, sequence, arrived_at: '2024-06-01 00:00:00', ...fields });
  const delivered: Changes = {
    dose: [
      given(1, { given_at: '2024-01-31 23:59:59.999999', milligrams: '0.125', price: '9999999999999999.99' }),
      given(2, { given_at: '2024-01-01 00:00:00', milligrams: '0.001', price: '9999999999999999.99' }),
      given(3, { given_at: '2024-02-01 00:00:00', milligrams: '2' }),
      given(4, { given_at: '2024-02-02 00:00:00', milligrams: '7', op: 'D' }),
    ],
    drug: ['A', 'B', 'B'].map((label, n) =>
      change(drugs, { drug_id: 'x', sequence: n, label, version_at: `2024-01-0${n + 1} 00:00:00` }),
    ),
    unit: ['A', 'B'].map((label, n) =>
      change(units, { unit_id: 'x', sequence: n, label, version_at: `2024-01-0${n + 1} 00:00:00` }),
    ),
  };

  it('are the same rows in both stores, by month and to the last digit, in the declared columns', async () => {
    await fillLake(delivered);
    await fillWarehouse(delivered);
    const lake = await totalsOf('lake', never);
    expect(JSON.parse(lakeTotalsText({ builtAt: 'x', arrivedBefore: 'y', totals: lake })).totals).toEqual([
      { subject: 'dose', month: '2024-01-01', measure: 'milligrams', total: '0.126000' },
      { subject: 'dose', month: '2024-01-01', measure: 'price', total: '19999999999999999.980000' },
      { subject: 'dose', month: '2024-01-01', measure: 'rows', total: '2.000000' },
      { subject: 'dose', month: '2024-02-01', measure: 'milligrams', total: '2.000000' },
      { subject: 'dose', month: '2024-02-01', measure: 'price', total: '0.000000' },
      { subject: 'dose', month: '2024-02-01', measure: 'rows', total: '1.000000' },
      { subject: 'drug', month: null, measure: 'versions', total: '2.000000' },
      { subject: 'unit', month: null, measure: 'rows', total: '1.000000' },
    ]);
    expect(compareTotals(lake, await totalsOf('warehouse', never))).toEqual({ compared: 8, differences: [] });
    const described = (await session.query(`DESCRIBE ${totalsSql(small, 'lake')}`)).rows;
    expect(described.map((row) => [row.column_name, String(row.column_type).replace('VARCHAR', 'STRING')])).toEqual(
      totalColumns.map(({ name, type }) => [name, type]),
    );
  });

  it.each([
    ['a cent', 'UPDATE star.fact_dose SET price = price - 0.01 WHERE milligrams = 0.001', 'price'],
    ['a row', 'DELETE FROM star.fact_dose WHERE price IS NULL', 'rows'],
    ['a month', "UPDATE star.fact_dose SET given_at = TIMESTAMP '2024-03-01 00:00:00'", 'milligrams'],
    ['a version', 'DELETE FROM star.dim_drug WHERE drug_sk = 1', 'versions'],
  ])('differ by %s', async (_what, damage, measure) => {
    await fillLake(delivered);
    await fillWarehouse(delivered);
    await session.run(damage);
    const { differences } = compareTotals(await totalsOf('lake', never), await totalsOf('warehouse', never));
    expect(differences.map((difference) => difference.measure)).toContain(measure);
  });

  it('are those of a store to which nothing came since, whatever each store has got of what did', async () => {
    const hour = (n: number) => `2024-01-01 ${String(n).padStart(2, '0')}:00:00`;
    const settledHour = 10;
    const event = fc.record({
      key: fc.integer({ min: 0, max: 12 }),
      value: fc.integer({ min: 0, max: 2 }),
      instant: fc.integer({ min: 0, max: 5 }),
      op: fc.constantFrom('U', 'U', 'U', 'D'),
      // Sometimes the producer sends what it has sent before, or something else under an id that it has given.
      repeats: fc.constantFrom('nothing', 'nothing', 'the event', 'the id'),
    });
    // Some lie outside the calendar, and count as its first or last day.
    const moments = ['0001-01-01', '1850-01-01', '2024-01-01', '2024-01-02', '9999-12-30', '9999-12-31'];
    const log = fc.array(event, { minLength: 60, maxLength: 90, size: 'max' });
    const seen = fc.array(fc.boolean(), { minLength: 90, maxLength: 90 });
    const rowsOf = (
      table: SilverTable,
      events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[],
    ) => {
      const rows: ChangeRow[] = [];
      for (const [n, { key, value, instant, op, repeats }] of events.entries()) {
        const arrived_at = hour(Math.floor((n * 20) / events.length));
        const sequence = n + 1;
        const earlier = rows[n - 1 - (key % 5)];
        if (repeats === 'the event' && earlier !== undefined) {
          rows.push({ ...earlier, sequence: String(sequence).padStart(64, '0'), arrived_at });
          continue;
        }
        const own =
          table === doses
            ? {
                given_at: `2024-0${instant + 1}-01 00:00:00`,
                milligrams: `${value}.5`,
                price: value === 0 ? null : `${value}.01`,
              }
            : { label: `label-${value}`, version_at: `${moments[instant]} 12:00:00` };
        const id = repeats === 'the id' && earlier !== undefined ? { event_id: earlier.event_id ?? '' } : {};
        rows.push(change(table, { [table.key.name]: `k${key}`, sequence, arrived_at, op, ...own, ...id }));
      }
      return rows;
    };
    await fc.assert(
      fc.asyncProperty(log, log, log, seen, seen, async (ofDoses, ofDrugs, ofUnits, byLake, byWarehouse) => {
        const all = { dose: rowsOf(doses, ofDoses), drug: rowsOf(drugs, ofDrugs), unit: rowsOf(units, ofUnits) };
        const isSettled = (row: ChangeRow) => String(row.arrived_at) < hour(settledHour);
        const part = (holds: (row: ChangeRow, n: number) => boolean): Changes =>
          Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, rows.filter(holds)]));
        await fillLake(part(isSettled));
        const expected = await totalsOf('lake', never);
        await fillLake(part((row, n) => isSettled(row) || byLake[n] === true));
        await fillWarehouse(part((row, n) => isSettled(row) || byWarehouse[n] === true));
        const [lake, warehouse] = [
          await totalsOf('lake', hour(settledHour)),
          await totalsOf('warehouse', hour(settledHour)),
        ];
        expect(compareTotals(lake, expected).differences).toEqual([]);
        expect(compareTotals(warehouse, expected).differences).toEqual([]);
      }),
      // Long logs shrink for minutes and say no more when they have; the seed brings one back.
      { numRuns: 8, endOnFailure: true },
    );
  });
});

describe('the object with the totals of the lake', () => {
  it('is the same text for the same totals, in whatever order they come', () => {
    const totals = [
      { subject: 'b', month: '2024-01-01', measure: 'rows', total: '1.000000' },
      { subject: 'b', month: null, measure: 'rows', total: '2.000000' },
      { subject: 'a', month: null, measure: 'versions', total: '3.000000' },
    ];
    const instants = { builtAt: '2024-01-02T01:00:00.000Z', arrivedBefore: '2024-01-01T00:00:00.000Z' };
    const text = lakeTotalsText({ ...instants, totals });
    expect(lakeTotalsText({ ...instants, totals: totals.toReversed() })).toBe(text);
    expect(JSON.parse(text)).toEqual({ ...instants, totals: [totals[2], totals[1], totals[0]] });
  });
});
