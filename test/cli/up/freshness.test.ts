import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentiles } from '../../../cli/run/latency.ts';
import { Freshness } from '../../../cli/up/freshness.ts';

test('counts from the arrival to the commit of the load that took a record, the next one for what came meanwhile', () => {
  const freshness = new Freshness(0);
  freshness.silverWritten([100, 100, 200]);
  freshness.loadStarted();
  freshness.silverWritten([300]);
  freshness.loadCommitted(1000);
  expect([freshness.summary(1000), freshness.waiting()]).toEqual([{ p50: 900, p95: 900 }, 1]);
  freshness.loadStarted();
  freshness.loadCommitted(2000);
  expect([freshness.summary(2000), freshness.waiting()]).toEqual([{ p50: 900, p95: 1700 }, 0]);
});

test('what a load that failed had counts when a later one is committed', () => {
  const freshness = new Freshness(0);
  freshness.silverWritten([100]);
  freshness.loadStarted();
  freshness.silverWritten([1000]);
  expect(freshness.waiting()).toBe(2);
  freshness.loadStarted();
  freshness.loadCommitted(1100);
  expect([freshness.summary(1100), freshness.waiting()]).toEqual([{ p50: 100, p95: 1000 }, 0]);
});

test('knows the last minute only, and nothing of what waited before the start', () => {
  const freshness = new Freshness(5000);
  freshness.silverWritten([4999, 5000]);
  freshness.loadStarted();
  freshness.loadCommitted(6000);
  expect(freshness.summary(6000)).toEqual({ p50: 1000, p95: 1000 });
  expect(freshness.summary(66_000)).toEqual({ p50: null, p95: null });
});

test('its percentiles are those of the single records', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }), (arrivals) => {
      const freshness = new Freshness(0);
      freshness.silverWritten(arrivals);
      freshness.loadStarted();
      freshness.loadCommitted(100);
      const { p50, p95 } = percentiles(arrivals.map((at) => 100 - at));
      expect(freshness.summary(100)).toEqual({ p50, p95 });
    }),
  );
});
