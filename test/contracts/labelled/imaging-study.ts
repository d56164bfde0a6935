import { labelledOf } from './labelled.ts';

export const imagingStudyRecords = labelledOf('imaging_study', {
  right: [
    { title: 'modality in words', change: { modality: 'ultrasound' } },
    { title: 'no procedure', change: { procedure_code_id: null } },
    { title: 'no images yet', change: { series_uid: null, instance_uid: null } },
  ],
  wrong: [
    { title: 'modality of nobody', change: { modality: 'crystal ball' }, field: 'modality' },
    { title: 'class that is a text', change: { sop_code: 'Digital X-Ray' }, field: 'sop_code' },
    { title: 'made in the future', change: { started_at: '2996-01-01T00:00:00Z' }, field: 'started_at' },
  ],
});
