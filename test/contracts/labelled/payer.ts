import { hidden, labelledOf } from './labelled.ts';

export const payerRecords = labelledOf('payer', {
  right: [
    { title: 'payer id of a clearing house with leading zeros', change: { payer_id: '00510' } },
    { title: 'name with an ampersand', change: { name: 'Blue Cross & Blue Shield of MA' } },
    { title: 'ownership in words', change: { ownership: 'Commercial' } },
    { title: 'ownership by the programme', change: { ownership: 'Medicaid' } },
    { title: 'ownership by the claim filing indicator of an 837 (SBR09)', change: { ownership: 'MB' } },
    { title: 'nobody pays but the patient', change: { name: 'Self-pay', ownership: 'Self-pay' } },
    { title: 'toll-free telephone', change: { phone: '1-800-633-4227' } },
    { title: 'optional fields null', change: { ownership: null, street: null, city: null, state: null } },
    { title: 'optional fields empty', change: { ownership: '', street: '', city: '', state: '' } },
  ],
  wrong: [
    { title: 'name empty', change: { name: '' }, field: 'name' },
    { title: 'name of blanks', change: { name: '   ' }, field: 'name' },
    { title: 'name with a control character', change: { name: `Blue${hidden.bell} Cross` }, field: 'name' },
    { title: 'ownership that is a fruit', change: { ownership: 'Banana' }, field: 'ownership' },
    { title: 'identifier of blanks', change: { payer_id: '  ' }, field: 'payer_id' },
    { title: 'state of one letter', change: { state: 'Q' }, field: 'state' },
    { title: 'ZIP of exclamation marks', change: { zip: '!!!!' }, field: 'zip' },
    { title: 'field that nobody classified', change: { member_name: 'Alma Yundt' } },
  ],
});
