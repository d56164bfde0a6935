import { streamOfUnknown } from '../../contracts/platform/streams.ts';
import { registry } from '../../contracts/registry.ts';
import type { SourceRecord } from '../../sources/source-record.ts';

type OfContract = Pick<SourceRecord, 'contract'>;

/** The stream of a record's contract, as the inventory calls it; one that names no contract goes where it is refused. */
export function streamOf({ contract }: OfContract): string {
  return contract === null ? streamOfUnknown : registry.contractNamed(contract).stream;
}

/** Records by their stream, in their order. */
export function byStream<R extends OfContract>(records: readonly R[]): ReadonlyMap<string, R[]> {
  return Map.groupBy(records, streamOf);
}
