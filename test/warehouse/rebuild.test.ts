import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyWarehouse } from '../../cli/rebuild-command.ts';
import { decodeLoadEvent } from '../../lambdas/load-warehouse/load-event.ts';
import { encounterChange, memberChange, openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const at = Date.parse('2020-01-01T00:00:00Z');
const rebuild = decodeLoadEvent({ rebuild: true });

/** Everything that readers of the star see, but for which load it was. */
async function star(): Promise<unknown> {
  const rows = [
    await run.rows('SELECT * FROM star.dim_patient ORDER BY patient_sk'),
    await run.rows('SELECT * FROM star.dim_payer ORDER BY payer_sk'),
    await run.rows('SELECT * FROM star.fact_encounter ORDER BY encounter_bk'),
  ];
  return rows.flat().map(({ load_id, loaded_at, ...row }) => row);
}

test('a rebuild gives what minutes of loads gave, in few loads of many days, and one that was cut off goes on', async () => {
  for (let day = 1; day <= 3; day += 1) {
    const hour = `dt=2026-11-1${day}/hr=10`;
    for (const step of [1, 2]) {
      const sequence = day * 10 + step;
      const moment = at + ((day * 7 + step * 3) % 5) * 86_400_000;
      await run.deliver(
        [
          memberChange('patient', `p${step}`, { id: `patient-${sequence}`, at: moment, sequence, value: `V${day}` }),
          memberChange('payer', 'y1', { id: `payer-${sequence}`, at: moment, sequence, value: `W${step}` }),
          encounterChange(`e${sequence}`, {
            id: `visit-${sequence}`,
            at: moment,
            sequence,
            patient: `p${step}`,
            payer: 'y1',
          }),
        ],
        hour,
      );
      await run.load(`minute ${sequence}`);
    }
  }
  const incremental = await star();
  await emptyWarehouse(run.warehouse);
  expect(await run.rows('SELECT * FROM history.patient')).toEqual([]);
  expect(await run.rows('SELECT patient_sk FROM star.dim_patient WHERE patient_sk > 0')).toEqual([]);

  const noTime = () => 0;
  const inFours = run.loader({ maximumObjects: 4 });
  expect(await inFours('cut off', rebuild, noTime)).toMatchObject({ objects: 4 });
  const { loads, waiting } = await inFours('goes on', rebuild);
  expect(waiting).toBe(0);
  expect(loads.map(({ contract, objects }) => `${contract} ${objects}`).sort()).toEqual([
    'encounter 2',
    'encounter 4',
    'patient 2',
    'payer 2',
    'payer 4',
  ]);
  expect(await star()).toEqual(incremental);
  expect(await run.brokenInvariants()).toEqual([]);
});

test('a rebuild finds what lies days behind the newest loaded object, which no other load would look for', async () => {
  await run.reset();
  const old = { id: 'old', at, sequence: 1, value: 'V' };
  const recent = { id: 'recent', at, sequence: 2, value: 'W' };
  await run.deliver([memberChange('patient', 'p1', old)], 'dt=2026-10-01/hr=10');
  await run.deliver([memberChange('payer', 'y1', recent)], 'dt=2026-11-20/hr=10');
  await run.load('all');
  // As a stop between a load and the record of what it could not take leaves it.
  await run.deliver([memberChange('payer', 'y2', old)], 'dt=2026-10-01/hr=10');
  expect(await run.load('as usual')).toMatchObject({ objects: 0 });
  expect(await run.load('rebuild', rebuild)).toMatchObject({ objects: 1, inserted: 1 });
});
