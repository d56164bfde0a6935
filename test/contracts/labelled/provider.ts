import { hidden, labelledOf } from './labelled.ts';

export const providerRecords = labelledOf('provider', {
  right: [
    // Pools and resources stand in provider masters beside people, under the name of what they do.
    { title: 'pool named as its specialty', change: { name: 'RADIOLOGY', specialty: 'RADIOLOGY', gender: undefined } },
    {
      title: 'pool named as its specialty, in words',
      change: { name: 'Physical Therapy', specialty: 'PHYSICAL THERAPY', gender: undefined },
    },
    {
      title: 'family name that is a word of a specialty which no list has',
      change: { name: 'Young', specialty: 'Young adult medicine' },
      warned: true,
    },
    { title: 'street that is a specialty', change: { street: 'DERMATOLOGY', specialty: 'DERMATOLOGY' } },
    { title: 'name with title and degree', change: { name: "Dr. Anne-Marie O'Brien, MD, PhD" } },
    { title: 'name of one word', change: { name: 'Suharto' } },
    { title: 'NPI as the identifier', change: { provider_id: '1234567893' } },
    {
      title: 'identifier with its assigning authority unparsed (PV1-7)',
      change: { provider_id: '004777^ATTEND^AARON' },
    },
    { title: 'gender as FHIR writes it', change: { gender: 'male' } },
    { title: 'specialty as everybody calls it', change: { specialty: 'Cardiology' } },
    { title: 'specialty in an abbreviation', change: { specialty: 'OB/GYN' } },
    { title: 'specialty by its NUCC taxonomy code (837 PRV03)', change: { specialty: '207R00000X' } },
    { title: 'specialty by its Medicare code', change: { specialty: '08' } },
    { title: 'specialty as Synthea writes it', change: { specialty: 'GENERAL PRACTICE' } },
    { title: 'optional fields null', change: { organization_id: null, gender: null, specialty: null, zip: null } },
  ],
  wrong: [
    { title: 'no identifier', change: { provider_id: undefined }, field: 'provider_id' },
    { title: 'no name', change: { name: undefined }, field: 'name' },
    { title: 'name of blanks', change: { name: ' ' }, field: 'name' },
    { title: 'name of digits', change: { name: '12345' }, field: 'name' },
    { title: 'name with a terminal escape', change: { name: `${hidden.escape}]0;Alma` }, field: 'name' },
    { title: 'specialty of a keyboard', change: { specialty: 'asdf' }, field: 'specialty' },
    { title: 'gender of no list', change: { gender: 'Q#' }, field: 'gender' },
    { title: 'state of a code that no state has', change: { state: 'ZZ' }, field: 'state' },
    { title: 'ZIP of exclamation marks', change: { zip: '!!!!' }, field: 'zip' },
    { title: 'identifier of punctuation', change: { provider_id: '-/-' }, field: 'provider_id' },
    { title: 'field that nobody classified', change: { home_phone: '978-555-0110' } },
  ],
});
