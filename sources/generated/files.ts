import { registry } from '../../contracts/registry.ts';
import { isWritable } from '../csv/csv-layout.ts';
import type { RowKeys } from '../row-encoder.ts';
import { syntheaFiles } from '../synthea/index.ts';
import type { ByteDirt, Sent } from './dirt.ts';
import { dirtKinds } from './dirt.ts';
import { contractFile, EventEncoder } from './event-encoder.ts';
import { jsonWriter } from './json-writer.ts';
import { type RowWriter, rowWriter } from './synthea-rows.ts';

/** `synthea`: CSV with Synthea's headers, and NDJSON for what Synthea has not. `ndjson`: CloudEvents, a file a contract. */
export const shapes = ['synthea', 'ndjson'] as const;
export type Shape = (typeof shapes)[number];

/** Holds what no row of a file can say: deletions, and dirt that only events have. */
export const eventsFile = 'events.ndjson';

/** A record as a line of a file. */
export interface FileLine {
  readonly file: string;
  /** Without its line end; text but for bytes that are none. */
  readonly line: string | Uint8Array;
}

/** How the records of a shape become lines of files. */
export interface FileShape {
  /** The first line of a file that has a header. */
  readonly headerOf: (file: string) => string | null;
  readonly lineOf: (sent: Sent) => FileLine;
}

/** @param keys make the ids and subjects of events */
export function fileShape(shape: Shape, keys: RowKeys): FileShape {
  return shape === 'ndjson' ? ndjsonShape(keys) : syntheaShape(keys);
}

function ndjsonShape(keys: RowKeys): FileShape {
  const encoder = new EventEncoder(keys);
  return {
    headerOf: () => null,
    lineOf: (sent) => ({ file: contractFile(sent.change.contract), line: encoder.line(sent) }),
  };
}

function syntheaShape(keys: RowKeys): FileShape {
  const encoder = new EventEncoder(keys);
  const rows = new Map<string, ContractRows>();
  const headers = new Map<string, string>();
  for (const mapping of syntheaFiles.filter(isWritable)) {
    const { header, line } = rowWriter(mapping);
    headers.set(mapping.file, header);
    const fields = new Set(Object.keys(mapping.columns));
    rows.set(mapping.contract.name, { file: mapping.file, line, holds: (field) => fields.has(field) });
  }
  for (const contract of registry.contracts) {
    if (rows.has(contract.name)) continue;
    rows.set(contract.name, { file: contractFile(contract.name), line: jsonWriter(contract), holds: () => true });
  }
  return {
    headerOf: (file) => headers.get(file) ?? null,
    lineOf: (sent) => {
      const { change, dirt } = sent;
      const row = rows.get(change.contract);
      const isSayable = row !== undefined && change.operation === 'changed' && canSay(row, sent);
      if (!isSayable) return { file: eventsFile, line: encoder.line(sent) };
      const line = row.line(change.data);
      return { file: row.file, line: dirt?.bytes == null ? line : spoiltLine(dirt.bytes, line) };
    },
  };
}

interface ContractRows {
  readonly file: string;
  readonly line: RowWriter['line'];
  /** Whether the file has a place for a field. */
  readonly holds: (field: string) => boolean;
}

/** Whether a row has room for what is wrong with a record: not for what only events have, nor in fields that the file lacks. */
function canSay({ holds }: ContractRows, { change, dirt }: Sent): boolean {
  if (dirt === null) return true;
  const { kind, expected } = dirt;
  if ('onlyInEvents' in dirtKinds[kind]) return false;
  if (expected.fate === 'left_out') return holds(expected.field);
  if (expected.fate !== 'quarantined') return true;
  const { fields } = registry.contractNamed(change.contract);
  // Which field a sample is refused for, nobody says; the others are spoilt in fields that every record has.
  return Object.entries(fields).every(
    ([field, { isOptional }]) =>
      holds(field) || (isOptional && (kind !== 'refused_sample' || change.data[field] === undefined)),
  );
}

/** Half of a line lacks most of its cells; a byte that is no text stands where the line ended. */
function spoiltLine(dirt: ByteDirt, line: string): string | Uint8Array {
  return dirt === 'not_utf8'
    ? Buffer.concat([Buffer.from(line), Buffer.from([0xff])])
    : line.slice(0, line.length >> 1);
}
