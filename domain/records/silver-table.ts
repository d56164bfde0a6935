import { type Contract, keyColumnName } from '../../contracts/contract.ts';
import type { ColumnType } from '../../contracts/fields.ts';
import { outputsOf } from '../masking/outputs.ts';
import type { MaskingPolicy } from '../masking/policy.ts';
import { SafeError } from '../safe-error.ts';

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
  { name: 'shard_id', type: varchar(64), nullable: false, description: 'Stream and shard that the record arrived on' },
  { name: 'arrived_at', type: { kind: 'timestamp' }, nullable: false, description: 'Arrival at the stream, UTC' },
  { name: 'source_file', type: varchar(128), nullable: true, description: 'File the record was read from' },
  { name: 'source_line', type: { kind: 'integer' }, nullable: true, description: 'Line in that file' },
  { name: 'object_key', type: varchar(512), nullable: false, description: 'Silver object that holds this row' },
  { name: 'row_hash', type: varchar(64), nullable: false, description: 'SHA-256 over op and the masked fields' },
];

/** Digits a sequence number is padded to; Kinesis gives up to 56. */
export const sequenceDigits = 64;

/** A contract as a masking policy lets it be stored: what every table built from it has in common. */
export interface SilverTable {
  readonly contract: Contract;
  /** Name of the contract. */
  readonly name: string;
  /** The column that identifies what a row is about. */
  readonly key: Column;
  /** Columns of the record itself in the order of its fields, behind the key if that is derived; what the policy drops is left out. */
  readonly masked: readonly Column[];
  /** All columns in stored order: Parquet, Glue, staging and history follow it. */
  readonly columns: readonly Column[];
}

/**
 * The silver table of a contract under a policy.
 * @throws Error naming the contract when the policy keeps no key of it.
 */
export function silverTable(contract: Contract, policy: MaskingPolicy): SilverTable {
  const masked = outputsOf(contract, policy).map(({ name, type, nullable, description }) => ({
    name,
    type,
    nullable,
    description,
  }));
  const key = masked.find(({ name }) => name === keyColumnName(contract.name));
  if (key === undefined) throw new SafeError(`policy ${policy.name} drops the key of contract ${contract.name}`);
  return { contract, name: contract.name, key, masked, columns: [...lineageColumns, ...masked] };
}
