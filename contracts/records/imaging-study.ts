import { defineContract } from '../contract.ts';
import { code, coded, displayText, identifier, instant, lenient, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const imagingStudy = defineContract({
  name: 'imaging_study',
  version: 1,
  description: 'An image of a study: how and of which part of the body it was made',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    study_id: identifier({ phi: 'record_id', description: 'Study of the image, as the source identifies it' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient in the image, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was made' })),
    series_uid: optional(identifier({ phi: 'record_id', description: 'DICOM UID of the series of the image' })),
    instance_uid: optional(identifier({ phi: 'record_id', description: 'DICOM UID of the image' })),
    started_at: instant({ phi: 'service_date', description: 'When the study began' }),
    body_site_code: lenient(code({ systems: ['snomed'], phi: 'none', description: 'Code of the part of the body' })),
    body_site_description: optional(
      displayText({ maxLength: 1000, of: 'body_site_code', description: 'Display text of that code' }),
    ),
    modality: optional(
      coded({ set: valueSets.modality, maxLength: 16, phi: 'none', description: 'What made the image (DICOM)' }),
    ),
    sop_code: lenient(code({ systems: ['sopClass'], phi: 'none', description: 'DICOM class of the image object' })),
    sop_description: optional(
      displayText({ maxLength: 1000, of: 'sop_code', description: 'Display text of the class' }),
    ),
    procedure_code_id: optional(
      code({ systems: ['snomed', 'hcpcs', 'icd10pcs'], phi: 'none', description: 'Code of the procedure' }),
    ),
  },
  // A study comes as a record for each of its images, or as one without any.
  key: ['study_id', 'series_uid', 'instance_uid'],
  subject: 'patient_id',
  eventTime: 'started_at',
  references: { patient_id: 'patient', encounter_id: 'encounter', procedure_code_id: 'procedure_code' },
  rules: [],
});
