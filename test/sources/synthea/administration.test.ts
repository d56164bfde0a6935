import { expect, test } from 'vitest';
import { edit, fixture, type ReadEvent, read } from './harness.ts';

const dataOf = (events: readonly ReadEvent[], of: string) =>
  events.flatMap(({ contract, event }) => (contract === of ? [event.data] : []));
const patient = '44444444-0000-4000-8000-000000000001';
const payers = ['33333333-0000-4000-8000-000000000001', '33333333-0000-4000-8000-000000000002'];

test('years of a coverage become the beginnings of those years, and the record says that it knows years alone', async () => {
  const [first, second] = dataOf((await read(await fixture('2.7'))).events, 'coverage_period');
  expect(first).toEqual({
    patient_id: patient,
    payer_id: payers[0],
    started_at: '2014-01-01T00:00:00Z',
    enrolled_at: '2014-01-01T00:00:00Z',
    ended_at: '2016-01-01T00:00:00Z',
    policy_holder: 'Self',
    period_precision: 'year',
  });
  expect(second).toMatchObject({ payer_id: payers[1], started_at: '2016-01-01T00:00:00Z' });
});

test.each([
  ['3.0', 'Alma482 Yundt7'],
  ['3.3', 'Alma482 Yundt7'],
])('times, membership and policy holder of a coverage are read under the headers of %s', async (generation, holder) => {
  const [first] = dataOf((await read(await fixture(generation))).events, 'coverage_period');
  expect(first).toEqual({
    patient_id: patient,
    payer_id: payers[0],
    member_id: '77777777-0000-4000-8000-000000000001',
    started_at: '2014-10-14T04:17:47Z',
    enrolled_at: '2014-10-14T04:17:47Z',
    ended_at: '2015-10-20T04:17:47Z',
    policy_holder: 'Self',
    policy_holder_name: holder,
  });
});

test('sums of a year that Java printed as binary fractions are cents', async () => {
  const expenses = dataOf((await read(await fixture())).events, 'patient_expense');
  expect(expenses).toMatchObject([
    { out_of_pocket_cost: '16774.55', premium_cost: '4950.0', covered_cost: '0.0' },
    { out_of_pocket_cost: '0.00', covered_cost: '8811.02' },
  ]);
});

test('two uses that are alike are two, and stay the same two when the file is read again', async () => {
  const folder = await fixture();
  const { events } = await read(folder);
  const uses = events.filter(({ contract }) => contract === 'supply_movement');
  expect(uses.map(({ event: { data } }) => data)).toMatchObject([
    { supply_item_id: '337388004', movement_type: 'use', movement_number: '1' },
    { supply_item_id: '337388004', movement_type: 'use', movement_number: '2' },
    { supply_item_id: '706390002', movement_number: '1' },
  ]);
  expect(new Set(uses.map(({ event: { id } }) => id)).size).toBe(3);
  const again = (await read(folder)).events.filter(({ contract }) => contract === 'supply_movement');
  expect(again.map(({ event: { id } }) => id)).toEqual(uses.map(({ event: { id } }) => id));
  // A third one that is alike changes neither of the two before it.
  await edit(folder, 'supplies.csv', (text) => `${text}${text.split('\n')[1]}\n`);
  const more = (await read(folder)).events.filter(({ contract }) => contract === 'supply_movement');
  expect(more.map(({ event: { id } }) => id).slice(0, 3)).toEqual(uses.map(({ event: { id } }) => id));
  expect(more.at(-1)?.event.data).toMatchObject({ movement_number: '3' });
});
