import type { RowKeys } from '../row-encoder.ts';
import type { SourceRecord } from '../source-record.ts';
import type { Disorder } from './arrivals.ts';
import { checkOptions, deliver, type GenerateOptions } from './deliver.ts';
import { type DirtKind, type DirtLabel, type Sent, usualDirtShare, withDirt } from './dirt.ts';
import { type DriftKind, withDrift } from './drift.ts';
import { type EventAddress, EventEncoder } from './event-encoder.ts';
import type { CaseLabel } from './labels.ts';

export interface SentOptions extends GenerateOptions {
  /** Share of dirty records, 0 to below 1; about 2% unless told otherwise. */
  readonly dirt?: number;
}

export interface RecordOptions extends SentOptions {
  readonly keys: RowKeys;
}

/** How often each kind occurs; a kind that does not occur is absent. */
export type DirtCounts = Partial<Record<DirtKind, number>>;

/** A record for the stream, and what is wrong with it. */
export interface GeneratedRecord extends SourceRecord, EventAddress {
  /** Name of the contract it was made for, whether it still claims to be of it or not. */
  readonly madeFor: string;
  readonly dirt: DirtLabel | null;
  /** When the source came to know what it says, epoch ms. */
  readonly at: number;
  readonly disorder: Disorder | null;
  readonly label: CaseLabel | null;
  readonly drift: readonly DriftKind[];
}

export interface GeneratedRecords {
  /** To be read once. Every record comes after those it refers to. */
  readonly batches: Iterable<GeneratedRecord[]>;
  /** Dirt among what was read so far, by kind. */
  readonly injected: Readonly<DirtCounts>;
}

const batchRecords = 1000;

/** Exactly so many records as asked for, dirty ones among them, on their way to become events or rows of files. */
export function* sentRecords(options: SentOptions): Generator<Sent> {
  checkOptions(options);
  const { seed, asOf, dirt = usualDirtShare, drift = [] } = options;
  let left = options.records;
  const delivered = drift.length === 0 ? deliver(options) : withDrift(deliver(options), { kinds: drift, seed, asOf });
  for (const record of withDirt(delivered, seed, dirt)) {
    yield record;
    left -= 1;
    if (left === 0) return;
  }
}

/**
 * Generated records as events for the stream: the same bytes for the same options and keys.
 * @throws RangeError when the options make no data set.
 */
export function generateRecords(options: RecordOptions): GeneratedRecords {
  checkOptions(options);
  const injected: DirtCounts = {};
  return { batches: inBatches(options, injected), injected };
}

function* inBatches(options: RecordOptions, injected: DirtCounts): Generator<GeneratedRecord[]> {
  const encoder = new EventEncoder(options.keys);
  let batch: GeneratedRecord[] = [];
  for (const sent of sentRecords(options)) {
    const { dirt, disorder, label, drift = [] } = sent;
    if (dirt !== null) injected[dirt.kind] = (injected[dirt.kind] ?? 0) + 1;
    const { contract: madeFor, at } = sent.change;
    batch.push({ ...encoder.encode(sent), madeFor, at, dirt, disorder, label, drift });
    if (batch.length === batchRecords) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
