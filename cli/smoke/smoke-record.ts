import { eventType, operations } from '../../contracts/envelope.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { rowHash } from '../../domain/records/row-hash.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { instantText, type TextRow } from './row-text.ts';

const smokeContract = smokeCheck.contract;

/** Where the record is stored: its columns are those that silver, history and the lake must have. */
export const smokeTable = silverTable(smokeContract, policyOfZone('silver'));

/** The one organization that every check describes and deletes again. */
export const smokeOrganization = 'medstream-smoke-check';

/** CloudEvents `source` of every check. */
export const smokeSource = 'urn:medstream:smoke-check';

export interface SmokeRecord {
  readonly eventId: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** What the record must have become in silver: of the lineage what its sender decides, and every masked field. */
  readonly expected: TextRow;
}

/**
 * A record that says what the organization is now, or that it is gone. Every field is set. Texts have characters of one to
 * four bytes, quotes, a backslash, and the separators of the row hash; a telephone and a state are masked to other texts;
 * a ZIP code begins with zero, and the time has milliseconds: what readers of the stores are most likely to get wrong.
 *
 * What must become of it is written down here and not computed by the code that masks: a deployed masking that is wrong
 * must not agree with itself.
 * @param check tells this check from others; letters and digits
 * @param at event time, epoch ms
 */
export function smokeRecord(check: string, happened: keyof typeof operations, at: number): SmokeRecord {
  const eventId = `${check}-${happened}`;
  const time = new Date(at).toISOString();
  const sent = {
    organization_id: smokeOrganization,
    name: `medstream smoke check ${check}: ß, 中 and 😀 arrive`,
    street: `1 Zoë's "Way" | 2 ~ \\ ${check}`,
    city: 'Łódź',
    state: 'Massachusetts',
    zip: '02139',
    phone: '617-555-0100',
  };
  const masked: TextRow = { ...sent, state: 'MA', phone: '(617) ***-0100' };
  const op = operations[happened];
  const event = {
    specversion: '1.0',
    id: eventId,
    source: smokeSource,
    type: eventType(smokeContract.name, happened),
    time,
    sourcefile: 'smoke-check',
    sourceline: 1,
    data: sent,
  };
  return {
    eventId,
    partitionKey: smokeOrganization,
    data: new TextEncoder().encode(JSON.stringify(event)),
    expected: {
      event_source: smokeSource,
      event_id: eventId,
      op,
      version_at: instantText(time),
      source_file: event.sourcefile,
      source_line: String(event.sourceline),
      row_hash: rowHash(
        op,
        smokeTable.masked.map(({ name }) => masked[name] ?? null),
      ),
      ...masked,
    },
  };
}
