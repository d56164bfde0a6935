import type { PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { sendGenerated } from '../../../cli/generate/send-generated.ts';
import { registry } from '../../../contracts/registry.ts';
import { asOf, generated } from '../../sources/generated/generated.ts';
import { keys } from '../../sources/synthea/harness.ts';

interface Put {
  readonly stream: string;
  readonly key: string;
  readonly data: string;
}

/** A stream that takes everything, or refuses the records that `refuses` names. */
function collecting(refuses: (put: Put) => boolean = () => false) {
  const puts: Put[] = [];
  const send = async ({ input }: PutRecordsCommand): Promise<PutRecordsCommandOutput> => ({
    $metadata: {},
    Records: (input.Records ?? []).map(({ PartitionKey = '', Data = new Uint8Array() }) => {
      const put = { stream: input.StreamName ?? '', key: PartitionKey, data: Buffer.from(Data).toString('latin1') };
      if (refuses(put)) return { ErrorCode: 'AccessDenied' };
      puts.push(put);
      return { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
    }),
  });
  return {
    puts,
    target: {
      client: { send },
      pause: async () => undefined,
      streamOf: (name: string) => `test-${name}`,
      where: 'the test stream',
    },
  };
}

describe('generated records that are sent to streams', () => {
  it('are those of the generator, each in the stream of its contract, in the order of their keys', async () => {
    const { puts, target } = collecting();
    const told: number[] = [];
    const options = { records: 2500, seed: 3, asOf, keys };
    const { records } = await sendGenerated(target, options, async (count) => void told.push(count));
    const expected = generated(options).map(({ partitionKey, data, madeFor }) => ({
      stream: `test-${registry.contractNamed(madeFor).stream}`,
      key: partitionKey,
      data: Buffer.from(data).toString('latin1'),
    }));
    const byKey = (list: readonly Put[]) =>
      Object.fromEntries(Map.groupBy(list, ({ stream, key }) => `${stream} ${key}`));
    expect(byKey(puts)).toEqual(byKey(expected));
    expect(Object.values(records).reduce((sum, count) => sum + count, 0)).toBe(2500);
    expect(told).toEqual([1000, 2000, 2500]);
  });

  it('are said to be missing when the stream does not take all of them', async () => {
    const { target } = collecting(({ data }) => data.includes('claim_transaction'));
    const options = { records: 200, seed: 3, asOf, keys };
    await expect(sendGenerated(target, options)).rejects.toThrow(/^the test stream did not accept \d+ records/);
  });
});
