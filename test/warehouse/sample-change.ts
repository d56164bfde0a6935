import type { ColumnType } from '../../contracts/fields.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import type { Change, ChangeOf } from './warehouse-run.ts';

/** A stored value of a column's type; another number is another value, in small types now and then the same. */
export function sampleValue(type: ColumnType, number: number): string {
  switch (type.kind) {
    case 'varchar':
      return `v${number}`.slice(0, type.bytes);
    case 'decimal':
      return `${number % 10}.${'5'.repeat(Math.min(type.scale, 1))}`.replace(/\.$/, '');
    case 'integer':
      return String(number);
    case 'boolean':
      return String(number % 2 === 0);
    case 'timestamp':
      return new Date(Date.parse('2020-01-01T12:34:56Z') + number * 3_600_000).toISOString();
    case 'date':
      return new Date(Date.parse('2020-02-28') + number * 86_400_000).toISOString().slice(0, 10);
  }
}

/**
 * A change of any contract in which every field has a value; `number` tells the record from others. Its event time is
 * that of the change; `fields` says the rest, where null leaves a field out.
 */
export function sampleChange(
  { name, key, masked, contract }: SilverTable,
  change: ChangeOf & { readonly number?: number; readonly fields?: Readonly<Record<string, string | null>> },
): Change {
  const { id, at, sequence, deleted = false, number = 1, fields = {} } = change;
  const values: Record<string, string | null> = {
    ...Object.fromEntries(masked.map((column) => [column.name, sampleValue(column.type, number)])),
    [key.name]: `k${number}`.slice(0, 64),
    ...(contract.eventTime === null ? {} : { [contract.eventTime]: new Date(at).toISOString() }),
    ...fields,
  };
  const data = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    contract: name,
    eventId: id,
    operation: deleted ? 'D' : 'U',
    at,
    sequence,
    data: Object.fromEntries(data),
  };
}
