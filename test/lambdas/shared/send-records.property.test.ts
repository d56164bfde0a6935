import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NotSent, type SendOptions, sendRecords } from '../../../lambdas/shared/send-records.ts';
import type { OutgoingRecord } from '../../../sources/source-record.ts';
import { dataOf, records, type Script, ScriptedStream } from './scripted-stream.ts';

async function* inBatches(all: readonly OutgoingRecord[], size: number): AsyncGenerator<OutgoingRecord[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

async function sendAll(
  script: Script,
  all: readonly OutgoingRecord[],
  options: Partial<SendOptions<OutgoingRecord>> & { readonly batch?: number } = {},
) {
  const stream = new ScriptedStream(script);
  const sent: OutgoingRecord[] = [];
  const notSent: { record: OutgoingRecord; why: NotSent }[] = [];
  const stop = await sendRecords({
    target: { client: stream, streamName: 'events', pause: async () => undefined },
    records: inBatches(all, options.batch ?? 300),
    onSent: (records) => sent.push(...records),
    onNotSent: (record, why) => notSent.push({ record, why }),
    readsOn: true,
    ...options,
  });
  return { stream, sent, notSent, stop };
}

const numberOf = ({ data }: { readonly data: Uint8Array | string }) => Number(Buffer.from(data).toString());

/** Refuses entries as a pattern says, for so many requests. */
const patterned =
  (pattern: readonly boolean[], until: number): Script =>
  (request, data) =>
    request < until && pattern[(Number(data) * 7 + request) % pattern.length] === true ? 'refuse' : 'accept';

describe('sendRecords', () => {
  test('has every record accepted once, however entries are refused, and says so of each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 900 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        async (count, keys, batch, pattern) => {
          const all = records(count, { keys });
          const { stream, sent, notSent, stop } = await sendAll(patterned(pattern, 15), all, { batch });
          expect(stream.accepted.map(({ data }) => data).sort()).toEqual(dataOf(all));
          expect(dataOf(sent).sort()).toEqual(dataOf(all));
          expect([notSent, stop]).toEqual([[], null]);
          expect(Math.max(0, ...stream.requests.map(({ data }) => data.length))).toBeLessThanOrEqual(500);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('never lets a record overtake an earlier one of its key that stands in another request', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        async (count, keys, pattern) => {
          const { stream } = await sendAll(patterned(pattern, 12), records(count, { keys }));
          const firstRequest = new Map<string, number>();
          for (const [index, { data }] of stream.requests.entries()) {
            for (const one of data) if (!firstRequest.has(one)) firstRequest.set(one, index);
          }
          const last = new Map<string, { readonly number: number; readonly first: number }>();
          for (const { data, key } of stream.accepted) {
            const before = last.get(key);
            const now = { number: Number(data), first: firstRequest.get(data) ?? -1 };
            // Entries of one request may change places; those of an earlier one have all arrived.
            if (before !== undefined && now.number < before.number) expect(now.first).toBe(before.first);
            if (before === undefined || now.number > before.number) last.set(key, now);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('keeps exactly the order of every key when whole requests fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 30 }), async (count, keys) => {
        const all = records(count, { keys });
        const { stream } = await sendAll((request) => (request % 3 === 0 ? 'throttle' : 'accept'), all);
        for (let key = 0; key < keys; key += 1) {
          const ofKey = stream.accepted.filter((one) => one.key === `key-${key}`).map(({ data }) => Number(data));
          expect(ofKey).toEqual(all.flatMap((one, index) => (one.partitionKey === `key-${key}` ? [index] : [])));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('sends several requests at a time, and no more than four', async () => {
    const { stream } = await sendAll(() => 'accept', records(20_000, { keys: 100 }));
    expect(stream.mostAtOnce).toBeGreaterThan(1);
    expect(stream.mostAtOnce).toBeLessThanOrEqual(4);
  });

  test('keeps back the later records of a key of which one was given up; the others go on', async () => {
    const poison = 5; // of key 5
    const all = records(3000, { keys: 10 });
    const { sent, notSent, stop } = await sendAll((_, data) => (Number(data) === poison ? 'refuse' : 'accept'), all);
    expect(stop).toBeNull();
    expect(sent.length + notSent.length).toBe(all.length);
    expect(notSent.filter(({ why }) => why === 'refused').map(({ record }) => numberOf(record))).toEqual([poison]);
    const behind = notSent.filter(({ why }) => why === 'behind').map(({ record }) => record);
    expect(behind.length).toBeGreaterThan(0);
    expect(new Set(behind.map(({ partitionKey }) => partitionKey))).toEqual(new Set(['key-5']));
  });

  test('reports a record of more than 1 MiB, key included, and sends the others', async () => {
    const [fits, over, small] = [1024 * 1024 - 5, 1024 * 1024 - 4, 10];
    const all = [fits, over, small].map((size) => ({ partitionKey: 'key-0', data: Buffer.alloc(size, 'x') }));
    const { sent, notSent } = await sendAll(() => 'accept', all);
    expect(sent.map(({ data }) => data.length)).toEqual([fits, small]);
    expect(notSent.map(({ record, why }) => [record.data.length, why])).toEqual([[over, 'too_long']]);
  });

  test('ends when the stream accepts nothing: every record read is reported, and the rest is read only when asked', async () => {
    for (const readsOn of [true, false]) {
      const all = records(30_000, { keys: 100 });
      const read: OutgoingRecord[] = [];
      const counting = async function* () {
        for await (const batch of inBatches(all, 500)) {
          read.push(...batch);
          yield batch;
        }
      };
      const { sent, notSent, stop } = await sendAll((request) => (request < 8 ? 'accept' : 'throttle'), all, {
        records: counting(),
        readsOn,
      });
      expect(stop?.cause).toBeInstanceOf(Error);
      expect(stop?.streamName).toBe('events');
      expect(dataOf([...sent, ...notSent.map(({ record }) => record)]).sort()).toEqual(dataOf(read).sort());
      expect(sent.length).toBeGreaterThan(0);
      if (readsOn) expect(read).toHaveLength(all.length);
      else expect(read.length).toBeLessThan(all.length);
    }
  });

  test('sends what a slow source gave without waiting for more', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = async function* () {
      yield records(3);
      await released;
      yield records(1);
    };
    const sent: OutgoingRecord[] = [];
    await sendAll(() => 'accept', [], {
      records: slow(),
      lingerMs: 1,
      // Did the first three wait for the fourth, it would never come.
      onSent: (some) => {
        sent.push(...some);
        release();
      },
    });
    expect(sent).toHaveLength(4);
  });

  test('sends what a source gave before it failed, and passes the failure on', async () => {
    const failing = async function* () {
      yield records(700, { keys: 9 });
      throw new Error('the disk is gone');
    };
    const sent: OutgoingRecord[] = [];
    const sending = sendAll(() => 'accept', [], {
      records: failing(),
      onSent: (some) => {
        sent.push(...some);
      },
    });
    await expect(sending).rejects.toThrow('the disk is gone');
    expect(sent).toHaveLength(700);
  });
});
