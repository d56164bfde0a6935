import { claimTransaction } from '../records/claim-transaction.ts';
import { samplesOf } from '../samples.ts';

const line = {
  claim_transaction_id: 'transaction-1',
  claim_id: 'claim-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  organization_id: 'org-1',
  provider_id: 'provider-1',
  line_number: '0',
  transaction_type: 'CHARGE',
  service_code: '185349003',
  units: 1,
  from_at: '2025-03-01T09:00:00Z',
  to_at: '2025-03-01T09:30:00Z',
};

export const claimTransactionSamples = samplesOf(claimTransaction, {
  valid: [
    {
      about: 'a charge',
      data: { ...line, amount: '85.55', unit_amount: '85.55', outstanding: '85.55' },
      masked: { units: '1', amount: '85.55', payment: null },
    },
    {
      about: 'a payment',
      data: { ...line, transaction_type: 'PAYMENT', method: 'ECHECK', payment: '85.55', outstanding: '0.00' },
      masked: { payment: '85.55', amount: null },
    },
  ],
  edge: [
    {
      about: 'an adjustment of an 835, of a service with two modifiers',
      data: {
        ...line,
        transaction_type: 'ADJUSTMENT',
        modifiers: ['59', 'RT'],
        member_id: 'member-1',
        adjustment: '45.10',
        allowed_amount: '80.00',
        denied_amount: '45.10',
        adjustment_group: 'CO',
        adjustment_reason_code: '45',
      },
      masked: { modifiers: '59 RT', adjustment_group: 'CO', adjustment_reason_code: '45' },
    },
    { about: 'a payment that is taken back', data: { ...line, transaction_type: 'PAYMENT', payment: '-85.55' } },
    { about: 'units as text, as files have them', data: { ...line, units: 1_000_000 }, masked: { units: '1000000' } },
    { about: 'a code of HCPCS', data: { ...line, service_code: '99213' } },
  ],
  rejected: [
    {
      about: 'a type of no ledger',
      data: { ...line, transaction_type: 'GIFT' },
      reason: 'schema.invalid_value',
      path: 'data.transaction_type',
    },
    { about: 'half a unit', data: { ...line, units: 0.5 }, reason: 'schema.wrong_type', path: 'data.units' },
    { about: 'fewer units than none', data: { ...line, units: -1 }, reason: 'schema.too_small', path: 'data.units' },
    {
      about: 'a service that ends before it began',
      data: { ...line, to_at: '2025-03-01T08:00:00Z' },
      reason: 'rule.to_after_from',
      path: 'data.to_at',
    },
  ],
});
