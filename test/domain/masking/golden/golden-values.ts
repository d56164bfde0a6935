/**
 * Values of golden pairs that the samples of the contracts do not have, or have in a form that shows less. All are invented;
 * the telephone numbers are those kept for fiction, the SSNs are of an area that is given to nobody.
 */
export const goldenValues: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  diagnosis: { icd10_name: 'Essential (primary) hypertension' },
  patient: {
    birth_date: '1980-04-12',
    death_date: '2024-02-29',
    prefix: 'Mrs.',
    suffix: 'PhD',
    maiden_name: 'de la Cruz',
    marital_status: 'M',
    ethnicity: 'nonhispanic',
    birthplace: 'Boston  Massachusetts  US',
    zip: '01970-1234',
  },
  payer: { street: '1 Main Street', zip: '02110' },
  provider: { street: '12 Pond Street' },
  allergy: {
    first_reaction_description: 'Wheal (finding)',
    second_reaction_description: 'Dyspnea (finding)',
    over_at: '2024-05-01T08:00:00Z',
  },
  appointment: { cancellation_reason: 'other' },
  claim: {
    illness_began_at: '2024-02-27T00:00:00Z',
    secondary_status: 'closed',
    secondary_outstanding: '12.50',
    primary_billed_at: '2024-03-05T00:00:00Z',
    secondary_billed_at: '2024-03-12T00:00:00Z',
    patient_billed_at: '2024-03-19T00:00:00Z',
  },
  claim_transaction: { supervising_provider_id: 'provider-2', transfer_type: '1', transfer: '12.50' },
  lab_result: {
    provider_id: 'provider-2',
    organization_id: 'organization-1',
    description: 'Hemoglobin A1c/Hemoglobin.total in Blood',
  },
  medication_dispense: { provider_id: 'provider-2', organization_id: 'organization-1' },
  observation: { description: 'Body Height' },
  procedure: { provider_id: 'provider-2', reason_description: 'Acute bronchitis (disorder)' },
};
