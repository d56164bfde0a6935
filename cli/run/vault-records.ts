import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { layout } from '../../contracts/platform/zones.ts';
import { sequenceDigits } from '../../domain/records/silver-table.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { buckets } from '../../embedded/services.ts';

/** A reason as a line has it: no value of a record. */
export interface VaultReason {
  readonly code: string;
  readonly path: string;
}

/** What a line of a PHI vault says about a record besides what the record carried. */
export interface VaultRecord {
  readonly shardId: string;
  /** Zero-padded. A record that was written twice has one shard and sequence number. */
  readonly sequence: string;
  /** Why: the first reason counts for a refused record, each for a value that was left out. None in bronze. */
  readonly reasons: readonly VaultReason[];
  /** Broken rules that cost nothing. */
  readonly notes: readonly VaultReason[];
  /** Name of the contract, where the record has one. */
  readonly contract: string | null;
}

const inflate = promisify(gunzip);
const newline = 0x0a;
/** More than the members before a payload ever take; what is longer is looked at whole. */
const usualMembers = 4096;
/** Begins what the record carried. In the texts that stand before it every quote is escaped, so none of them is this. */
const payload = /,"(?:event|payload|payload_base64)":/;

/**
 * The records of a vault, line by line. Payloads are not read, so none can be one that a parser stops at.
 * @param s3Path root of the buckets.
 * @throws SafeError naming the object whose lines are not those that ingest writes.
 */
export async function* vaultRecords(s3Path: string, kind: VaultKind): AsyncGenerator<VaultRecord> {
  for await (const records of vaultObjects(s3Path, kind)) yield* records;
}

export type VaultKind = 'events' | 'rejected' | 'warned';

/**
 * The same, object by object; those of a shard in the order of their first records, and in each the records in theirs.
 * @throws SafeError as `vaultRecords`.
 */
export async function* vaultObjects(s3Path: string, kind: VaultKind): AsyncGenerator<readonly VaultRecord[]> {
  const { zone, prefix } = layout[kind];
  const folder = join(s3Path, buckets[zone], prefix);
  for (const file of (await filesBelow(folder, '.ndjson.gz')).toSorted(byFirstRecord)) {
    const lines = await inflate(await readFile(file));
    const records: VaultRecord[] = [];
    for (let start = 0; start < lines.length; ) {
      const next = lines.indexOf(newline, start);
      const end = next === -1 ? lines.length : next;
      const members = kind === 'warned' ? wholeLine(lines, start, end) : beforePayload(lines, start, end);
      if (members === null) throw new SafeError(`${file} has a line that no record of a vault is`);
      const { shard_id: shardId, sequence, reasons = [], notes = [], contract = null } = members;
      records.push({ shardId, sequence, reasons, notes, contract });
      start = end + 1;
    }
    yield records;
  }
}

/** Keys are those of domain/records/object-key.ts: hour, shard, first sequence number, whose digits may be fewer. */
function byFirstRecord(one: string, other: string): number {
  const [first, second] = [one, other].map((file) => join(dirname(file), basename(file).padStart(longestName, '0')));
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

const longestName = 2 * sequenceDigits + 64;

/**
 * The records of a vault that pass, each once: a batch that was handled twice wrote some of its records into two objects. Of
 * a shard no more is remembered than what a later object can still hold.
 */
export async function* distinctRecords(
  objects: AsyncIterable<readonly VaultRecord[]>,
  passes: (record: VaultRecord) => boolean,
): AsyncGenerator<VaultRecord> {
  const seenByShard = new Map<string, Set<string>>();
  for await (const records of objects) {
    const [first] = records;
    if (first === undefined) continue;
    const seen = seenByShard.get(first.shardId) ?? new Set();
    // Objects come in the order of their first records: what is before this one's stands in none to come.
    for (const sequence of seen) if (sequence < first.sequence) seen.delete(sequence);
    seenByShard.set(first.shardId, seen);
    for (const record of records) {
      if (!passes(record) || seen.has(record.sequence)) continue;
      seen.add(record.sequence);
      yield record;
    }
  }
}

interface Members {
  readonly shard_id: string;
  readonly sequence: string;
  readonly contract?: string | null;
  readonly reasons?: readonly VaultReason[];
  readonly notes?: readonly VaultReason[];
}

/** What was left out of a record carries no payload: the line is its members. */
function wholeLine(lines: Buffer, start: number, end: number): Members {
  return JSON.parse(lines.toString('utf8', start, end));
}

function beforePayload(lines: Buffer, start: number, end: number): Members | null {
  return (
    membersOf(lines.toString('latin1', start, Math.min(end, start + usualMembers))) ??
    membersOf(lines.toString('latin1', start, end))
  );
}

function membersOf(line: string): Members | null {
  const at = line.search(payload);
  return at === -1 ? null : JSON.parse(`${line.slice(0, at)}}`);
}
