import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { layout } from '../../contracts/platform/zones.ts';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { objectKey } from '../../domain/records/object-key.ts';
import { rowHash } from '../../domain/records/row-hash.ts';
import { type SilverTable, sequenceDigits, silverTable } from '../../domain/records/silver-table.ts';
import { createSilverRows } from '../../lambdas/shared/silver-parquet.ts';
import { benchKey } from '../encounter-events.ts';

const rowsPerObject = 10_000;
const shard = 'shardId-000000000000';
/** Digits of a sequence number in the key of an object, as Kinesis gives them. */
const digitsInKey = 56;
const tables = new Map(
  registry.contracts.map((contract) => [contract.name, silverTable(contract, policyOfZone('silver'))]),
);
const { hashText } = createKeyedHash(benchKey);

/** A change as silver holds it: masked, with what identifies it left to the delivery. */
export interface SilverChange {
  readonly contract: string;
  /** Event time, epoch ms. */
  readonly at: number;
  /** Masked fields by name; the others are null. */
  readonly data: Readonly<Record<string, string | undefined>>;
}

/** Deliveries in the order of their arrival: each has later sequences than the one before, and event ids of its own. */
export interface SilverWriter {
  /**
   * Writes objects of the change log below a folder, under the keys that they have in the bucket.
   * @returns the number of rows
   */
  readonly write: (folder: string, arrivedAt: number, changes: Iterable<SilverChange>) => number;
}

/** A writer whose first row has the first sequence. */
export function createSilverWriter(): SilverWriter {
  let sequence = 0;
  return {
    write: (folder, arrivedAt, changes) => {
      const first = sequence;
      for (const object of inObjects(changes)) {
        writeObject(folder, arrivedAt, { ...object, first: sequence });
        sequence += object.changes.length;
      }
      return sequence - first;
    },
  };
}

interface ChangesOfObject {
  readonly contract: string;
  readonly changes: readonly SilverChange[];
}

/** Neighbours of one contract, so many at most. */
function* inObjects(changes: Iterable<SilverChange>): Generator<ChangesOfObject> {
  let held: SilverChange[] = [];
  for (const change of changes) {
    const [first] = held;
    if (first !== undefined && (held.length === rowsPerObject || first.contract !== change.contract)) {
      yield { contract: first.contract, changes: held };
      held = [];
    }
    held.push(change);
  }
  const [first] = held;
  if (first !== undefined) yield { contract: first.contract, changes: held };
}

function writeObject(
  folder: string,
  arrivedAt: number,
  { contract, changes, first }: ChangesOfObject & { readonly first: number },
): void {
  const table = tableOf(contract);
  const sequences = changes.map((_, index) => String(first + index).padStart(digitsInKey, '0'));
  const prefix = `${layout.changes.prefix}${contract}/`;
  const key = objectKey({ prefix, arrivedAt, shard, sequences, extension: 'parquet' });
  const rows = createSilverRows(table);
  for (const [index, { at, data }] of changes.entries()) {
    const masked = table.masked.map(({ name }) => data[name] ?? null);
    const lineage = {
      eventSource: 'bench',
      eventId: `${hashText(String(first + index))}-1`,
      operation: 'U',
      eventTime: at,
      sequence: String(first + index).padStart(sequenceDigits, '0'),
      arrivedAt,
      sourceFile: null,
      sourceLine: null,
      rowHash: rowHash('U', masked),
    };
    rows.add(lineage, masked);
  }
  const path = join(folder, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.encode({ objectKey: key, shard }));
}

function tableOf(contract: string): SilverTable {
  const table = tables.get(contract);
  if (table === undefined) throw new Error(`no contract is called ${contract}`);
  return table;
}
