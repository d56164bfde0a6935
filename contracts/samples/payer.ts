import { payer } from '../records/payer.ts';
import { samplesOf } from '../samples.ts';

export const payerSamples = samplesOf(payer, {
  valid: [
    {
      about: 'an insurer',
      data: { payer_id: 'payer-1', name: 'Blue Cross', ownership: 'PRIVATE', city: 'Boston', state: 'MA' },
      masked: { payer_id: 'payer-1', name: 'Blue Cross', ownership: 'PRIVATE', city: 'Boston' },
    },
  ],
  edge: [
    {
      about: 'the number that a clearing house knows it by',
      data: { payer_id: 'payer-3', name: 'Aetna', electronic_payer_id: '60054' },
      masked: { electronic_payer_id: '60054' },
    },
    {
      about: 'a toll-free telephone',
      data: { payer_id: 'payer-2', name: 'Medicare', phone: '1-800-555-0100' },
      masked: { phone: '(800) ***-0100' },
    },
  ],
  rejected: [
    { about: 'an empty name', data: { payer_id: 'p', name: '' }, reason: 'schema.too_small', path: 'data.name' },
  ],
});
