import { defineContract } from '../contract.ts';
import { code, coded, displayText, lenient, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const diagnosis = defineContract({
  name: 'diagnosis',
  version: 1,
  description: 'A disease, finding or problem, as a code system names it',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'current',
  fields: {
    diagnosis_id: code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of the diagnosis' }),
    name: optional(displayText({ maxLength: 1000, of: 'diagnosis_id', description: 'Display text of the code' })),
    code_system: optional(
      coded({ set: valueSets.codeSystem, maxLength: 16, phi: 'none', description: 'System that the code is of' }),
    ),
    icd10_code: lenient(
      code({ systems: ['icd10cm'], phi: 'none', description: 'ICD-10-CM code that the source bills it as' }),
    ),
    icd10_name: optional(
      displayText({ maxLength: 1000, of: 'icd10_code', description: 'Display text of the ICD-10-CM code' }),
    ),
  },
  key: ['diagnosis_id'],
  subject: 'diagnosis_id',
  references: {},
  rules: [],
});
