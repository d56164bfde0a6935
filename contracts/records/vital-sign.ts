import { defineContract } from '../contract.ts';
import { boolean, coded, decimal, givenUnit, identifier, instant, integer, measured, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

/**
 * Ranges are those outside of which a value is impossible, adapted from MIMIC-Extract
 * (https://github.com/MLforHealth/MIMIC_Extract, resources/variable_ranges.csv). What is only suspicious passes.
 */
export const vitalSign = defineContract({
  name: 'vital_sign',
  version: 1,
  description: 'Vital signs of a patient, measured together',
  stream: streams.deviceVitals.name,
  kind: 'event',
  fields: {
    vital_sign_id: identifier({ phi: 'record_id', description: 'Identifier of the measurement in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient measured, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was measured' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who measured' })),
    organization_id: optional(identifier({ phi: 'business_id', description: 'Organization where it was measured' })),
    measured_at: instant({ phi: 'service_date', description: 'When it was measured' }),
    heart_rate: optional(integer({ min: 0, max: 350, phi: 'none', description: 'Heart rate, beats a minute' })),
    respiratory_rate: optional(integer({ min: 0, max: 120, phi: 'none', description: 'Breaths a minute' })),
    oxygen_saturation: optional(
      decimal({ precision: 4, scale: 1, min: 0, max: 100, phi: 'none', description: 'Oxygen saturation, percent' }),
    ),
    systolic_pressure: optional(
      integer({ min: 0, max: 375, phi: 'none', description: 'Systolic blood pressure, mmHg' }),
    ),
    diastolic_pressure: optional(
      integer({ min: 0, max: 375, phi: 'none', description: 'Diastolic blood pressure, mmHg' }),
    ),
    temperature: optional(
      measured({
        unit: 'Cel',
        unitField: 'temperature_unit',
        precision: 4,
        scale: 2,
        min: 14.2,
        max: 47,
        phi: 'none',
        description: 'Body temperature, Celsius',
      }),
    ),
    consciousness: optional(
      coded({
        set: valueSets.consciousness,
        maxLength: 16,
        phi: 'none',
        description: 'Level of consciousness (ACVPU)',
      }),
    ),
    supplemental_oxygen: optional(
      boolean({ phi: 'none', description: 'The patient breathes oxygen and not air alone' }),
    ),
    oxygen_flow: optional(
      measured({
        unit: 'L/min',
        precision: 5,
        scale: 1,
        min: 0,
        max: 100,
        phi: 'none',
        description: 'Flow of the oxygen, litres a minute',
      }),
    ),
    oxygen_saturation_scale: optional(
      integer({
        min: 1,
        max: 2,
        phi: 'none',
        description: 'Scale of NEWS2 that the saturation is judged by: 2 on the order of a clinician, else 1',
      }),
    ),
    device_id: optional(identifier({ phi: 'record_id', description: 'Device that measured, its serial number' })),
    body_weight: optional(
      measured({
        unit: 'kg',
        precision: 6,
        scale: 3,
        min: 0,
        max: 650,
        phi: 'none',
        description: 'Body weight, kilograms',
      }),
    ),
    body_height: optional(
      measured({
        unit: 'cm',
        precision: 4,
        scale: 1,
        min: 0,
        max: 275,
        phi: 'none',
        description: 'Body height or length, centimetres',
      }),
    ),
    temperature_unit: optional(givenUnit({ description: 'Unit the temperature came in' })),
  },
  key: ['vital_sign_id'],
  subject: 'patient_id',
  eventTime: 'measured_at',
  references: {
    patient_id: 'patient',
    encounter_id: 'encounter',
    provider_id: 'provider',
    organization_id: 'organization',
  },
  splits: { blood_pressure: ['systolic_pressure', 'diastolic_pressure'] },
  rules: [
    {
      id: 'anything_measured',
      field: 'heart_rate',
      description: 'At least one of the signs is there',
      holds: (data) =>
        [
          data.heart_rate,
          data.respiratory_rate,
          data.oxygen_saturation,
          data.systolic_pressure,
          data.diastolic_pressure,
          data.temperature,
          data.consciousness,
          data.body_weight,
          data.body_height,
        ].some((sign) => sign !== undefined),
    },
    {
      id: 'systolic_above_diastolic',
      field: 'systolic_pressure',
      description: 'The systolic pressure exceeds the diastolic',
      holds: ({ systolic_pressure: systolic, diastolic_pressure: diastolic }) =>
        systolic === undefined || diastolic === undefined || systolic > diastolic,
    },
  ],
});
