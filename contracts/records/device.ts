import { defineContract } from '../contract.ts';
import { code, displayText, identifier, instant, lenient, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const device = defineContract({
  name: 'device',
  version: 1,
  description: 'The use of a device by a patient: from when it was put in, on or to use until it was taken away',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient who uses it, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was put to use' })),
    code: code({ systems: ['snomed'], phi: 'none', description: 'Code of the kind of device' }),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    // Its serial number says whose device it is (45 CFR 164.514(b)(2)(i)(M)); what is recalled is the model.
    udi: optional(
      text({ maxLength: 200, phi: 'licence', description: 'Unique device identifier with lot and serial' }),
    ),
    device_model: lenient(
      code({
        systems: ['gtin'],
        phi: 'none',
        description: 'Device identifier of the UDI: the model, as recalls name it',
      }),
    ),
    started_at: instant({ phi: 'service_date', description: 'When it was put to use' }),
    ended_at: optional(
      instant({ phi: 'service_date', description: 'When it was taken away; absent while it is used' }),
    ),
  },
  // A use comes without an id of its own: two devices of a kind may be put to use at once, and their UDIs tell them apart.
  key: ['patient_id', 'encounter_id', 'code', 'udi', 'started_at'],
  subject: 'patient_id',
  eventTime: 'started_at',
  references: { patient_id: 'patient', encounter_id: 'encounter' },
  rules: [
    {
      id: 'ended_after_started',
      field: 'ended_at',
      description: 'No device is taken away before it was put to use',
      holds: (data, { eventTime }) => data.ended_at === undefined || Date.parse(data.ended_at) >= eventTime,
    },
  ],
});
