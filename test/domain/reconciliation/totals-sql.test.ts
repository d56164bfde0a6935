import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Contract, defineContract } from '../../../contracts/contract.ts';
import { decimal, identifier, instant, money, optional } from '../../../contracts/fields.ts';
import { streams } from '../../../contracts/platform/streams.ts';
import { registry } from '../../../contracts/registry.ts';
import { lakeTables } from '../../../domain/lake/lake-tables.ts';
import { sharedMarts } from '../../../domain/lake/mart.ts';
import { policyOfZone } from '../../../domain/masking/policies.ts';
import { lakeTotalsText } from '../../../domain/reconciliation/lake-totals.ts';
import { type Reconciled, type Store, totalColumns, totalsSql } from '../../../domain/reconciliation/totals-sql.ts';
import { silverTable } from '../../../domain/records/silver-table.ts';
import { type DuckDbSession, openDuckDb } from '../../../embedded/glue/duckdb.ts';
import { lintLakeSql } from '../../../embedded/glue/lint.ts';
import { readMarts } from '../../../embedded/glue/model-catalog.ts';
import { lintWarehouseSql } from '../../../embedded/redshift/lint.ts';

const product: Reconciled = { tables: lakeTables(registry), marts: sharedMarts(await readMarts()) };
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
    fields: { [`${name}_id`]: identifier({ phi: 'none', description: 'Identifier' }) },
    key: [`${name}_id`],
    subject: `${name}_id`,
    references: {},
    rules: [],
  });

const tableOf = (contract: Contract) => silverTable(contract, policyOfZone('silver'));

/** What a registry of the three kinds of contract, with a mart, has to reconcile. */
const small: Reconciled = {
  tables: [tableOf(reference('drug', 'versions')), tableOf(reference('unit', 'current')), tableOf(dose)],
  marts: [
    {
      name: 'gold.doses_by_drug',
      equals: 'reporting.doses_by_drug',
      columns: [
        { name: 'drug_id', type: 'STRING' },
        { name: 'dose_count', type: 'BIGINT' },
        { name: 'total_price', type: 'DECIMAL(38,2)' },
      ],
    },
  ],
};

describe('the totals of the stores', () => {
  it.each(stores)('of the %s name every contract of the product and every mart that both have', (store) => {
    const sql = totalsSql(product, store);
    for (const { name } of [...product.tables, ...product.marts]) {
      expect(sql).toContain(`'${name.replace('gold.', '')}' AS subject`);
    }
    expect(product.marts).toHaveLength(3);
  });

  it.each(stores)('of the %s hold a contract as soon as it is on the list, with each of its amounts', (store) => {
    const without = totalsSql(product, store);
    const measures = ["'dose' AS subject", "'milligrams' AS measure", "'price' AS measure"];
    for (const measure of measures) expect(without).not.toContain(measure);
    const sql = totalsSql({ ...product, tables: [...product.tables, tableOf(dose)] }, store);
    for (const measure of measures) expect(sql).toContain(measure);
  });

  it('are asked in what each store reads', () => {
    expect(lintLakeSql(totalsSql(product, 'lake'))).toEqual([]);
    expect(lintWarehouseSql(totalsSql(product, 'warehouse'))).toEqual([]);
  });

  it('refuse what has no exact sum', () => {
    const fine = decimal({ precision: 12, scale: 7, min: 0, max: 1, phi: 'none', description: 'Too fine' });
    const finer = tableOf({ ...dose, fields: { ...dose.fields, milligrams: fine } });
    expect(() => totalsSql({ tables: [finer], marts: [] }, 'lake')).toThrow('dose.milligrams has more than 6 decimals');
    const inexact = { name: 'gold.x', equals: 'reporting.x', columns: [{ name: 'ratio', type: 'DOUBLE' }] };
    expect(() => totalsSql({ tables: [], marts: [inexact] }, 'warehouse')).toThrow('gold.x.ratio is a DOUBLE');
  });
});

describe('the totals of two stores that hold the same', () => {
  let session: DuckDbSession;
  beforeAll(async () => {
    session = await openDuckDb({ allowedDirectories: [] });
    for (const schema of ['silver', 'star', 'gold', 'reporting']) await session.run(`CREATE SCHEMA ${schema}`);
  });
  afterAll(() => session.close());

  beforeEach(async () => {
    const doses = `SELECT CAST(given_at AS TIMESTAMP) AS given_at, CAST(milligrams AS DECIMAL(9,3)) AS milligrams,
      CAST(price AS DECIMAL(18,2)) AS price
      FROM (VALUES ('2024-01-31 23:59:59.999999', '0.125', '9999999999999999.99'),
        ('2024-01-01 00:00:00', '0.001', '9999999999999999.99'), ('2024-02-01 00:00:00', '2', NULL))
        AS given(given_at, milligrams, price)`;
    const marts = "SELECT 'x' AS drug_id, CAST(3 AS BIGINT) AS dose_count, CAST(1.10 AS DECIMAL(38,2)) AS total_price";
    for (const [table, rows] of Object.entries({
      'silver.drug_history': 'SELECT * FROM range(3)',
      'star.dim_drug': `SELECT * FROM (VALUES (1, false), (2, false), (3, false), (4, true), (-1, false))
        AS given(drug_sk, is_inferred)`,
      'silver.unit_history': 'SELECT * FROM (VALUES (true), (false), (true)) AS given(is_current)',
      'star.dim_unit': 'SELECT * FROM (VALUES (1, false), (2, false), (-3, false)) AS given(unit_sk, is_inferred)',
      'silver.dose': doses,
      'star.fact_dose': doses,
      'gold.doses_by_drug': marts,
      'reporting.doses_by_drug': marts,
    })) {
      await session.run(`CREATE OR REPLACE TABLE ${table} AS ${rows}`);
    }
  });

  const totalsOf = async (store: Store) => {
    const sql = totalsSql(small, store);
    return (await session.query(`SELECT * FROM (${sql}) AS totals ORDER BY subject, month, measure`)).rows;
  };

  it('are the same rows, by month and to the last digit', async () => {
    const lake = await totalsOf('lake');
    expect(lake).toEqual([
      { subject: 'dose', month: '2024-01-01', measure: 'milligrams', total: '0.126000' },
      { subject: 'dose', month: '2024-01-01', measure: 'price', total: '19999999999999999.980000' },
      { subject: 'dose', month: '2024-01-01', measure: 'rows', total: '2.000000' },
      { subject: 'dose', month: '2024-02-01', measure: 'milligrams', total: '2.000000' },
      { subject: 'dose', month: '2024-02-01', measure: 'price', total: '0.000000' },
      { subject: 'dose', month: '2024-02-01', measure: 'rows', total: '1.000000' },
      { subject: 'doses_by_drug', month: null, measure: 'dose_count', total: '3.000000' },
      { subject: 'doses_by_drug', month: null, measure: 'rows', total: '1.000000' },
      { subject: 'doses_by_drug', month: null, measure: 'total_price', total: '1.100000' },
      { subject: 'drug', month: null, measure: 'versions', total: '3.000000' },
      { subject: 'unit', month: null, measure: 'rows', total: '2.000000' },
    ]);
    expect(await totalsOf('warehouse')).toEqual(lake);
  });

  it('have the declared columns', async () => {
    const described = (await session.query(`DESCRIBE ${totalsSql(small, 'lake')}`)).rows;
    expect(described.map((row) => [row.column_name, String(row.column_type).replace('VARCHAR', 'STRING')])).toEqual(
      totalColumns.map(({ name, type }) => [name, type]),
    );
  });

  it.each([
    ['a cent', 'UPDATE star.fact_dose SET price = price - 0.01 WHERE milligrams = 0.001', 'price'],
    ['a row', 'DELETE FROM star.fact_dose WHERE price IS NULL', 'rows'],
    [
      'a month',
      "UPDATE star.fact_dose SET given_at = TIMESTAMP '2024-03-01 00:00:00' WHERE price IS NULL",
      'milligrams',
    ],
    ['a version', 'DELETE FROM star.dim_drug WHERE drug_sk = 1', 'versions'],
    ['a row of a mart', 'DELETE FROM reporting.doses_by_drug', 'dose_count'],
  ])('differ by %s', async (_what, change, measure) => {
    await session.run(change);
    const [lake, warehouse] = [await totalsOf('lake'), await totalsOf('warehouse')];
    const known = new Set(warehouse.map((row) => JSON.stringify(row)));
    const differing = lake.filter((row) => !known.has(JSON.stringify(row))).map((row) => row.measure);
    expect(differing).toContain(measure);
  });
});

describe('the object with the totals of the lake', () => {
  it('is the same text for the same totals, in whatever order they come', () => {
    const totals = [
      { subject: 'b', month: '2024-01-01', measure: 'rows', total: '1.000000' },
      { subject: 'b', month: null, measure: 'rows', total: '2.000000' },
      { subject: 'a', month: null, measure: 'versions', total: '3.000000' },
    ];
    const builtAt = '2024-01-01T00:00:00.000Z';
    const text = lakeTotalsText({ builtAt, totals });
    expect(lakeTotalsText({ builtAt, totals: totals.toReversed() })).toBe(text);
    expect(JSON.parse(text)).toEqual({ builtAt, totals: [totals[2], totals[1], totals[0]] });
  });
});
