import { provider } from '../records/provider.ts';
import { samplesOf } from '../samples.ts';

const doctor = { provider_id: 'provider-1', organization_id: 'org-1', name: 'Alma482 Yundt7', gender: 'F' };

export const providerSamples = samplesOf(provider, {
  valid: [
    {
      about: 'a clinician of an organization',
      data: { ...doctor, specialty: 'CARDIOLOGY', city: 'Salem', state: 'MA', zip: '01970' },
      masked: {
        provider_id: 'provider-1',
        name: 'A*** Y***',
        specialty: 'CARDIOVASCULAR DISEASE (CARDIOLOGY)',
        city: 'Salem',
      },
    },
  ],
  edge: [
    {
      about: 'one with an NPI that was deactivated',
      data: { ...doctor, npi: '1234567893', taxonomy_code: '207RC0000X', npi_deactivated_on: '2024-05-01' },
      masked: { npi: '1234567893', taxonomy_code: '207RC0000X', npi_deactivated_on: '2024-05-01' },
    },
    { about: 'an NPI whose check digit is wrong', data: { ...doctor, npi: '1234567890' }, masked: { npi: null } },
    { about: 'one who works for nobody we know', data: { provider_id: 'p', name: 'Bea1' }, masked: { name: 'B***' } },
    {
      about: 'a name of many words',
      data: { ...doctor, name: 'Ana1 de2 la3 Cruz4' },
      masked: { name: 'A*** C***' },
    },
  ],
  rejected: [
    { about: 'no identifier', data: { name: 'Alma482 Yundt7' }, reason: 'schema.missing', path: 'data.provider_id' },
    {
      about: 'a field that the contract does not name',
      data: { ...doctor, next_of_kin: 'Bea1' },
      reason: 'schema.unclassified_field',
      path: 'data',
    },
  ],
});
