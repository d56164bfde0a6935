import { afterAll, beforeAll, expect, test } from 'vitest';
import { encounterChange, memberChange, openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const day = 86_400_000;
const start = Date.parse('2026-01-05T00:00:00Z');
let sequence = 0;

/** A version of a patient record; `person` is the record that it was merged into. */
function version(key: string, dayNumber: number, person?: string) {
  sequence += 1;
  const change = memberChange('patient', key, {
    id: `p-${sequence}`,
    at: start + dayNumber * day,
    value: 'A',
    sequence,
  });
  return { ...change, data: { ...change.data, ...(person === undefined ? {} : { person_id: person }) } };
}

function visit(key: string, patient: string, dayNumber: number) {
  sequence += 1;
  return encounterChange(key, { id: `e-${sequence}`, at: start + dayNumber * day, patient, deleted: false, sequence });
}

const persons = () => run.rows('SELECT person_id, patient_records FROM reporting.person_current ORDER BY person_id');
const visitors = async () => {
  const [counted] = await run.rows('SELECT COUNT(DISTINCT person_id) AS n FROM reporting.encounter');
  return Number(counted?.n);
};
const counts = async () =>
  (await persons()).map(({ person_id, patient_records }) => [person_id, Number(patient_records)]);

test('reports count persons: records that are merged are one, and two again once they are unmerged', async () => {
  await run.loadChanges([
    version('p1', 0),
    version('p2', 0),
    version('p3', 0),
    visit('e1', 'p1', 1),
    visit('e2', 'p2', 1),
  ]);
  expect(await counts()).toEqual([
    ['p1', 1],
    ['p2', 1],
    ['p3', 1],
  ]);
  expect(await visitors()).toBe(2);

  await run.loadChanges([version('p2', 2, 'p1')]);
  expect(await counts()).toEqual([
    ['p1', 2],
    ['p3', 1],
  ]);
  // What happened before the merge counts with it: it was one person all the time.
  expect(await visitors()).toBe(1);

  await run.loadChanges([version('p2', 4)]);
  expect(await counts()).toEqual([
    ['p1', 1],
    ['p2', 1],
    ['p3', 1],
  ]);
  expect(await visitors()).toBe(2);

  // The history says who was whom when.
  const versions = await run.rows("SELECT person_id FROM star.dim_patient WHERE patient_bk = 'p2' ORDER BY valid_from");
  expect(versions.map(({ person_id }) => person_id ?? null)).toEqual([null, 'p1', null]);
  expect(await run.brokenInvariants()).toEqual([]);
});
