import { defineContract } from '../contract.ts';
import { coded, identifier, lenient, npi, optional, postalCode, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const organization = defineContract({
  name: 'organization',
  version: 1,
  description: 'A hospital, clinic or practice that delivers care',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    organization_id: identifier({
      phi: 'business_id',
      description: 'Identifier of the organization in the source system',
    }),
    name: text({ maxLength: 200, phi: 'none', description: 'Name of the organization' }),
    street: lenient(text({ maxLength: 200, phi: 'none', description: 'Street address of the organization' })),
    city: lenient(text({ maxLength: 100, phi: 'none', description: 'City of the organization' })),
    state: optional(
      coded({
        set: valueSets.usState,
        maxLength: 64,
        phi: 'state',
        description: 'State of the organization, USPS code',
      }),
    ),
    zip: lenient(postalCode({ phi: 'none', description: 'Postal code of the organization, as text' })),
    phone: lenient(text({ maxLength: 256, phi: 'phone', description: 'Telephone number; may hold two' })),
    npi: lenient(npi({ description: 'National Provider Identifier of the organization' })),
    organization_type: optional(
      coded({ set: valueSets.organizationType, maxLength: 32, phi: 'none', description: 'What the organization is' }),
    ),
    ownership: optional(
      coded({ set: valueSets.organizationOwnership, maxLength: 32, phi: 'none', description: 'Who owns it' }),
    ),
  },
  key: ['organization_id'],
  subject: 'organization_id',
  references: {},
  rules: [],
});
