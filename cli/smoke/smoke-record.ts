import { eventType, type operations } from '../../contracts/envelope.ts';
import { knownSources } from '../../contracts/platform/known-origins.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { type AcceptedRecord, createProcessRecord } from '../../domain/records/process-record.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { instantText, type TextRow } from './row-text.ts';

const smokeContract = smokeCheck.contract;

/** The one organization that every check describes and deletes again. With a digit it stands as it is in masked zones. */
export const smokeOrganization = 'medstream-smoke-check-1';

/** CloudEvents `source` of every check. */
export const smokeSource = knownSources.smokeCheck;

export interface SmokeRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** What the record must have become in silver: of the lineage what its sender decides but for the id, and every masked field. */
  readonly expected: TextRow;
}

/**
 * A record that says what the organization is now, or that it is gone. Its texts need two, three and four bytes a
 * character and its time has milliseconds: what readers of the stores are most likely to get wrong.
 * @param check tells this check from others: letters, because ingest refuses long numbers in a name
 * @param at event time, epoch ms
 */
export function smokeRecord(check: string, happened: keyof typeof operations, at: number): SmokeRecord {
  const time = new Date(at).toISOString();
  const event = JSON.stringify({
    specversion: '1.0',
    id: `${check}-${happened}`,
    source: smokeSource,
    type: eventType(smokeContract.name, happened),
    time,
    data: {
      organization_id: smokeOrganization,
      name: `medstream smoke check ${check}: ß, 中 and 😀 arrive`,
      street: "1 Zoë's Way",
      city: 'Łódź',
      state: 'MA',
      zip: '02139',
      phone: '617-555-0100',
    },
  });
  const { table, masked, operation, rowHash } = processed(event, at);
  return {
    partitionKey: smokeOrganization,
    data: new TextEncoder().encode(event),
    expected: {
      event_source: smokeSource,
      op: operation,
      version_at: instantText(time),
      source_file: null,
      source_line: null,
      row_hash: rowHash,
      ...Object.fromEntries(table.masked.map(({ name }, index) => [name, masked[index] ?? null])),
    },
  };
}

/** The record as ingest decides about it. @throws SafeError when it would be refused, or needs the key of a deployment */
function processed(event: string, arrivedAt: number): AcceptedRecord {
  const process = createProcessRecord(registry, policyOfZone('silver'), {
    // The id alone is masked with the key of the deployment; what it becomes is looked at nowhere.
    tokenize: (type) => {
      if (type === 'event_id') return '';
      throw new SafeError('the record of the smoke check has a field that is masked with the key of the deployment');
    },
    terminology: { isTextOf: () => false },
  });
  const result = process(event, arrivedAt);
  if (!result.ok) throw new SafeError('the contract of an organization does not take the record of the smoke check');
  return result.record;
}
