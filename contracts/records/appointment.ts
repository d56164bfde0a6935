import { defineContract } from '../contract.ts';
import { code, coded, identifier, instant, lenient, optional, strict } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const appointment = defineContract({
  name: 'appointment',
  version: 1,
  description:
    'A time that a patient has with a provider, with what became of it; each change of its status is a record',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    appointment_id: identifier({ phi: 'record_id', description: 'Identifier of the appointment in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient who has it, the source identifier' }),
    status: strict(
      coded({ set: valueSets.appointmentStatus, maxLength: 32, phi: 'none', description: 'What has become of it' }),
    ),
    // The time of the record: that of the appointment itself lies ahead when it is made.
    status_at: instant({ phi: 'service_date', description: 'When it came into this status' }),
    starts_at: lenient(instant({ phi: 'service_date', description: 'When it begins' })),
    ends_at: lenient(instant({ phi: 'service_date', description: 'When it ends' })),
    booked_at: lenient(instant({ phi: 'service_date', description: 'When it was made' })),
    checked_in_at: lenient(instant({ phi: 'service_date', description: 'When the patient had come' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider whom it is with' })),
    organization_id: optional(identifier({ phi: 'business_id', description: 'Organization where it is' })),
    department_id: optional(identifier({ phi: 'business_id', description: 'Department where it is' })),
    payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that is to cover it' })),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter that it led to' })),
    visit_mode: optional(
      coded({ set: valueSets.visitMode, maxLength: 16, phi: 'none', description: 'In person, by video, by telephone' }),
    ),
    reason_code: lenient(
      code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of what it is about' }),
    ),
    cancellation_reason: optional(
      coded({
        set: valueSets.cancellationReason,
        maxLength: 16,
        phi: 'none',
        description: 'On whose account it did not take place',
      }),
    ),
  },
  key: ['appointment_id'],
  subject: 'patient_id',
  eventTime: 'status_at',
  references: {
    patient_id: 'patient',
    provider_id: 'provider',
    organization_id: 'organization',
    department_id: 'department',
    payer_id: 'payer',
    encounter_id: 'encounter',
  },
  rules: [
    {
      id: 'ends_after_start',
      field: 'ends_at',
      severity: 'warn',
      description: 'An appointment does not end before it begins',
      holds: ({ starts_at: from, ends_at: to }) =>
        from === undefined || to === undefined || Date.parse(to) >= Date.parse(from),
    },
  ],
});
