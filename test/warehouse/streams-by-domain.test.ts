import { afterAll, beforeAll, expect, test } from 'vitest';
import { readStar } from './star-oracle.ts';
import {
  type Change,
  claimChange,
  encounterChange,
  memberChange,
  openWarehouseRun,
  type WarehouseRun,
} from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const at = Date.parse('2026-01-05T00:00:00Z');
const day = 86_400_000;

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

// Sequence numbers of two streams do not compare: those of claims may lie before, between or behind the others.
test.each([
  ['smaller', 0],
  ['greater', 9000],
])(
  'a claim and its encounter of another stream, whose sequence numbers are %s, make the same star in every order',
  async (_, ofClaims) => {
    const patient = (value: string, sequence: number): Change =>
      memberChange('patient', 'p1', {
        at: at - sequence * day,
        value,
        id: `patient-${sequence}`,
        sequence: 100 + sequence,
      });
    const deliveries: Change[][] = [
      [patient('A', 2), patient('B', 1)],
      [encounterChange('e1', { at, patient: 'p1', cost: '10.00', deleted: false, id: 'encounter', sequence: 104 })],
      [
        claimChange('c1', {
          at,
          patient: 'p1',
          encounter: 'e1',
          provider: 'd1',
          primary: 'y1',
          deleted: false,
          id: 'claim',
          sequence: ofClaims + 1,
        }),
      ],
    ];
    const stars = new Set<string>();
    for (const order of permutations(deliveries)) {
      await run.reset();
      for (const delivery of order) await run.loadChanges(delivery);
      expect(await run.brokenInvariants()).toEqual([]);
      stars.add(JSON.stringify(await readStar(run.rows)));
    }
    expect(stars.size).toBe(1);
  },
);
