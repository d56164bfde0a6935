import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { decodeText } from '../../../domain/records/decode.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { defaultAsOf } from '../../../sources/generated/deliver.ts';
import {
  type GeneratedRecord,
  generateRecords,
  type RecordOptions,
} from '../../../sources/generated/generate-records.ts';
import { maskingTools } from '../../masking-tools.ts';
import { keys, now } from '../synthea/harness.ts';

export const asOf = Date.parse(defaultAsOf);

/** Generated records, all of them. */
export function generated(options: Partial<RecordOptions> = {}): GeneratedRecord[] {
  return [...generateRecords({ records: 10_000, seed: 1, asOf, keys, ...options }).batches].flat();
}

/** A CloudEvent as it was sent. */
export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly subject?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function eventOf({ data }: Pick<GeneratedRecord, 'data'>): SentEvent {
  return JSON.parse(Buffer.from(data).toString());
}

/** The data of the clean records of a contract. */
export function dataOf(records: readonly GeneratedRecord[], contract: string): SentEvent['data'][] {
  return records
    .filter((record) => record.contract === contract && record.dirt === null)
    .map((record) => eventOf(record).data);
}

const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));

/** What becomes of a record: the reason it is refused for, or the fields that are left out of it. */
export function fateOf({ data }: GeneratedRecord): { readonly reason: string } | { readonly leftOut: string[] } {
  const processed = processRecord(decodeText(data), now, data);
  if (!processed.ok) return { reason: processed.rejection.reasons[0].code };
  return { leftOut: processed.record.warnings.map(({ path }) => path) };
}
