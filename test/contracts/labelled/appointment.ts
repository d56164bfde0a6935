import { labelledOf } from './labelled.ts';

export const appointmentRecords = labelledOf('appointment', {
  right: [
    { title: 'status as FHIR has it', change: { status: 'checked-in' } },
    { title: 'status as a schedule prints it', change: { status: 'No Show' } },
    { title: 'telehealth by its place of service', change: { visit_mode: '02' } },
    { title: 'next year', change: { starts_at: '2027-03-01T09:00:00Z', ends_at: '2027-03-01T09:20:00Z' } },
    { title: 'optional fields null', change: { provider_id: null, department_id: null, visit_mode: null } },
  ],
  wrong: [
    { title: 'status that is a fruit', change: { status: 'Banana' }, field: 'status' },
    { title: 'end before the beginning', change: { ends_at: '2025-03-01T08:00:00Z' }, field: 'ends_at' },
    { title: 'status of next year', change: { status_at: '2027-01-01T00:00:00Z' }, field: 'status_at' },
    { title: 'beginning without an offset', change: { starts_at: 'on Monday' }, field: 'starts_at' },
  ],
});
