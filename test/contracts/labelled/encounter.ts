import { hidden, labelledOf } from './labelled.ts';

/** Nothing of an encounter that billing adds later. */
const withoutCosts = { base_encounter_cost: undefined, total_claim_cost: undefined, payer_coverage: undefined };
const costs = (base: unknown, total: unknown, coverage: unknown) => ({
  base_encounter_cost: base,
  total_claim_cost: total,
  payer_coverage: coverage,
});
const times = (started: unknown, ended: unknown) => ({ started_at: started, ended_at: ended });

export const encounterRecords = labelledOf('encounter', {
  right: [
    // ADT: A01 to A03 come long before the bill.
    { title: 'admission (ADT A01): open, without any cost', change: { ...withoutCosts, ended_at: undefined } },
    { title: 'discharge (ADT A03) before billing: closed, without any cost', change: withoutCosts },
    { title: 'closed, and the coverage not known yet', change: { payer_coverage: undefined } },
    { title: 'open, and what is not known is null', change: { ...costs(null, null, null), ended_at: null } },
    { title: 'open, and what is not known is empty', change: { ...costs('', '', ''), ended_at: '' } },
    {
      title: 'optional references and texts null',
      change: { organization_id: null, provider_id: null, payer_id: null, description: null, reason_code: null },
    },

    // Money
    { title: 'amounts with thousands separators', change: costs('1,234.50', '12,345.00', '1,000.00') },
    { title: 'amounts with a currency sign', change: costs('$85.00', '$100.00', '$0.00') },
    { title: 'amounts as JSON numbers', change: costs(80, 100.5, 20.25) },
    { title: 'refund: every amount negative', change: costs('-20.00', '-20.00', '-20.00') },
    { title: 'refund of what the patient paid: coverage zero', change: costs('-20.00', '-20.00', '0.00') },
    { title: 'free of charge', change: costs('0', '0.00', '0') },
    { title: 'all of it covered', change: costs('85.55', '100.00', '100.00') },
    { title: 'most expensive stay that the column holds', change: costs('0.00', '999999999999999.99', '0.00') },

    // Time: ISO 8601, HL7 v2 DTM, SQL
    { title: 'offset without a colon', change: times('2024-01-15T10:30:00+0000', '2024-01-15T11:00:00+0000') },
    { title: 'offset from UTC', change: times('2024-01-15T10:30:00-05:00', '2024-01-15T11:00:00-05:00') },
    { title: 'offset of half an hour', change: times('2024-01-15T10:30:00+05:30', '2024-01-15T11:00:00+05:30') },
    {
      title: 'space between day and time, as SQL writes it',
      change: times('2024-01-15 10:30:00Z', '2024-01-15 11:00:00Z'),
    },
    { title: 'HL7 v2 timestamp with its offset', change: times('20240115103000-0500', '20240115110000-0500') },
    { title: 'fractions of a second', change: times('2024-01-15T10:30:00.123Z', '2024-01-15T11:00:00.456789Z') },
    { title: 'ended in the instant it started', change: times('2024-01-15T10:30:00Z', '2024-01-15T10:30:00Z') },
    {
      title: 'long stay of more than a year in a rehabilitation hospital',
      change: { ...times('2024-01-15T10:30:00Z', '2025-05-20T09:00:00Z'), encounter_class: 'inpatient' },
    },
    {
      title: 'visit of seventy years ago, from a digitized chart',
      change: times('1955-06-01T09:00:00Z', '1955-06-01T10:00:00Z'),
    },
    {
      title: 'clock of the source two minutes ahead',
      change: { ...times('2026-06-01T00:02:00Z', undefined), ...withoutCosts },
    },

    // Classes: HL7 table 0004, FHIR ActCode, words
    { title: 'class I of HL7 table 0004', change: { encounter_class: 'I' } },
    { title: 'class E of HL7 table 0004', change: { encounter_class: 'E' } },
    { title: 'class AMB of FHIR', change: { encounter_class: 'AMB' } },
    { title: 'class IMP of FHIR', change: { encounter_class: 'IMP' } },
    { title: 'class OBSENC of FHIR', change: { encounter_class: 'OBSENC' } },
    { title: 'class VR of FHIR', change: { encounter_class: 'VR' } },
    { title: 'class U (unknown) of HL7 table 0004', change: { encounter_class: 'U' } },
    { title: 'class in capitals', change: { encounter_class: 'INPATIENT' } },
    { title: 'class in words', change: { encounter_class: 'Emergency Department' } },
    { title: 'class in other words', change: { encounter_class: 'Telehealth' } },
    {
      title: 'class in 33 characters that no list has',
      change: { encounter_class: 'Outpatient Infusion Center Visit.' },
      warned: true,
    },

    // Identifiers and codes
    { title: 'encounter number with slash and hash', change: { encounter_id: 'V#0012/3' } },
    { title: 'encounter number in groups', change: { encounter_id: 'CSN 100 200 300' } },
    { title: 'visit number with its assigning authority unparsed (PV1-19)', change: { encounter_id: '88001^^^ADT' } },
    {
      title: 'FHIR references',
      change: { encounter_id: 'Encounter/e-1', patient_id: 'Patient/123', organization_id: 'Organization/9' },
    },
    {
      title: 'OID of the organization, which has the look of a telephone number',
      change: { organization_id: '1.2.840.113619.2.55.3.604.688.1234' },
    },
    { title: 'local number of the provider with the look of an SSN', change: { provider_id: '101-22-3456' } },
    {
      title: 'reason in ICD-10 with a dagger',
      change: { reason_code: 'A18.0+', reason_description: 'Tuberculosis of bones and joints' },
    },
    {
      title: 'reason in ICD-10-CM',
      change: { reason_code: 'E11.9', reason_description: 'Type 2 diabetes mellitus without complications' },
    },
    { title: 'visit coded in CPT', change: { code: '99213', description: 'Office visit, established patient' } },
    { title: 'visit coded in CPT with a modifier after a comma', change: { code: '99213,25' } },
    { title: 'visit coded in CPT with a modifier after a hyphen', change: { code: '99213-25' } },
    {
      title: 'encounter number that is a number of the description, too',
      change: { encounter_id: '1000', description: 'Vitamin D 1000 units counselling' },
    },
    {
      title: 'description with quotes, slash and accents',
      change: { description: 'Naïve "walk-in"/rescheduled visit – café clinic' },
    },
  ],
  wrong: [
    {
      title: 'covered far above the total',
      change: costs('5.00', '10.00', '999999.00'),
      field: ['payer_coverage', 'total_claim_cost'],
    },
    {
      title: 'base above the total',
      change: costs('100.00', '10.00', '0.00'),
      field: ['base_encounter_cost', 'total_claim_cost'],
    },
    {
      title: 'base negative in a bill that is not',
      change: costs('-5.00', '10.00', '0.00'),
      field: ['base_encounter_cost', 'total_claim_cost'],
    },
    {
      title: 'coverage negative in a bill that is not',
      change: costs('5.00', '10.00', '-1.00'),
      field: ['payer_coverage', 'total_claim_cost'],
    },
    { title: 'amount that is no number (NaN)', change: costs('5.00', 'NaN', '0.00'), field: 'total_claim_cost' },
    { title: 'amount in scientific notation', change: costs('5.00', '1e5', '0.00'), field: 'total_claim_cost' },
    { title: 'amount with three decimals', change: costs('0.50', '1.234', '0.00'), field: 'total_claim_cost' },
    {
      title: 'amount with a decimal comma, or a misplaced thousands separator',
      change: costs('5.00', '12,34', '0.00'),
      field: 'total_claim_cost',
    },
    { title: 'amount in words', change: costs('5.00', 'see bill', '0.00'), field: 'total_claim_cost' },
    { title: 'amount that no column holds', change: costs('5.00', '9'.repeat(19), '0.00'), field: 'total_claim_cost' },
    {
      title: 'ended before it started',
      change: times('2024-01-15T10:30:00Z', '2024-01-15T10:29:59Z'),
      field: ['ended_at', 'started_at'],
    },
    {
      title: 'ended ten years from now',
      change: times('2026-01-15T10:30:00Z', '2036-01-15T10:30:00Z'),
      field: 'ended_at',
    },
    {
      title: 'ended at the end of time, as databases say open',
      change: times('2026-01-15T10:30:00Z', '9999-12-31T00:00:00Z'),
      field: 'ended_at',
    },
    {
      title: 'stay of a hundred and twenty years',
      change: times('1901-01-15T10:30:00Z', '2021-01-15T10:30:00Z'),
      field: ['ended_at', 'started_at'],
    },
    {
      title: 'planned appointment (SIU): has not happened',
      change: { ...times('2026-06-15T09:00:00Z', undefined), ...withoutCosts },
      field: 'started_at',
    },
    {
      title: 'started in 1899 by UTC, through an offset',
      change: times('1900-01-01T00:30:00+05:00', '1900-01-01T01:30:00+05:00'),
      field: 'started_at',
    },
    {
      title: 'started without an offset: no instant',
      change: times('2024-01-15T10:30:00', '2024-01-15T11:00:00Z'),
      field: 'started_at',
    },
    {
      title: 'HL7 v2 timestamp without an offset: no instant',
      change: times('20240115103000', undefined),
      field: 'started_at',
    },
    {
      title: 'started with an offset and a Z',
      change: times('2024-01-15T10:30:00+00:00Z', undefined),
      field: 'started_at',
    },
    {
      title: 'started on a day that no calendar has',
      change: times('2024-02-30T10:30:00Z', undefined),
      field: 'started_at',
    },
    {
      title: 'started at an hour that no clock has',
      change: times('2024-01-15T25:30:00Z', undefined),
      field: 'started_at',
    },
    { title: 'no start', change: { started_at: undefined }, field: 'started_at' },
    { title: 'start in words', change: { started_at: 'Monday morning' }, field: 'started_at' },
    { title: 'end in words', change: { ended_at: 'still here' }, field: 'ended_at' },
    { title: 'class of a keyboard', change: { encounter_class: 'asdf' }, field: 'encounter_class' },
    { title: 'class of blanks', change: { encounter_class: '   ' }, field: 'encounter_class' },
    { title: 'class that is a person', change: { encounter_class: 'Zebulon Quartermain' }, field: 'encounter_class' },
    { title: 'code of full stops', change: { code: '....' }, field: 'code' },
    { title: 'code that says it is not there', change: { code: 'N/A' }, field: 'code' },
    { title: 'code that is a sentence', change: { code: 'came in with a cough since Monday' }, field: 'code' },
    {
      title: 'reason code that is a sentence',
      change: { reason_code: 'patient fell from a ladder' },
      field: 'reason_code',
    },
    { title: 'encounter number of full stops', change: { encounter_id: '..' }, field: 'encounter_id' },
    { title: 'no patient', change: { patient_id: undefined }, field: 'patient_id' },
    { title: 'patient of blanks', change: { patient_id: '  ' }, field: 'patient_id' },
    {
      title: 'description with a terminal escape',
      change: { description: `${hidden.escape}[2JEncounter` },
      field: 'description',
    },
    {
      title: 'description that turns what follows around (bidi override)',
      change: { description: `Visit ${hidden.rightToLeft}lamron` },
      field: 'description',
    },
    { title: 'payer number with a control character', change: { payer_id: `p${hidden.bell}1` }, field: 'payer_id' },
    { title: 'field of the source that nobody classified', change: { attending_name: 'Alma Yundt' } },
  ],
});
