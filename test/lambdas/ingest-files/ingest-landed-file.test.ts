import { utimes } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { supplyMovement } from '../../../contracts/records/supply-movement.ts';
import { recordKey } from '../../../domain/records/record-key.ts';
import { encounter } from '../../cli/send/encounter.ts';
import { tokenize } from '../../domain/records/decision.ts';
import { type Landing, openLanding, type SeenEvent } from './landing.ts';

const fields = Object.keys(encounter);
const row = (number: number, changed: Partial<typeof encounter> = {}) => {
  const id = `55555555-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return Object.values({ ...encounter, encounter_id: id, ...changed }).join(',');
};
const csv = (rows: readonly string[]) => `${[fields.join(','), ...rows].join('\n')}\n`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index));
const idsOf = (events: readonly SeenEvent[]) => events.map(({ id }) => id);

const open: Landing[] = [];
async function landing(options?: Parameters<typeof openLanding>[0]): Promise<Landing> {
  const opened = await openLanding(options);
  open.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of open.splice(0)) await opened.close();
});

describe('a landed file', () => {
  test('becomes an event per row, each with the file and its line', async () => {
    const { land, ingest, taken, aside } = await landing();
    await ingest(await land('encounter/night.csv', csv(rows(3))), () => 900_000);
    const events = taken();
    expect(events.map(({ sourcefile, sourceline }) => [sourcefile, sourceline])).toEqual([
      ['night.csv', 2],
      ['night.csv', 3],
      ['night.csv', 4],
    ]);
    expect(events[0]).toMatchObject({
      type: 'org.medstream.encounter.changed',
      data: { ...encounter, encounter_id: expect.any(String) },
    });
    expect(await aside()).toEqual([]);
  });

  test.each([
    ['encounters.json', JSON.stringify([encounter, { ...encounter, encounter_id: 'two' }], null, 1), [2, 11]],
    [
      'encounter-2026.ndjson',
      `${JSON.stringify(encounter)}\n\n${JSON.stringify({ ...encounter, encounter_id: 'two' })}`,
      [1, 3],
    ],
    ['in/ENCOUNTER/x.jsonl.gz', gzipSync(`${JSON.stringify(encounter)}\n`), [1]],
  ])('may be %s', async (key, content, lines) => {
    const { land, ingest, taken } = await landing();
    await ingest(await land(key, content), () => 900_000);
    expect(taken().map(({ sourceline }) => sourceline)).toEqual(lines);
  });

  test('may hold whole events, which go as they stand with the address that they lack', async () => {
    const { land, ingest, taken } = await landing();
    const event = `{ "specversion":"1.0","id":"a","source":"urn:x","type":"org.medstream.encounter.changed","time":"2026-01-01T00:00:00Z","data":{"cost":1.10}}`;
    await ingest(await land('feed.ndjson', `${event}\nno event\n{"a":1}\n`), () => 900_000);
    const [first, second, third] = taken();
    expect(first).toEqual({ ...JSON.parse(event), sourcefile: 'feed.ndjson', sourceline: 1 });
    expect([second, third]).toMatchObject([
      { datacontenttype: 'text/csv', data: 'no event', sourceline: 2 },
      { datacontenttype: 'text/csv', data: '{"a":1}', sourceline: 3 },
    ]);
  });

  test.each([
    ['vital-signs.ndjson', (row: object) => `${JSON.stringify(row)}\n`],
    ['vital-signs-2026.json.gz', (row: object) => gzipSync(JSON.stringify([row]))],
    ['vital_sign/ward 3.csv', (row: object) => `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`],
  ])('may hold vital signs as people write them down: %s', async (key, write) => {
    const row = {
      patient_id: 'p1',
      event_type: 'vital_signs',
      heart_rate: 88,
      blood_pressure: '127/80',
      temperature: 98.6,
      timestamp: '2025-03-01T09:05:00Z',
    };
    const { land, ingest, ingestAll, taken } = await landing();
    const file = await land(key, write(row));
    await ingest(file, () => 900_000);
    const [event, ...more] = taken();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'org.medstream.vital_sign.changed',
      derived: 'temperature_unit',
      data: { vital_sign_id: expect.stringMatching(/^vs-/), measured_at: row.timestamp, temperature_unit: '[degF]' },
    });
    await ingestAll(file);
    expect(taken()).toEqual([event]);
  });

  test('has a broken line quarantined by itself, with its line', async () => {
    const { land, ingest, taken, work, aside } = await landing();
    const content = csv([row(1), 'too,few', row(2)]);
    await ingest(await land('encounter/a.csv', content), () => 900_000);
    expect(taken().map(({ sourceline, datacontenttype }) => [sourceline, datacontenttype])).toEqual([
      [2, 'application/json'],
      [3, 'text/csv'],
      [4, 'application/json'],
    ]);
    expect(work).toEqual([{ rows: 3, sent: 3, isRead: true, fault: null }]);
    expect(await aside()).toEqual([]);
  });
});

describe('a file that lands again', () => {
  test.each([
    ['under its name', 'encounter/a.csv', (content: string) => content],
    ['under another name', 'encounter/b.csv', (content: string) => content],
    ['packed', 'encounter/a.csv.gz', gzipSync],
  ])('%s is the same events', async (_how, key, pack) => {
    const { land, ingestAll, taken, root } = await landing();
    const content = csv(rows(20));
    await ingestAll(await land('encounter/a.csv', content));
    const first = taken();
    const again = await land(key, pack(content));
    await utimes(`${root}/landing/${again.key}`, new Date('2030-01-01'), new Date('2030-01-01'));
    await ingestAll(again);
    expect(idsOf(taken())).toEqual(idsOf(first));
  });

  test('after another one came under its name is new, so that a value may go back', async () => {
    const { land, ingestAll, taken, root } = await landing();
    const ids: string[] = [];
    for (const [day, cost] of ['80.00', '90.00', '80.00'].entries()) {
      const file = await land('encounter/daily.csv', csv([row(1, { total_claim_cost: cost })]));
      await utimes(`${root}/landing/${file.key}`, new Date(2026, 0, day + 1), new Date(2026, 0, day + 1));
      await ingestAll(file);
      ids.push(...idsOf(taken()));
    }
    expect(new Set(ids).size).toBe(3);
  });

  test('says in its key when it was extracted', async () => {
    const { land, ingestAll, taken } = await landing();
    const content = csv(rows(2));
    await ingestAll(await land('as-of=2026-01-31/encounter/a.csv', content));
    const first = taken();
    expect(first[0]?.time).toBe('2026-01-31T00:00:00.000Z');
    await ingestAll(await land('as-of=2026-02-01T08:00:00Z/encounter/a.csv', content));
    expect(idsOf(taken())).not.toEqual(idsOf(first));
    await ingestAll(await land('as-of=2026-01-31/encounter/a.csv', content));
    expect(idsOf(taken())).toEqual(idsOf(first));
  });
});

describe('a long file', () => {
  test('gives the same events in one invocation and in one for each part', async () => {
    const content = csv(rows(9000));
    const { land, ingestAll, taken } = await landing({ partBytes: 300_000 });
    const file = await land('encounter/long.csv', content);
    expect(await ingestAll(file)).toBe(1);
    const inOne = taken();
    expect(inOne).toHaveLength(9000);
    expect(await ingestAll(file, () => 0)).toBeGreaterThan(3);
    expect(taken()).toEqual(inOne);
    const packed = await land('encounter/long.csv.gz', gzipSync(content));
    expect(await ingestAll(packed, () => 0)).toBeGreaterThan(3);
    expect(taken()).toEqual(inOne);
  });

  test('keeps the changes of a key apart, within a part and from part to part', async () => {
    const filler = rows(3000).slice(10);
    const value = (cost: string) => row(77_777, { total_claim_cost: cost });
    const content = csv([
      value('1.00'),
      value('2.00'),
      value('1.00'),
      ...filler,
      value('2.00'),
      ...filler,
      value('1.00'),
    ]);
    const { land, ingestAll, taken } = await landing({ partBytes: 300_000 });
    await ingestAll(await land('encounter/long.csv', content));
    const ids = idsOf(taken().filter(({ data }) => JSON.stringify(data).includes('-000000077777"')));
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  test('is read again from where the invocation began that a stream refused, with the same events', async () => {
    let isRefused = false;
    const { land, ingest, taken } = await landing({ partBytes: 300_000, isRefused: () => isRefused });
    const first = await ingest(await land('encounter/long.csv', csv(rows(9000))), () => 0);
    expect(first.hasMore).toBe(true);
    isRefused = true;
    await expect(ingest(first, () => 0)).rejects.toThrow(/did not take/);
    isRefused = false;
    const second = await ingest(first, () => 0);
    expect(second.soFar?.place.part).toBe(2);
    expect(new Set(idsOf(taken())).size).toBe(second.soFar?.counts.rows);
  });
});

/** Uses of supplies, some of them alike and far apart, and orders of one encounter that are alike next to each other. */
const numbered = {
  'supplies.csv': [
    'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,QUANTITY',
    ...Array.from(
      { length: 9000 },
      (_, use) =>
        `2019-01-27,patient-${use % 1500},encounter-${use % 1500},33738${use % 3},Strips (physical object),50`,
    ),
  ],
  'supply-movement.csv': [
    'supply_item_id,movement_type,moved_at,patient_id,quantity',
    ...Array.from(
      { length: 18_000 },
      (_, use) => `strips,use,2019-01-27T08:00:00Z,patient-${use % 1500},${1 + (use % 7)}`,
    ),
  ],
  'supply-movement.ndjson': Array.from({ length: 9000 }, (_, use) =>
    JSON.stringify({
      quantity: 1 + (use % 7),
      supply_item_id: 'strips',
      movement_type: 'use',
      moved_at: '2019-01-27T08:00:00Z',
      patient_id: `patient-${use % 1500}`,
    }),
  ),
  'medications.csv': [
    'START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION',
    ...Array.from(
      { length: 9000 },
      () => '2024-11-30T04:46:06Z,,patient-1,payer-1,encounter-1,313782,A tablet,1.00,0.00,1,1.00,,',
    ),
  ],
} as const;

describe.each(Object.entries(numbered))('rows of %s that are alike', (name, lines) => {
  const content = `${lines.join('\n')}\n`;
  const records = (events: readonly SeenEvent[]) =>
    events
      .map(({ type, sourceline, data }) => [type, sourceline, data])
      .sort((one, other) => (String(one) < String(other) ? -1 : 1));
  const partBytes = 300_000;

  test('are numbered over all parts of a file, in however many invocations, as in a file that is not cut', async () => {
    const whole = await landing();
    await whole.ingestAll(await whole.land(name, content));
    const uncut = records(whole.taken());
    const cut = await landing({ partBytes });
    const file = await cut.land(name, content);
    await cut.ingestAll(file);
    const inOne = cut.taken();
    expect(records(inOne)).toEqual(uncut);
    expect(await cut.ingestAll(file, () => 0)).toBeGreaterThan(2);
    const inMany = cut.taken();
    // No use is merged with another one, and none is doubled when the file is delivered once more.
    expect(records(inMany)).toEqual(uncut);
    expect(new Set(idsOf(inMany))).toEqual(new Set(idsOf(inOne)));
    expect(new Set(idsOf(inMany)).size).toBe(inMany.length);
    const movements = inMany.filter(({ type }) => type.includes('supply_movement')).map(({ data }) => data);
    const keys = movements.map((data) => recordKey(supplyMovement, data as Record<string, unknown>, tokenize));
    expect(new Set(keys).size).toBe(movements.length);
  });

  test('are numbered alike when an invocation is repeated that a stream refused', async () => {
    let isRefused = false;
    const { land, ingest, ingestAll, taken } = await landing({ partBytes, isRefused: () => isRefused });
    const file = await land(name, content);
    await ingestAll(file);
    const uncut = new Set(idsOf(taken()));
    const first = await ingest(file, () => 0);
    isRefused = true;
    await expect(ingest(first, () => 0)).rejects.toThrow(/did not take/);
    isRefused = false;
    await ingestAll(first, () => 0);
    expect(new Set(idsOf(taken()))).toEqual(uncut);
  });
});

test('a row that cannot be read is one of what its file is about, not of what it names beside', async () => {
  const { land, ingest, taken } = await landing();
  const header = 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION';
  const good = '2019-01-27,,patient-1,encounter-1,SNOMED-CT,59621000,Essential hypertension (disorder)';
  await ingest(await land('conditions.csv', `${header}\n${good}\ntorn,row\n`), () => 900_000);
  expect(taken().map(({ type, sourceline }) => [sourceline, type])).toEqual([
    [2, 'org.medstream.diagnosis.changed'],
    [2, 'org.medstream.condition.changed'],
    [3, 'org.medstream.condition.changed'],
  ]);
});

describe('a broken file', () => {
  test('is set aside with a reason after its good rows, until it lands whole', async () => {
    const { land, ingestAll, taken, aside, work, logged } = await landing();
    const content = csv(rows(5000));
    const packed = gzipSync(content);
    await ingestAll(await land('encounter/Doe, Jane.csv.gz', packed.subarray(0, packed.length / 2)));
    const good = taken();
    expect(good.length).toBeGreaterThan(1000);
    expect(await aside()).toMatchObject([
      { key: 'files/encounter/Doe, Jane.csv.gz', reason: 'file.gzip_cut', rows: expect.any(Number) },
    ]);
    expect(work.at(-1)).toMatchObject({ isRead: false, fault: 'file.gzip_cut' });
    expect(logged.join()).not.toContain('Jane');

    await ingestAll(await land('encounter/Doe, Jane.csv.gz', packed));
    expect(taken()).toHaveLength(5000);
    expect(await aside()).toEqual([]);
  });

  test.each([
    ['encounter/a.csv', '', 'file.empty'],
    ['notes.csv', 'a,b\n1,2\n', 'file.unknown_kind'],
    ['encounter/a.csv', 'encounter_id,patient_id\na,b\n', 'file.header'],
    ['encounter/a.csv', Buffer.from(csv(rows(2)), 'utf16le'), 'file.encoding'],
    ['encounter/a.zip', Buffer.from('504b030400', 'hex'), 'file.archive'],
    ['encounter/a.json', `[${JSON.stringify(encounter)}, {"encounter_id":`, 'file.json_cut'],
  ])('%s: %#', async (key, content, reason) => {
    const { land, ingest, aside } = await landing();
    expect(await ingest(await land(key, content), () => 900_000)).toMatchObject({ hasMore: false });
    expect(await aside()).toMatchObject([{ key: `files/${key}`, reason }]);
  });

  test('in another encoding has its readable rows read, the others quarantined, and is set aside', async () => {
    const { land, ingest, taken, aside } = await landing();
    const content = Buffer.from(
      csv([row(1), row(2, { encounter_class: 'urgência' }), row(3, { encounter_class: 'é' })]),
      'latin1',
    );
    await ingest(await land('encounter/a.csv', content), () => 900_000);
    expect(taken().map(({ datacontenttype }) => datacontenttype)).toEqual(['application/json', 'text/csv', 'text/csv']);
    expect(await aside()).toMatchObject([{ reason: 'file.encoding', rows: 3 }]);
  });

  test('with a row that no stream takes names its line', async () => {
    const { land, ingest, taken, aside } = await landing();
    const long = row(2, { encounter_class: 'x'.repeat(1_100_000) });
    await ingest(await land('encounter/a.csv', csv([row(1), long, row(3)])), () => 900_000);
    expect(taken().map(({ sourceline }) => sourceline)).toEqual([2, 4]);
    expect(await aside()).toMatchObject([{ reason: 'file.row_too_long', tooLongLines: [3] }]);
  });
});

test('a file that is replaced or removed while it is read is left to the event of what took its place', async () => {
  const { land, ingest, taken, aside, s3 } = await landing({ partBytes: 100_000 });
  const file = await land('encounter/a.csv', csv(rows(9000)));
  const first = await ingest(file, () => 0);
  expect(first.hasMore).toBe(true);
  await land('encounter/a.csv', csv(rows(1)));
  expect(await ingest(first, () => 0)).toMatchObject({ hasMore: false });
  await s3.send(new DeleteObjectCommand({ Bucket: 'landing', Key: file.key }));
  expect(await ingest(file, () => 0)).toMatchObject({ hasMore: false });
  expect(await aside()).toEqual([]);
  expect(taken().length).toBeLessThan(9000);
});
