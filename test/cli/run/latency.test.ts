import { expect, test } from 'vitest';
import { LatencyRecorder, percentiles } from '../../../cli/run/latency.ts';

test('percentiles are nearest ranks, and nothing has none', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentiles(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
  expect(percentiles([])).toEqual({ p50: null, p95: null, p99: null });
});

test('a record counts for the load that began after it was in silver', () => {
  const latency = new LatencyRecorder();
  latency.silverWritten([0, 10], 20);
  latency.loadStarted();
  latency.silverWritten([100], 105);
  latency.loadCommitted(200);
  expect(latency.summary().arrival_to_warehouse).toEqual({ p50: 190, p95: 200, p99: 200 });
  latency.loadStarted();
  latency.loadCommitted(300);
  expect(latency.summary().arrival_to_warehouse.p99).toBe(200);
  expect(latency.summary().arrival_to_silver).toEqual({ p50: 10, p95: 20, p99: 20 });
});
