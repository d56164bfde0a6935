import { defineContract } from '../contract.ts';
import { coded, identifier, lenient, optional, postalCode, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const payer = defineContract({
  name: 'payer',
  version: 1,
  description: 'An insurer or programme that pays for care',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    payer_id: identifier({ phi: 'business_id', description: 'Identifier of the payer in the source system' }),
    name: text({ maxLength: 200, phi: 'none', description: 'Name of the payer' }),
    ownership: optional(
      coded({ set: valueSets.payerOwnership, maxLength: 64, phi: 'none', description: 'Government, private or none' }),
    ),
    street: lenient(text({ maxLength: 200, phi: 'none', description: 'Street address of the payer' })),
    city: lenient(text({ maxLength: 100, phi: 'none', description: 'City of the payer' })),
    state: optional(
      coded({
        set: valueSets.usState,
        maxLength: 64,
        phi: 'state',
        description: 'State of the headquarters, USPS code',
      }),
    ),
    zip: lenient(postalCode({ phi: 'none', description: 'Postal code of the payer, as text' })),
    phone: lenient(text({ maxLength: 256, phi: 'phone', description: 'Telephone number' })),
    electronic_payer_id: optional(
      identifier({ phi: 'business_id', description: 'Number that clearing houses send its claims to' }),
    ),
  },
  key: ['payer_id'],
  subject: 'payer_id',
  references: {},
  rules: [],
});
