import { hidden, labelledOf } from './labelled.ts';

/** A payment in place of the charge that the sample is. */
const payment = (amount: unknown) => ({
  transaction_type: 'PAYMENT',
  amount: undefined,
  unit_amount: undefined,
  payment: amount,
});

export const claimTransactionRecords = labelledOf('claim_transaction', {
  right: [
    { title: 'service in CPT', change: { service_code: '99213' } },
    { title: 'service in CPT with a modifier after a comma', change: { service_code: '99213,25' } },
    { title: 'service in CPT with a modifier after a hyphen', change: { service_code: '99213-25' } },
    { title: 'drug in HCPCS', change: { service_code: 'J1885', units: 4 } },
    { title: 'vaccine in CVX with a leading zero', change: { service_code: '03' } },
    {
      title: 'no service code, as of a payment',
      change: { ...payment('85.55'), service_code: undefined, units: undefined },
    },
    { title: 'type in small letters', change: { ...payment('85.55'), transaction_type: 'payment' } },
    { title: 'type of HL7 table 0017 (FT1-6)', change: { transaction_type: 'CG' } },
    { title: 'type in words', change: { transaction_type: 'Transfer In' } },
    { title: 'method in words', change: { ...payment('85.55'), method: 'Credit Card' } },
    { title: 'method of an 835 (BPR04)', change: { ...payment('85.55'), method: 'ACH' } },
    { title: 'method of HL7 table 0570', change: { ...payment('85.55'), method: 'CHCK' } },
    {
      title: 'transfer to the patient, in words',
      change: { transaction_type: 'TRANSFEROUT', transfer_type: 'Patient', transfer: '20.00' },
    },
    { title: 'payment that is taken back (835 reversal)', change: payment('-85.55') },
    { title: 'amount as people write it', change: { amount: '$1,234.50', outstanding: '$1,234.50' } },
    { title: 'amount as a JSON number', change: { amount: 85.5, unit_amount: 85.5 } },
    { title: 'units as text', change: { units: '2' } },
    { title: 'no unit at all, as of a cancelled line', change: { units: 0, amount: '0.00' } },
    { title: 'no end, as of a drug', change: { to_at: null } },
    { title: 'line number of an 837 (LX01)', change: { line_number: '12' } },
    { title: 'began as HL7 v2 writes it', change: { from_at: '20240115103000-0500', to_at: '20240115110000-0500' } },
    {
      title: 'optional fields empty',
      change: { method: '', transfer_type: '', payment: '', adjustment: '', transfer: '' },
    },
  ],
  wrong: [
    { title: 'type of no ledger', change: { transaction_type: 'GIFT' }, field: 'transaction_type' },
    { title: 'no type', change: { transaction_type: undefined }, field: 'transaction_type' },
    { title: 'half a unit of a visit', change: { units: 0.5 }, field: 'units' },
    { title: 'fewer units than none', change: { units: -1 }, field: 'units' },
    { title: 'units in words', change: { units: 'two' }, field: 'units' },
    { title: 'ended before it began', change: { to_at: '2025-03-01T08:00:00Z' }, field: ['to_at', 'from_at'] },
    { title: 'service code of full stops', change: { service_code: '....' }, field: 'service_code' },
    { title: 'service code that says it is not there', change: { service_code: 'N/A' }, field: 'service_code' },
    {
      title: 'service code that is a sentence',
      change: { service_code: 'office visit of ten minutes' },
      field: 'service_code',
    },
    { title: 'amount that is no number (NaN)', change: { amount: 'NaN' }, field: 'amount' },
    { title: 'amount with three decimals', change: { amount: '1.234' }, field: 'amount' },
    { title: 'amount with a misplaced separator', change: { amount: '12,34' }, field: 'amount' },
    { title: 'amount with a letter O for a zero', change: { amount: '1O.00' }, field: 'amount' },
    { title: 'method of a keyboard', change: { ...payment('85.55'), method: 'asdf' }, field: 'method' },
    { title: 'transfer to nobody', change: { transfer_type: 'Q#' }, field: 'transfer_type' },
    { title: 'began without an offset: no instant', change: { from_at: '2025-03-01T09:00:00' }, field: 'from_at' },
    { title: 'begins in the future', change: { from_at: '2027-03-01T09:00:00Z', to_at: undefined }, field: 'from_at' },
    { title: 'no claim', change: { claim_id: undefined }, field: 'claim_id' },
    { title: 'line number with a control character', change: { line_number: `1${hidden.bell}` }, field: 'line_number' },
    { title: 'field that nobody classified', change: { note: 'called the patient' } },
  ],
});
