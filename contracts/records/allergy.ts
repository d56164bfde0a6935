import { defineContract } from '../contract.ts';
import { code, coded, displayText, identifier, instant, lenient, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

const severity = { set: valueSets.reactionSeverity, maxLength: 16, phi: 'none' } as const;
const reaction = { systems: ['snomed', 'icd10cm'], phi: 'none' } as const;

export const allergy = defineContract({
  name: 'allergy',
  version: 1,
  description: 'A substance that a patient does not tolerate, and what it does',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was found' })),
    code: code({ systems: ['snomed', 'rxnorm'], phi: 'none', description: 'Code of the substance' }),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    code_system: optional(
      coded({ set: valueSets.codeSystem, maxLength: 16, phi: 'none', description: 'System that the code is of' }),
    ),
    allergy_type: optional(
      coded({ set: valueSets.allergyType, maxLength: 16, phi: 'none', description: 'Allergy or intolerance' }),
    ),
    category: optional(
      coded({ set: valueSets.allergyCategory, maxLength: 16, phi: 'none', description: 'Kind of the substance' }),
    ),
    first_reaction_code: lenient(code({ ...reaction, description: 'Code of a reaction that was seen' })),
    first_reaction_description: optional(
      displayText({ maxLength: 1000, of: 'first_reaction_code', description: 'Display text of that reaction' }),
    ),
    first_reaction_severity: optional(coded({ ...severity, description: 'How bad that reaction was' })),
    second_reaction_code: lenient(code({ ...reaction, description: 'Code of another reaction that was seen' })),
    second_reaction_description: optional(
      displayText({ maxLength: 1000, of: 'second_reaction_code', description: 'Display text of the other reaction' }),
    ),
    second_reaction_severity: optional(coded({ ...severity, description: 'How bad the other reaction was' })),
    found_at: instant({ phi: 'service_date', description: 'When it was found' }),
    over_at: optional(instant({ phi: 'service_date', description: 'When it was over; absent while it lasts' })),
  },
  // An allergy comes without an id of its own: the same substance is found once at a time in an encounter.
  key: ['patient_id', 'encounter_id', 'code', 'found_at'],
  subject: 'patient_id',
  eventTime: 'found_at',
  references: { patient_id: 'patient', encounter_id: 'encounter' },
  rules: [
    {
      id: 'over_after_found',
      field: 'over_at',
      description: 'An allergy is not over before it was found',
      holds: (data, { eventTime }) => data.over_at === undefined || Date.parse(data.over_at) >= eventTime,
    },
  ],
});
