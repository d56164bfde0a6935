import { describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { encounterData } from '../../lambdas/ingest-events/kinesis-event.ts';
import { accepted, residual } from '../records/decision.ts';

const patient = registry.contractNamed('patient');
const encounter = registry.contractNamed('encounter');
const organization = registry.contractNamed('organization');
const provider = registry.contractNamed('provider');

describe('what was masked must look like its mask', () => {
  test.each([
    ['first_name', 'Quentin'],
    ['first_name', 'Q***uentin'],
    ['first_name', 'Q*** D*** J***'],
    ['first_name', '3***'],
    ['last_name', ''],
    ['patient_id', 'MRN0012345'],
    ['patient_id', 'v1_abc'],
    ['ssn', '123-45-6789'],
    ['ssn', '***-**-6789 123'],
    ['birth_date', '1980-01-02'],
    ['birth_date', '1980-01-**'],
  ])('%s is not let through as %j', (column, value) => {
    expect(residual(patient, {}, { [column]: value })).toBe('unmasked');
  });

  test.each([
    ['first_name', 'Q***'],
    ['first_name', '***'],
    ['first_name', 'Q*** D***'],
    ['ssn', '***-**-6789'],
    ['birth_date', '1980-**-**'],
    ['birth_date', '1980'],
  ])('%s is let through as %j', (column, value) => {
    expect(residual(patient, {}, { [column]: value })).toBeNull();
  });

  test('nor a telephone number of an organization', () => {
    expect(residual(organization, {}, { phone: '617-555-0199' })).toBe('unmasked');
    expect(residual(organization, {}, { phone: '(617) ***-0199' })).toBeNull();
  });
});

describe('the own identifiers of a record are found in everything that is kept', () => {
  test.each([
    ['123-45-6789', '123-45-6789'],
    ['123-45-6789', '123456789'],
    ['123456789', 'near 123 45 6789'],
    ['123-45-6789', '123.45.6789'],
    ['123-45-6789', '123/45/6789'],
    ['123-45-6789', '123‑45‑6789'],
    ['123-45-6789', '１２３-４５-６７８９'],
    ['123-45-6789', '١٢٣-٤٥-٦٧٨٩'],
    ['123-45-6789', '123\u200b-45-6789'],
    ['123-45-6789', 'ssn123-45-6789x'],
  ])('an SSN %j in a city as %j', (ssn, city) => {
    expect(residual(patient, { ssn }, { city })).toBe('identifier');
  });

  test.each([
    ['MRN0012345', 'mrn0012345'],
    ['MRN-0012345', 'mrn 0012345'],
    ['MRN0012345', 'see MRN0012345!'],
    ['3edac2e3-d223-6fae-d515-daf96ef6bc76', '3EDAC2E3-D223-6FAE-D515-DAF96EF6BC76'],
    ['3edac2e3-d223-6fae-d515-daf96ef6bc76', '3edac2e3d2236faed515daf96ef6bc76'],
  ])('a record id %j in a city as %j, and in the place of a provider', (id, text) => {
    expect(residual(patient, { patient_id: id }, { city: text })).toBe('identifier');
    expect(residual(encounter, { patient_id: id }, { provider_id: text })).toBe('identifier');
  });

  test('a licence, a street and a postal code in a city', () => {
    expect(residual(patient, { drivers_licence: 'S99912345' }, { city: 's99912345' })).toBe('identifier');
    expect(residual(patient, { street: '12 Pond Street' }, { city: '12 POND STREET, Salem' })).toBe('identifier');
    expect(residual(patient, { zip: '01970' }, { city: 'Salem 01970' })).toBe('identifier');
  });

  test('but a short number is no identifier: it is also a year, an amount, or a house', () => {
    const numbered = { ...encounterData, patient_id: '2023', encounter_id: '3798', provider_id: 'doctor-2023' };
    expect(accepted('encounter', numbered).masked).toMatchObject({ provider_id: 'doctor-2023' });
    expect(residual(patient, { patient_id: '1000', zip: '1961' }, { city: 'Mile 1000 of 1961' })).toBeNull();
  });

  test('nor is what only two columns together spell', () => {
    expect(residual(patient, { ssn: '123-45-6789' }, { city: '123', state: '45-6789' })).toBeNull();
  });
});

describe('text that anyone could have typed is searched for what identifies anyone', () => {
  test.each([
    ['number', '123-45-6789'],
    ['number', '123456789'],
    ['number', 'SSN123-45-6789'],
    ['number', '219-09-9999A'],
    ['number', '(617) 555-0142'],
    ['number', '1-617-555-0142'],
    ['number', '+44 20 7946 0018'],
    ['number', '12 34 56 78'],
    ['number', '1 555 0142'],
    ['number', '617 555-0142'],
    ['number', '617-555 0142'],
    ['number', '555-5142'],
    ['number', '8742-8744-9'],
    ['number', '12-3456789'],
    ['number', '555-0142'],
    ['number', '4111 1111 1111 1111'],
    ['number', '１２３ ４５ ６７８９'],
    ['number', '1961-03-04'],
    ['number', 'MRN-204817'],
    ['number', 'ssn: 6789'],
    ['date', '3/4/1961'],
    ['date', '4.3.61'],
    ['date', 'March 4, 1961'],
    ['date', '4 Mar 1961'],
    ['date', '04-MAR-61'],
    ['date', '04MAR1961'],
    ['email', 'someone@example.org'],
    ['email', 'sömeone@exämple.org'],
    ['email', 'someone (at) example.org'],
    ['email', 'someone @ example . org'],
    ['email', 'someone at example dot org'],
    ['mbi', '1EG4-TE5-MK73'],
    ['mbi', '1eg4te5mk73'],
    ['mbi', '1EG4 TE5 MK73'],
    ['mbi', 'MBI1EG4TE5MK73'],
    ['address', 'https://example.org/p'],
    ['address', 'www.example.org'],
    ['address', '10.0.0.1'],
    ['address', '2001:db8::8a2e:370:f334'],
    ['address', '00:1b:44:1a:3a:b7'],
    ['age', 'a 93-year-old'],
    ['age', '101 y/o'],
    ['age', 'aged 93'],
    ['uuid', '3edac2e3-d223-4fae-a515-daf96ef6bc76'],
    ['uuid', '3EDAC2E3D2234FAEA515DAF96EF6BC76'],
    ['vehicle', '1hgcm82633a004352'],
  ])('%s: %j', (kind, value) => {
    // The number of a beneficiary and of a vehicle hold as many digits as one.
    expect(residual(patient, {}, { city: value })).toBe(kind);
    expect(residual(organization, {}, { name: `Clinic ${value}` })).toBe(kind);
  });

  test.each([
    ['Salem'],
    ['PCP298043'],
    ['1200 CONVERSE ST'],
    ['5001 MAYFIELD RD  SUITE 105'],
    ['160 ROUTE 137'],
    ['HARRINGTON MEMORIAL HOSPITAL-1'],
    ['St. Mary at the Lake'],
    ['Station 12, Ward 3/4'],
    ['Decatur 100 Hospital'],
    ['24/7 Urgent Care'],
    ['15 MARKET 200'],
    ['CARE PARTNERS @ HOME'],
    ['AVERA@HOME'],
    ['THE SURGERY CENTER @ SELF MEMORIAL, LLC.'],
    ['1 MAYFIELD, 1200'],
    ['Village 95'],
    ['Tower A:B:C'],
  ])('and %j is none of it', (value) => {
    expect(residual(patient, {}, { city: value })).toBeNull();
    expect(residual(organization, {}, { name: value, street: value })).toBeNull();
  });

  test('a city may be called as a person is', () => {
    expect(residual(patient, { last_name: 'Quentin' }, { city: 'Quentin' })).toBeNull();
  });

  test('but not as a whole person is, whatever is between the names', () => {
    const called = { first_name: 'Quentin', middle_name: 'Ann', last_name: 'Abernathy' };
    expect(residual(patient, called, { city: 'Quentin Abernathy' })).toBe('name');
    expect(residual(patient, called, { city: 'ABERNATHY, ann' })).toBe('name');
    expect(residual(patient, called, { city: 'Abernathyville near Quentin' })).toBeNull();
    expect(residual(patient, { ...called, maiden_name: 'Quentin' }, { city: 'Quentin' })).toBeNull();
  });

  test('a city has no postal code, of whomever it is; an organization may have one in its name', () => {
    expect(residual(patient, {}, { city: 'Salem 01970' })).toBe('zip');
    expect(residual(provider, {}, { city: '110001 Delhi' })).toBe('zip');
    expect(residual(patient, {}, { city: '555 0142' })).toBe('number');
    expect(residual(organization, {}, { name: 'Clinic 01970', city: 'Salem 01970' })).toBeNull();
  });

  test.each([
    '38345 30TH ST E STE B1A',
    '58471 29 PALMS HWY',
    '12345 101ST AVE',
    '8742-8744 UNION',
    '13609-13615 5TH AVE',
  ])('houses, and a street that has a number, are a street: %s', (street) => {
    expect(residual(organization, {}, { name: 'X', street })).toBeNull();
  });

  test('two lines of an address are two texts', () => {
    expect(residual(organization, {}, { name: 'PCP119440', street: '15 MANNING RD' })).toBeNull();
  });
});
