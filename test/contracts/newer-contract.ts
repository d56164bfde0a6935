import { type Contract, defineContract } from '../../contracts/contract.ts';
import { decimal, optional, text } from '../../contracts/fields.ts';

/** The columns that a newer contract has behind those of before. */
export const addedColumns = ['added_note', 'added_weight'] as const;

/** A contract of the next release: any contract with two more fields, a text and an amount. */
export function newerContract(contract: Contract): Contract {
  return defineContract({
    ...contract,
    fields: {
      ...contract.fields,
      added_note: optional(text({ maxLength: 20, phi: 'none', description: 'A note that came later' })),
      added_weight: optional(decimal({ precision: 9, scale: 3, min: 0, max: 999, phi: 'none', description: 'Later' })),
    },
  } as Parameters<typeof defineContract>[0]);
}
