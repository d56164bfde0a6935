import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { layout } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { buckets } from '../../embedded/runtime.ts';

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
  /** Name of the contract, where the record has one. */
  readonly contract: string | null;
}

const inflate = promisify(gunzip);
const newline = 0x0a;
/** More than the members before a payload ever take; what is longer is looked at whole. */
const usualMembers = 4096;
/** Begins what the record carried; of what was left out of one there is none. Nothing before it has a quote inside. */
const payload = /,"(?:event|payload|payload_base64)":/;

/**
 * The records of a vault, line by line. Payloads are not read, so none can be one that a parser stops at.
 * @param s3Path root of the buckets.
 * @throws SafeError naming the object whose lines are not those that ingest writes.
 */
export async function* vaultRecords(
  s3Path: string,
  kind: 'events' | 'rejected' | 'warned',
): AsyncGenerator<VaultRecord> {
  const { zone, prefix } = layout[kind];
  const folder = join(s3Path, buckets[zone], prefix);
  for (const file of await filesBelow(folder, '.ndjson.gz')) {
    const lines = await inflate(await readFile(file));
    for (let start = 0; start < lines.length; ) {
      const next = lines.indexOf(newline, start);
      const end = next === -1 ? lines.length : next;
      const record = recordOf(lines, start, end);
      if (record === null) throw new SafeError(`${file} has a line that no record of a vault is`);
      yield record;
      start = end + 1;
    }
  }
}

function recordOf(lines: Buffer, start: number, end: number): VaultRecord | null {
  const members =
    membersOf(lines.toString('latin1', start, Math.min(end, start + usualMembers))) ??
    membersOf(lines.toString('latin1', start, end));
  if (members === null) return null;
  const { shard_id: shardId, sequence, reasons = [], contract = null } = members;
  return { shardId, sequence, reasons, contract };
}

interface Members {
  readonly shard_id: string;
  readonly sequence: string;
  readonly contract?: string | null;
  readonly reasons?: readonly VaultReason[];
}

function membersOf(line: string): Members | null {
  const at = line.search(payload);
  if (at !== -1) return JSON.parse(`${line.slice(0, at)}}`);
  return line.startsWith('{"shard_id":') && line.endsWith(']}') ? JSON.parse(line) : null;
}
