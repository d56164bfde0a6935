import { type Contract, keyColumnName } from './contract.ts';

/** A field that holds the key of another record: `supervising_provider_id` is the role `supervising_provider`. */
export interface Reference {
  readonly field: string;
  readonly role: string;
  /** Name of the contract whose key it is. */
  readonly target: string;
}

/** The references of a contract in the order of its fields. */
export function referencesOf(contract: Contract): readonly Reference[] {
  return Object.keys(contract.fields).flatMap((field) => {
    const target = contract.references[field];
    return target === undefined ? [] : [{ field, role: field.slice(0, -'_id'.length), target }];
  });
}

/** What keeps the tokens of unlike things apart: the name of the key that the field holds, whatever its role is. */
export function tokenTypeOf(contract: Contract, field: string): string {
  const target = contract.references[field];
  return target === undefined ? field : keyColumnName(target);
}
