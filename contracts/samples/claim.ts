import { claim } from '../records/claim.ts';
import { samplesOf } from '../samples.ts';

const bill = {
  claim_id: 'claim-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  provider_id: 'provider-1',
  supervising_provider_id: 'provider-2',
  primary_payer_id: 'payer-1',
  claim_type: '1',
  diagnosis_codes: ['59621000'],
  service_at: '2025-03-01T09:00:00Z',
  primary_status: 'CLOSED',
  patient_status: 'CLOSED',
  primary_outstanding: '0.00',
  patient_outstanding: '0.00',
};

export const claimSamples = samplesOf(claim, {
  valid: [
    {
      about: 'a claim with two diagnoses and two payers',
      data: { ...bill, secondary_payer_id: 'payer-2', diagnosis_codes: ['59621000', '44054006'] },
      masked: { diagnosis_codes: '59621000 44054006', primary_payer_id: 'payer-1', secondary_payer_id: 'payer-2' },
    },
  ],
  edge: [
    {
      about: 'nobody but the patient pays, and no diagnosis is given',
      data: { claim_id: 'claim-1', patient_id: 'patient-1', service_at: '2025-03-01T09:00:00Z' },
      masked: { primary_payer_id: null, diagnosis_codes: null },
    },
    {
      about: 'a diagnosis that is no code',
      data: { ...bill, diagnosis_codes: ['59621000', 'high blood pressure'] },
      masked: { diagnosis_codes: null },
    },
    {
      about: 'twelve diagnoses of the longest code',
      data: { ...bill, diagnosis_codes: Array.from({ length: 12 }, () => '999999991000124104') },
    },
  ],
  rejected: [
    {
      about: 'an amount that is none',
      data: { ...bill, primary_outstanding: 'NaN' },
      reason: 'schema.invalid_format',
      path: 'data.primary_outstanding',
    },
    {
      about: 'services of the next century',
      data: { ...bill, service_at: '2996-01-01T00:00:00Z' },
      reason: 'rule.time_in_past',
      path: 'data.service_at',
    },
  ],
});
