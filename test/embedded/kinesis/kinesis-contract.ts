import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  type _Record as KinesisRecord,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SHARD_COUNT = 3;

/** Something that speaks Kinesis, opened for one suite. */
export interface KinesisTarget {
  readonly client: Pick<KinesisClient, 'send'>;
  readonly close: () => Promise<void>;
}

/**
 * What the pipeline relies on of Kinesis, asked of whatever `open` gives.
 * @param refuses whether it refuses what the service refuses. Emulators accept more (seen with MiniStack 1.5.33: records
 *   over 1 MiB, no records, partition keys over 256 characters, any hash key; ListShards ignores its token; a bad iterator
 *   counts as expired).
 */
export function testKinesisContract(open: () => Promise<KinesisTarget>, { refuses }: { refuses: boolean }): void {
  const StreamName = `contract-${randomUUID().slice(0, 13)}`;
  let client: Pick<KinesisClient, 'send'>;
  let close: () => Promise<void> = async () => undefined;
  let shards: Shard[];

  beforeAll(async () => {
    ({ client, close } = await open());
    await client.send(new CreateStreamCommand({ StreamName, ShardCount: SHARD_COUNT }));
    while ((await summary())?.StreamStatus !== 'ACTIVE') await setTimeout(200);
    shards = (await client.send(new ListShardsCommand({ StreamName }))).Shards ?? [];
  });

  afterAll(() => close());

  const summary = async () =>
    (await client.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary;

  /** A hash key in the middle of a shard, to send a record exactly there. */
  const hashKeyOf = (shard: Shard | undefined) =>
    String((BigInt(shard?.HashKeyRange?.StartingHashKey ?? 0) + BigInt(shard?.HashKeyRange?.EndingHashKey ?? 0)) / 2n);

  const putTo = async (shard: Shard | undefined, text: string) => {
    const { SequenceNumber = '', ShardId } = await client.send(
      new PutRecordCommand({
        StreamName,
        PartitionKey: 'any',
        ExplicitHashKey: hashKeyOf(shard),
        Data: Buffer.from(text),
      }),
    );
    expect(ShardId).toBe(shard?.ShardId);
    return SequenceNumber;
  };

  const iterator = async (shard: Shard | undefined, position: Partial<GetShardIteratorCommandInput>) =>
    (
      await client.send(
        new GetShardIteratorCommand({
          StreamName,
          ShardId: shard?.ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
          ...position,
        }),
      )
    ).ShardIterator;

  /** Reads until the end of the shard: a real service may answer with empty pages on the way. */
  const readAll = async (start: string | undefined, Limit = 1000) => {
    const records: KinesisRecord[] = [];
    let next = start;
    for (let atEnd = 0; atEnd < 2 && next !== undefined; ) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: next, Limit }));
      expect(page.Records?.length ?? 0).toBeLessThanOrEqual(Limit);
      records.push(...(page.Records ?? []));
      next = page.NextShardIterator;
      atEnd = page.MillisBehindLatest === 0 && page.Records?.length === 0 ? atEnd + 1 : 0;
    }
    return records;
  };

  const textOf = (record: KinesisRecord | undefined) => Buffer.from(record?.Data ?? []).toString();
  const texts = (records: readonly KinesisRecord[]) => records.map(textOf);

  describe('streams and shards', () => {
    test('describes the stream it made', async () => {
      expect(await summary()).toMatchObject({
        StreamName,
        OpenShardCount: SHARD_COUNT,
        RetentionPeriodHours: 24,
        StreamARN: expect.stringMatching(/^arn:aws:kinesis:us-east-1:\d{12}:stream\//),
      });
    });

    test('the hash key ranges of the shards cover the whole space once', () => {
      expect(shards).toHaveLength(SHARD_COUNT);
      let next = 0n;
      for (const { HashKeyRange } of shards) {
        expect(BigInt(HashKeyRange?.StartingHashKey ?? -1)).toBe(next);
        next = BigInt(HashKeyRange?.EndingHashKey ?? -1) + 1n;
      }
      expect(next).toBe(2n ** 128n);
    });

    test.skipIf(!refuses)('ListShards gives pages', async () => {
      const first = await client.send(new ListShardsCommand({ StreamName, MaxResults: 2 }));
      expect(first.Shards).toHaveLength(2);
      const second = await client.send(new ListShardsCommand({ NextToken: first.NextToken }));
      expect([...(first.Shards ?? []), ...(second.Shards ?? [])].map(({ ShardId }) => ShardId)).toEqual(
        shards.map(({ ShardId }) => ShardId),
      );
    });

    test('a second stream of the same name is ResourceInUseException', async () => {
      await expect(client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }))).rejects.toMatchObject({
        name: 'ResourceInUseException',
      });
    });

    test('an absent stream or shard is ResourceNotFoundException', async () => {
      const error = { name: 'ResourceNotFoundException' };
      const absent = `absent-${randomUUID()}`;
      await expect(client.send(new DescribeStreamSummaryCommand({ StreamName: absent }))).rejects.toMatchObject(error);
      await expect(
        client.send(new PutRecordCommand({ StreamName: absent, PartitionKey: 'a', Data: Buffer.from('x') })),
      ).rejects.toMatchObject(error);
      await expect(iterator(undefined, { ShardId: 'shardId-000000000099' })).rejects.toMatchObject(error);
    });
  });

  describe('put', () => {
    test('answers entry by entry, with the shard whose range holds the MD5 of the partition key', async () => {
      const keys = Array.from({ length: 60 }, (_, index) => `patient-${index % 50}`);
      const answer = await client.send(
        new PutRecordsCommand({
          StreamName,
          Records: keys.map((PartitionKey, index) => ({ PartitionKey, Data: Buffer.from(`aligned ${index}`) })),
        }),
      );
      expect(answer.FailedRecordCount).toBe(0);
      expect(answer.Records).toHaveLength(keys.length);
      for (const [index, { ShardId, SequenceNumber }] of (answer.Records ?? []).entries()) {
        const hashKey = BigInt(
          `0x${createHash('md5')
            .update(keys[index] ?? '')
            .digest('hex')}`,
        );
        const owner = shards.find(({ HashKeyRange }) => hashKey <= BigInt(HashKeyRange?.EndingHashKey ?? 0));
        expect(ShardId).toBe(owner?.ShardId);
        const shard = shards.find((candidate) => candidate.ShardId === ShardId);
        const [record] = await readAll(
          await iterator(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: SequenceNumber }),
        );
        expect(textOf(record)).toBe(`aligned ${index}`);
        expect(record?.PartitionKey).toBe(keys[index]);
      }
    });

    test('an explicit hash key overrides the partition key', async () => {
      for (const shard of shards) await putTo(shard, 'explicit');
    });

    test('sequence numbers are long decimal numbers that grow with every record of a shard', async () => {
      const before = Date.now();
      const [shard] = shards;
      const numbers: string[] = [];
      for (let index = 0; index < 5; index += 1) numbers.push(await putTo(shard, `ordered ${index}`));
      for (const [index, number] of numbers.entries()) {
        expect(number).toMatch(/^\d{20,128}$/);
        if (index > 0) expect(BigInt(number)).toBeGreaterThan(BigInt(numbers[index - 1] ?? 0));
      }
      const records = await readAll(
        await iterator(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: numbers[0] }),
      );
      expect(records.map(({ SequenceNumber }) => SequenceNumber)).toEqual(numbers);
      expect(texts(records)).toEqual(['ordered 0', 'ordered 1', 'ordered 2', 'ordered 3', 'ordered 4']);
      const arrived = records[0]?.ApproximateArrivalTimestamp?.getTime() ?? 0;
      expect(Math.abs(arrived - before)).toBeLessThan(60_000);
    });

    test('bytes that are no text come back as they were', async () => {
      const Data = Uint8Array.from({ length: 256 }, (_, index) => index);
      const { ShardId, SequenceNumber } = await client.send(
        new PutRecordCommand({ StreamName, PartitionKey: 'bytes', Data }),
      );
      const shard = shards.find((candidate) => candidate.ShardId === ShardId);
      const [record] = await readAll(
        await iterator(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: SequenceNumber }),
      );
      expect(Buffer.from(record?.Data ?? []).equals(Buffer.from(Data))).toBe(true);
    });
  });

  describe('limits', () => {
    const record = { PartitionKey: 'limit', Data: Buffer.from('x') };
    const badRequest = {
      name: expect.stringMatching(/^(ValidationException|InvalidArgumentException)$/),
      $metadata: { httpStatusCode: 400 },
    };
    const putRecords = (Records: { PartitionKey: string; Data: Uint8Array; ExplicitHashKey?: string }[]) =>
      client.send(new PutRecordsCommand({ StreamName, Records }));

    test.skipIf(!refuses)('not an empty request', async () => {
      await expect(putRecords([])).rejects.toMatchObject(badRequest);
    });

    test('500 records in a request and no more', async () => {
      expect((await putRecords(Array.from({ length: 500 }, () => record))).Records).toHaveLength(500);
      await expect(putRecords(Array.from({ length: 501 }, () => record))).rejects.toMatchObject(badRequest);
    });

    test.skipIf(!refuses)('1 MiB of data and key in a record and no more', async () => {
      const Data = Buffer.alloc(1024 * 1024 - 3);
      await putRecords([{ PartitionKey: 'key', Data }]);
      await expect(putRecords([{ PartitionKey: 'key+', Data }])).rejects.toMatchObject(badRequest);
      await expect(client.send(new PutRecordCommand({ StreamName, PartitionKey: 'key+', Data }))).rejects.toMatchObject(
        badRequest,
      );
    });

    test('10 MiB in a request and no more', async () => {
      const large = { PartitionKey: 'k', Data: Buffer.alloc(1_000_000) };
      await expect(putRecords(Array.from({ length: 11 }, () => large))).rejects.toMatchObject(badRequest);
    });

    test.skipIf(!refuses)('1 to 256 characters in a partition key, a hash key below 2^128', async () => {
      await putRecords([{ ...record, PartitionKey: 'k'.repeat(256) }]);
      for (const bad of [
        { ...record, PartitionKey: '' },
        { ...record, PartitionKey: 'k'.repeat(257) },
        { ...record, ExplicitHashKey: String(2n ** 128n) },
        { ...record, ExplicitHashKey: 'abc' },
      ]) {
        await expect(putRecords([bad])).rejects.toMatchObject(badRequest);
      }
    });
  });

  describe('read', () => {
    test('starts at, after and by time where the iterator says', async () => {
      const shard = shards[1];
      const latest = await iterator(shard, { ShardIteratorType: 'LATEST' });
      const first = await putTo(shard, 'first');
      await setTimeout(20);
      const between = new Date();
      await setTimeout(20);
      await putTo(shard, 'second');

      const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: first } as const;
      const after = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: first } as const;
      const byTime = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: between } as const;
      expect(texts(await readAll(latest))).toEqual(['first', 'second']);
      expect(texts(await readAll(await iterator(shard, at)))).toEqual(['first', 'second']);
      expect(texts(await readAll(await iterator(shard, after)))).toEqual(['second']);
      expect(texts(await readAll(await iterator(shard, byTime)))).toEqual(['second']);
      expect(texts(await readAll(await iterator(shard, { ShardIteratorType: 'LATEST' })))).toEqual([]);
      expect(texts(await readAll(await iterator(shard, {}))).slice(-2)).toEqual(['first', 'second']);
    });

    test('small pages give the same records as large ones', async () => {
      const shard = shards[2];
      for (let index = 0; index < 7; index += 1) await putTo(shard, `page ${index}`);
      const whole = await readAll(await iterator(shard, {}));
      const pages = await readAll(await iterator(shard, {}), 2);
      expect(pages.map(({ SequenceNumber }) => SequenceNumber)).toEqual(
        whole.map(({ SequenceNumber }) => SequenceNumber),
      );
      expect(whole.length).toBeGreaterThanOrEqual(7);
    });

    test.skipIf(!refuses)('refuses an iterator that is none and a limit above 10,000', async () => {
      await expect(client.send(new GetRecordsCommand({ ShardIterator: 'nonsense' }))).rejects.toMatchObject({
        name: expect.stringMatching(/^(InvalidArgumentException|ValidationException)$/),
      });
      const ShardIterator = await iterator(shards[0], {});
      await expect(client.send(new GetRecordsCommand({ ShardIterator, Limit: 10_001 }))).rejects.toMatchObject({
        name: expect.stringMatching(/^(InvalidArgumentException|ValidationException)$/),
      });
    });
  });
}
