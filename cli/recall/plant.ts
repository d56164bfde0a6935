import type { Contract } from '../../contracts/contract.ts';
import type { AcceptedRecord, ProcessRecord } from '../../domain/records/process-record.ts';
import type { Spot } from './places.ts';
import { holdsSecret } from './stored-secrets.ts';

/** A CloudEvent of a contract, as its text parses. */
export interface SourceEvent {
  readonly [attribute: string]: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The event with a value in the place of its own; of a list, as its one item. */
export function withPlanted(event: SourceEvent, { contract, place, field }: Spot, value: string): SourceEvent {
  if (place === 'envelope') return { ...event, [field]: value };
  return { ...event, data: { ...event.data, [field]: isList(contract, field) ? [value] : value } };
}

const isList = ({ fields }: Contract, field: string) => fields[field]?.schema.safeParse(['A00']).success === true;

/** What leaves of an accepted record, in an order that its contract decides. */
export function leavingTexts({ origin, eventTime, masked }: AcceptedRecord): readonly (string | null)[] {
  return [origin.source, origin.eventId, origin.sourceFile, new Date(eventTime).toISOString(), ...masked];
}

/**
 * Whether one of the secrets is in what leaves of a record. What leaves of the clean record as well is none: dates of
 * service and a city stay by decision, whatever they are equal to.
 */
export function leaks(
  process: ProcessRecord,
  event: SourceEvent,
  clean: readonly (string | null)[],
  secrets: readonly string[],
  arrivedAt: number,
): boolean {
  const processed = process(JSON.stringify(event), arrivedAt);
  if (!processed.ok) return false;
  return leavingTexts(processed.record).some(
    (text, index) => text !== null && text !== clean[index] && secrets.some((secret) => holdsSecret(text, secret)),
  );
}
