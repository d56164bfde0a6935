import { defineContract } from '../contract.ts';
import { code, coded, displayText, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const procedureCode = defineContract({
  name: 'procedure_code',
  version: 1,
  description: 'Something that can be done to or for a patient, as a code system names it',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'current',
  fields: {
    procedure_code_id: code({
      systems: ['snomed', 'hcpcs', 'icd10pcs'],
      phi: 'none',
      description: 'Code of the procedure',
    }),
    name: optional(displayText({ maxLength: 1000, of: 'procedure_code_id', description: 'Display text of the code' })),
    code_system: optional(
      coded({ set: valueSets.codeSystem, maxLength: 16, phi: 'none', description: 'System that the code is of' }),
    ),
  },
  key: ['procedure_code_id'],
  subject: 'procedure_code_id',
  references: {},
  rules: [],
});
