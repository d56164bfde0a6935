import { claimTransaction as contract } from '../../contracts/records/claim-transaction.ts';
import { syntheaFile } from './synthea-file.ts';

export const claimTransaction = syntheaFile(contract, {
  file: 'claims_transactions.csv',
  columns: {
    claim_transaction_id: 'ID',
    claim_id: 'CLAIMID',
    patient_id: 'PATIENTID',
    encounter_id: 'APPOINTMENTID',
    // The place of service is an organization here, not a CMS code.
    organization_id: 'PLACEOFSERVICE',
    provider_id: 'PROVIDERID',
    supervising_provider_id: 'SUPERVISINGPROVIDERID',
    line_number: 'CHARGEID',
    transaction_type: 'TYPE',
    transfer_type: 'TRANSFERTYPE',
    method: 'METHOD',
    service_code: 'PROCEDURECODE',
    units: 'UNITS',
    from_at: 'FROMDATE',
    to_at: 'TODATE',
    amount: 'AMOUNT',
    unit_amount: 'UNITAMOUNT',
    payment: 'PAYMENTS',
    adjustment: 'ADJUSTMENTS',
    transfer: 'TRANSFERS',
    outstanding: 'OUTSTANDING',
    modifiers: ['MODIFIER1', 'MODIFIER2'],
    member_id: 'PATIENTINSURANCEID',
  },
  // Vaccines and drugs have no end; Synthea writes the beginning of its clock.
  absent: { to_at: ['1970-01-01T00:00:00Z'] },
  further: ['allowed_amount', 'denied_amount', 'adjustment_group', 'adjustment_reason_code'],
});
