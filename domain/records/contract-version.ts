import type { Contract } from '../../contracts/contract.ts';
import { type Envelope, schemaOfUri } from '../../contracts/envelope.ts';

/**
 * The data of an event as the newest version of its contract has them: what an older version wrote goes through the
 * upgrades from that version on. Null when the event names a version that this deployment does not know, or another
 * contract: such a record waits in quarantine until it is known.
 */
export function currentData(contract: Contract, { dataschema, data }: Envelope): { readonly data: unknown } | null {
  const schema = dataschema === undefined ? null : schemaOfUri(dataschema);
  if (schema === null) return { data };
  const { contractName, version } = schema;
  const isKnown = contractName === contract.name && version >= 1 && version <= contract.version;
  if (!isKnown) return null;
  let current = data;
  for (let from = version; from < contract.version; from += 1) {
    if (typeof current !== 'object' || current === null || Array.isArray(current)) break;
    current = contract.upgrades[from]?.({ ...current }) ?? current;
  }
  return { data: current };
}
