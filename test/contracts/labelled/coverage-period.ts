import { labelledOf } from './labelled.ts';

export const coveragePeriodRecords = labelledOf('coverage_period', {
  right: [
    { title: 'policy holder by the code of X12', change: { policy_holder: '18', policy_holder_name: null } },
    { title: 'open end', change: { ended_at: null } },
    { title: 'membership with letters and hyphens', change: { member_id: 'XYZ-123-456' } },
    { title: 'next year, agreed this year', change: { started_at: '2027-01-01T00:00:00Z', ended_at: null } },
  ],
  wrong: [
    { title: 'end before the beginning', change: { ended_at: '2024-01-01T00:00:00Z' }, field: 'ended_at' },
    { title: 'policy holder that is a fruit', change: { policy_holder: 'Banana' }, field: 'policy_holder' },
    { title: 'policy holder named by digits', change: { policy_holder_name: '4711' }, field: 'policy_holder_name' },
    { title: 'agreed next year', change: { enrolled_at: '2027-01-01T00:00:00Z' }, field: 'enrolled_at' },
  ],
});
