import { labelledOf } from './labelled.ts';

export const medicationRecords = labelledOf('medication', {
  right: [
    { title: 'RxNorm of a pack', change: { medication_id: '749785', name: undefined } },
    { title: 'no text', change: { name: null } },
  ],
  wrong: [
    { title: 'name of the drug instead of its code', change: { medication_id: 'metformin' }, field: 'medication_id' },
    { title: 'no code', change: { medication_id: undefined }, field: 'medication_id' },
    { title: 'field that nobody classified', change: { sig: 'twice a day' } },
  ],
});
