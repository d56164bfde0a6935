import { hash } from 'node:crypto';
import { registry } from '../contracts/registry.ts';
import { createKeyedHash } from '../domain/masking/token.ts';
import { defaultAsOf } from '../sources/generated/deliver.ts';
import { generateRecords } from '../sources/generated/generate-records.ts';
import { benchKey } from './encounter-events.ts';

/** Generated records that are looked through; of reference data there are few among them. */
const mostGenerated = 400_000;

/** Events of a contract, as bytes of the stream. */
export interface ContractEvents {
  readonly contract: string;
  /** `count` of them; where the generator makes fewer, those again with ids of their own. */
  readonly events: readonly Uint8Array[];
  readonly distinct: number;
}

/** Generated events of these contracts, dirty ones among them. Of a contract that the generator does not make there is nothing. */
export async function eventsByContract(
  contracts: readonly string[],
  count: number,
): Promise<readonly ContractEvents[]> {
  const found = new Map<string, Uint8Array[]>(contracts.map((contract) => [contract, []]));
  const keys = createKeyedHash(benchKey);
  const { batches } = generateRecords({ records: mostGenerated, seed: 1, asOf: Date.parse(defaultAsOf), keys });
  for (const batch of batches) {
    for (const { contract, data } of batch) {
      const events = found.get(contract ?? '');
      if (events !== undefined && events.length < count) events.push(data);
    }
    if ([...found.values()].every((events) => events.length === count)) break;
  }
  return [...found]
    .filter(([, events]) => events.length > 0)
    .map(([contract, events]) => ({
      contract,
      distinct: events.length,
      events: Array.from({ length: count }, (_, place) => {
        const event = events[place % events.length] ?? new Uint8Array();
        return place < events.length ? event : withOtherIds(event, contract, place);
      }),
    }));
}

/** The same event with another id, and another key where that is an identifier: else the floor would pack repetitions. */
function withOtherIds(event: Uint8Array, contractName: string, place: number): Uint8Array {
  const { data, ...envelope } = JSON.parse(Buffer.from(event).toString());
  const { key, fields } = registry.contractNamed(contractName);
  const other = hash('sha256', `${contractName} ${place}`, 'hex').slice(0, 32);
  const own = key.filter((field) => fields[field]?.form.startsWith('identifier') && typeof data?.[field] === 'string');
  const changed = Object.fromEntries(own.map((field) => [field, `${other.slice(0, 8)}-${other.slice(8, 32)}`]));
  return Buffer.from(JSON.stringify({ ...envelope, id: other, data: { ...data, ...changed } }));
}
