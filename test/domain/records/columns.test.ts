import { describe, expect, test } from 'vitest';
import { contractNamed, contracts } from '../../../contracts/registry.ts';
import { lineageColumns, maskedColumns, silverColumns } from '../../../domain/records/columns.ts';

const patient = contractNamed('patient');

describe('the columns of the change log', () => {
  test('say where a row came from before they say what it is about', () => {
    for (const contract of contracts) {
      expect(silverColumns(contract)).toEqual([...lineageColumns, ...maskedColumns(contract)]);
    }
    expect(lineageColumns.map(({ name, type }) => `${name} ${type.kind}`)).toEqual([
      'event_source varchar',
      'event_id varchar',
      'op varchar',
      'version_at timestamp',
      'sequence varchar',
      'shard_id varchar',
      'arrived_at timestamp',
      'source_file varchar',
      'source_line integer',
      'object_key varchar',
      'row_hash varchar',
    ]);
  });

  test('always know the event, its time and its place in history; only what came from no file has no file', () => {
    expect(lineageColumns.filter(({ nullable }) => nullable).map(({ name }) => name)).toEqual([
      'source_file',
      'source_line',
    ]);
  });

  test('are explained to whoever opens the catalog', () => {
    for (const column of contracts.flatMap(silverColumns)) expect(column.description, column.name).toMatch(/\w/);
  });

  test('of a contract follow its fields, may be absent where the field may, and leave out what the policy drops', () => {
    const columns = maskedColumns(patient).map(({ name, nullable }) => `${name}${nullable ? '?' : ''}`);
    expect(columns).toEqual([
      'patient_id',
      'birth_date',
      'death_date?',
      'ssn?',
      'prefix?',
      'first_name',
      'middle_name?',
      'last_name',
      'suffix?',
      'maiden_name?',
      'marital_status?',
      'race?',
      'ethnicity?',
      'gender?',
      'city?',
      'state?',
    ]);
    const description = maskedColumns(patient).find(({ name }) => name === 'ssn')?.description;
    expect(description).toBe(patient.fields.ssn?.description);
  });

  test('store a masked date as text and a kept one as a date', () => {
    const kinds = new Map(maskedColumns(patient).map(({ name, type }) => [name, type.kind]));
    expect([kinds.get('birth_date'), kinds.get('death_date')]).toEqual(['varchar', 'date']);
  });
});
