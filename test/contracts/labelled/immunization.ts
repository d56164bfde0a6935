import { hidden, labelledOf } from './labelled.ts';

export const immunizationRecords = labelledOf('immunization', {
  right: [
    { title: 'CVX with a leading zero', change: { code: '03', description: 'MMR' } },
    {
      title: 'CVX of three digits',
      change: { code: '208', description: 'COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose' },
    },
    {
      title: 'given outside of any encounter, as at a pharmacy',
      change: { encounter_id: undefined, base_cost: undefined },
    },
    { title: 'historical one of the register (RXA-9 01)', change: { given_at: '1968-09-01T00:00:00Z' } },
    { title: 'given as HL7 v2 writes it (RXA-3)', change: { given_at: '20251001083000-0400' } },
    { title: 'given with an offset without a colon', change: { given_at: '2025-10-01T08:30:00+0000' } },
    { title: 'free of charge (VFC programme)', change: { base_cost: '0.00' } },
    { title: 'cost with a currency sign', change: { base_cost: '$140.52' } },
    { title: 'cost as a JSON number', change: { base_cost: 140.52 } },
    { title: 'cost that is given back', change: { base_cost: '-20.00' } },
    {
      title: 'doses of the description in a row, like a telephone number',
      change: { description: 'Immune globulin, doses of 120 500 1000 mg' },
    },
    { title: 'optional fields null', change: { encounter_id: null, description: null, base_cost: null } },
  ],
  wrong: [
    { title: 'code of another system (CPT)', change: { code: '90686' }, field: 'code' },
    { title: 'code that is words', change: { code: 'flu shot' }, field: 'code' },
    { title: 'code of full stops', change: { code: '...' }, field: 'code' },
    { title: 'no code', change: { code: undefined }, field: 'code' },
    { title: 'to be given', change: { given_at: '2026-10-01T08:30:00Z' }, field: 'given_at' },
    { title: 'given without an offset: no instant', change: { given_at: '2025-10-01T08:30:00' }, field: 'given_at' },
    { title: 'given on a day that no calendar has', change: { given_at: '2025-09-31T08:30:00Z' }, field: 'given_at' },
    { title: 'cost with a fraction of a cent', change: { base_cost: '140.525' }, field: 'base_cost' },
    { title: 'cost in words', change: { base_cost: 'free' }, field: 'base_cost' },
    { title: 'no patient', change: { patient_id: undefined }, field: 'patient_id' },
    {
      title: 'description with a terminal escape',
      change: { description: `${hidden.escape}[8mInfluenza` },
      field: 'description',
    },
    { title: 'field that nobody classified (RXA-15)', change: { lot_number: 'AB1234' } },
  ],
});
