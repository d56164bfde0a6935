import { vitalSign } from '../records/vital-sign.ts';
import { samplesOf } from '../samples.ts';

const measured = {
  vital_sign_id: 'vital-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  provider_id: 'provider-1',
  organization_id: 'org-1',
  measured_at: '2025-03-01T09:05:00Z',
};

export const vitalSignSamples = samplesOf(vitalSign, {
  valid: [
    {
      about: 'all signs, as JSON numbers',
      data: {
        ...measured,
        heart_rate: 72,
        respiratory_rate: 14,
        oxygen_saturation: 98,
        systolic_pressure: 121,
        diastolic_pressure: 79,
        temperature: 36.6,
      },
      masked: { heart_rate: '72', oxygen_saturation: '98', temperature: '36.6' },
    },
    {
      about: 'a fever',
      data: {
        ...measured,
        heart_rate: 98,
        respiratory_rate: 19,
        oxygen_saturation: 95.5,
        systolic_pressure: 112,
        diastolic_pressure: 70,
        temperature: 38.9,
      },
    },
    {
      about: 'everything that NEWS2 asks for',
      data: {
        ...measured,
        heart_rate: 112,
        respiratory_rate: 22,
        oxygen_saturation: 93,
        systolic_pressure: 105,
        diastolic_pressure: 64,
        temperature: 38.4,
        consciousness: 'A',
        supplemental_oxygen: true,
        oxygen_flow: 2,
        oxygen_saturation_scale: 1,
        device_id: 'monitor-7',
      },
      masked: { consciousness: 'A', supplemental_oxygen: 'true', oxygen_saturation_scale: '1' },
    },
    {
      about: 'a temperature in Fahrenheit that says so',
      data: { ...measured, heart_rate: 88, temperature: 98.6, temperature_unit: '[degF]' },
      masked: { temperature: '37', temperature_unit: '[degF]' },
    },
    { about: 'a monitor that measures the pulse alone', data: { ...measured, heart_rate: 64 } },
  ],
  edge: [
    { about: 'the lowest and the highest', data: { ...measured, heart_rate: 0, temperature: 47 } },
    { about: 'the weight of a newborn', data: { ...measured, body_weight: 3.25, body_height: 51 } },
    { about: 'two decimals', data: { ...measured, temperature: 36.65 }, masked: { temperature: '36.65' } },
  ],
  rejected: [
    {
      about: 'a scale that NEWS2 has not',
      data: { ...measured, oxygen_saturation: 93, oxygen_saturation_scale: 3 },
      reason: 'schema.too_big',
      path: 'data.oxygen_saturation_scale',
    },
    { about: 'nothing measured', data: measured, reason: 'rule.anything_measured', path: 'data.heart_rate' },
    {
      about: 'a heart rate that no heart has',
      data: { ...measured, heart_rate: 351 },
      reason: 'schema.too_big',
      path: 'data.heart_rate',
    },
    {
      about: 'a temperature in Fahrenheit that does not say so',
      data: { ...measured, temperature: 97.9 },
      reason: 'schema.too_big',
      path: 'data.temperature',
    },
    {
      about: 'more decimals than are kept',
      data: { ...measured, temperature: 36.655 },
      reason: 'schema.not_multiple_of',
      path: 'data.temperature',
    },
    {
      about: 'a diastolic pressure above the systolic',
      data: { ...measured, systolic_pressure: 70, diastolic_pressure: 110 },
      reason: 'rule.systolic_above_diastolic',
      path: 'data.systolic_pressure',
    },
  ],
  rows: [
    {
      about: 'as people write them down, without a number of the measurement and without units',
      row: {
        patient_id: 'p1',
        event_type: 'vital_signs',
        heart_rate: 88,
        blood_pressure: '127/80',
        temperature: 98.6,
        timestamp: '2025-03-01T09:05:00Z',
      },
      becomes: {
        patient_id: 'p1',
        measured_at: '2025-03-01T09:05:00Z',
        heart_rate: 88,
        systolic_pressure: 127,
        diastolic_pressure: 80,
        temperature: 37,
        temperature_unit: '[degF]',
      },
      derived: ['temperature_unit'],
    },
    {
      about: 'the same, as texts of a CSV file',
      row: { patient_id: 'p1', heart_rate: '88', temperature: '101.3', timestamp: '2025-03-01T09:05:00Z' },
      becomes: { heart_rate: 88, temperature: 38.5, temperature_unit: '[degF]' },
      derived: ['temperature_unit'],
    },
    {
      about: 'a temperature that is one in Celsius stays one',
      row: { patient_id: 'p1', temperature: 38.5, timestamp: '2025-03-01T09:05:00Z' },
      becomes: { temperature: 38.5 },
      derived: [],
    },
    {
      about: 'a temperature that says its unit is taken by it',
      row: { patient_id: 'p1', temperature: '98.6 F', timestamp: '2025-03-01T09:05:00Z' },
      becomes: { temperature: 37, temperature_unit: '[degF]' },
      derived: [],
    },
    {
      about: 'a temperature that is none of a body in any unit is refused',
      row: { patient_id: 'p1', temperature: 60, timestamp: '2025-03-01T09:05:00Z' },
      becomes: null,
      derived: [],
    },
    {
      about: 'a row that says it is something else is refused',
      row: { patient_id: 'p1', event_type: 'admission', heart_rate: 88, timestamp: '2025-03-01T09:05:00Z' },
      becomes: null,
      derived: [],
    },
    {
      about: 'without a patient nobody can say whose it is',
      row: { heart_rate: 88, timestamp: '2025-03-01T09:05:00Z' },
      becomes: null,
      derived: [],
    },
    {
      about: 'a temperature in Fahrenheit under the names of the contract is refused: its sender knows the unit',
      row: { ...measured, temperature: 98.6 },
      becomes: null,
      derived: [],
    },
  ],
});
