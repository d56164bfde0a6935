import { defineContract } from '../contract.ts';
import { coded, identifier, integer, lenient, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const department = defineContract({
  name: 'department',
  version: 1,
  description: 'A unit of an organization: a ward, a clinic, an operating room',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    department_id: identifier({ phi: 'business_id', description: 'Identifier of the department in the source system' }),
    organization_id: optional(
      identifier({ phi: 'business_id', description: 'Organization that it is a part of, its source identifier' }),
    ),
    name: text({ maxLength: 200, phi: 'none', description: 'Name of the department' }),
    department_type: optional(
      coded({ set: valueSets.departmentType, maxLength: 32, phi: 'none', description: 'What the department is for' }),
    ),
    // What occupancy divides by: without it there is none, not 0 %.
    staffed_beds: lenient(
      integer({ min: 0, max: 100_000, phi: 'none', description: 'Beds that there is staff for; 0 where none are' }),
    ),
    licensed_beds: lenient(
      integer({ min: 0, max: 100_000, phi: 'none', description: 'Beds that the licence of the organization allows' }),
    ),
  },
  key: ['department_id'],
  subject: 'department_id',
  references: { organization_id: 'organization' },
  rules: [],
});
