const fields = [
  'encounter_id',
  'patient_id',
  'encounter_class',
  'code',
  'description',
  'reason_code',
  'reason_description',
  'started_at',
  'base_encounter_cost',
  'total_claim_cost',
  'payer_coverage',
];

/** As long as they may be, so that a file of 5 GB has some two million rows, and compressible as exports are. */
const description = 'Encounter for check up and general examination of a patient. '.repeat(17).slice(0, 980);
const reason = 'Seen because of a complaint that stands nowhere else in the file. '.repeat(16).slice(0, 980);
const firstDay = Date.UTC(2015, 0, 1);
const minute = 60_000;

const uuid = (kind: string, number: number) => `${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A line of a CSV file of encounters by the contract's field names: the header for -1, else the row with this number. */
export function lineOf(row: number): string {
  if (row < 0) return `${fields.join(',')}\n`;
  const cells = [
    uuid('e0000000', row),
    uuid('a0000000', row % 50_000),
    'wellness',
    '162673000',
    description,
    '38341003',
    reason,
    new Date(firstDay + row * minute).toISOString(),
    '77.49',
    `${80 + (row % 900)}.00`,
    '10.00',
  ];
  return `${cells.join(',')}\n`;
}
