import { expect, test } from 'vitest';
import { HandledRecords } from '../../../cli/run/handled-records.ts';
import { consumers } from '../../../contracts/platform/consumers.ts';

const { ingestEvents } = consumers;
const slow = { ...ingestEvents, function: 'slow' };
const elsewhere = { ...ingestEvents, function: 'elsewhere', stream: 'another' };

test('a producer waits for the consumer that is the furthest behind, each in the stream that it reads', () => {
  const handled = new HandledRecords([ingestEvents, slow, elsewhere]);
  expect(handled.mostBehind()).toBe(0);
  handled.put(ingestEvents.stream, 5);
  handled.put('another', 2);
  handled.add(ingestEvents, 5);
  expect(handled.mostBehind()).toBe(5);
  handled.add(slow, 3);
  handled.add(slow, 1);
  expect(handled.mostBehind()).toBe(2);
  handled.add(elsewhere, 2);
  expect(handled.mostBehind()).toBe(1);
  expect(handled.by('ingest-events')).toBe(5);
  handled.startOver();
  expect([handled.mostBehind(), handled.by('ingest-events'), handled.by('elsewhere')]).toEqual([0, 0, 0]);
});
