import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  claimChange,
  encounterChange,
  memberChange,
  openWarehouseRun,
  transactionChange,
  type WarehouseRun,
} from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
beforeEach(() => run.reset());
afterAll(() => run.remove());

const on = (date: string) => Date.parse(`${date}T00:00:00Z`);
const patient = (id: string, date: string, sequence: number, value: string, deleted = false) =>
  memberChange('patient', 'p1', { id, at: on(date), sequence, value, deleted });
const visit = (date: string, sequence: number, id = `visit-${sequence}`) =>
  encounterChange('e1', { id, at: on(date), sequence, patient: 'p1', organization: 'o1' });

const timeline = () =>
  run.rows(`SELECT last_name, CAST(valid_from AS DATE) AS from_day, CAST(valid_to AS DATE) AS to_day, is_deleted, is_inferred
    FROM star.dim_patient WHERE patient_sk > 0 ORDER BY valid_from`);
const version = (last_name: string | null, from_day: string, to_day: string, flags: object = {}) => ({
  last_name,
  from_day,
  to_day,
  is_deleted: false,
  is_inferred: false,
  ...flags,
});
const patientOfVisit = () =>
  run.rows(`SELECT d.last_name, d.is_inferred FROM star.fact_encounter f
    JOIN star.dim_patient d ON d.patient_sk = f.patient_sk`);

test('a change that changed nothing counts again when a late change falls before it', async () => {
  await run.loadChanges([patient('a', '2020-01-10', 1, 'A'), patient('b', '2020-01-15', 2, 'A')]);
  expect(await timeline()).toEqual([version('A***', '1900-01-01', '9999-12-31')]);
  await run.loadChanges([patient('c', '2020-01-12', 3, 'B')]);
  expect(await timeline()).toEqual([
    version('A***', '1900-01-01', '2020-01-12'),
    version('B***', '2020-01-12', '2020-01-15'),
    version('A***', '2020-01-15', '9999-12-31'),
  ]);
});

test('old encounters keep the version of their time, and follow a change that arrives late', async () => {
  await run.loadChanges([patient('a', '2020-01-10', 1, 'A'), visit('2020-06-01', 2)]);
  await run.loadChanges([patient('b', '2020-09-01', 3, 'B')]);
  expect(await patientOfVisit()).toEqual([{ last_name: 'A***', is_inferred: false }]);
  await run.loadChanges([patient('c', '2020-05-01', 4, 'C')]);
  expect(await patientOfVisit()).toEqual([{ last_name: 'C***', is_inferred: false }]);
});

test('a member known only from an encounter is inferred, and its first record takes its place', async () => {
  await run.loadChanges([visit('2020-06-01', 1)]);
  expect(await timeline()).toEqual([version(null, '1900-01-01', '9999-12-31', { is_inferred: true })]);
  expect(await patientOfVisit()).toEqual([{ last_name: null, is_inferred: true }]);
  await run.loadChanges([patient('a', '2021-01-01', 2, 'A')]);
  expect(await timeline()).toEqual([version('A***', '1900-01-01', '9999-12-31')]);
  expect(await patientOfVisit()).toEqual([{ last_name: 'A***', is_inferred: false }]);
});

test('a first record of the first day of time takes the place of an inferred member, whatever its sequence', async () => {
  // Equal instants and equal sequences leave it to the row hash, of which some fall on either side of the inferred one.
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const at = on('1900-01-01');
  const visits = letters.map((letter) =>
    encounterChange(`visit-${letter}`, { id: `visit-${letter}`, at, sequence: 0, patient: letter }),
  );
  await run.loadChanges(visits);
  expect(await timeline()).toHaveLength(letters.length);
  await run.loadChanges(
    letters.map((letter) => memberChange('patient', letter, { id: letter, at, sequence: 0, value: letter })),
  );
  const names = (await timeline()).map(({ last_name, is_inferred }) => [last_name, is_inferred]);
  expect(names.toSorted()).toEqual(letters.map((letter) => [`${letter}***`, false]));
});

test('a deletion is a version, and a later change brings the member back', async () => {
  await run.loadChanges([patient('a', '2020-01-01', 1, 'A'), patient('b', '2020-02-01', 2, 'A', true)]);
  expect(await run.rows('SELECT * FROM reporting.patient_current')).toEqual([]);
  await run.loadChanges([patient('c', '2020-03-01', 3, 'A')]);
  expect(await timeline()).toEqual([
    version('A***', '1900-01-01', '2020-02-01'),
    version('A***', '2020-02-01', '2020-03-01', { is_deleted: true }),
    version('A***', '2020-03-01', '9999-12-31'),
  ]);
});

test('of an event that comes with other content under another sequence the earliest counts, whenever it arrives', async () => {
  await run.loadChanges([patient('a', '2020-01-01', 5, 'B')]);
  const earlier = await run.loadChanges([patient('a', '2020-01-01', 2, 'A')]);
  expect(earlier).toMatchObject({ inserted: 1, duplicates: 0 });
  const later = await run.loadChanges([patient('a', '2020-01-01', 9, 'C')]);
  expect(later).toMatchObject({ inserted: 0, duplicates: 1 });
  expect(await timeline()).toEqual([version('A***', '1900-01-01', '9999-12-31')]);
});

test('an event whose earliest delivery is about someone else leaves no version behind', async () => {
  await run.loadChanges([patient('a', '2020-01-01', 5, 'B'), visit('2020-06-01', 6)]);
  await run.loadChanges([memberChange('patient', 'p2', { id: 'a', at: on('2020-01-01'), sequence: 2 })]);
  expect(await run.rows('SELECT patient_bk FROM star.dim_patient WHERE patient_sk > 0')).toEqual([
    { patient_bk: 'p2' },
  ]);
  expect(await run.rows('SELECT patient_bk, patient_sk FROM star.fact_encounter')).toEqual([
    { patient_bk: 'p1', patient_sk: '-1' },
  ]);
  expect(await run.brokenInvariants()).toEqual([]);
});

test('a retry that arrives before its event does not outrank the correction between them', async () => {
  const state = (id: string, sequence: number, cost: string) =>
    encounterChange('e1', { id, at: on('2020-06-01'), sequence, patient: 'p1', cost });
  await run.loadChanges([state('first', 3, '1.00')]);
  await run.loadChanges([state('correction', 2, '2.00')]);
  await run.loadChanges([state('first', 1, '1.00')]);
  expect(await run.rows('SELECT total_claim_cost FROM star.fact_encounter')).toEqual([{ total_claim_cost: '2.00' }]);
});

test.each([
  ['patient', 'last_name'],
  ['organization', 'name'],
  ['provider', 'name'],
  ['payer', 'name'],
])('an old encounter follows a late change of its %s alone', async (name, attribute) => {
  const key = 'k1';
  const change = (id: string, date: string, sequence: number, value: string) =>
    memberChange(name, key, { id, at: on(date), sequence, value });
  const references = { patient: key, organization: key, provider: key, payer: key };
  await run.loadChanges([
    change('a', '2020-01-01', 1, 'A'),
    encounterChange('before', { id: 'b', at: on('2020-05-01') - 1, sequence: 2, ...references }),
    encounterChange('after', { id: 'c', at: on('2020-05-01'), sequence: 3, ...references }),
  ]);
  await run.loadChanges([change('d', '2020-05-01', 4, 'B')]);
  const rows = await run.rows(`SELECT f.encounter_bk, d.${attribute} AS value FROM star.fact_encounter f
    JOIN star.dim_${name} d ON d.${name}_sk = f.${name}_sk ORDER BY f.encounter_bk`);
  expect(rows.map(({ encounter_bk, value }) => `${encounter_bk} ${String(value).slice(0, 1)}`)).toEqual([
    'after B',
    'before A',
  ]);
});

test('a corrected encounter takes the latest state, moves its versions, and a deleted one is gone', async () => {
  await run.loadChanges([
    patient('a', '2020-01-01', 1, 'A'),
    patient('b', '2020-07-01', 2, 'B'),
    visit('2020-06-01', 3),
  ]);
  await run.loadChanges([visit('2020-08-01', 4)]);
  expect(await patientOfVisit()).toEqual([{ last_name: 'B***', is_inferred: false }]);
  await run.loadChanges([
    encounterChange('e1', { id: 'gone', at: on('2020-08-01'), sequence: 5, patient: 'p1', deleted: true }),
  ]);
  expect(await run.rows('SELECT * FROM star.fact_encounter')).toEqual([]);
  await run.loadChanges([visit('2020-01-01', 0, 'much earlier')]);
  expect(await run.rows('SELECT * FROM star.fact_encounter')).toEqual([]);
});

test('dates, durations and missing references of an encounter have their reserved keys', async () => {
  await run.loadChanges([
    encounterChange('open', { id: '1', at: on('2020-02-29'), sequence: 1, patient: 'p1' }),
    encounterChange('done', { id: '2', at: on('2020-02-29'), sequence: 2, patient: 'p1', endsAfterMs: 119_999 }),
    encounterChange('odd', {
      id: '3',
      at: on('2020-02-29'),
      sequence: 3,
      patient: 'p1',
      endsAfterMs: 250 * 365 * 86_400_000,
    }),
  ]);
  expect(
    await run.rows(`SELECT encounter_bk, started_date_key, ended_date_key, duration_minutes, payer_sk, payer_bk
      FROM star.fact_encounter ORDER BY encounter_bk`),
  ).toEqual([
    {
      encounter_bk: 'done',
      started_date_key: 20200229,
      ended_date_key: 20200229,
      duration_minutes: '1',
      payer_sk: '-1',
      payer_bk: null,
    },
    {
      encounter_bk: 'odd',
      started_date_key: 20200229,
      ended_date_key: -3,
      duration_minutes: '131400000',
      payer_sk: '-1',
      payer_bk: null,
    },
    {
      encounter_bk: 'open',
      started_date_key: 20200229,
      ended_date_key: -2,
      duration_minutes: null,
      payer_sk: '-1',
      payer_bk: null,
    },
  ]);
});

test.each([
  ['payer', 'primary', 'secondary', 'primary_payer', 'secondary_payer'],
  ['provider', 'provider', 'supervisor', 'provider', 'supervising_provider'],
] as const)(
  'the two roles of a %s in a claim move on their own',
  async (name, first, second, firstRole, secondRole) => {
    const change = (key: string, id: string, date: string, sequence: number, value: string) =>
      memberChange(name, key, { id, at: on(date), sequence, value });
    const claim = (key: string, roles: object) =>
      claimChange(key, { id: key, at: on('2020-06-01'), sequence: 9, patient: 'p1', ...roles });
    const names = async () => {
      const rows = await run.rows(`SELECT f.claim_bk, a.name AS first_name, b.name AS second_name
      FROM star.fact_claim f
      JOIN star.dim_${name} a ON a.${name}_sk = f.${firstRole}_sk
      JOIN star.dim_${name} b ON b.${name}_sk = f.${secondRole}_sk ORDER BY f.claim_bk`);
      return rows.map((row) => `${row.claim_bk} ${row.first_name} ${row.second_name}`);
    };
    await run.loadChanges([
      change('x', 'x1', '2020-01-01', 1, 'X1'),
      change('y', 'y1', '2020-01-01', 2, 'Y1'),
      claim('both', { [first]: 'x', [second]: 'y' }),
      claim('none', {}),
      claim('same', { [first]: 'x', [second]: 'x' }),
    ]);
    expect(await names()).toEqual(['both X1 Y1', 'none null null', 'same X1 X1']);
    await run.loadChanges([change('y', 'y2', '2020-05-01', 3, 'Y2')]);
    expect(await names()).toEqual(['both X1 Y2', 'none null null', 'same X1 X1']);
    await run.loadChanges([change('x', 'x2', '2020-05-01', 4, 'X2')]);
    expect(await names()).toEqual(['both X2 Y2', 'none null null', 'same X2 X2']);
    expect(await run.brokenInvariants()).toEqual([]);
  },
);

test('an encounter whose clock was wrong by centuries finds the first or the last version', async () => {
  await run.loadChanges([
    patient('a', '2020-01-10', 1, 'A'),
    patient('b', '2020-09-01', 2, 'B'),
    encounterChange('early', { id: 'e', at: Date.parse('0044-03-15T00:00:00Z'), sequence: 3, patient: 'p1' }),
    encounterChange('late', { id: 'l', at: Date.parse('9999-12-31T23:59:59Z'), sequence: 4, patient: 'p1' }),
  ]);
  const rows = await run.rows(`SELECT f.encounter_bk, d.last_name, f.started_date_key FROM star.fact_encounter f
    JOIN star.dim_patient d ON d.patient_sk = f.patient_sk ORDER BY f.encounter_bk`);
  expect(rows).toEqual([
    { encounter_bk: 'early', last_name: 'A***', started_date_key: -3 },
    { encounter_bk: 'late', last_name: 'B***', started_date_key: -3 },
  ]);
});

test('the marts show an organization as it is now, and an encounter as it was', async () => {
  const organization = (id: string, date: string, sequence: number, name: string) =>
    memberChange('organization', 'o1', { id, at: on(date), sequence, value: name });
  await run.loadChanges([
    organization('a', '2020-01-01', 1, 'Old Name'),
    organization('b', '2020-07-01', 2, 'New Name'),
    encounterChange('e1', {
      id: 'c',
      at: on('2020-06-30'),
      sequence: 3,
      patient: 'p1',
      organization: 'o1',
      cost: '0.10',
      payer: 'x',
    }),
    encounterChange('e2', {
      id: 'd',
      at: on('2020-06-01'),
      sequence: 4,
      patient: 'p1',
      organization: 'o1',
      cost: '0.20',
    }),
  ]);
  expect(await run.rows('SELECT organization_name FROM reporting.encounter')).toEqual([
    { organization_name: 'Old Name' },
    { organization_name: 'Old Name' },
  ]);
  await run.loadChanges([
    memberChange('payer', 'x', { id: 'p', at: on('2020-01-01'), sequence: 5, value: 'Payer X' }),
    transactionChange('t1', { id: 't1', at: on('2020-06-30'), sequence: 6, encounter: 'e1', payment: '0.05' }),
    transactionChange('t2', { id: 't2', at: on('2020-08-30'), sequence: 7, encounter: 'e1', payment: '0.02' }),
    transactionChange('t3', {
      id: 't3',
      at: on('2020-06-30'),
      sequence: 8,
      encounter: 'e1',
      type: 'CHARGE',
      payment: '9.00',
    }),
    transactionChange('t4', { id: 't4', at: on('2020-06-30'), sequence: 9, payment: '7.00' }),
    // A line that came twice, and one that was corrected, count once.
    transactionChange('t2', { id: 't2', at: on('2020-08-30'), sequence: 10, encounter: 'e1', payment: '0.02' }),
    transactionChange('t5', { id: 't5', at: on('2020-06-30'), sequence: 11, encounter: 'e2', payment: '5.00' }),
    transactionChange('t5', { id: 't6', at: on('2020-06-30'), sequence: 12, encounter: 'e2', payment: '0.03' }),
    encounterChange('e3', {
      id: 'e',
      at: on('2020-07-01'),
      sequence: 13,
      patient: 'p1',
      department: 'wellness',
      cost: '0',
    }),
  ]);
  expect(await run.rows('SELECT * FROM reporting.encounters_by_org_month ORDER BY month')).toEqual([
    {
      organization_id: 'o1',
      organization_name: 'New Name',
      organization_state: null,
      month: '2020-06-01',
      encounter_count: '2',
      total_claim_cost: '0.30',
      total_payments: '0.10',
      collection_rate: '0.3333',
    },
    {
      organization_id: null,
      organization_name: null,
      organization_state: null,
      month: '2020-07-01',
      encounter_count: '1',
      total_claim_cost: '0.00',
      total_payments: '0.00',
      collection_rate: null,
    },
  ]);
  expect(await run.rows('SELECT * FROM reporting.encounters_by_department ORDER BY department')).toEqual([
    {
      department: 'ambulatory',
      encounter_count: '2',
      total_claim_cost: '0.30',
      total_payments: '0.10',
      collection_rate: '0.3333',
    },
    {
      department: 'wellness',
      encounter_count: '1',
      total_claim_cost: '0.00',
      total_payments: '0.00',
      collection_rate: null,
    },
  ]);
  expect(await run.rows('SELECT * FROM reporting.payer_coverage_summary ORDER BY payer_id')).toEqual([
    {
      payer_id: 'x',
      payer_name: 'Payer X',
      encounter_count: '1',
      total_claim_cost: '0.10',
      total_payer_coverage: '0.05',
      total_payments: '0.07',
    },
    {
      payer_id: null,
      payer_name: null,
      encounter_count: '2',
      total_claim_cost: '0.20',
      total_payer_coverage: '0.10',
      total_payments: '0.03',
    },
  ]);
});

test('a collection rate is rounded half away from zero', async () => {
  const visit = (key: string, department: string, cost: string) =>
    encounterChange(key, { id: key, at: on('2020-06-01'), sequence: 1, patient: 'p1', department, cost });
  const paid = (encounter: string, payment: string) =>
    transactionChange(encounter, { id: encounter, at: on('2020-06-01'), sequence: 2, encounter, payment });
  await run.loadChanges([
    visit('e1', 'down', '1000000.00'),
    visit('e2', 'up', '1000.00'),
    visit('e3', 'back', '1000.00'),
    visit('e4', 'long', '10000000000.00'),
    visit('e5', 'most', '0.01'),
    visit('e6', 'none', '0.01'),
    paid('e1', '123449.99'),
    paid('e2', '123.45'),
    paid('e3', '-123.45'),
    paid('e4', '1234499999.99'),
    paid('e5', '9999999.99'),
    paid('e6', '10000000.00'),
  ]);
  const rows = await run.rows('SELECT department, collection_rate FROM reporting.encounters_by_department ORDER BY 1');
  expect(rows.map(({ department, collection_rate }) => `${department} ${collection_rate}`)).toEqual([
    'back -0.1235',
    'down 0.1234',
    'long 0.1234',
    'most 999999999.0000',
    'none null',
    'up 0.1235',
  ]);
});
