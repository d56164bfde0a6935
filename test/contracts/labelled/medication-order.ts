import { labelledOf } from './labelled.ts';

export const medicationOrderRecords = labelledOf('medication_order', {
  right: [
    { title: 'planned until next year', change: { ended_at: '2027-01-01T00:00:00Z' } },
    { title: 'discontinued as ORC-5 writes it', change: { status: 'DC' } },
    { title: 'reason by ICD-10-CM', change: { reason_code: 'I10', reason_description: null } },
    { title: 'no payer', change: { payer_id: null } },
  ],
  wrong: [
    { title: 'ended before it started', change: { ended_at: '2024-01-01T00:00:00Z' }, field: 'ended_at' },
    { title: 'drug by its name', change: { medication_id: 'lisinopril' }, field: 'medication_id' },
    { title: 'reason in words', change: { reason_code: 'because of her heart' }, field: 'reason_code' },
    { title: 'status of nobody', change: { status: 'perhaps' }, field: 'status' },
    { title: 'no patient', change: { patient_id: null }, field: 'patient_id' },
  ],
});
