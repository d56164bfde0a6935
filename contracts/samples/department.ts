import { department } from '../records/department.ts';
import { samplesOf } from '../samples.ts';

const ward = { department_id: 'dept-1', organization_id: 'org-1', name: 'Cardiac step-down, 4 West' };

export const departmentSamples = samplesOf(department, {
  valid: [
    {
      about: 'a ward with beds',
      data: { ...ward, department_type: 'stepdown', staffed_beds: 24, licensed_beds: 30 },
      masked: { department_id: 'dept-1', department_type: 'stepdown', staffed_beds: '24', licensed_beds: '30' },
    },
  ],
  edge: [
    {
      about: 'an emergency room, as people write it, without beds',
      data: { ...ward, department_type: 'ED', staffed_beds: 0 },
      masked: { department_type: 'emergency', staffed_beds: '0' },
    },
    { about: 'a name alone', data: { department_id: 'dept-2', name: 'Pharmacy' }, masked: { staffed_beds: null } },
  ],
  rejected: [{ about: 'no name', data: { department_id: 'dept-1' }, reason: 'schema.missing', path: 'data.name' }],
});
