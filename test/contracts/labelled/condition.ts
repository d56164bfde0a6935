import { hidden, labelledOf } from './labelled.ts';

export const conditionRecords = labelledOf('condition', {
  right: [
    { title: 'ICD-10-CM of three characters', change: { code: 'I10' } },
    { title: 'ICD-10-CM with its dot', change: { code: 'E11.9' } },
    { title: 'ICD-10-CM without its dot, as an 837 carries it', change: { code: 'E119' } },
    { title: 'ICD-10-CM of seven characters', change: { code: 'S52.521A' } },
    { title: 'ICD-10-CM of chapter U', change: { code: 'U07.1', description: 'COVID-19' } },
    { title: 'ICD-10 with a dagger, as European hospitals code', change: { code: 'A18.0+' } },
    { title: 'SNOMED CT of eighteen digits', change: { code: '999999991000124104' } },
    { title: 'problem of the list, outside of any encounter', change: { encounter_id: undefined } },
    { title: 'problem since childhood', change: { onset_at: '1962-05-01T00:00:00Z' } },
    { title: 'onset with an offset without a colon', change: { onset_at: '2025-03-01T09:00:00+0000' } },
    { title: 'onset as HL7 v2 writes it (PRB-16)', change: { onset_at: '20250301090000-0500' } },
    { title: 'over in the instant it began', change: { abated_at: '2025-03-01T00:00:00Z' } },
    { title: 'what lasts has a null end', change: { abated_at: null, description: null, encounter_id: null } },
    {
      title: 'MRN that is a number of the description, too',
      change: { patient_id: '2019', description: 'Disease caused by 2019 novel coronavirus (disorder)' },
    },
  ],
  wrong: [
    { title: 'code of full stops', change: { code: '....' }, field: 'code' },
    { title: 'code that says it is not there', change: { code: 'N/A' }, field: 'code' },
    { title: 'code that is a word', change: { code: 'hypertension' }, field: 'code' },
    { title: 'code that is a sentence', change: { code: 'high blood pressure since 2019' }, field: 'code' },
    { title: 'no code', change: { code: undefined }, field: 'code' },
    { title: 'code of blanks', change: { code: '  ' }, field: 'code' },
    { title: 'over before it began', change: { abated_at: '2025-02-28T00:00:00Z' }, field: ['abated_at', 'onset_at'] },
    { title: 'over in the next century', change: { abated_at: '2126-01-01T00:00:00Z' }, field: 'abated_at' },
    { title: 'begins in the future', change: { onset_at: '2996-01-01T00:00:00Z' }, field: 'onset_at' },
    { title: 'onset without an offset: no instant', change: { onset_at: '2025-03-01T09:00:00' }, field: 'onset_at' },
    { title: 'onset on a day that no calendar has', change: { onset_at: '2025-02-30T00:00:00Z' }, field: 'onset_at' },
    { title: 'onset before the calendar', change: { onset_at: '1850-01-01T00:00:00Z' }, field: 'onset_at' },
    { title: 'no patient', change: { patient_id: undefined }, field: 'patient_id' },
    {
      title: 'description that turns what follows around (bidi override)',
      change: { description: `${hidden.rightToLeft}esaesid` },
      field: 'description',
    },
    { title: 'field that nobody classified', change: { clinician_note: 'to be seen again' } },
  ],
});
