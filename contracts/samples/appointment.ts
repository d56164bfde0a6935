import { appointment } from '../records/appointment.ts';
import { samplesOf } from '../samples.ts';

const booked = {
  appointment_id: 'appointment-1',
  patient_id: 'patient-1',
  status: 'booked',
  status_at: '2025-02-01T12:00:00Z',
  starts_at: '2025-03-01T09:00:00Z',
  ends_at: '2025-03-01T09:20:00Z',
  booked_at: '2025-02-01T12:00:00Z',
  provider_id: 'provider-1',
};

export const appointmentSamples = samplesOf(appointment, {
  valid: [
    {
      about: 'one that was made',
      data: {
        ...booked,
        organization_id: 'org-1',
        department_id: 'dept-1',
        payer_id: 'payer-1',
        visit_mode: 'video',
        reason_code: '59621000',
      },
      masked: { status: 'booked', visit_mode: 'video', provider_id: 'provider-1', cancellation_reason: null },
    },
  ],
  edge: [
    {
      about: 'one that nobody came to, as schedules write it',
      data: { ...booked, status: 'No-Show', status_at: '2025-03-01T09:30:00Z' },
      masked: { status: 'noshow' },
    },
    {
      about: 'one that was kept, with its encounter',
      data: {
        ...booked,
        status: 'completed',
        status_at: '2025-03-01T09:25:00Z',
        checked_in_at: '2025-03-01T08:50:00Z',
        encounter_id: 'encounter-1',
      },
      masked: { status: 'fulfilled' },
    },
    {
      about: 'one of the next century, which is made today',
      data: { ...booked, starts_at: '2100-12-31T09:00:00Z', ends_at: '2100-12-31T08:00:00Z' },
      masked: { ends_at: null },
    },
  ],
  rejected: [
    {
      about: 'a status that has yet to come',
      data: { ...booked, status_at: '2996-01-01T00:00:00Z' },
      reason: 'rule.time_in_past',
      path: 'data.status_at',
    },
    {
      about: 'a status that nobody knows',
      data: { ...booked, status: 'purple' },
      reason: 'schema.invalid_value',
      path: 'data.status',
    },
  ],
});
