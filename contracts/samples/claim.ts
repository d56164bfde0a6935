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
    {
      about: 'an institutional claim that was denied',
      data: {
        ...bill,
        claim_type: '837I',
        organization_id: 'org-1',
        plan_id: 'plan-1',
        member_id: 'member-1',
        claim_status: '4',
        submitted_at: '2025-03-05T00:00:00Z',
        adjudicated_at: '2025-03-20T00:00:00Z',
        denied_at: '2025-03-20T00:00:00Z',
        frequency_code: '1',
        bill_type: '0111',
        drg_code: '291',
        admitted_at: '2025-03-01T09:00:00Z',
        discharged_at: '2025-03-04T11:00:00Z',
        charge_amount: '18250.00',
        allowed_amount: '0.00',
        paid_amount: '0.00',
        denied_amount: '18250.00',
        adjustment_group: 'CO',
        denial_reason_code: '197',
      },
      masked: { claim_type: '2', claim_status: 'DENIED', bill_type: '0111', denial_reason_code: '197' },
    },
    {
      about: 'its replacement, which was paid',
      data: {
        ...bill,
        claim_id: 'claim-2',
        original_claim_id: 'claim-1',
        frequency_code: 'replacement',
        claim_status: 'paid',
        paid_at: '2025-04-20T00:00:00Z',
        charge_amount: '18250.00',
        allowed_amount: '9100.00',
        paid_amount: '8190.00',
        patient_responsibility: '910.00',
      },
      masked: { frequency_code: '7', claim_status: 'PAID', allowed_amount: '9100.00' },
    },
    {
      about: 'a pharmacy claim',
      data: {
        ...bill,
        claim_type: 'pharmacy',
        place_of_service: '01',
        drug_code: '00093-7146-98',
        quantity_dispensed: 30,
        days_supply: 30,
        paid_amount: '4.20',
      },
      masked: { claim_type: 'pharmacy', drug_code: '00093714698', days_supply: '30' },
    },
    {
      about: 'decided before it was sent, and discharged before the admission',
      data: {
        ...bill,
        submitted_at: '2025-03-05T00:00:00Z',
        adjudicated_at: '2025-03-04T00:00:00Z',
        admitted_at: '2025-03-05T00:00:00Z',
        discharged_at: '2025-03-04T00:00:00Z',
      },
      masked: { adjudicated_at: null, discharged_at: null },
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
