import type { KinesisStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventSourceMappingSettings } from '../../../contracts/platform/consumers.ts';
import { laneFor } from '../../../embedded/kinesis/batch-rules.ts';
import { createEventSourceMapping } from '../../../embedded/kinesis/event-source-mapping.ts';
import type { FailureDocument } from '../../../embedded/kinesis/lambda-event.ts';
import { MemoryStream } from './memory-stream.ts';
import { VirtualClock } from './virtual-clock.ts';

const START_MS = Date.UTC(2026, 0, 1);
const SHARD_COUNT = 2;

type Behaviour =
  | { readonly kind: 'success' | 'no-response' | 'null-list' | 'throw' | 'throttle' | 'bad-identifier' }
  /** Reports the records at these places, wrapped around the batch. */
  | { readonly kind: 'partial'; readonly places: readonly number[] };

interface Put {
  readonly key: string;
  readonly shard: number;
  readonly afterMs: number;
  /** The function throws whenever the batch holds such a record. */
  readonly poison: boolean;
}

interface Scenario {
  readonly settings: EventSourceMappingSettings;
  readonly puts: readonly Put[];
  /** What the invocations do, one after the other; then they succeed. */
  readonly behaviours: readonly Behaviour[];
  readonly invocationMs: number;
}

const settingsArbitrary: fc.Arbitrary<EventSourceMappingSettings> = fc.record({
  batchSize: fc.integer({ min: 1, max: 9 }),
  maximumBatchingWindowInSeconds: fc.integer({ min: 0, max: 3 }),
  parallelizationFactor: fc.integer({ min: 1, max: 3 }),
  bisectBatchOnFunctionError: fc.boolean(),
  maximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
  maximumRecordAgeInSeconds: fc.constantFrom(60, 3600),
});

const behaviourArbitrary: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('success', 'no-response', 'null-list') }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('throw', 'throttle', 'bad-identifier') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('partial' as const),
      places: fc.array(fc.nat(8), { minLength: 1, maxLength: 3 }),
    }),
  },
);

const putsArbitrary = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    shard: fc.nat(SHARD_COUNT - 1),
    afterMs: fc.constantFrom(0, 0, 0, 10, 1500, 20_000),
    poison: fc.constant(false),
  }),
  { minLength: 1, maxLength: 30 },
);

const scenarioArbitrary: fc.Arbitrary<Scenario> = fc.record({
  settings: settingsArbitrary,
  puts: putsArbitrary,
  behaviours: fc.array(behaviourArbitrary, { maxLength: 40 }),
  invocationMs: fc.constantFrom(0, 5, 15_000),
});

interface Invocation {
  readonly ids: readonly string[];
  readonly behaviour: Behaviour['kind'];
  /** How many leading records it did, by the documented rules. */
  readonly done: number;
  readonly startMs: number;
}

interface History {
  readonly invocations: readonly Invocation[];
  readonly documents: readonly FailureDocument[];
  /** Records done by the function, and records in the failure destination. */
  readonly done: ReadonlySet<string>;
  readonly discarded: ReadonlyMap<string, FailureDocument>;
  readonly stream: MemoryStream;
  readonly all: readonly {
    readonly id: string;
    readonly put: Put;
    readonly position: number;
    readonly arrivalMs: number;
  }[];
  readonly faults: readonly string[];
}

const idsOf = (event: KinesisStreamEvent) => event.Records.map(({ eventID }) => eventID);

/** Runs a scenario to its end in virtual time and keeps what happened; orders and checkpoints are judged as they occur. */
async function play({ settings, puts, behaviours, invocationMs }: Scenario): Promise<History> {
  const clock = new VirtualClock(START_MS);
  const stream = new MemoryStream(SHARD_COUNT);
  const invocations: Invocation[] = [];
  const documents: FailureDocument[] = [];
  const done = new Set<string>();
  const discarded = new Map<string, FailureDocument>();
  const all: History['all'][number][] = [];
  const faults: string[] = [];
  const busy = new Set<string>();
  const script = [...behaviours];
  const laneOf = (entry: History['all'][number]) =>
    `${entry.put.shard}/${laneFor(entry.put.key, settings.parallelizationFactor)}`;
  const settled = (id: string) => done.has(id) || discarded.has(id);

  stream.onCheckpoint = (shardId, position) => {
    const last = stream.checkpoints.findLast((checkpoint) => checkpoint.shardId === shardId)?.position ?? 0;
    if (position <= last) faults.push('a checkpoint did not move forward');
    for (const entry of all) {
      if (entry.id.startsWith(shardId) && entry.position < position && !settled(entry.id)) {
        faults.push('a checkpoint passed an unfinished record');
      }
    }
  };

  const invoke = async (event: KinesisStreamEvent): Promise<unknown> => {
    const ids = idsOf(event);
    const entries = ids.flatMap((id) => all.filter((entry) => entry.id === id));
    const lane = entries[0] === undefined ? '' : laneOf(entries[0]);
    const startMs = clock.now();
    if (busy.has(lane)) faults.push('two invocations of one lane at once');
    if (entries.some((entry) => laneOf(entry) !== lane)) faults.push('a batch mixes lanes');
    const earlierInLane = all.filter(
      (entry) => laneOf(entry) === lane && entry.position < (entries[0]?.position ?? 0) && !settled(entry.id),
    );
    if (earlierInLane.length > 0) faults.push('a record was sent before an unfinished earlier one of its lane');
    const positions = entries.map((entry) => entry.position);
    if (positions.some((position, index) => index > 0 && position <= (positions[index - 1] ?? 0))) {
      faults.push('a batch is out of order');
    }
    for (const entry of entries) {
      if (startMs - entry.arrivalMs > settings.maximumRecordAgeInSeconds * 1000)
        faults.push('a record was sent too old');
    }
    const poisoned = entries.some((entry) => entry.put.poison);
    const behaviour: Behaviour = poisoned ? { kind: 'throw' } : (script.shift() ?? { kind: 'success' });
    busy.add(lane);
    await clock.sleep(invocationMs);
    busy.delete(lane);
    const record = (count: number) => {
      for (const id of ids.slice(0, count)) done.add(id);
      invocations.push({ ids, behaviour: behaviour.kind, done: count, startMs });
    };
    switch (behaviour.kind) {
      case 'success':
        record(ids.length);
        return { batchItemFailures: [] };
      case 'null-list':
        record(ids.length);
        return { batchItemFailures: null };
      case 'no-response':
        record(ids.length);
        return undefined;
      case 'throw':
        record(0);
        throw new Error('the function failed');
      case 'throttle':
        record(0);
        throw Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' });
      case 'bad-identifier':
        record(0);
        return { batchItemFailures: [{ itemIdentifier: '' }] };
      case 'partial': {
        const places = behaviour.places.map((place) => place % ids.length);
        record(Math.min(...places));
        return {
          batchItemFailures: places.map((place) => ({
            itemIdentifier: event.Records[place]?.kinesis.sequenceNumber,
          })),
        };
      }
    }
  };

  const mapping = createEventSourceMapping({
    stream,
    consumer: 'test',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
    settings,
    clock,
    invoke,
    onFailure: async (document) => {
      documents.push(document);
      for (const id of idsOf(JSON.parse(document.payload))) {
        if (settled(id)) faults.push('a finished record was discarded');
        discarded.set(id, document);
      }
    },
  });
  await mapping.start();
  const work = (async () => {
    for (const put of puts) {
      await clock.sleep(put.afterMs);
      const arrivalMs = clock.now();
      // On record before the put wakes anybody.
      const position = stream.shards[put.shard]?.nextPosition ?? 0;
      const shard = stream.shards[put.shard];
      all.push({
        id: `${shard?.shardId}:${shard?.prefix}${String(position).padStart(32, '0')}`,
        put,
        position,
        arrivalMs,
      });
      stream.put(put.shard, put.key, Buffer.from(put.key), arrivalMs);
    }
    await mapping.drain();
  })();
  await clock.run(work);
  await clock.run(mapping.stop());
  return { invocations, documents, done, discarded, stream, all, faults };
}

/** Failed invocations of a record that count as tries: not throttled, not followed by a split. */
function countedFailures(id: string, { invocations }: History, settings: EventSourceMappingSettings): number {
  return invocations.filter((invocation) => {
    const index = invocation.ids.indexOf(id);
    if (index === -1 || index < invocation.done || invocation.behaviour === 'throttle') return false;
    if (!settings.bisectBatchOnFunctionError) return true;
    const cut = invocation.behaviour === 'partial' ? invocation.done > 0 : invocation.ids.length > 1;
    return !cut;
  }).length;
}

describe('for any records, settings and behaviour of the function', () => {
  test('nothing is lost, order is kept, quotas hold', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const { settings } = scenario;
        const history = await play(scenario);
        expect(history.faults).toEqual([]);
        for (const { id } of history.all) {
          expect([history.done.has(id), history.discarded.has(id)]).toContain(true);
          expect(countedFailures(id, history, settings)).toBeLessThanOrEqual(settings.maximumRetryAttempts + 1);
        }
        for (const { ids } of history.invocations) expect(ids.length).toBeLessThanOrEqual(settings.batchSize);
        for (const document of history.documents) {
          const ids = idsOf(JSON.parse(document.payload));
          expect(document.KinesisBatchInfo.batchSize).toBe(ids.length);
          for (const id of ids) {
            const arrivalMs = history.all.find((entry) => entry.id === id)?.arrivalMs ?? 0;
            if (document.requestContext.condition === 'RetryAttemptsExhausted') {
              expect(countedFailures(id, history, settings)).toBe(settings.maximumRetryAttempts + 1);
            } else {
              const ageMs = Date.parse(document.timestamp) - arrivalMs;
              expect(ageMs).toBeGreaterThan(settings.maximumRecordAgeInSeconds * 1000);
            }
          }
        }
        for (const shard of history.stream.shards) {
          const saved = await history.stream.consumerPosition('test', shard.shardId);
          expect(saved).toBe(shard.nextPosition);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('bisect isolates poison records: each is discarded alone, all others succeed', async () => {
    const poisoned = putsArbitrary.chain((puts) =>
      fc
        .array(fc.boolean(), { minLength: puts.length, maxLength: puts.length })
        .map((flags) => puts.map((put, index) => ({ ...put, afterMs: 0, poison: flags[index] ?? false }))),
    );
    await fc.assert(
      fc.asyncProperty(settingsArbitrary, poisoned, async (anySettings, puts) => {
        const settings = { ...anySettings, bisectBatchOnFunctionError: true, maximumRecordAgeInSeconds: 604_800 };
        const history = await play({ settings, puts, behaviours: [], invocationMs: 0 });
        expect(history.faults).toEqual([]);
        const poison = history.all.filter((entry) => entry.put.poison).map((entry) => entry.id);
        expect([...history.discarded.keys()].sort()).toEqual(poison.sort());
        for (const document of history.documents) {
          expect(document.KinesisBatchInfo.batchSize).toBe(1);
          expect(document.requestContext.condition).toBe('RetryAttemptsExhausted');
        }
      }),
      { numRuns: 150 },
    );
  });

  test('throttling alone discards nothing before the record is too old', async () => {
    const throttles = fc.array(fc.constant({ kind: 'throttle' as const }), { minLength: 5, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(settingsArbitrary, putsArbitrary, throttles, async (anySettings, puts, behaviours) => {
        const settings = { ...anySettings, maximumRetryAttempts: 0, maximumRecordAgeInSeconds: 604_800 };
        const history = await play({ settings, puts, behaviours, invocationMs: 0 });
        expect(history.faults).toEqual([]);
        expect(history.discarded.size).toBe(0);
        expect(history.done.size).toBe(history.all.length);
      }),
      { numRuns: 60 },
    );
  });

  test('with a function that never succeeds, every record ends in the failure destination', async () => {
    await fc.assert(
      fc.asyncProperty(settingsArbitrary, putsArbitrary, async (settings, puts) => {
        const behaviours = Array.from({ length: 5000 }, () => ({ kind: 'throw' as const }));
        const history = await play({ settings, puts, behaviours, invocationMs: 0 });
        expect(history.faults).toEqual([]);
        expect(history.done.size).toBe(0);
        expect(history.discarded.size).toBe(history.all.length);
      }),
      { numRuns: 60 },
    );
  });
});
