import { defineContract } from '../contract.ts';
import { identifier, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const payer = defineContract({
  name: 'payer',
  version: 1,
  description: 'An insurer or programme that pays for care',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    payer_id: identifier({ phi: 'none', description: 'Identifier of the payer in the source system' }),
    name: text({ maxLength: 200, phi: 'none', description: 'Name of the payer' }),
    ownership: optional(text({ maxLength: 64, phi: 'none', description: 'Government, private or none' })),
    street: optional(text({ maxLength: 200, phi: 'none', description: 'Street address of the payer' })),
    city: optional(text({ maxLength: 100, phi: 'none', description: 'City of the payer' })),
    state: optional(text({ maxLength: 64, phi: 'state', description: 'State of the headquarters, USPS code' })),
    zip: optional(text({ maxLength: 10, phi: 'none', description: 'Postal code of the payer, as text' })),
    phone: optional(text({ maxLength: 256, phi: 'phone', description: 'Telephone number' })),
  },
  key: ['payer_id'],
  subject: 'payer_id',
  references: {},
  rules: [],
});
