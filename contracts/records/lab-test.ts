import { defineContract } from '../contract.ts';
import { code, displayText, lenient, optional, ucumUnit } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const labTest = defineContract({
  name: 'lab_test',
  version: 1,
  description: 'An examination that a laboratory makes, as LOINC names it',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'current',
  fields: {
    lab_test_id: code({ systems: ['loinc'], phi: 'none', description: 'LOINC code of the test' }),
    name: optional(displayText({ maxLength: 1000, of: 'lab_test_id', description: 'Display text of the code' })),
    unit: lenient(ucumUnit({ phi: 'none', description: 'Unit that its results usually come in (UCUM)' })),
  },
  key: ['lab_test_id'],
  subject: 'lab_test_id',
  references: {},
  rules: [],
});
