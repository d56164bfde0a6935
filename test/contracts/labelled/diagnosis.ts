import { labelledOf } from './labelled.ts';

export const diagnosisRecords = labelledOf('diagnosis', {
  right: [
    { title: 'ICD-10-CM with its dot', change: { diagnosis_id: 'E11.9', name: null } },
    { title: 'system as Synthea writes it', change: { code_system: 'SNOMED-CT' } },
    { title: 'system as HL7 v2 writes it', change: { code_system: 'SCT' } },
    { title: 'system as FHIR writes it', change: { code_system: 'http://snomed.info/sct' } },
  ],
  wrong: [
    { title: 'sentence instead of a code', change: { diagnosis_id: 'high blood pressure' }, field: 'diagnosis_id' },
    { title: 'SNOMED CT with a wrong check digit', change: { diagnosis_id: '59621001' }, field: 'diagnosis_id' },
    { title: 'billed by a word', change: { icd10_code: 'diabetes' }, field: 'icd10_code' },
  ],
});
