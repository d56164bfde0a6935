import { describe, expect, it } from 'vitest';
import { type Contract, defineContract } from '../../../contracts/contract.ts';
import { decimal, identifier, instant, money, optional } from '../../../contracts/fields.ts';
import { streams } from '../../../contracts/platform/streams.ts';
import { registry } from '../../../contracts/registry.ts';
import { lakeTables } from '../../../domain/lake/lake-tables.ts';
import { policyOfZone } from '../../../domain/masking/policies.ts';
import { lakeTotalsText } from '../../../domain/reconciliation/lake-totals.ts';
import { type Store, totalsSql } from '../../../domain/reconciliation/totals-sql.ts';
import { silverTable } from '../../../domain/records/silver-table.ts';
import { lintLakeSql } from '../../../embedded/glue/lint.ts';
import { lintWarehouseSql } from '../../../embedded/redshift/lint.ts';

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
    fields: { [`${name}_id`]: identifier({ phi: 'none', description: 'Identifier' }) },
    key: [`${name}_id`],
    subject: `${name}_id`,
    references: {},
    rules: [],
  });

const tableOf = (contract: Contract) => silverTable(contract, policyOfZone('silver'));

describe('the totals of the stores', () => {
  it.each(stores)('of the %s name every contract of the product', (store) => {
    const sql = totalsSql(product, store);
    for (const { name } of product) expect(sql).toContain(`'${name}' AS subject`);
  });

  it.each(stores)('of the %s hold a contract as soon as it is on the list, with each of its amounts', (store) => {
    const without = totalsSql(product, store);
    const measures = ["'dose' AS subject", "'milligrams' AS measure", "'price' AS measure"];
    for (const measure of measures) expect(without).not.toContain(measure);
    const sql = totalsSql([...product, tableOf(dose)], store);
    for (const measure of measures) expect(sql).toContain(measure);
  });

  it('are asked in what each store reads', () => {
    const tables = [
      ...product,
      tableOf(dose),
      tableOf(reference('drug', 'versions')),
      tableOf(reference('unit', 'current')),
    ];
    expect(lintLakeSql(totalsSql(tables, 'lake'))).toEqual([]);
    expect(lintWarehouseSql(totalsSql(tables, 'warehouse'))).toEqual([]);
  });

  it('refuse what has no exact sum', () => {
    const fine = decimal({ precision: 12, scale: 7, min: 0, max: 1, phi: 'none', description: 'Too fine' });
    const finer = tableOf({ ...dose, fields: { ...dose.fields, milligrams: fine } });
    expect(() => totalsSql([finer], 'lake')).toThrow('dose.milligrams has more than 6 decimals');
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
    const instants = { builtAt, arrivedBefore: '2023-12-30T23:00:00.000Z' };
    const text = lakeTotalsText({ ...instants, totals });
    expect(lakeTotalsText({ ...instants, totals: totals.toReversed() })).toBe(text);
    expect(JSON.parse(text)).toEqual({ ...instants, totals: [totals[2], totals[1], totals[0]] });
  });
});
