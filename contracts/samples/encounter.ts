import { encounter } from '../records/encounter.ts';
import { samplesOf } from '../samples.ts';

const visit = {
  encounter_id: 'encounter-1',
  patient_id: 'patient-1',
  encounter_class: 'ambulatory',
  started_at: '2025-03-01T09:00:00Z',
  base_encounter_cost: '85.55',
  total_claim_cost: '513.20',
  payer_coverage: '410.56',
};

export const encounterSamples = samplesOf(encounter, {
  valid: [
    {
      about: 'a visit with provider, organization, payer and reason',
      data: {
        ...visit,
        organization_id: 'org-1',
        provider_id: 'provider-1',
        payer_id: 'payer-1',
        code: '185349003',
        description: 'Encounter for check up (procedure)',
        reason_code: '59621000',
        reason_description: 'Essential hypertension (disorder)',
        ended_at: '2025-03-01T09:30:00Z',
      },
      masked: { organization_id: 'org-1', started_at: '2025-03-01T09:00:00Z', total_claim_cost: '513.20' },
    },
  ],
  edge: [
    { about: 'one that is still open', data: visit, masked: { ended_at: null } },
    { about: 'the first instant of the calendar', data: { ...visit, started_at: '1900-01-01T00:00:00Z' } },
    { about: 'an offset from UTC', data: { ...visit, started_at: '2025-03-01T09:00:00-05:00' } },
    { about: 'the largest amount', data: { ...visit, total_claim_cost: '999999999999999.99' } },
    {
      about: 'a text that no terminology knows',
      data: { ...visit, description: 'Ω'.repeat(1000) },
      masked: { description: null },
    },
    {
      about: 'one that is open: nobody knows yet what it costs',
      data: {
        encounter_id: 'encounter-1',
        patient_id: 'patient-1',
        encounter_class: 'IMP',
        started_at: '20250301090000-0500',
      },
      masked: { encounter_class: 'inpatient', total_claim_cost: null },
    },
    {
      about: 'a claim that is taken back, as spreadsheets write it',
      data: { ...visit, base_encounter_cost: '$0.00', total_claim_cost: '(1,513.20)', payer_coverage: '-410.56' },
      masked: { total_claim_cost: '-1513.20', payer_coverage: '-410.56' },
    },
    {
      about: 'more coverage than there is to cover, and an end that is still to come',
      data: { ...visit, payer_coverage: '600.00', ended_at: '9999-12-31T00:00:00Z' },
      masked: { payer_coverage: null, ended_at: null },
    },
  ],
  rejected: [
    {
      about: 'one in the future',
      data: { ...visit, started_at: '2996-03-01T09:00:00Z' },
      reason: 'rule.time_in_past',
      path: 'data.started_at',
    },
    {
      about: 'one before the calendar',
      data: { ...visit, started_at: '1899-12-31T23:59:59Z' },
      reason: 'rule.time_in_calendar',
      path: 'data.started_at',
    },
    {
      about: 'one that ends before it starts',
      data: { ...visit, ended_at: '2025-03-01T08:59:59Z' },
      reason: 'rule.ended_after_started',
      path: 'data.ended_at',
    },
    {
      about: 'a cost below zero',
      data: { ...visit, total_claim_cost: '-0.01' },
      reason: 'rule.cost_not_negative',
      path: 'data.total_claim_cost',
    },
    {
      about: 'an amount of no cents that exist',
      data: { ...visit, total_claim_cost: '513.205' },
      reason: 'schema.invalid_format',
      path: 'data.total_claim_cost',
    },
    {
      about: 'a time with an offset and a Z',
      data: { ...visit, started_at: '2025-03-01T09:00:00+00:00Z' },
      reason: 'schema.invalid_format',
      path: 'data.started_at',
    },
  ],
});
