import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { KinesisStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumers } from '../../contracts/platform/consumers.ts';
import { sequenceDigits } from '../../domain/records/silver-table.ts';
import { streamShard } from '../../domain/records/stream-shard.ts';
import { type BatchEvent, createEventSourceMapping } from '../../embedded/kinesis/event-source-mapping.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { bootstrap, deploy } from '../../tools/emulator/cdk.ts';
import { type EmulatorClients, emulatorClients } from '../../tools/emulator/clients.ts';
import { deployed, deployedBucket } from '../../tools/emulator/deployed-names.ts';
import { type Emulator, startEmulator } from '../../tools/emulator/ministack.ts';
import { pull } from '../../tools/emulator/pull.ts';
import { medstream, query, run } from '../e2e/cli.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { deployedFunction } from './deployed-function.ts';
import { embeddedTokenKey } from './embedded-token-key.ts';
import { EmulatorStream } from './emulator-stream.ts';
import { describeWithEmulator } from './emulator-under-test.ts';
import { startProducer } from './producer.ts';
import { startRefusingProxy } from './refusing-proxy.ts';
import { addresses, comparable, createZoneReader, keysBelow, readZones, type ZoneRows } from './zone-rows.ts';

const asOf = '2026-01-31T00:00:00Z';
const waitSeconds = 90;
const zoneNames = ['bronze', 'silver', 'quarantine'] as const;
const { eventSourceMapping: settings, failureDestination, function: consumer } = consumers.ingestEvents;

/** The encounters of a generated export, dirty ones among them: the header with the first half, and the second half. */
async function generatedHalves(seed: string): Promise<[string[], string[]]> {
  const directory = await temporaryDirectory();
  const { code, stderr } = await medstream('generate', '--to', directory, '--records', '2000', '--seed', seed);
  if (code !== 0) throw new Error(stderr);
  const lines = (await readFile(join(directory, 'encounters.csv'), 'utf8')).trimEnd().split('\n');
  const middle = Math.ceil(lines.length / 2);
  return [lines.slice(0, middle), lines.slice(middle)];
}

/** The address of a record as `addresses` has it. */
function addressOf({ shardId, sequenceNumber }: { readonly shardId: string; readonly sequenceNumber: string }): string {
  return `${streamShard(consumers.ingestEvents.stream, shardId)}/${sequenceNumber.padStart(sequenceDigits, '0')}`;
}

describeWithEmulator('faults on the way through MiniStack', () => {
  let statePath: string;
  let emulator: Emulator;
  let clients: EmulatorClients;
  let rows: () => Promise<ZoneRows>;
  /** The embedded runtime that gets the same records, without the faults. */
  let data: string;

  beforeAll(async () => {
    statePath = await mkdtemp(join(tmpdir(), 'medstream-drill-'));
    emulator = await startEmulator({ port: 0, statePath });
    clients = emulatorClients(emulator.endpoint);
    rows = createZoneReader(clients.s3, deployedBucket);
    const target = { endpoint: emulator.endpoint, statePath };
    await bootstrap(target);
    await deploy(target);
    data = await temporaryDirectory();
    await clients.secrets.send(
      new PutSecretValueCommand({ SecretId: deployed.tokenKeySecret, SecretString: await embeddedTokenKey(data) }),
    );
  }, 600_000);

  afterAll(async () => {
    clients?.destroy();
    await emulator?.kill();
    await rm(statePath, { recursive: true, force: true });
  });

  const startAgain = async () => {
    emulator = await startEmulator({ port: Number(new URL(emulator.endpoint).port), statePath });
  };
  const toEmulator = () =>
    startProducer('--as-of', asOf, '--stage', 'emulator', '--endpoint', emulator.endpoint, '--data', data);

  /** The rows of the embedded run, once it has these lines too. */
  const withoutFaults = async (lines: readonly string[]): Promise<ZoneRows> => {
    const producer = startProducer('--as-of', asOf, '--data', data);
    producer.write(lines);
    expect(await producer.end()).toMatchObject({ code: 0 });
    await run(data, '--events', '0');
    return readZones(await EmbeddedS3.open(join(data, 's3')), (zone) => zone);
  };

  const until = async (what: string, isReached: (now: ZoneRows) => boolean): Promise<ZoneRows> => {
    for (const deadline = Date.now() + waitSeconds * 1000; Date.now() < deadline; await setTimeout(250)) {
      const now = await rows();
      if (isReached(now)) return now;
    }
    throw new Error(`${what}: not in ${waitSeconds} s`);
  };
  const somethingNew = (before: ZoneRows) =>
    until('something new in bronze', ({ bronze }) => bronze.length > before.bronze.length);

  const distinct = (all: ZoneRows) => ({
    bronze: new Set(comparable(all.bronze)),
    silver: new Set(comparable(all.silver)),
    quarantine: new Set(comparable(all.quarantine)),
  });

  /**
   * Nothing lost: the zones come to hold what they hold where nothing went wrong, and nothing besides, repeats aside.
   * @param before what was there for other reasons.
   */
  const untilEqual = async (expected: ZoneRows, before: ZoneRows): Promise<ZoneRows> => {
    const wanted = distinct(expected);
    const earlier = distinct(before);
    const missing = (now: ZoneRows) => {
      const found = distinct(now);
      return zoneNames.flatMap((zone) => [...wanted[zone]].filter((row) => !found[zone].has(row)));
    };
    const now = await until('what the embedded run has', (rowsNow) => missing(rowsNow).length === 0);
    const found = distinct(now);
    for (const zone of zoneNames) {
      expect([...found[zone]].filter((row) => !wanted[zone].has(row) && !earlier[zone].has(row))).toEqual([]);
    }
    return now;
  };

  /** Nothing doubled: the lake models count every event once. */
  const dedupedAsIn = async () => {
    const copy = await temporaryDirectory();
    const { records, differences } = await pull(emulator.endpoint, copy, () => undefined);
    expect(differences).toEqual([]);
    const count = 'SELECT COUNT(*) AS n, COUNT(DISTINCT encounter_id) AS encounters FROM silver.encounter';
    expect(await query(copy, count, '--lake')).toEqual(await query(data, count, '--lake'));
    return records;
  };

  const undelivered = () => keysBelow(clients.s3, deployedBucket(failureDestination.zone), failureDestination.prefix);

  test('stopped in mid-stream and started again: nothing is lost, nothing doubled', async () => {
    const [firstHalf, secondHalf] = await generatedHalves('2');
    const before = await rows();
    const producer = toEmulator();
    producer.write(firstHalf);
    await somethingNew(before);
    await emulator.stop();
    producer.write(secondHalf); // the producer repeats what nobody takes
    await startAgain();
    expect(await producer.end()).toMatchObject({ code: 0 });

    const found = await untilEqual(await withoutFaults([...firstHalf, ...secondHalf]), before);
    // Every record that was accepted is in silver or quarantine: a stop forgets nothing.
    expect(addresses([...found.silver, ...found.quarantine])).toEqual(addresses(found.bronze));
    await dedupedAsIn();
    expect(await undelivered()).toEqual([]);
  });

  test('killed in mid-stream: objects stay, and what the producer sends again is not doubled', async () => {
    const [firstHalf, secondHalf] = await generatedHalves('3');
    await emulator.save();
    const before = await rows();
    const producer = toEmulator();
    producer.write(firstHalf);
    const written = await somethingNew(before);
    await emulator.kill();
    producer.write(secondHalf);
    await startAgain();
    expect(await producer.end()).toMatchObject({ code: 0 });
    const kept = distinct(await rows());
    expect([...distinct(written).bronze].filter((line) => !kept.bronze.has(line))).toEqual([]);

    // MiniStack's stream is in memory: what it had accepted and not handed on is gone, which Kinesis rules out.
    const again = toEmulator();
    again.write([...firstHalf, ...secondHalf]);
    expect(await again.end()).toMatchObject({ code: 0 });
    await untilEqual(await withoutFaults([...firstHalf, ...secondHalf]), before);
    const { duplicates } = await dedupedAsIn();
    expect(duplicates).toBeGreaterThan(0);
    expect(await undelivered()).toEqual([]);
  });

  test('poison records end in quarantine, their neighbours in silver, nothing in the failure destination', async () => {
    const before = await rows();
    const healthy = before.bronze
      .flatMap(({ event }) => (event === undefined ? [] : [JSON.stringify(event)]))
      .slice(0, 20);
    const poison = [
      '{"half": ',
      '[]',
      '""',
      '{"specversion":"1.0"}',
      Buffer.from([0xff, 0xfe, 0x00]),
      '\n',
      '{"a":1}{"b":2}',
    ];
    const all = [...healthy, ...poison, ...healthy];
    const { FailedRecordCount } = await clients.kinesis.send(
      new PutRecordsCommand({
        StreamName: deployed.stream,
        // One key: they stand in one shard, the poison between the others.
        Records: all.map((content) => ({ PartitionKey: 'drill', Data: Buffer.from(content) })),
      }),
    );
    expect(FailedRecordCount).toBe(0);
    const handled = ({ silver, quarantine }: ZoneRows) => silver.length + quarantine.length;
    const after = await until('every record handled', (now) => handled(now) >= handled(before) + all.length);
    expect(after.bronze.length - before.bronze.length).toBe(all.length);
    const fresh = after.quarantine.slice(before.quarantine.length);
    expect(fresh.length).toBeGreaterThanOrEqual(poison.length);
    expect(after.silver.length).toBeGreaterThan(before.silver.length);
    expect(await undelivered()).toEqual([]);
  });

  test('S3 refuses writes for a while: the batches come again until it takes them', async () => {
    const proxy = await startRefusingProxy(emulator.endpoint);
    const lambda = deployedFunction(emulator.endpoint);
    try {
      await lambda.setVariables({ AWS_ENDPOINT_URL_S3: proxy.endpoint });
      const before = await rows();
      const [firstHalf, secondHalf] = await generatedHalves('4');
      // More than the attempts of the SDK get over.
      proxy.refuse(24);
      const producer = toEmulator();
      producer.write([...firstHalf, ...secondHalf]);
      expect(await producer.end()).toMatchObject({ code: 0 });
      const found = await untilEqual(await withoutFaults([...firstHalf, ...secondHalf]), before);
      expect(proxy.refused()).toBe(24);
      expect(found.silver.length).toBeGreaterThan(before.silver.length);
      await dedupedAsIn();
      expect(await undelivered()).toEqual([]);
    } finally {
      await lambda.setVariables({ AWS_ENDPOINT_URL_S3: emulator.endpoint });
      await proxy.close();
    }
  });

  // MiniStack's own mapping repeats for ever and knows no failure destination. The mapping of embedded/kinesis keeps Lambda's
  // rules: here it reads MiniStack's stream and drives the deployed function.
  test('S3 refuses writes for longer: what used up its retries is undelivered, nothing else, and can be sent again', async () => {
    const proxy = await startRefusingProxy(emulator.endpoint);
    const lambda = deployedFunction(emulator.endpoint);
    await lambda.setMapping(false);
    try {
      await lambda.setVariables({ AWS_ENDPOINT_URL_S3: proxy.endpoint });
      const before = await rows();
      const stream = await EmulatorStream.openAtEnd(clients.kinesis, deployed.stream);
      const [firstHalf, secondHalf] = await generatedHalves('5');
      const lines = [...firstHalf, ...secondHalf];
      const count = lines.length - 1;
      const producer = toEmulator();
      producer.write(lines);
      expect(await producer.end()).toMatchObject({ code: 0 });
      await stream.fetch(count);

      const events: BatchEvent[] = [];
      const drain = async () => {
        const mapping = createEventSourceMapping({
          stream,
          consumer,
          // Not a day of retries: what follows when they end is the same.
          settings: { ...settings, batchSize: 200, maximumRetryAttempts: 5 },
          functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${deployed.ingestFunction}`,
          invoke: lambda.invoke,
          onFailure: async (document, key) => {
            await clients.s3.send(
              new PutObjectCommand({
                Bucket: deployedBucket(failureDestination.zone),
                Key: key,
                Body: JSON.stringify(document),
              }),
            );
          },
          observe: (event) => {
            events.push(event);
            // S3 recovers when the first batch was given up.
            if (event.kind === 'discarded') proxy.refuse(0);
          },
          // Only the pauses between retries are shortened.
          clock: { now: () => Date.now(), sleep: (milliseconds) => setTimeout(Math.min(milliseconds, 20)) },
        });
        await mapping.start();
        await mapping.drain();
        await mapping.stop();
      };
      proxy.refuse(Number.POSITIVE_INFINITY);
      await drain();

      const discarded = events.flatMap((event) => (event.kind === 'discarded' ? [event] : []));
      const documents = await undeliveredDocuments();
      expect(discarded.map(({ condition }) => condition)).toEqual(documents.map(() => 'RetryAttemptsExhausted'));
      const kept = documents.flatMap(({ Records }) => Records);
      expect(kept).toHaveLength(discarded.reduce((sum, { count: records }) => sum + records, 0));
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThan(count);
      // Every record is in the failure destination or handled; both when S3 took a part of a batch that was given up.
      const now = await rows();
      const accounted = addresses([...now.silver, ...now.quarantine]);
      for (const { eventID, kinesis } of kept) {
        const [shardId = ''] = eventID.split(':');
        accounted.add(addressOf({ shardId, sequenceNumber: kinesis.sequenceNumber }));
      }
      expect(
        stream
          .records()
          .map(addressOf)
          .filter((address) => !accounted.has(address)),
      ).toEqual([]);

      // Sent again from the failure destination, they are where they belong.
      for (let start = 0; start < kept.length; start += 500) {
        const Records = kept.slice(start, start + 500).map(({ kinesis: { data: payload, partitionKey } }) => ({
          PartitionKey: partitionKey,
          Data: Buffer.from(payload, 'base64'),
        }));
        await clients.kinesis.send(new PutRecordsCommand({ StreamName: deployed.stream, Records }));
      }
      await stream.fetch(count + kept.length);
      await drain();
      await untilEqual(await withoutFaults(lines), before);
      await dedupedAsIn();
    } finally {
      await proxy.close();
    }
  });

  /** The events in the failure destination. */
  async function undeliveredDocuments(): Promise<KinesisStreamEvent[]> {
    const Bucket = deployedBucket(failureDestination.zone);
    return Promise.all(
      (await undelivered()).map(async (Key) => {
        const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
        const { payload } = JSON.parse((await Body?.transformToString()) ?? '') as { payload: string };
        return JSON.parse(payload) as KinesisStreamEvent;
      }),
    );
  }
});
