import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, describe, expect, test } from 'vitest';
import { fewestPeople } from '../../domain/masking/terminology.ts';
import { encounter } from '../cli/send/encounter.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { fixture, medstream, query, run } from './cli.ts';
import { lostRecords } from './end-state.ts';
import { connect, producerOf, type RunningUp, startUp } from './running-up.ts';

const encounters = join(fixture, 'encounters.csv');
const ownText = 'Sprain of ankle (disorder)';

const started: RunningUp[] = [];
async function startedUp(data: string, ...args: readonly string[]): Promise<RunningUp> {
  const up = await startUp(data, ...args);
  started.push(up);
  return up;
}

afterEach(async () => {
  for (const { process: child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

/** Resolves when everything that arrived is in the star. */
const allLoaded = (up: RunningUp, received: number) =>
  up.until((status) => status.received === received && status.waitingInStream === 0 && status.loads.waiting === 0);

/** Whether a process runs. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const serverOf = (data: string) =>
  Number(readFileSync(join(data, 'warehouse', 'postmaster.pid'), 'utf8').split('\n')[0]);

const own = (id: string) => JSON.stringify({ ...encounter, encounter_id: id });
const event = (id: string) => ({
  specversion: '1.0',
  id,
  source: 'urn:clinic',
  type: 'org.medstream.encounter.changed',
  time: '2026-01-01T00:00:00Z',
  data: { ...encounter, encounter_id: id },
});

describe('while medstream up runs', () => {
  test('what send and any producer send is in the star for every client; Ctrl-C ends all of it within 5 s', async () => {
    const data = await temporaryDirectory();
    const up = await startedUp(data);
    const client = await connect(up);

    const sent = await medstream(
      'send',
      '--data',
      data,
      '--contract',
      'encounter',
      '--as-of',
      '2026-01-01T00:00:00Z',
      encounters,
    );
    expect([sent.code, sent.stderr]).toEqual([0, '']);
    expect(sent.stdout).toContain(`What was sent is in stream healthcare-events of medstream up at ${up.kinesis.url}.`);
    const producer = producerOf(up);
    const records = ['one', 'two'].map((id) => ({ Data: Buffer.from(JSON.stringify(event(id))), PartitionKey: id }));
    const rejected = { Data: Buffer.from('{"no": "event"}'), PartitionKey: 'x' };
    await producer.send(new PutRecordsCommand({ StreamName: 'healthcare-events', Records: [...records, rejected] }));
    producer.destroy();

    const status = await allLoaded(up, 6);
    expect(status).toMatchObject({ accepted: 5, loads: { inserted: 5, duplicates: 0 }, clients: 1, troubles: [] });
    expect(Object.values(status.quarantined)).toEqual([1]);
    expect(status.freshnessMs.p95).toBeGreaterThan(0);
    // A client that was there before sees it, and so does `medstream query`.
    const count = 'SELECT COUNT(*) AS n FROM star.fact_encounter';
    expect((await client.query(count)).rows).toEqual([{ n: '5' }]);
    expect(await query(data, count)).toEqual([{ n: '5' }]);
    // The lake follows by itself.
    await up.until(({ lake }) => lake.builtAt !== null && !lake.isBuilding);
    expect(await query(data, 'SELECT COUNT(*) AS n FROM silver.encounter', '--lake')).toEqual([{ n: '5' }]);

    const refused = await medstream('run', '--data', data);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('npx medstream send --contract NAME FILE');
    const second = await medstream('up', '--data', data, '--port', '0', '--endpoint-port', '0');
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('is in use by "medstream up"')]);

    const server = serverOf(data);
    const disconnected = new Promise((resolve) => client.once('end', resolve));
    up.process.kill('SIGINT');
    // What takes longer than 4.5 s is cut off, and the code is another one.
    expect(await up.ended).toEqual({ code: 0, signal: null });
    await disconnected;
    expect([existsSync(join(data, 'up', 'running.json')), isThere(server)]).toEqual([false, false]);
    expect(await run(data, '--events', '0')).toMatchObject({ received: 0, reconciled: true });
  });

  test('what stood in the stream before is handled first, and texts that are learnt hold for what is sent next', async () => {
    const data = await temporaryDirectory();
    expect((await medstream('send', '--data', data, '--contract', 'encounter', encounters)).code).toBe(0);
    const up = await startedUp(data);
    const { received, waitingInStream, accepted } = await up.until(({ loads }) => loads.inserted === 3);
    expect({ received, waitingInStream, accepted }).toEqual({ received: 0, waitingInStream: 0, accepted: 3 });

    // The functions have read the texts by now; what a clinic calls its own codes is not among them.
    const directory = join(data, 'export');
    await cp(fixture, directory, { recursive: true });
    const [header = '', first = ''] = (await readFile(join(directory, 'conditions.csv'), 'utf8')).split('\n');
    const names = header.split(',');
    const people = Array.from({ length: fewestPeople }, (_, person) => {
      const given: Record<string, string> = { PATIENT: `p-${person}`, CODE: '44465007', DESCRIPTION: ownText };
      return first.split(',').map((cell, place) => given[names[place] ?? ''] ?? cell);
    });
    const conditions = join(directory, 'conditions.csv');
    await writeFile(conditions, [header, ...people.map((cells) => cells.join(','))].join('\n'));
    expect((await medstream('learn', '--data', data, '--from', directory)).code).toBe(0);
    expect((await medstream('send', '--data', data, '--contract', 'condition', conditions)).code).toBe(0);
    await allLoaded(up, fewestPeople);
    expect(await query(data, 'SELECT DISTINCT code, description FROM star.fact_condition')).toEqual([
      { code: '44465007', description: ownText },
    ]);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends it as Ctrl-C does', async (signal) => {
    const data = await temporaryDirectory();
    const up = await startedUp(data);
    up.process.kill(signal);
    expect(await up.ended).toEqual({ code: 0, signal: null });
    expect(up.events.map(({ event: kind }) => kind)).toEqual(['ending']);
  });

  test('its credentials are for this user alone, and the same the next time', async () => {
    const data = await temporaryDirectory();
    const first = await startedUp(data);
    expect(statSync(join(data, 'up', 'running.json')).mode & 0o777).toBe(0o600);
    first.process.kill('SIGINT');
    await first.ended;
    const second = await startedUp(data);
    expect(second.kinesis.secretAccessKey).toBe(first.kinesis.secretAccessKey);
    expect(second.warehouse.analyst.password).toBe(first.warehouse.analyst.password);
  });
});

describe('whatever ends it', () => {
  // The moment is drawn, and can be had again by its seed.
  const seed = Number(process.env.MEDSTREAM_TEST_SEED ?? Math.floor(Math.random() * 2 ** 32));
  const deaths = isThorough ? 10 : 2;
  const perRequest = 50;
  const requests = 40;

  test(`kill -9 in the middle of sending loses nothing that was accepted, ${deaths} times in a row (seed ${seed})`, async () => {
    const data = await temporaryDirectory();
    let accepted = 0;
    for (let death = 0; death < deaths; death += 1) {
      const up = await startedUp(data, '--load-every', '0', '--lake-every', '0');
      const producer = producerOf(up);
      const fatal = (seed + death * 7919) % requests;
      for (let request = 0; request < requests; request += 1) {
        const Records = Array.from({ length: perRequest }, (_, n) => ({
          Data: Buffer.from(JSON.stringify(event(`${death}-${request}-${n}`))),
          PartitionKey: `${n}`,
        }));
        if (request === fatal) setImmediate(() => up.process.kill('SIGKILL'));
        try {
          const { Records: places = [] } = await producer.send(
            new PutRecordsCommand({ StreamName: 'healthcare-events', Records }),
          );
          accepted += places.length;
        } catch {
          break;
        }
      }
      producer.destroy();
      expect((await up.ended).signal).toBe('SIGKILL');
    }
    const up = await startedUp(data);
    await up.until(
      (status) => status.waitingInStream === 0 && status.loads.waiting === 0 && status.lake.builtAt !== null,
    );
    up.process.kill('SIGINT');
    expect((await up.ended).code).toBe(0);
    const { reconciled } = await run(data, '--events', '0');
    expect(reconciled).toBe(true);
    expect(await lostRecords(data)).toBe(0);
    const [{ n } = { n: 0 }] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
    // What was put and not answered may be there as well.
    expect(Number(n)).toBeGreaterThanOrEqual(accepted);
    expect(Number(n)).toBeLessThanOrEqual(accepted + deaths * perRequest);
  });

  test('Ctrl-C in the middle of a load and of a build ends both, and the next start goes on', async () => {
    const data = await temporaryDirectory();
    const records = join(data, 'records.ndjson');
    const count = 20_000;
    await writeFile(records, Array.from({ length: count }, (_, n) => own(`n-${n}`)).join('\n'));
    expect((await medstream('send', '--data', data, '--contract', 'encounter', records)).code).toBe(0);
    const up = await startedUp(data);
    await up.until(({ accepted }) => accepted > count / 2);
    up.process.kill('SIGINT');
    expect((await up.ended).code).toBe(0);
    const again = await startedUp(data);
    await again.until(
      ({ waitingInStream, loads, lake }) => waitingInStream === 0 && loads.waiting === 0 && lake.builtAt !== null,
    );
    const client = await connect(again);
    expect((await client.query('SELECT COUNT(*) AS n FROM star.fact_encounter')).rows).toEqual([{ n: String(count) }]);
    await client.end();
  });

  test('a killed database server is there again for the next load, and nobody has to do anything', async () => {
    const data = await temporaryDirectory();
    const up = await startedUp(data);
    const send = async (id: string) => {
      const producer = producerOf(up);
      const Records = [{ Data: Buffer.from(JSON.stringify(event(id))), PartitionKey: id }];
      await producer.send(new PutRecordsCommand({ StreamName: 'healthcare-events', Records }));
      producer.destroy();
    };
    await send('before');
    await allLoaded(up, 1);
    process.kill(serverOf(data), 'SIGKILL');
    await send('after');
    await allLoaded(up, 2);
    const client = await connect(up);
    expect((await client.query('SELECT COUNT(*) AS n FROM star.fact_encounter')).rows).toEqual([{ n: '2' }]);
    await client.end();
  });
});
