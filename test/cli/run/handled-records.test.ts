import { expect, test } from 'vitest';
import { HandledRecords } from '../../../cli/run/handled-records.ts';
import { consumers } from '../../../contracts/platform/consumers.ts';

const stream = consumers.ingestEvents.stream;
const slow = { ...consumers.ingestEvents, function: 'slow' };
const elsewhere = { ...consumers.ingestEvents, function: 'elsewhere', stream: 'another' };

test('a producer waits for the slowest consumer of its stream, and for no other', () => {
  const handled = new HandledRecords(stream, [consumers.ingestEvents, slow, elsewhere]);
  handled.add(consumers.ingestEvents, 5);
  expect(handled.byTheSlowest()).toBe(0);
  handled.add(slow, 3);
  handled.add(slow, 1);
  handled.add(elsewhere, 1);
  expect(handled.byTheSlowest()).toBe(4);
  expect(handled.by('ingest-events')).toBe(5);
  handled.startOver();
  expect([handled.byTheSlowest(), handled.by('ingest-events'), handled.by('elsewhere')]).toEqual([0, 0, 0]);
});
