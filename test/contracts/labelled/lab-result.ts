import { labelledOf } from './labelled.ts';

export const labResultRecords = labelledOf('lab_result', {
  right: [
    { title: 'thousands a microlitre, as an analyser writes them', change: { value: 6.1, unit: 'K/uL' } },
    { title: 'number as text', change: { value: '98.70' } },
    { title: 'below what the method sees', change: { comparator: '<', value: 5 } },
    { title: 'POS as HL7 v2 writes it', change: { value: undefined, unit: undefined, finding: 'POS' } },
    { title: 'at most, as one sign', change: { comparator: '≤', value: 5 } },
    { title: 'Synthea writes the text of a code', change: { value: null, finding: 'Detected (qualifier value)' } },
    { title: 'flag in words', change: { interpretation: 'critically high' } },
    { title: 'final as F of OBX-11', change: { status: 'F' } },
    { title: 'corrected as C of OBX-11', change: { status: 'C' } },
    { title: 'one end of a range', change: { reference_low: null } },
    { title: 'unit with an annotation', change: { unit: 'mL/min/{1.73_m2}' } },
    { title: 'negative base excess', change: { lab_test_id: '11555-0', value: -3.2, unit: 'mmol/L' } },
    { title: 'specimen outside of any encounter', change: { encounter_id: null } },
  ],
  wrong: [
    { title: 'local code of the laboratory', change: { lab_test_id: 'GLU' }, field: 'lab_test_id' },
    { title: 'sign of a number that is not there', change: { comparator: '>', value: null, finding: 'positive' } },
    { title: 'unit of no system', change: { unit: 'drops of blood' }, field: 'unit' },
    { title: 'number with a comma', change: { value: '98,7' }, field: 'value' },
    { title: 'known before it was taken', change: { resulted_at: '2025-02-28T11:20:00Z' }, field: 'resulted_at' },
    { title: 'range upside down', change: { reference_low: 99, reference_high: 70 }, field: 'reference_high' },
    { title: 'flag that nobody has', change: { interpretation: 'a bit high' }, field: 'interpretation' },
    { title: 'comparator in words', change: { comparator: 'about' }, field: 'comparator' },
    {
      title: 'taken tomorrow',
      change: { collected_at: '2996-01-01T00:00:00Z', resulted_at: null },
      field: 'collected_at',
    },
    { title: 'no patient', change: { patient_id: undefined }, field: 'patient_id' },
    { title: 'field that nobody classified', change: { comment: 'haemolysed' } },
  ],
});
