import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isNew, isNewSql, type NewRecords, recordsFromHere } from '../../../cli/run/records-of-run.ts';
import { sequenceDigits } from '../../../domain/records/silver-table.ts';
import { streamShard } from '../../../domain/records/stream-shard.ts';
import { type DuckDbSession, openDuckDb } from '../../../embedded/glue/duckdb.ts';
import { EmbeddedKinesis } from '../../../embedded/kinesis/kinesis.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

let duckdb: DuckDbSession;
beforeAll(async () => {
  duckdb = await openDuckDb({ allowedDirectories: [] });
});
afterAll(() => duckdb.close());

const padded = (sequence: number) => String(sequence).padStart(sequenceDigits, '0');
const shards = ['shardId-000000000000', 'shardId-000000000001', 'shardId-000000000002'];

test('vaults and change log are asked for the same records: those of the ranges of their shards', async () => {
  const sequence = fc.nat(30).map(padded);
  const record = fc.record({ shardId: fc.constantFrom(...shards), sequence });
  const range = fc.record({ shardId: fc.constantFrom(...shards), first: sequence, last: sequence });
  const ranges = fc
    .uniqueArray(range, { selector: ({ shardId }) => shardId })
    .map((found): NewRecords => new Map(found.map(({ shardId, ...own }) => [shardId, own])));
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 12 }),
      fc.oneof(ranges, fc.constant<NewRecords>('all')),
      async (records, wanted) => {
        const values = records.map((one, place) => `(${place}, '${one.shardId}', '${one.sequence}')`);
        const { rows } = await duckdb.query(
          `SELECT place FROM (VALUES ${values.join(', ')}) records (place, shard_id, sequence)
           WHERE ${isNewSql(wanted)} ORDER BY place`,
        );
        const expected = records.flatMap((one, place) => (isNew(wanted, one.shardId, one.sequence) ? [place] : []));
        expect(rows.map(({ place }) => Number(place))).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test('a run answers for what is behind the checkpoint, whenever it arrived, up to the last record, and for nothing of another stream', async () => {
  const directory = await temporaryDirectory();
  const kinesis = await EmbeddedKinesis.open(directory, {
    streams: [
      { name: 's', shardCount: 1, retentionHours: 24 },
      { name: 't', shardCount: 1, retentionHours: 24 },
    ],
  });
  try {
    const stream = kinesis.stream('s');
    const put = async () => {
      const [place] = await stream.put([{ partitionKey: 'p', data: new Uint8Array([1]) }]);
      if (place === undefined || place instanceof Error) throw new Error('not put');
      return [streamShard('s', place.shardId), place.sequenceNumber.padStart(sequenceDigits, '0')] as const;
    };
    const consumers = [
      { stream: 's', function: 'c' },
      { stream: 't', function: 'd' },
    ];
    for (const { stream: name, function: consumer } of consumers) await kinesis.stream(name).registerConsumer(consumer);
    expect((await recordsFromHere(kinesis, consumers))()).toEqual(new Map());
    const [handled, waiting] = [await put(), await put()];
    const every = (await recordsFromHere(kinesis, consumers))();
    expect([isNew(every, ...handled), isNew(every, ...waiting)]).toEqual([true, true]);
    await stream.saveConsumerPosition('c', 'shardId-000000000000', 1);
    const fromHere = await recordsFromHere(kinesis, consumers);
    const during = await put();
    const records = fromHere();
    const after = await put();
    const isOne = [handled, waiting, during, after].map((address) => isNew(records, ...address));
    expect(isOne).toEqual([false, true, true, false]);
    for (const foreign of ['0', '9']) expect(isNew(records, waiting[0], foreign.repeat(64))).toBe(false);
    for (const foreign of ['s.shardId-000000000009', 'shardId-000000000000', 't.shardId-000000000000']) {
      expect(isNew(records, foreign, waiting[1])).toBe(false);
    }
  } finally {
    await kinesis.close();
  }
});
