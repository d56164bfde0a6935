import type { Contract } from '../../contracts/contract.ts';
import type { Field } from '../../contracts/fields.ts';
import type { MaskingPolicy } from '../../domain/masking/policy.ts';

/** Sorts of places that a value may be planted in, by how masking treats them. */
export const places = {
  text: 'text of a code',
  coded: 'coded field',
  code: 'code, line number',
  city: 'city',
  name: 'name, address of an organization',
  id: 'id of an organization, provider, payer',
  postal: 'postal code of an organization',
  number: 'amount, count',
  date: 'date',
  masked: 'masked field',
  envelope: 'envelope',
} as const;

export type Place = keyof typeof places;

/** Attributes of an envelope that sources fill as they like, and an extension that nobody reads. */
export const envelopeAttributes = ['id', 'source', 'sourcefile', 'subject', 'datacontenttype', 'dataschema'] as const;

/** Where a value is planted: in a field of a record's data, or in an attribute of its envelope. */
export interface Spot {
  readonly contract: Contract;
  readonly place: Place;
  readonly field: string;
}

/** Every field of a contract, and the attributes of its envelope. */
export function spotsOf(contract: Contract, policy: MaskingPolicy): readonly Spot[] {
  return [
    ...Object.entries(contract.fields).map(([field, declared]) => ({
      contract,
      field,
      place: placeOf(declared, policy),
    })),
    ...envelopeAttributes.map((field) => ({ contract, field, place: 'envelope' as const })),
  ];
}

/** How masking treats a field, as its contract declares it. */
export function placeOf(field: Field, policy: MaskingPolicy): Place {
  const { keepsValue } = policy.rules[field.phi];
  const { kind } = field.column;
  if (!keepsValue) return 'masked';
  if (kind === 'timestamp' || kind === 'date') return 'date';
  if (kind !== 'varchar') return 'number';
  if (field.displayOf !== undefined) return 'text';
  if (field.phi === 'business_id') return 'id';
  if (field.isClosed === true) return 'coded';
  if (field.phi === 'city') return 'city';
  if (field.isFreeText === true) return 'name';
  return field.schema.safeParse('SW1A 1AA').success ? 'postal' : 'code';
}
