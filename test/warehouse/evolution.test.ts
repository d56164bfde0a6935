import { describe, expect, test } from 'vitest';
import type { Contract } from '../../contracts/contract.ts';
import { code, integer, optional, text } from '../../contracts/fields.ts';
import { contracts } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { columnsText, evolve, type RecordedColumns, wantedTables } from '../../domain/warehouse/evolution.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { lintWarehouseSql } from '../../embedded/redshift/lint.ts';
import { readRecordedColumns } from '../../tools/codegen/write-warehouse.ts';
import { product, warehouseRoot } from './warehouse-run.ts';

const recorded = readRecordedColumns(warehouseRoot);
const note = optional(text({ maxLength: 20, phi: 'none', description: 'A note' }));

const wantedOf = (list: readonly Contract[]) =>
  wantedTables(
    starOf(
      list.map((contract) => silverTable(contract, policyOfZone('silver'))),
      product.written,
    ),
  );

/** The evolution when the fields of every contract become these. */
const evolved = (fieldsOf: (contract: Contract) => Contract['fields'], from: RecordedColumns = recorded) =>
  evolve(from, wantedOf(contracts.map((contract) => ({ ...contract, fields: fieldsOf(contract) }))), [
    'migrations/0001-first.sql',
    'migrations/0041-last.sql',
  ]);

test('the columns on record are those of the contracts: whoever changed one without codegen is told', () => {
  const { columns, migration } = evolve(recorded, wantedOf(contracts), []);
  expect(migration).toBeNull();
  expect(columnsText(columns)).toBe(columnsText(recorded));
});

test('a field at the end of every contract is a column of staging, history and star, one statement each', () => {
  const { columns, migration } = evolved(({ fields }) => ({ ...fields, note }));
  expect(migration?.path).toBe(`migrations/0042-${contracts.length}-contracts.sql`);
  const statements = migration?.text.split(';\n').filter((statement) => statement.trim() !== '') ?? [];
  expect(statements).toHaveLength(3 * contracts.length);
  expect(migration?.text).toContain('\nALTER TABLE history.patient ADD COLUMN note VARCHAR(60);\n');
  expect(lintWarehouseSql(migration?.text ?? '')).toEqual([]);
  expect(Object.keys(columns['staging.patient'] ?? {}).at(-1)).toBe('note');
  // Once it is on record it is no news.
  expect(evolved(({ fields }) => ({ ...fields, note }), columns).migration).toBeNull();
});

test('the tables of a new contract are recorded; they need no migration', () => {
  const [first = '', ...others] = Object.keys(recorded);
  const without = Object.fromEntries(others.map((name) => [name, recorded[name] ?? {}]));
  const { columns, migration } = evolve(without, wantedOf(contracts), []);
  expect(migration).toBeNull();
  expect(columns[first]).toEqual(recorded[first]);
});

describe('a change that rows or objects of before could not follow is refused, with the table, the column and what to do:', () => {
  // Of one contract of reference data: no fact builds on its last field.
  const reference = contracts.find(({ name }) => name === 'organization');
  const last = Object.keys(reference?.fields ?? {}).at(-1) ?? '';
  const withLast =
    (field: Contract['fields'][string] | undefined) =>
    (contract: Contract): Contract['fields'] => {
      if (contract !== reference) return contract.fields;
      const others = Object.fromEntries(Object.entries(contract.fields).filter(([name]) => name !== last));
      return field === undefined ? others : { ...others, [last]: field };
    };

  test('a field between others', () => {
    const first = (contract: Contract) => ({ [contract.key[0] ?? '']: contract.fields[contract.key[0] ?? ''] });
    const between = (contract: Contract) => ({ ...first(contract), note, ...contract.fields }) as Contract['fields'];
    expect(() => evolved(between)).toThrow(
      `staging.${contracts[0]?.name}: column note has another place than before: a new field stands behind those that were there`,
    );
  });

  test('a field that is gone', () => {
    expect(() => evolved(withLast(undefined))).toThrow(
      new RegExp(`^staging\\.organization: column ${last} is gone, .*keep the field, optional`),
    );
  });

  test.each([
    ['longer', optional(text({ maxLength: 4000, phi: 'none', description: 'Longer' }))],
    ['another', optional(integer({ min: 0, max: 9, phi: 'none', description: 'Another' }))],
  ])('a field of a type that is %s', (_what, field) => {
    expect(() => evolved(withLast(field))).toThrow(
      new RegExp(
        `^staging\\.organization: column ${last} was VARCHAR\\(\\d+\\) and would be .*add a field of another name`,
      ),
    );
  });

  test('a field that must be there, in a fact', () => {
    const must = code({ systems: ['snomed'], phi: 'none', description: 'A code' });
    expect(() => evolved(({ fields }) => ({ ...fields, must }))).toThrow(
      /^star\.fact_\w+: column must is new and may not be NULL, .*make the field optional/,
    );
  });
});
