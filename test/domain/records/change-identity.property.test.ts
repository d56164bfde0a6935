import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryIdentity, type EventIdentity, type KnownChange } from '../../../domain/records/change-identity.ts';

interface Row {
  readonly key: string;
  readonly contentHash: string;
}

interface Options {
  readonly timeline?: boolean;
  readonly at: number;
  readonly from?: 'given' | 'file';
  readonly now?: number;
  /** Rows that end in quarantine. */
  readonly invalid?: ReadonlySet<string>;
}

/** The change log as the pipeline keeps it: what is not known is appended, and the state is read back from it. */
class ChangeLog {
  readonly changes = new Map<string, KnownChange[]>();
  #sequence = 0;

  deliver(rows: readonly Row[], options: Options, stopAfter = Number.POSITIVE_INFINITY): EventIdentity[] {
    const { timeline = true, at, from = 'given', now = 1_000_000, invalid = new Set() } = options;
    const delivery = { extractTime: at, extractTimeFrom: from, now } as const;
    const known = new Map([...this.changes].map(([key, changes]) => [key, [...changes]]));
    const identity = new DeliveryIdentity(timeline, known, delivery);
    const held = new Map<string, Row[]>();
    const sent: EventIdentity[] = [];
    const send = (row: Row, event: EventIdentity) => {
      if (sent.length >= stopAfter) return;
      sent.push(event);
      if (event.known || invalid.has(row.contentHash)) return;
      this.#sequence += 1;
      const change = {
        eventId: event.eventId,
        versionAt: timeline ? event.eventTime : 0,
        sequence: String(this.#sequence).padStart(64, '0'),
      };
      this.changes.set(row.key, [...(this.changes.get(row.key) ?? []), change]);
    };
    const delivered = (row: Row) => ({ ...row, isValid: () => !invalid.has(row.contentHash) });
    for (const row of rows) {
      const event = identity.identify(delivered(row));
      if (event !== null) send(row, event);
      else held.set(row.key, [...(held.get(row.key) ?? []), row]);
    }
    for (const ofKey of held.values()) {
      for (const [index, event] of identity.identifyHeld(ofKey.map(delivered)).entries()) {
        const row = ofKey[index];
        if (row !== undefined) send(row, event);
      }
    }
    return sent;
  }

  ids(): string[] {
    return [...this.changes].flatMap(([key, changes]) => changes.map(({ eventId }) => `${key} ${eventId}`));
  }
}

const row = fc.record({ key: fc.constantFrom('p', 'q', 'r'), contentHash: fc.constantFrom('a', 'b', 'c') });
const rows = fc.array(row, { maxLength: 8 });
const uniqueRows = fc.uniqueArray(row, { selector: ({ key }) => key });
const timeline = fc.boolean();
const from = fc.constantFrom('given' as const, 'file' as const);
const time = fc.integer({ min: 1, max: 50 });
const history = fc.array(fc.record({ rows: fc.oneof(rows, uniqueRows), at: time, from }), { maxLength: 5 });

describe('identity of rows in files', () => {
  it('adds nothing when the same delivery is read again, whatever came before and however often a key occurs', () => {
    fc.assert(
      fc.property(history, rows, timeline, time, from, (earlier, delivered, isTimeline, at, source) => {
        const log = new ChangeLog();
        for (const each of earlier) log.deliver(each.rows, { ...each, timeline: isTimeline });
        const options = { at, from: source, timeline: isTimeline };
        log.deliver(delivered, options);
        const before = log.ids();
        const second = log.deliver(delivered, { ...options, now: 2_000_000 });
        expect(log.ids()).toEqual(before);
        expect(second.every(({ known }) => known)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('repeats the identical event, time included, for an unchanged row of reference data', () => {
    fc.assert(
      fc.property(uniqueRows, time, time, from, (delivered, at, later, source) => {
        const log = new ChangeLog();
        const first = log.deliver(delivered, { at, from: source });
        const second = log.deliver(delivered, { at: at + later, from: source });
        expect(second).toEqual(first.map((event) => ({ ...event, known: true })));
      }),
    );
  });

  it('makes three changes of a value that goes A, B, A over three deliveries', () => {
    const times = fc.constantFrom([10, 20, 30], [10, 10, 10], [10, 20, 10]);
    fc.assert(
      fc.property(timeline, times, from, uniqueRows, (isTimeline, at, source, others) => {
        // A stated time in the past is history: [10, 20, 10] says again what was true at 10.
        fc.pre(!isTimeline || source === 'file' || at[1] === 10 || at[2] !== 10);
        const log = new ChangeLog();
        const events = ['A', 'B', 'A'].map((contentHash, index) => {
          const options = { at: at[index] ?? 0, from: source, timeline: isTimeline, now: 1000 + index };
          return log
            .deliver([...others, { key: 'k', contentHash }], options)
            .find(({ eventId }) => /[AB]/.test(eventId));
        });
        expect(events.map((event) => event?.known)).toEqual([false, false, false]);
        expect(events.map((event) => event?.eventId)).toEqual(['A-1', 'B-2', 'A-3']);
        const eventTimes = events.map((event) => event?.eventTime ?? 0);
        if (isTimeline) expect(eventTimes).toEqual([...eventTimes].sort((a, b) => a - b));
      }),
    );
  });

  it('dates a restored older file at the clock, and says so', () => {
    const log = new ChangeLog();
    log.deliver([{ key: 'k', contentHash: 'A' }], { at: 10, from: 'file' });
    log.deliver([{ key: 'k', contentHash: 'B' }], { at: 20, from: 'file' });
    const restored = log.deliver([{ key: 'k', contentHash: 'A' }], { at: 10, from: 'file', now: 99 });
    expect(restored).toEqual([{ eventId: 'A-3', eventTime: 99, known: false, restored: true }]);
  });

  it('files a change with a stated time between those it knows', () => {
    const log = new ChangeLog();
    log.deliver([{ key: 'k', contentHash: 'A' }], { at: 10 });
    log.deliver([{ key: 'k', contentHash: 'B' }], { at: 30 });
    const at = (contentHash: string, extractTime: number) =>
      log.deliver([{ key: 'k', contentHash }], { at: extractTime })[0];
    expect(at('A', 20)).toEqual({ eventId: 'A-1', eventTime: 10, known: true, restored: false });
    expect(at('B', 20)).toEqual({ eventId: 'B-3', eventTime: 20, known: false, restored: false });
    expect(at('C', 5)).toEqual({ eventId: 'C-4', eventTime: 5, known: false, restored: false });
    expect(at('B', 40)?.known).toBe(true);
  });

  it('never gives an id of a key twice', () => {
    fc.assert(
      fc.property(history, timeline, (deliveries, isTimeline) => {
        const log = new ChangeLog();
        for (const each of deliveries) log.deliver(each.rows, { ...each, timeline: isTimeline });
        expect(new Set(log.ids()).size).toBe(log.ids().length);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a key the same identities with or without other keys around it', () => {
    fc.assert(
      fc.property(history, timeline, fc.constantFrom('p', 'q', 'r'), (deliveries, isTimeline, key) => {
        const together = new ChangeLog();
        const alone = new ChangeLog();
        for (const each of deliveries) {
          together.deliver(each.rows, { ...each, timeline: isTimeline });
          const own = each.rows.filter((candidate) => candidate.key === key);
          alone.deliver(own, { ...each, timeline: isTimeline });
        }
        const idsAndTimes = (log: ChangeLog) =>
          (log.changes.get(key) ?? []).map(({ eventId, versionAt }) => ({ eventId, versionAt }));
        expect(idsAndTimes(together)).toEqual(idsAndTimes(alone));
      }),
    );
  });

  it('gives a delivery that broke off anywhere and was read again the ids of an unbroken one', () => {
    fc.assert(
      fc.property(
        history,
        rows,
        time,
        from,
        timeline,
        fc.nat(8),
        (earlier, delivered, later, source, isTimeline, cut) => {
          const unbroken = new ChangeLog();
          const broken = new ChangeLog();
          for (const log of [unbroken, broken]) {
            for (const each of earlier) log.deliver(each.rows, { ...each, timeline: isTimeline });
          }
          // Newer than everything known: an ordinary delivery.
          const options = { at: 100 + later, from: source, timeline: isTimeline, now: 2_000_000 };
          unbroken.deliver(delivered, options);
          broken.deliver(delivered, options, cut);
          broken.deliver(delivered, options);
          expect(broken.ids().sort()).toEqual(unbroken.ids().sort());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('adds nothing when a delivery with rows for quarantine is read again', () => {
    fc.assert(
      fc.property(history, rows, timeline, (earlier, delivered, isTimeline) => {
        const log = new ChangeLog();
        const invalid = new Set(['c']);
        for (const each of earlier) log.deliver(each.rows, { ...each, timeline: isTimeline, invalid });
        const options = { at: 100, timeline: isTimeline, invalid };
        log.deliver(delivered, options);
        const before = log.ids();
        log.deliver(delivered, options);
        expect(log.ids()).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });
});
