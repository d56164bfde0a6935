import { defineContract } from '../contract.ts';
import {
  calendarDate,
  code,
  coded,
  identifier,
  lenient,
  npi,
  optional,
  personName,
  postalCode,
  text,
} from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const provider = defineContract({
  name: 'provider',
  version: 1,
  description: 'A clinician who delivers care for an organization',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    provider_id: identifier({ phi: 'business_id', description: 'Identifier of the provider in the source system' }),
    organization_id: optional(
      identifier({ phi: 'business_id', description: 'Organization the provider works for, its source identifier' }),
    ),
    // A clinician is a person too, and may be a patient of the same hospital: masked like any other name.
    name: personName({ maxLength: 200, description: 'Name of the provider' }),
    gender: optional(
      coded({ set: valueSets.gender, maxLength: 16, phi: 'none', description: 'Administrative gender' }),
    ),
    specialty: optional(
      coded({ set: valueSets.specialty, maxLength: 100, phi: 'none', description: 'Clinical specialty' }),
    ),
    street: lenient(text({ maxLength: 200, phi: 'street', description: 'Street address of the provider' })),
    city: lenient(text({ maxLength: 64, phi: 'city', description: 'City of the provider' })),
    state: optional(
      coded({ set: valueSets.usState, maxLength: 64, phi: 'state', description: 'State of the provider, USPS code' }),
    ),
    zip: lenient(postalCode({ phi: 'zip', description: 'Postal code of the provider' })),
    npi: lenient(npi({ description: 'National Provider Identifier of the clinician' })),
    taxonomy_code: lenient(
      code({ systems: ['nucc'], phi: 'none', description: 'Kind of provider, as the NPI registry has it' }),
    ),
    npi_deactivated_on: lenient(
      calendarDate({ phi: 'none', description: 'Day on which the NPI was deactivated; absent while it holds' }),
    ),
  },
  key: ['provider_id'],
  subject: 'provider_id',
  references: { organization_id: 'organization' },
  rules: [],
});
