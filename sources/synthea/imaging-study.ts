import { imagingStudy as contract } from '../../contracts/records/imaging-study.ts';
import { syntheaFile } from './synthea-file.ts';

/** 2.7 has a row for each study; later ones a row for each image of it. */
export const imagingStudy = syntheaFile(contract, {
  file: 'imaging_studies.csv',
  columns: {
    study_id: 'Id',
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    series_uid: 'SERIES_UID',
    instance_uid: 'INSTANCE_UID',
    started_at: 'DATE',
    body_site_code: 'BODYSITE_CODE',
    body_site_description: 'BODYSITE_DESCRIPTION',
    modality: 'MODALITY_CODE',
    sop_code: 'SOP_CODE',
    sop_description: 'SOP_DESCRIPTION',
    procedure_code_id: 'PROCEDURE_CODE',
  },
});
