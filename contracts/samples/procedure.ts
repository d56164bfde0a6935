import { procedure } from '../records/procedure.ts';
import { samplesOf } from '../samples.ts';

const reconciliation = {
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  procedure_code_id: '430193006',
  description: 'Medication Reconciliation (procedure)',
  started_at: '2025-03-01T09:05:00Z',
};

export const procedureSamples = samplesOf(procedure, {
  valid: [
    {
      about: 'one of a quarter of an hour',
      data: { ...reconciliation, ended_at: '2025-03-01T09:20:00Z', base_cost: '735.40' },
      masked: { procedure_code_id: '430193006', base_cost: '735.40' },
    },
    {
      about: 'one with its reason',
      data: { ...reconciliation, procedure_code_id: '710824005', description: undefined, reason_code: '72892002' },
    },
  ],
  edge: [{ about: 'one that is over in an instant', data: { ...reconciliation, ended_at: '2025-03-01T09:05:00Z' } }],
  rejected: [
    {
      about: 'an end before the start',
      data: { ...reconciliation, ended_at: '2025-03-01T09:04:59Z' },
      reason: 'rule.ended_after_started',
      path: 'data.ended_at',
    },
  ],
});
