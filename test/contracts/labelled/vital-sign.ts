import { hidden, labelledOf } from './labelled.ts';

/** A single sign, as a monitor sends it. */
const only = (signs: Readonly<Record<string, unknown>>) => ({
  heart_rate: undefined,
  respiratory_rate: undefined,
  oxygen_saturation: undefined,
  systolic_pressure: undefined,
  diastolic_pressure: undefined,
  temperature: undefined,
  ...signs,
});

export const vitalSignRecords = labelledOf('vital_sign', {
  right: [
    { title: 'awake, in words', change: { consciousness: 'alert' } },
    { title: 'newly confused', change: { consciousness: 'confused' } },
    { title: 'on room air', change: { supplemental_oxygen: false } },
    { title: 'weight in pounds', change: { body_weight: '154 lb' } },
    { title: 'height in feet', change: { body_height: { value: 5.9, unit: 'ft' } } },
    { title: 'pulse alone (ORU of a monitor)', change: only({ heart_rate: 64 }) },
    {
      title: 'numbers as text (OBX-5 is text)',
      change: only({ heart_rate: '72', temperature: '36.6', oxygen_saturation: '98.5' }),
    },
    { title: 'whole number with a decimal, as text', change: only({ heart_rate: '72.0' }) },
    { title: 'asystole', change: only({ heart_rate: 0 }) },
    { title: 'fastest heart of the range', change: only({ heart_rate: 350 }) },
    { title: 'fastest breath of the range', change: only({ respiratory_rate: 120 }) },
    { title: 'saturation of a hundred', change: only({ oxygen_saturation: 100 }) },
    { title: 'coldest body of the range: drowned in ice water', change: only({ temperature: 14.2 }) },
    { title: 'warmest body of the range', change: only({ temperature: 47 }) },
    { title: 'highest pressure of the range', change: only({ systolic_pressure: 375, diastolic_pressure: 200 }) },
    { title: 'narrow pulse pressure of a shock', change: only({ systolic_pressure: 71, diastolic_pressure: 70 }) },
    { title: 'systolic pressure alone, by palpation', change: only({ systolic_pressure: 90 }) },
    {
      title: 'what was not measured is null',
      change: { respiratory_rate: null, oxygen_saturation: null, temperature: null, provider_id: null },
    },
    {
      title: 'what was not measured is empty',
      change: { respiratory_rate: '', oxygen_saturation: '', temperature: '', provider_id: '' },
    },
    { title: 'measured as HL7 v2 writes it (OBX-14)', change: { measured_at: '20250301090500-0500' } },
    { title: 'measured in fractions of a second', change: { measured_at: '2025-03-01T09:05:00.250Z' } },
    { title: 'identifier of a monitor', change: { vital_sign_id: 'MON-3/2025-03-01/0905#17' } },
  ],
  wrong: [
    { title: 'oxygen in words', change: { supplemental_oxygen: 'a little' }, field: 'supplemental_oxygen' },
    { title: 'consciousness of nobody', change: { consciousness: 'grumpy' }, field: 'consciousness' },
    { title: 'weight of a whale', change: { body_weight: 12000 }, field: 'body_weight' },
    { title: 'body of zero degrees', change: { temperature: 0 }, field: 'temperature' },
    { title: 'temperature in Fahrenheit', change: { temperature: 97.9 }, field: 'temperature' },
    { title: 'temperature that lost its decimal point', change: { temperature: 366 }, field: 'temperature' },
    {
      title: 'diastolic above systolic, as of two swapped columns',
      change: { systolic_pressure: 70, diastolic_pressure: 110 },
      field: ['systolic_pressure', 'diastolic_pressure'],
    },
    {
      title: 'diastolic equal to systolic',
      change: { systolic_pressure: 80, diastolic_pressure: 80 },
      field: ['systolic_pressure', 'diastolic_pressure'],
    },
    { title: 'negative heart rate', change: { heart_rate: -5 }, field: 'heart_rate' },
    { title: 'heart rate that no heart has', change: { heart_rate: 351 }, field: 'heart_rate' },
    { title: 'heart rate in words', change: { heart_rate: 'fast' }, field: 'heart_rate' },
    { title: 'negative breaths', change: { respiratory_rate: -1 }, field: 'respiratory_rate' },
    { title: 'saturation above a hundred', change: { oxygen_saturation: 140 }, field: 'oxygen_saturation' },
    { title: 'saturation below zero', change: { oxygen_saturation: -5 }, field: 'oxygen_saturation' },
    {
      title: 'both pressures in one field',
      change: { systolic_pressure: '120/80', diastolic_pressure: undefined },
      field: 'systolic_pressure',
    },
    { title: 'nothing measured', change: only({}) },
    { title: 'nothing measured, in nulls', change: only({ heart_rate: null, temperature: null }) },
    { title: 'measured in the future', change: { measured_at: '2027-03-01T09:05:00Z' }, field: 'measured_at' },
    {
      title: 'measured without an offset: no instant',
      change: { measured_at: '2025-03-01T09:05:00' },
      field: 'measured_at',
    },
    { title: 'identifier of full stops', change: { vital_sign_id: '..' }, field: 'vital_sign_id' },
    { title: 'no patient', change: { patient_id: undefined }, field: 'patient_id' },
    {
      title: 'encounter number with a control character',
      change: { encounter_id: `e${hidden.bell}1` },
      field: 'encounter_id',
    },
    { title: 'sign that nobody classified', change: { weight: 72 } },
  ],
});
