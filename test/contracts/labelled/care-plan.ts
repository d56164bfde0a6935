import { labelledOf } from './labelled.ts';

export const carePlanRecords = labelledOf('care_plan', {
  right: [
    { title: 'planned until next year', change: { ended_at: '2027-01-01T00:00:00Z' } },
    { title: 'without a reason', change: { reason_code: null, reason_description: null } },
  ],
  wrong: [
    {
      title: 'ended before it started',
      change: { ended_at: '2025-02-28T00:00:00Z' },
      field: ['ended_at', 'started_at'],
    },
    { title: 'plan in words', change: { code: 'more walks' }, field: 'code' },
  ],
});
