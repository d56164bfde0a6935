import { hidden, labelledOf } from './labelled.ts';

export const organizationRecords = labelledOf('organization', {
  right: [
    { title: 'identifier that names its register', change: { organization_id: 'NPI 1234567893' } },
    {
      title: 'OID of the organization, which has the look of a telephone number',
      change: { organization_id: '2.16.840.1.113883.3.117.555.0110' },
    },
    { title: 'name with slash and digits', change: { name: '24/7 Urgent Care & Walk-In' } },
    { title: 'name in another script', change: { name: 'Clínica Niños de Ponce – 診療所' } },
    { title: 'state by its name', change: { state: 'Massachusetts' } },
    { title: 'clinic of a Canadian province', change: { state: 'Ontario', zip: 'K1A 0B1' }, warned: true },
    { title: 'ZIP that lost its leading zero in a spreadsheet', change: { zip: '1104' } },
    { title: 'two telephones in one cell, as Synthea writes them', change: { phone: '978-555-0110 Or 978-555-0111' } },
    { title: 'telephone in international form with an extension', change: { phone: '+1 (978) 555-0110 x12' } },
    { title: 'optional fields null', change: { street: null, city: null, state: null, zip: null, phone: null } },
    { title: 'optional fields empty', change: { street: '', city: '', state: '', zip: '', phone: '' } },
  ],
  wrong: [
    { title: 'no name', change: { name: undefined }, field: 'name' },
    { title: 'name of blanks', change: { name: '   ' }, field: 'name' },
    { title: 'name with a NUL', change: { name: `A${hidden.nul}B` }, field: 'name' },
    { title: 'name of two lines', change: { name: `Salem${hidden.lineFeed}Hospital` }, field: 'name' },
    {
      title: 'name that turns what follows around (bidi override)',
      change: { name: `${hidden.rightToLeft}latipsoH` },
      field: 'name',
    },
    { title: 'identifier of full stops', change: { organization_id: '..' }, field: 'organization_id' },
    { title: 'identifier empty', change: { organization_id: '' }, field: 'organization_id' },
    { title: 'state that is a fruit', change: { state: 'Banana' }, field: 'state' },
    { title: 'ZIP of exclamation marks', change: { zip: '!!!!' }, field: 'zip' },
    { title: 'city of blanks', change: { city: '  ' }, field: 'city' },
    { title: 'field that nobody classified', change: { npi: '1234567893' } },
  ],
});
