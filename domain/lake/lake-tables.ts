import type { Registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../masking/policies.ts';
import { type SilverTable, silverTable } from '../records/silver-table.ts';

/** The silver table of every contract, in the order of the registry: what the lake is built from. */
export function lakeTables(registry: Registry): readonly SilverTable[] {
  return registry.contracts.map((contract) => silverTable(contract, policyOfZone('silver')));
}
