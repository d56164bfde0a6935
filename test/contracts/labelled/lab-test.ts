import { labelledOf } from './labelled.ts';

export const labTestRecords = labelledOf('lab_test', {
  right: [
    { title: 'unit without a dimension', change: { unit: '{score}' } },
    { title: 'unit in small letters', change: { unit: 'mg/dl' } },
    { title: 'no unit', change: { unit: null } },
  ],
  wrong: [
    { title: 'name instead of a code', change: { lab_test_id: 'Sodium' }, field: 'lab_test_id' },
    { title: 'unit that is a word', change: { unit: 'spoonful' }, field: 'unit' },
  ],
});
