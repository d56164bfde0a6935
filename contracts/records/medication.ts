import { defineContract } from '../contract.ts';
import { code, displayText, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const medication = defineContract({
  name: 'medication',
  version: 1,
  description: 'A drug that is ordered or dispensed, as RxNorm names it',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  // What a code means does not change with time; a better text replaces a worse one.
  history: 'current',
  fields: {
    medication_id: code({ systems: ['rxnorm'], phi: 'none', description: 'RxNorm code of the drug' }),
    name: optional(displayText({ maxLength: 1000, of: 'medication_id', description: 'Display text of the code' })),
  },
  key: ['medication_id'],
  subject: 'medication_id',
  references: {},
  rules: [],
});
