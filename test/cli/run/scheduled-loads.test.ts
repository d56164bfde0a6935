import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatencyRecorder } from '../../../cli/run/latency.ts';
import { observedLoad, scheduleLoads } from '../../../cli/run/scheduled-loads.ts';
import type { LoadResult } from '../../../lambdas/load-warehouse/load-warehouse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rows = { objects: 3, staged: 5, inserted: 4, duplicates: 1, collisions: 0 };
const result = (waiting: number): LoadResult => ({
  loads: [{ contract: 'patient', loadId: 'a'.repeat(32), ...rows }],
  ...rows,
  waiting,
  setAside: 0,
});

const minute = () => vi.advanceTimersByTimeAsync(60_000);

test('a load begins a minute after the warehouse is ready, with the event of the schedule, until nothing waits', async () => {
  const ready = Promise.withResolvers<void>();
  const waiting = [2, 1, 0, 0];
  const load = vi.fn(async () => result(waiting.shift() ?? 0));
  const loads = scheduleLoads(load, ready.promise);
  await minute();
  expect(load).not.toHaveBeenCalled();
  ready.resolve();
  await minute();
  expect(load).toHaveBeenCalledTimes(3);
  await minute();
  expect(load).toHaveBeenCalledTimes(4);
  expect(load).toHaveBeenLastCalledWith(expect.any(String), { onlyIfChanged: true });
  await loads.stop();
  await minute();
  expect(load).toHaveBeenCalledTimes(4);
});

test('stopping waits for the load in progress and starts no other', async () => {
  const running = Promise.withResolvers<LoadResult>();
  const load = vi.fn(() => running.promise);
  const loads = scheduleLoads(load, Promise.resolve());
  await minute();
  let isStopped = false;
  const stopped = loads.stop().then(() => {
    isStopped = true;
  });
  await minute();
  expect(isStopped).toBe(false);
  running.resolve(result(7));
  await stopped;
  expect(load).toHaveBeenCalledTimes(1);
});

test.each(['a load', 'the schema'])('the failure of %s is told when the schedule is stopped', async (what) => {
  const failure = new Error(`${what} failed`);
  const load = async () => {
    throw failure;
  };
  const loads = scheduleLoads(load, what === 'the schema' ? Promise.reject(failure) : Promise.resolve());
  await minute();
  await expect(loads.stop()).rejects.toBe(failure);
});

test('the user sees what a load brought, and nothing of one that brought nothing', async () => {
  const lines: string[] = [];
  const latency = new LatencyRecorder();
  const progress = (line: string) => void lines.push(line);
  await observedLoad(async () => result(0), latency, progress)('one');
  await observedLoad(async () => ({ ...result(0), loads: [] }), latency, progress)('two');
  expect(lines).toEqual(['load    3 silver objects into Redshift: 4 changes, 1 known already']);
});
