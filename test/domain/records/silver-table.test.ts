import { describe, expect, test } from 'vitest';
import { contracts, registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { lineageColumns, silverTable } from '../../../domain/records/silver-table.ts';

const tables = contracts.map((contract) => silverTable(contract, display));
const patient = silverTable(registry.contractNamed('patient'), display);

describe('the columns of the change log', () => {
  test('say where a row came from before they say what it is about', () => {
    for (const { columns, masked } of tables) expect(columns).toEqual([...lineageColumns, ...masked]);
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
    for (const column of tables.flatMap(({ columns }) => columns))
      expect(column.description, column.name).toMatch(/\w/);
  });

  test('of a contract follow its fields, may be absent where the field may, and leave out what the policy drops', () => {
    const columns = patient.masked.map(({ name, nullable }) => `${name}${nullable ? '?' : ''}`);
    expect(columns).toEqual([
      'patient_id',
      'birth_date?',
      'death_date?',
      'ssn?',
      'prefix?',
      'first_name?',
      'middle_name?',
      'last_name?',
      'suffix?',
      'maiden_name?',
      'marital_status?',
      'race?',
      'ethnicity?',
      'gender?',
      'city?',
      'state?',
      'person_id?',
    ]);
    const description = patient.masked.find(({ name }) => name === 'ssn')?.description;
    expect(description).toBe(patient.contract.fields.ssn?.description);
  });

  test('store a masked date as text and a kept one as a date', () => {
    const kinds = new Map(patient.masked.map(({ name, type }) => [name, type.kind]));
    expect([kinds.get('birth_date'), kinds.get('death_date')]).toEqual(['varchar', 'date']);
  });
});
