/** An encounter of the fixture's patient that no file of the fixture holds, by the contract's field names. */
export const encounter = {
  encounter_id: '55555555-0000-4000-8000-000000000009',
  patient_id: '44444444-0000-4000-8000-000000000001',
  encounter_class: 'wellness',
  started_at: '2019-01-27T16:17:47Z',
  base_encounter_cost: '77.49',
  total_claim_cost: '80.00',
  payer_coverage: '0.00',
};
