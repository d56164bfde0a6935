import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DeliveredRow,
  type Delivery,
  DeliveryIdentity,
  type EventIdentity,
  type KnownChange,
} from '../../../domain/records/change-identity.ts';

/** Changes of the key `k` in the order of their arrival: event id and event time. */
const arrived = (...changes: readonly (readonly [string, number])[]): KnownChange[] =>
  changes.map(([eventId, versionAt], index) => ({ eventId, versionAt, sequence: String(index).padStart(64, '0') }));

const valid = (contentHash: string): DeliveredRow => ({ key: 'k', contentHash, isValid: () => true });
const invalid = (contentHash: string): DeliveredRow => ({ key: 'k', contentHash, isValid: () => false });

interface Case {
  readonly known?: readonly KnownChange[];
  readonly timeline?: boolean;
  readonly delivery?: Partial<Delivery>;
}

/** The identities of rows of the key `k` in one delivery, in order: first those given at once, then those that waited. */
function identities(rows: readonly DeliveredRow[], { known = [], timeline = true, delivery = {} }: Case = {}) {
  const all = { extractTime: 100, extractTimeFrom: 'given' as const, now: 1000, ...delivery };
  const identity = new DeliveryIdentity(timeline, new Map(known.length > 0 ? [['k', known]] : []), all);
  const atOnce: EventIdentity[] = [];
  const held: DeliveredRow[] = [];
  for (const row of rows) {
    const event = identity.identify(row);
    if (event === null) held.push(row);
    else atOnce.push(event);
  }
  return { atOnce, held: identity.identifyHeld(held) };
}

const ids = (events: readonly EventIdentity[]) =>
  events.map(({ eventId, known }) => `${eventId}${known ? ' known' : ''}`);

describe('the number of a change', () => {
  test.each([
    ['is one more than the highest known', arrived(['A-1', 10], ['B-7', 20]), 'C-8'],
    ['counts the known, where two of them bear one number', arrived(['A-1', 10], ['B-1', 20]), 'C-3'],
    ['counts ids that someone else made', arrived(['order', 10], ['f81d-4fae', 20]), 'C-3'],
    ['is not led astray by a number too large to count on', arrived([`A-${'9'.repeat(30)}`, 10]), 'C-2'],
    ['is that of the last part of an id with several', arrived(['x-9-4', 10]), 'C-5'],
  ])('%s', (_what, known, expected) => {
    expect(ids(identities([valid('C')], { known }).atOnce)).toEqual([expected]);
  });

  test('of the first row of a new key is 1, of its next change 2, and a repeated row is the same event', () => {
    const { atOnce, held } = identities([valid('A'), valid('A'), valid('B'), valid('B'), valid('A')]);
    expect(ids(atOnce)).toEqual(['A-1', 'A-1 known', 'B-2', 'B-2 known', 'A-3']);
    expect(held).toEqual([]);
  });
});

describe('the time of an event', () => {
  const known = arrived(['A-1', 50]);
  const one = (contentHash: string, options: Case) => identities([valid(contentHash)], options).atOnce[0];

  test('of a new key and of a change is when the file was extracted', () => {
    expect(one('A', {})).toEqual({ eventId: 'A-1', eventTime: 100, known: false, restored: false });
    expect(one('B', { known })).toEqual({ eventId: 'B-2', eventTime: 100, known: false, restored: false });
    const second = identities([valid('A'), valid('B')]).atOnce[1];
    expect(second).toEqual({ eventId: 'B-2', eventTime: 100, known: false, restored: false });
  });

  test('of a known event of reference data is its own; where rows bring their time it is the delivery’s', () => {
    expect(one('A', { known })).toEqual({ eventId: 'A-1', eventTime: 50, known: true, restored: false });
    expect(one('A', { known, timeline: false })).toEqual({
      eventId: 'A-1',
      eventTime: 100,
      known: true,
      restored: false,
    });
  });

  test.each([
    ['older than what is known', 40, 1000, { eventTime: 1000, restored: true }],
    ['as old as what is known', 50, 1000, { eventTime: 1000, restored: true }],
    ['newer than what is known', 51, 1000, { eventTime: 51, restored: false }],
    // A clock that runs behind must not put the change before the one it follows.
    ['older, by a clock that runs behind', 40, 30, { eventTime: 50, restored: true }],
  ])('of a change in a file whose modification time is %s', (_what, extractTime, now, expected) => {
    const delivery = { extractTime, now, extractTimeFrom: 'file' } as const;
    expect(one('B', { known, delivery })).toEqual({ eventId: 'B-2', known: false, ...expected });
  });

  test('that someone states is believed, and so is a file where rows bring their own time', () => {
    const older = { extractTime: 40 };
    expect(one('B', { known, delivery: older })).toMatchObject({ eventTime: 40, restored: false });
    const file = { ...older, extractTimeFrom: 'file' } as const;
    expect(one('B', { known, timeline: false, delivery: file })).toMatchObject({ eventTime: 40, restored: false });
  });
});

describe('the change a row is compared with', () => {
  test('of reference data is the one in effect at the stated time', () => {
    const known = arrived(['A-1', 10], ['B-2', 20], ['C-3', 30]);
    const at = (extractTime: number, contentHash: string) =>
      ids(identities([valid(contentHash)], { known, delivery: { extractTime } }).atOnce);
    expect(at(20, 'B')).toEqual(['B-2 known']);
    expect(at(29, 'B')).toEqual(['B-2 known']);
    expect(at(30, 'C')).toEqual(['C-3 known']);
    expect(at(31, 'B')).toEqual([]); // It waits: a value that goes back, or a file with its key twice.
    expect(at(9, 'A')).toEqual(['A-4']);
  });

  test('of reference data in a file is the newest by its time, the later arrival of two at one time', () => {
    const file = { extractTimeFrom: 'file' } as const;
    const late = arrived(['A-1', 50], ['B-2', 10]);
    expect(ids(identities([valid('A')], { known: late, delivery: file }).atOnce)).toEqual(['A-1 known']);
    const tie = arrived(['A-1', 50], ['B-2', 50]);
    expect(ids(identities([valid('B')], { known: tie, delivery: file }).atOnce)).toEqual(['B-2 known']);
  });

  test('where rows bring their own time is the one that arrived last', () => {
    const known = arrived(['A-1', 50], ['B-2', 10]);
    expect(ids(identities([valid('B')], { known, timeline: false }).atOnce)).toEqual(['B-2 known']);
  });

  test('is the same in whatever order the log was read', () => {
    const log = arrived(['A-1', 10], ['B-2', 30], ['A-3', 20], ['C-4', 30], ['B-5', 40]);
    const shuffled = fc.shuffledSubarray(log, { minLength: log.length });
    const rows = fc.array(fc.constantFrom('A', 'B', 'C', 'D').map(valid), { maxLength: 5 });
    const delivery = fc.record({
      extractTime: fc.integer({ min: 5, max: 50 }),
      extractTimeFrom: fc.constantFrom('given', 'file'),
    });
    fc.assert(
      fc.property(shuffled, rows, fc.boolean(), delivery, (known, delivered, timeline, at) => {
        const inOrder = identities(delivered, { known: log, timeline, delivery: at });
        expect(identities(delivered, { known, timeline, delivery: at })).toEqual(inOrder);
      }),
    );
  });
});

describe('a key that a file holds twice', () => {
  const known = arrived(['A-1', 10], ['B-2', 10]);

  test('waits for all of its rows, and read again is the known changes', () => {
    const { atOnce, held } = identities([valid('A'), valid('A'), valid('B'), valid('B')], { known });
    expect(atOnce).toEqual([]);
    expect(ids(held)).toEqual(['A-1 known', 'A-1 known', 'B-2 known', 'B-2 known']);
  });

  test('goes on after the known changes with new ones', () => {
    expect(ids(identities([valid('A'), valid('B'), valid('C'), valid('A')], { known }).held)).toEqual([
      'A-1 known',
      'B-2 known',
      'C-3',
      'A-4',
    ]);
  });

  test('is a value that goes back when its rows are not the known changes in their order', () => {
    expect(ids(identities([valid('A')], { known }).held)).toEqual(['A-3']);
    const backAndForth = identities([valid('B'), valid('A'), valid('B')], { known });
    expect([ids(backAndForth.atOnce), ids(backAndForth.held)]).toEqual([['B-2 known'], ['A-3', 'B-4']]);
  });

  test('gives a row for quarantine an id, and compares the next row with the one before it', () => {
    expect(ids(identities([valid('A'), invalid('X'), valid('B'), invalid('Y')], { known }).held)).toEqual([
      'A-1 known',
      'X-3',
      'B-2 known',
      'Y-3',
    ]);
    const first = identities([valid('A'), invalid('X'), valid('A'), valid('B')]);
    expect(ids(first.atOnce)).toEqual(['A-1', 'X-2', 'A-1 known', 'B-2']);
  });

  test('is dated alike whether or not the delivery broke off after its first row', () => {
    const delivery = { extractTimeFrom: 'file' } as const;
    const unbroken = identities([valid('A'), valid('B')], { delivery }).atOnce[1];
    const again = identities([valid('A'), valid('B')], { known: arrived(['A-1', 100]), delivery }).atOnce[1];
    expect(unbroken).toEqual(again);
    expect(unbroken).toEqual({ eventId: 'B-2', eventTime: 1000, known: false, restored: true });
  });

  test('does not wait when the file changed it already, or says something never said before', () => {
    expect(ids(identities([valid('C'), valid('A')], { known }).atOnce)).toEqual(['C-3', 'A-4']);
  });
});

test('rows of keys seen for the first time are not validated for their identity: nearly all rows of a first delivery', () => {
  const row = { key: 'k', contentHash: 'A', isValid: () => expect.fail('validated') };
  expect(ids(identities([row, row]).atOnce)).toEqual(['A-1', 'A-1 known']);
});

describe('where no change log is at hand', () => {
  const sent = (content: string, extractTime: number) =>
    ids(identities([valid(content)], { delivery: { extractTime, isChangeLogUnknown: true } }).atOnce);

  test('a value that goes A, B, A over three deliveries is three changes, and a delivery that is sent again is itself', () => {
    expect([sent('A', 1000), sent('B', 2000), sent('A', 3000)]).toEqual([['A-1000'], ['B-2000'], ['A-3000']]);
    expect(sent('A', 3000)).toEqual(['A-3000']);
  });

  test('rows of one key in one file are told apart as ever', () => {
    const rows = [valid('A'), valid('B'), valid('A')];
    const delivery = { extractTime: 1000, isChangeLogUnknown: true };
    expect(ids(identities(rows, { delivery }).atOnce)).toEqual(['A-1000', 'B-1001', 'A-1002']);
  });
});
