import { medicationOrder } from '../records/medication-order.ts';
import { samplesOf } from '../samples.ts';

const lisinopril = {
  medication_order_id: 'order-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  provider_id: 'provider-1',
  payer_id: 'payer-1',
  medication_id: '314076',
  description: 'lisinopril 10 MG Oral Tablet',
  reason_code: '59621000',
  reason_description: 'Essential hypertension (disorder)',
  started_at: '2025-03-01T09:05:00Z',
};

export const medicationOrderSamples = samplesOf(medicationOrder, {
  valid: [
    {
      about: 'one that goes on',
      data: { ...lisinopril, status: 'active' },
      masked: { medication_id: '314076', reason_code: '59621000', ended_at: null, status: 'active' },
    },
    {
      about: 'one that ended',
      data: { ...lisinopril, ended_at: '2025-05-30T09:05:00Z', status: 'completed' },
    },
  ],
  edge: [
    { about: 'a dose that is given at once', data: { ...lisinopril, ended_at: '2025-03-01T09:05:00Z' } },
    { about: 'a planned end', data: { ...lisinopril, ended_at: '2030-03-01T00:00:00Z' } },
  ],
  rejected: [
    {
      about: 'an end before the start',
      data: { ...lisinopril, ended_at: '2025-02-28T00:00:00Z' },
      reason: 'rule.ended_after_started',
      path: 'data.ended_at',
    },
  ],
});
