import { hidden, labelledOf } from './labelled.ts';

export const departmentRecords = labelledOf('department', {
  right: [
    { title: 'type as abbreviations of wards', change: { department_type: 'ICU' } },
    { title: 'name with a slash and a number', change: { name: 'OB/GYN 3' } },
    { title: 'no beds at all', change: { staffed_beds: 0, licensed_beds: null } },
    { title: 'beds as CSV carries them', change: { staffed_beds: '24' } },
  ],
  wrong: [
    { title: 'half a bed', change: { staffed_beds: 12.5 }, field: 'staffed_beds' },
    { title: 'fewer beds than none', change: { staffed_beds: -3 }, field: 'staffed_beds' },
    { title: 'type that is a fruit', change: { department_type: 'Banana' }, field: 'department_type' },
    { title: 'name with a control character', change: { name: `4 West${hidden.bell}` }, field: 'name' },
  ],
});
