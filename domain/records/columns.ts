import type { ColumnType, Contract } from '../../contracts/contract.ts';
import { display } from '../masking/policies.ts';

/** A stored column of the silver change log and of everything built from it. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly description: string;
}

const varchar = (bytes: number): ColumnType => ({ kind: 'varchar', bytes });

/**
 * Columns that say where a row came from and where it belongs in history; they lead every silver row.
 * `sequence` is zero-padded to `sequenceDigits`, so text order is numeric order.
 */
export const lineageColumns: readonly Column[] = [
  { name: 'event_source', type: varchar(128), nullable: false, description: 'CloudEvents source' },
  { name: 'event_id', type: varchar(128), nullable: false, description: 'CloudEvents id; unique within the source' },
  { name: 'op', type: varchar(1), nullable: false, description: 'U changed, D deleted, I inferred from a reference' },
  { name: 'version_at', type: { kind: 'timestamp' }, nullable: false, description: 'Event time of the change, UTC' },
  { name: 'sequence', type: varchar(64), nullable: false, description: 'Stream sequence number, zero-padded' },
  { name: 'shard_id', type: varchar(64), nullable: false, description: 'Shard the record arrived on' },
  { name: 'arrived_at', type: { kind: 'timestamp' }, nullable: false, description: 'Arrival at the stream, UTC' },
  { name: 'source_file', type: varchar(128), nullable: true, description: 'File the record was read from' },
  { name: 'source_line', type: { kind: 'integer' }, nullable: true, description: 'Line in that file' },
  { name: 'object_key', type: varchar(512), nullable: false, description: 'Silver object that holds this row' },
  { name: 'row_hash', type: varchar(64), nullable: false, description: 'SHA-256 over op and the masked fields' },
];

/** Digits a sequence number is padded to; Kinesis gives up to 56. */
export const sequenceDigits = 64;

/** The masked columns of a contract, in the order of its fields; fields that the silver policy drops have none. */
export function maskedColumns(contract: Contract): readonly Column[] {
  return Object.entries(contract.fields).flatMap(([name, field]) => {
    const type = display.rules[field.phi].column(field.column);
    const nullable = field.schema.safeParse(undefined).success;
    return type === null ? [] : [{ name, type, nullable, description: field.description }];
  });
}

/** Columns of `silver.<contract>` in stored order: Parquet, Glue, staging and history all follow it. */
export function silverColumns(contract: Contract): readonly Column[] {
  return [...lineageColumns, ...maskedColumns(contract)];
}
