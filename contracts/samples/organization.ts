import { organization } from '../records/organization.ts';
import { samplesOf } from '../samples.ts';

const hospital = { organization_id: 'org-1', name: 'SALEM POND HOSPITAL', city: 'Salem', state: 'MA', zip: '01970' };

export const organizationSamples = samplesOf(organization, {
  valid: [
    {
      about: 'a hospital with its telephone',
      data: { ...hospital, street: '12 Pond Street', phone: '978-555-0110' },
      masked: { organization_id: 'org-1', name: 'SALEM POND HOSPITAL', phone: '(978) ***-0110', zip: '01970' },
    },
  ],
  edge: [
    {
      about: 'a hospital with its NPI and who owns it',
      data: {
        organization_id: 'org-3',
        name: 'Saint Mary',
        npi: '1234567893',
        organization_type: 'Medical center',
        ownership: 'Voluntary non-profit - Church',
      },
      masked: { npi: '1234567893', organization_type: 'hospital', ownership: 'nonprofit' },
    },
    { about: 'an identifier and a name, nothing else', data: { organization_id: 'o', name: 'X' } },
    {
      about: 'a state by its name and two telephones in one cell',
      data: { ...hospital, state: 'Massachusetts', phone: '978-555-0110 Or 978-555-0111' },
      masked: { state: 'MA', phone: '(978) ***-0110' },
    },
    { about: 'every text at its longest', data: { organization_id: 'o'.repeat(64), name: '名'.repeat(200) } },
  ],
  rejected: [
    {
      about: 'no name',
      data: { organization_id: 'org-1' },
      reason: 'schema.missing',
      path: 'data.name',
    },
    {
      about: 'an identifier of two lines',
      data: { ...hospital, organization_id: 'org\n1' },
      reason: 'schema.invalid_format',
      path: 'data.organization_id',
    },
    {
      about: 'a name with a character that no VARCHAR stores',
      data: { ...hospital, name: 'A\0B' },
      reason: 'schema.invalid_format',
      path: 'data.name',
    },
  ],
});
