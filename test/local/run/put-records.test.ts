import type { PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { putRecords } from '../../../local/run/put-records.ts';

const text = new TextDecoder();

/** A stream that refuses each record as often as `refusals` says, and remembers what it accepted. */
function stream(refusals: (data: string) => number) {
  const accepted: string[] = [];
  const tried = new Map<string, number>();
  const requests: { records: number; bytes: number }[] = [];
  return {
    accepted,
    requests,
    send: async ({ input }: PutRecordsCommand): Promise<PutRecordsCommandOutput> => {
      const entries = input.Records ?? [];
      requests.push({
        records: entries.length,
        bytes: entries.reduce(
          (sum, { Data, PartitionKey }) => sum + (Data?.length ?? 0) + (PartitionKey?.length ?? 0),
          0,
        ),
      });
      const results = entries.map(({ Data }) => {
        const data = text.decode(Data);
        const attempts = (tried.get(data) ?? 0) + 1;
        tried.set(data, attempts);
        if (attempts <= refusals(data))
          return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' };
        accepted.push(data);
        return { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
      });
      return {
        Records: results,
        FailedRecordCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        $metadata: {},
      };
    },
  };
}

const records = (count: number, size = 10) =>
  Array.from({ length: count }, (_, index) => ({
    partitionKey: 'key',
    data: new TextEncoder().encode(String(index).padStart(size, '0')),
  }));

describe('putRecords', () => {
  test('sends every record exactly once when only some of a request are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 2, max: 9 }), async (count, every) => {
        const target = stream((data) => (Number(data) % every === 0 ? 1 : 0));
        await putRecords(target, 'events', records(count));
        expect([...target.accepted].sort()).toEqual(records(count).map(({ data }) => text.decode(data)));
      }),
      { numRuns: 10 },
    );
  });

  test('stays within 500 records and 10 MiB a request', async () => {
    const target = stream(() => 0);
    await putRecords(target, 'events', [...records(1201), ...records(30, 900_000)]);
    expect(target.accepted).toHaveLength(1231);
    for (const request of target.requests) {
      expect(request.records).toBeLessThanOrEqual(500);
      expect(request.bytes).toBeLessThanOrEqual(10 * 1024 * 1024);
    }
  });
});
