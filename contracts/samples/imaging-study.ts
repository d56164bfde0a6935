import { imagingStudy } from '../records/imaging-study.ts';
import { samplesOf } from '../samples.ts';

const image = {
  study_id: 'study-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  series_uid: '1.2.840.99999999.1.65127494.800006055759',
  instance_uid: '1.2.840.99999999.1.1.25276885.800006055759',
  started_at: '2025-03-01T09:05:00Z',
};

export const imagingStudySamples = samplesOf(imagingStudy, {
  valid: [
    {
      about: 'an image of the chest',
      data: {
        ...image,
        body_site_code: '51185008',
        body_site_description: 'Thoracic structure (body structure)',
        modality: 'DX',
        sop_code: '1.2.840.10008.5.1.4.1.1.1.1',
        sop_description: 'Digital X-Ray Image Storage',
        procedure_code_id: '399208008',
      },
      masked: { modality: 'DX', sop_code: '1.2.840.10008.5.1.4.1.1.1.1', procedure_code_id: '399208008' },
    },
  ],
  edge: [
    {
      about: 'a study without an image',
      data: { study_id: 'study-2', patient_id: 'patient-1', started_at: '2025-03-01T09:05:00Z' },
    },
  ],
  rejected: [
    {
      about: 'no study',
      data: { ...image, study_id: '' },
      reason: 'schema.invalid_format',
      path: 'data.study_id',
    },
  ],
});
