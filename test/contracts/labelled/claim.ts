import { hidden, labelledOf } from './labelled.ts';

export const claimRecords = labelledOf('claim', {
  right: [
    {
      title: 'replacement of an 837 (CLM05-3 7) with the claim it replaces (REF*F8)',
      change: { frequency_code: '7', original_claim_id: 'CLM 2024/0012-A' },
    },
    { title: 'denial of an 835: CO-197', change: { adjustment_group: 'CO', denial_reason_code: '197' } },
    { title: 'type of bill without its leading zero', change: { bill_type: '131' } },
    { title: 'nobody pays but the patient', change: { primary_payer_id: undefined, secondary_payer_id: undefined } },
    { title: 'claim number with slash and space', change: { claim_id: 'CLM 2024/0012-A' } },
    { title: 'payer claim control number (REF*1K) as the identifier', change: { claim_id: '1234567890123-00.1' } },
    { title: 'type by its transaction', change: { claim_type: '837P' } },
    { title: 'type as FHIR writes it', change: { claim_type: 'institutional' } },
    { title: 'type by its form', change: { claim_type: 'UB-04' } },
    { title: 'dental claim', change: { claim_type: '837D' } },
    { title: 'status of an 835: processed as primary (CLP02 1)', change: { primary_status: '1' } },
    { title: 'status of an 835: denied (CLP02 4)', change: { primary_status: '4' } },
    {
      title: 'status of an 835: reversal of a previous payment (CLP02 22)',
      change: { primary_status: '22', primary_outstanding: '-120.00' },
    },
    { title: 'status as FHIR writes it (Claim.status)', change: { primary_status: 'active' } },
    { title: 'status in words', change: { primary_status: 'Denied', patient_status: 'Paid in full' } },
    { title: 'diagnoses in ICD-10-CM, with and without dots', change: { diagnosis_codes: ['E11.9', 'I10', 'E119'] } },
    { title: 'diagnosis in ICD-10 with a dagger', change: { diagnosis_codes: ['A18.0+'] } },
    {
      title: 'twelve diagnoses, as many as an 837P has',
      change: { diagnosis_codes: Array.from({ length: 12 }, () => 'S52.521A') },
    },
    { title: 'no diagnosis, as of a claim for supplies', change: { diagnosis_codes: undefined } },
    { title: 'credit balance: the patient paid too much', change: { patient_outstanding: '-20.00' } },
    {
      title: 'amounts as people write them',
      change: { primary_outstanding: '$1,234.50', patient_outstanding: '1,000' },
    },
    { title: 'amounts as JSON numbers', change: { primary_outstanding: 100.5, patient_outstanding: 0 } },
    { title: 'service as HL7 v2 writes it', change: { service_at: '20240115103000-0500' } },
    { title: 'service with an offset without a colon', change: { service_at: '2024-01-15T10:30:00+0000' } },
    {
      title: 'optional fields null',
      change: { secondary_status: null, secondary_outstanding: null, illness_began_at: null, provider_id: null },
    },
    {
      title: 'optional fields empty',
      change: { secondary_status: '', secondary_outstanding: '', illness_began_at: '', provider_id: '' },
    },
  ],
  wrong: [
    { title: 'void that names no claim', change: { frequency_code: '8' }, field: 'original_claim_id' },
    {
      title: 'replacement that names no claim',
      change: { frequency_code: '7', original_claim_id: null },
      field: 'original_claim_id',
    },
    {
      title: 'reason of a denial in words',
      change: { denial_reason_code: 'not covered' },
      field: 'denial_reason_code',
    },
    { title: 'type of bill of five digits', change: { bill_type: '01110' }, field: 'bill_type' },
    {
      title: 'diagnosis that is words',
      change: { diagnosis_codes: ['59621000', 'high blood pressure'] },
      field: 'diagnosis_codes',
    },
    { title: 'diagnosis that says it is not there', change: { diagnosis_codes: ['N/A'] }, field: 'diagnosis_codes' },
    {
      title: 'thirteen diagnoses, more than an 837P has',
      change: { diagnosis_codes: Array.from({ length: 13 }, () => 'I10') },
      field: 'diagnosis_codes',
    },
    { title: 'type that is a fruit', change: { claim_type: 'Banana' }, field: 'claim_type' },
    { title: 'status of a keyboard', change: { primary_status: 'asdf' }, field: 'primary_status' },
    { title: 'amount that is no number (NaN)', change: { primary_outstanding: 'NaN' }, field: 'primary_outstanding' },
    { title: 'amount in scientific notation', change: { patient_outstanding: '1e5' }, field: 'patient_outstanding' },
    {
      title: 'amount with three decimals as a JSON number',
      change: { patient_outstanding: 100.555 },
      field: 'patient_outstanding',
    },
    {
      title: 'service without an offset: no instant',
      change: { service_at: '2024-01-15T10:30:00' },
      field: 'service_at',
    },
    { title: 'service in the future', change: { service_at: '2027-01-15T10:30:00Z' }, field: 'service_at' },
    {
      title: 'service on a day that no calendar has',
      change: { service_at: '2024-02-30T10:30:00Z' },
      field: 'service_at',
    },
    { title: 'last billed on a day in words', change: { primary_billed_at: 'last week' }, field: 'primary_billed_at' },
    { title: 'claim number of full stops', change: { claim_id: '..' }, field: 'claim_id' },
    { title: 'no patient', change: { patient_id: undefined }, field: 'patient_id' },
    {
      title: 'payer number with a terminal escape',
      change: { primary_payer_id: `p${hidden.escape}[1m` },
      field: 'primary_payer_id',
    },
    { title: 'field that nobody classified', change: { subscriber_name: 'Alma Yundt' } },
  ],
});
