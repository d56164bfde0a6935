import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../embedded/kinesis/clock.ts';
import type { ShardLog, StreamRecord } from '../../../embedded/kinesis/shard-log.ts';
import { StreamLog } from '../../../embedded/kinesis/stream-log.ts';

const STREAM = { name: 'events', shardCount: 2, retentionHours: 24 };
const HOUR_MS = 3_600_000;

let directory: string;
let nowMs: number;
const clock: Clock = { now: () => nowMs, sleep: systemClock.sleep };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'medstream-log-'));
  nowMs = Date.UTC(2026, 0, 1);
});

afterEach(() => rm(directory, { recursive: true }));

const put = (log: StreamLog, ...values: string[]) =>
  log.put(values.map((value) => ({ partitionKey: 'one key', data: Buffer.from(value) })));

/** The shard that 'one key' goes to. */
function shardInUse(log: StreamLog): ShardLog {
  const shard = log.shards.find((candidate) => candidate.nextPosition > 0);
  if (shard === undefined) throw new Error('Nothing was put.');
  return shard;
}

const readAll = (shard: ShardLog) => shard.read(shard.firstPosition, 1_000_000, 1_000_000_000);
const texts = (records: readonly StreamRecord[]) => records.map(({ data }) => Buffer.from(data).toString());
const fileOf = (shard: ShardLog) => join(directory, 'shards', `${shard.shardId}.log`);

async function reopen(log: StreamLog): Promise<StreamLog> {
  await log.close();
  return StreamLog.open(directory, clock);
}

describe('what was acknowledged', () => {
  test('is there after reopening: bytes, keys, arrival times and sequence numbers', async () => {
    let log = await StreamLog.create(directory, STREAM, clock);
    const first = await put(log, 'a', 'b');
    nowMs += 1500;
    const second = await put(log, 'c');
    log = await reopen(log);
    const records = await readAll(shardInUse(log));
    expect(texts(records)).toEqual(['a', 'b', 'c']);
    expect(records.map(({ arrivalMs }) => nowMs - arrivalMs)).toEqual([1500, 1500, 0]);
    expect(records.map(({ shardId, sequenceNumber }) => ({ shardId, sequenceNumber }))).toEqual([...first, ...second]);
    expect(records.every(({ partitionKey }) => partitionKey === 'one key')).toBe(true);
    await log.close();
  });

  test('survives a process that is killed in the middle of putting', async () => {
    const program = `
      import { StreamLog } from ${JSON.stringify(new URL('../../../embedded/kinesis/stream-log.ts', import.meta.url).href)};
      const log = await StreamLog.create(${JSON.stringify(directory)}, { name: 'events', shardCount: 2, retentionHours: 24 });
      for (let batch = 0; ; batch += 1) {
        const entries = Array.from({ length: 50 }, (_, index) => ({
          partitionKey: String(index), data: Buffer.alloc(2000, batch % 251),
        }));
        await log.put(entries);
        process.stdout.write(String(batch) + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
      if (output.split('\n').length > 40) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = output.split('\n').length - 1;

    const log = await StreamLog.open(directory, clock);
    const records = (await Promise.all(log.shards.map(readAll))).flat();
    expect(records.length).toBeGreaterThanOrEqual(acknowledged * 50);
    for (const shard of log.shards) {
      const ordered = (await readAll(shard)).map(({ data }) => data[0] ?? -1);
      expect(ordered).toEqual([...ordered].sort((left, right) => left - right));
    }
    for (const { data } of records) expect(new Set(data).size).toBe(1);
    await log.close();
  });
});

describe('a torn tail', () => {
  test('is cut off wherever the write stopped, and the log goes on after it', async () => {
    let log = await StreamLog.create(directory, STREAM, clock);
    await put(log, 'kept 1');
    await put(log, 'kept 2');
    const file = fileOf(shardInUse(log));
    const keptBytes = (await stat(file)).size;
    await put(log, 'never acknowledged', 'this neither');
    await log.close();
    const whole = await readFile(file);
    for (const length of [keptBytes + 1, keptBytes + 31, keptBytes + 32, whole.byteLength - 1]) {
      await writeFile(file, whole.subarray(0, length));
      log = await StreamLog.open(directory, clock);
      expect(texts(await readAll(shardInUse(log)))).toEqual(['kept 1', 'kept 2']);
      expect((await stat(file)).size).toBe(keptBytes);
      await put(log, 'next');
      log = await reopen(log);
      expect(texts(await readAll(shardInUse(log)))).toEqual(['kept 1', 'kept 2', 'next']);
      await log.close();
    }
  });

  test('is cut off when the length is right and the bytes are not', async () => {
    let log = await StreamLog.create(directory, STREAM, clock);
    await put(log, 'kept');
    const file = fileOf(shardInUse(log));
    await put(log, 'damaged');
    await log.close();
    const bytes = await readFile(file);
    bytes[bytes.byteLength - 3] = 0;
    await writeFile(file, bytes);
    log = await StreamLog.open(directory, clock);
    expect(texts(await readAll(shardInUse(log)))).toEqual(['kept']);
    await log.close();
  });

  test('of foreign bytes is cut off', async () => {
    let log = await StreamLog.create(directory, STREAM, clock);
    await put(log, 'kept');
    const file = fileOf(shardInUse(log));
    await log.close();
    await appendFile(file, Buffer.alloc(4096));
    log = await StreamLog.open(directory, clock);
    expect(texts(await readAll(shardInUse(log)))).toEqual(['kept']);
    await log.close();
  });
});

describe('sequence numbers', () => {
  test('have 56 digits and grow with every record, across restarts and trims', async () => {
    let log = await StreamLog.create(directory, STREAM, clock);
    const numbers: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (const place of [...(await put(log, 'a', 'b')), ...(await put(log, 'c'))]) {
        if (!(place instanceof Error)) numbers.push(place.sequenceNumber);
      }
      if (round === 2) await shardInUse(log).truncate(shardInUse(log).nextPosition);
      log = await reopen(log);
    }
    await log.close();
    expect(numbers.every((number) => /^\d{56}$/.test(number))).toBe(true);
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(numbers).toHaveLength(12);
  });

  test('of a stream made anew are not those of the old one', async () => {
    const old = await StreamLog.create(directory, STREAM, clock);
    const [before] = await put(old, 'a');
    await old.close();
    await rm(directory, { recursive: true });
    nowMs += 1;
    const fresh = await StreamLog.create(directory, STREAM, clock);
    const [after] = await put(fresh, 'a');
    expect(after).not.toEqual(before);
    await fresh.close();
  });
});

test('any reads give slices of what was put, in order', async () => {
  const log = await StreamLog.create(directory, { ...STREAM, shardCount: 1 }, clock);
  const [shard] = log.shards;
  if (shard === undefined) throw new Error('The stream has no shard.');
  const expected: string[] = [];
  const puts = fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      puts,
      fc.nat(200),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(400),
      async (batches, from, count, bytes) => {
        for (const values of batches) {
          await put(log, ...values);
          expected.push(...values);
        }
        const position = from % (expected.length + 2);
        const records = await shard.read(position, count, bytes);
        expect(texts(records)).toEqual(expected.slice(position, position + records.length));
        expect(records.length).toBeLessThanOrEqual(count);
        if (position < expected.length) expect(records.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 200 },
  );
  await log.close();
});

test('concurrent puts of one shard keep the order of the calls', async () => {
  const log = await StreamLog.create(directory, STREAM, clock);
  await Promise.all(Array.from({ length: 50 }, (_, index) => put(log, `${index} a`, `${index} b`)));
  expect(texts(await readAll(shardInUse(log)))).toEqual(
    Array.from({ length: 50 }, (_, index) => [`${index} a`, `${index} b`]).flat(),
  );
  await log.close();
});

describe('trimming', () => {
  async function consumed(...consumers: string[]): Promise<StreamLog> {
    const log = await StreamLog.create(directory, STREAM, clock);
    await put(log, 'a', 'b');
    const { shardId } = shardInUse(log);
    for (const consumer of consumers) {
      await log.registerConsumer(consumer);
      await log.saveConsumerPosition(consumer, shardId, 2);
    }
    return log;
  }

  test('empties a shard that every consumer has read, once retention is over', async () => {
    let log = await consumed('one', 'two');
    log = await reopen(log);
    expect(texts(await readAll(shardInUse(log)))).toEqual(['a', 'b']);
    nowMs += 25 * HOUR_MS;
    log = await reopen(log);
    const shard = shardInUse(log);
    expect(await readAll(shard)).toEqual([]);
    expect((await stat(fileOf(shard))).size).toBe(0);
    expect(await log.consumerPosition('one', shard.shardId)).toBe(2);
    await log.close();
  });

  test('beside writers drops what was read, and nothing that came meanwhile', async () => {
    const log = await consumed('one');
    const shard = shardInUse(log);
    nowMs += 25 * HOUR_MS;
    await Promise.all([log.trim(), put(log, 'c'), log.trim(), put(log, 'd')]);
    const left = await shard.read(await log.consumerPosition('one', shard.shardId), 10, 1_000_000);
    expect(texts(left)).toEqual(['c', 'd']);
    await log.saveConsumerPosition('one', shard.shardId, 4);
    nowMs += 25 * HOUR_MS;
    await log.trim();
    expect([await readAll(shard), (await stat(fileOf(shard))).size]).toEqual([[], 0]);
    await log.close();
  });

  test('keeps what one of the consumers has not read, however old', async () => {
    let log = await consumed('one');
    await log.registerConsumer('late');
    nowMs += 1000 * HOUR_MS;
    log = await reopen(log);
    expect(texts(await readAll(shardInUse(log)))).toEqual(['a', 'b']);
    await log.close();
  });

  test('keeps everything while no consumer is known', async () => {
    let log = await consumed();
    nowMs += 1000 * HOUR_MS;
    log = await reopen(log);
    expect(texts(await readAll(shardInUse(log)))).toEqual(['a', 'b']);
    await log.close();
  });
});

test('a checkpoint of another stream is refused with the file to remove', async () => {
  const log = await StreamLog.create(directory, STREAM, clock);
  await put(log, 'a');
  const { shardId } = shardInUse(log);
  await log.registerConsumer('one');
  const path = join(directory, 'consumers', 'one', `${shardId}.json`);
  await writeFile(path, JSON.stringify({ sequenceNumber: '4'.repeat(56) }));
  await expect(log.consumerPosition('one', shardId)).rejects.toThrow(path);
  await log.close();
});

test('a consumer name that is not a plain name is refused', async () => {
  const log = await StreamLog.create(directory, STREAM, clock);
  for (const name of ['', '../x', 'a/b', '.hidden'])
    await expect(log.registerConsumer(name)).rejects.toThrow(RangeError);
  expect(await readdir(join(directory, 'consumers'))).toEqual([]);
  await log.close();
});

test('a write the disk refuses is an error in its record’s place and leaves the log as it was', async () => {
  const log = await StreamLog.create(directory, STREAM, clock);
  await put(log, 'kept');
  const { shardId } = shardInUse(log);
  const lengthBefore = (await stat(join(directory, 'shards', `${shardId}.log`))).size;
  await log.close();
  const [place] = await put(log, 'refused');
  expect(place).toBeInstanceOf(Error);
  expect((await stat(join(directory, 'shards', `${shardId}.log`))).size).toBe(lengthBefore);
});

test('a directory without a whole stream is refused', async () => {
  await writeFile(join(directory, 'stream.json'), '{"name":"events"}');
  await expect(StreamLog.open(directory)).rejects.toThrow('remove the directory');
});
