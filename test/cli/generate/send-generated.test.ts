import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { LabelFiles } from '../../../cli/generate/label-files.ts';
import { sendGenerated } from '../../../cli/generate/send-generated.ts';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { maskingTools } from '../../masking-tools.ts';
import { asOf, generated } from '../../sources/generated/generated.ts';
import { keys } from '../../sources/synthea/harness.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

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
    const { records } = await sendGenerated(target, options, { done: async (count) => void told.push(count) });
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

  it('have labels elsewhere, by the ids of their events, that say what a run makes of them', async () => {
    const { puts, target } = collecting();
    const folder = await temporaryDirectory();
    const options = { records: 20_000, seed: 3, asOf, keys, drift: ['new_code'] as const };
    const labels = new LabelFiles(folder, options);
    await sendGenerated(target, options, { labels });
    await labels.close();
    expect((await readdir(join(folder, 'labels'))).sort()).toEqual(
      ['arrivals', 'deterioration', 'dirt', 'drift', 'fraud', 'identity'].map((name) => `${name}.ndjson`),
    );
    expect(await readdir(join(folder, 'lists'))).not.toEqual([]);
    const sent = new Map(puts.map(({ data }) => [/"id":"([^"]+)"/.exec(data)?.[1], data]));
    const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));
    for (const name of ['dirt', 'fraud', 'deterioration']) {
      const lines = (await readFile(join(folder, 'labels', `${name}.ndjson`), 'utf8')).trimEnd().split('\n');
      for (const { event, fate, contract, file, line } of lines.map((text) => JSON.parse(text))) {
        const data = sent.get(event) ?? '';
        expect(data).toContain(`"sourcefile":"${file}"`);
        expect(data.includes(`"sourceline":${line},`) || fate === 'quarantined').toBe(true);
        expect(data.includes(`org.medstream.${contract}.`) || fate === 'quarantined').toBe(true);
        if (fate === 'quarantined' && !data.includes('\xff')) expect(processRecord(data, asOf).ok).toBe(false);
      }
    }
  });

  it('are said to be missing when the stream does not take all of them', async () => {
    const { target } = collecting(({ data }) => data.includes('claim_transaction'));
    const options = { records: 200, seed: 3, asOf, keys };
    await expect(sendGenerated(target, options)).rejects.toThrow(/^the test stream did not accept \d+ records/);
  });
});
