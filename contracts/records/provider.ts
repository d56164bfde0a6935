import { defineContract } from '../contract.ts';
import { identifier, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const provider = defineContract({
  name: 'provider',
  version: 1,
  description: 'A clinician who delivers care for an organization',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    provider_id: identifier({ phi: 'none', description: 'Identifier of the provider in the source system' }),
    organization_id: optional(
      identifier({ phi: 'none', description: 'Organization the provider works for, its source identifier' }),
    ),
    // A clinician is a person too, and may be a patient of the same hospital: masked like any other name.
    name: text({ maxLength: 200, phi: 'name', description: 'Name of the provider' }),
    gender: optional(text({ maxLength: 16, phi: 'none', description: 'Administrative gender' })),
    specialty: optional(text({ maxLength: 100, phi: 'none', description: 'Clinical specialty' })),
    street: optional(text({ maxLength: 200, phi: 'street', description: 'Street address of the provider' })),
    city: optional(text({ maxLength: 64, phi: 'city', description: 'City of the provider' })),
    state: optional(text({ maxLength: 64, phi: 'state', description: 'State of the provider, USPS code' })),
    zip: optional(text({ maxLength: 10, phi: 'zip', description: 'Postal code of the provider' })),
  },
  key: ['provider_id'],
  subject: 'provider_id',
  references: { organization_id: 'organization' },
  rules: [],
});
