import { cp, mkdir, readdir, readFile, stat, watch, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import { contracts } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { generateRecords } from '../../sources/generated/generate-records.ts';
import { syntheaFiles } from '../../sources/synthea/index.ts';
import { encounter } from '../cli/send/encounter.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { exports, fixture, medstream, type Outcome, outcomeOf, query, root, run, startWithInput } from './cli.ts';

const asOf = '2026-01-01T00:00:00Z';
const encounters = join(fixture, 'encounters.csv');

function send(data: string, ...args: readonly string[]): Promise<Outcome> {
  return medstream('send', '--data', data, '--contract', 'encounter', ...args);
}

/** `medstream send` with standard input, which takes a process. */
function pipe(data: string, input: string, ...args: readonly string[]): Promise<Outcome> {
  const child = startWithInput(['send', '--data', data, '--contract', 'encounter', ...args]);
  child.stdin.end(input);
  return outcomeOf(child);
}

/** Reads, sent and not sent of an input, as the command tells them. */
function counts({ stdout }: Outcome, name: string): number[] {
  const row = stdout.split('\n').find((line) => line.startsWith(name)) ?? '';
  return row
    .slice(name.length)
    .trim()
    .split(/\s+/)
    .map((cell) => Number(cell.replaceAll(',', '')));
}

/** Payloads of a vault, arrival left out, in an order that does not depend on it. */
async function payloads(data: string, zone: string, prefix: string): Promise<string[]> {
  const folder = join(data, 's3', zone, prefix);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ndjson.gz'));
  const lines: string[] = [];
  for (const name of files) {
    const text = gunzipSync(await readFile(join(folder, name))).toString();
    lines.push(...text.trimEnd().split('\n'));
  }
  return lines.map((line) => line.replace(/^.*?"(event|payload|payload_base64)":/, '')).sort();
}

/** A data directory with the keys of another, so that both give the same tokens. */
async function withKeysOf(data: string): Promise<string> {
  const other = await temporaryDirectory();
  await cp(join(data, 'keys'), join(other, 'keys'), { recursive: true });
  return other;
}

/** Resolves when somebody has the first turn of a data directory, by its folder of locks: it is held until they end. */
async function firstTurn(locks: string): Promise<void> {
  for await (const { filename } of watch(locks)) if (filename === '1') return;
}

/** The shards that the records of each contract came on. */
const shardsOf = (of: readonly Contract[]) =>
  of
    .map(({ name }) => `SELECT DISTINCT '${name}' AS contract, shard_id FROM silver.${name}_history`)
    .join(' UNION ALL ');

const finish = (data: string) => run(data, '--events', '0');

async function sendExport(data: string, directory: string): Promise<void> {
  const files = await readdir(directory);
  for (const { contract, file } of syntheaFiles.filter(({ file }) => files.includes(file))) {
    const args = ['--contract', contract.name, '--as-of', asOf, join(directory, file)];
    const { code, stderr } = await medstream('send', '--data', data, ...args);
    if (code !== 0) throw new Error(stderr);
  }
}

// What the generations differ in, the tests of the reader cover: one export is enough.
const source = Object.entries(isThorough ? exports : {})[0] ?? ['the fixture', fixture];

describe('an export that is sent file by file', () => {
  test.each([source])('leaves in every zone what a run over it leaves (%s)', async (_name, directory) => {
    const bySend = await temporaryDirectory();
    // A run learns what the codes of its export are called by itself.
    expect((await medstream('learn', '--data', bySend, '--from', directory)).code).toBe(0);
    await sendExport(bySend, directory);
    await finish(bySend);
    const byRun = await withKeysOf(bySend);
    const { received } = await run(byRun, '--from', directory, '--as-of', asOf);
    const bronze = await payloads(bySend, 'bronze', 'events');
    expect(bronze).toHaveLength(received);
    expect(bronze).toEqual(await payloads(byRun, 'bronze', 'events'));
    const facts = 'SELECT * EXCLUDE (sequence, shard_id, arrived_at) FROM silver.encounter ORDER BY ALL';
    const rows = await query(bySend, facts, '--lake');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(await query(byRun, facts, '--lake'));
    if (!isThorough) return;
    // The run over the same files knows them now: every record is a duplicate.
    const again = await run(bySend, '--from', directory, '--as-of', asOf);
    expect(again).toMatchObject({ received, silver: 0, duplicates: received });
  });
});

describe('rows sent to the embedded runtime', () => {
  test('of several domains in one file go each into the stream of its contract, and none is refused there', async () => {
    const data = await temporaryDirectory();
    const file = join(data, 'mixed.ndjson');
    const lines = samples.map(({ contract, valid: [sample] }) =>
      JSON.stringify({
        specversion: '1.0',
        id: `mixed-${contract.name}`,
        source: 'urn:clinic',
        type: eventType(contract.name, 'changed'),
        time: asOf,
        data: sample?.data,
      }),
    );
    await writeFile(file, lines.join('\n'));
    expect(await send(data, file)).toMatchObject({ code: 0 });
    expect(await finish(data)).toMatchObject({ received: lines.length, silver: lines.length, quarantined: {} });
    const held = await query(data, shardsOf(contracts), '--lake');
    expect(new Map(held.map(({ contract, shard_id: shard }) => [contract, String(shard).split('.')[0]]))).toEqual(
      new Map(contracts.map(({ name, stream }) => [name, stream])),
    );
  });

  test('of every format wait for the next run, count once however often they were sent, and none is lost', async () => {
    const data = await temporaryDirectory();
    const own = join(data, 'own.csv');
    const header = Object.keys(encounter).join(',');
    const rows = [1, 2, 3].map((n) => Object.values({ ...encounter, encounter_id: `own-${n}` }).join(','));
    await writeFile(
      own,
      `${[header, ...rows, 'half a row', Object.values(encounter).slice(1).join(',')].join('\n')}\n`,
    );
    const fields = join(data, 'fields.ndjson');
    const lines = [
      JSON.stringify({ ...encounter, encounter_id: 'field-1' }),
      JSON.stringify({ ...encounter, encounter_id: 'field-2', mood: 'glad' }),
      '{"half":',
      '',
    ];
    await writeFile(fields, lines.join('\n'));
    const event = {
      specversion: '1.0',
      id: 'event-1',
      source: 'urn:clinic',
      type: 'org.medstream.encounter.changed',
      time: asOf,
      subject: 'MRN-4711',
      data: { ...encounter, encounter_id: 'event-1' },
    };

    for (let time = 0; time < 2; time += 1) {
      const both = await send(data, encounters, own);
      expect([both.code, counts(both, encounters), counts(both, own)]).toEqual([0, [3, 3, 0], [5, 5, 0]]);
      expect(both.stderr).toContain('2 rows could not be split into columns');
      expect(both.stdout).toContain(`npm start -- --events 0 --data ${data}`);
      const ndjson = await send(data, fields);
      expect([ndjson.code, counts(ndjson, fields)]).toEqual([0, [3, 3, 0]]);
      const piped = await pipe(data, `${JSON.stringify(event)}\n`, '-');
      expect([piped.code, counts(piped, 'standard input')]).toEqual([0, [1, 1, 0]]);
    }
    const sent = 2 * (3 + 5 + 3 + 1);
    const { quarantined, ...counted } = await finish(data);
    // What waited is in the balance like any other: seen anew once, refused each time, and known the second time.
    expect(counted).toMatchObject({ received: sent, silver: 8, duplicates: 8, reconciled: true });
    expect(Object.values(quarantined).reduce((sum, records) => sum + records, 0)).toBe(2 * (2 + 2));
    expect(await finish(data)).toMatchObject({
      received: 0,
      silver: 0,
      duplicates: 0,
      quarantined: {},
      reconciled: true,
    });

    const bronze = await payloads(data, 'bronze', 'events');
    expect(bronze).toHaveLength(sent);
    expect(bronze.filter((line) => line.startsWith(JSON.stringify(event)))).toHaveLength(2);
    expect(await payloads(data, 'quarantine', 'rejected')).toHaveLength(2 * (2 + 2));
    const ids = await query(data, 'SELECT source_file, source_line, event_source FROM silver.encounter', '--lake');
    expect(ids).toHaveLength(3 + 3 + 1 + 1);
    expect(
      ids
        .filter(({ source_file: file }) => file === 'encounters.csv')
        .map((row) => row.source_line)
        .sort(),
    ).toEqual([2, 3, 4]);
    const [facts] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
    expect(Number(facts?.n)).toBe(8);
  });

  test('come from standard input when no file is named', async () => {
    const data = await temporaryDirectory();
    const csv = await readFile(encounters, 'utf8');
    expect(counts(await pipe(data, csv), 'standard input')).toEqual([3, 3, 0]);
    expect((await pipe(data, csv, '-', '-')).code).toBe(1);
  });

  test.runIf(isThorough)(
    'generated with every kind of dirt, as NDJSON, reach the zones byte for byte as a run of them does',
    async () => {
      const data = await temporaryDirectory();
      const { batches } = generateRecords({
        records: 1000,
        seed: 5,
        asOf: Date.parse(asOf),
        keys: createKeyedHash({ version: 'v1', issuer: 'test', key: Buffer.alloc(32, 7) }),
      });
      const records: Buffer[] = [];
      for (const batch of batches) records.push(...batch.map(({ data }) => Buffer.from(data)));
      const path = join(data, 'generated.ndjson');
      await writeFile(path, Buffer.concat(records.flatMap((record) => [record, Buffer.from('\n')])));
      expect(counts(await send(data, path), path)).toEqual([records.length, records.length, 0]);
      await finish(data);
      const bronze = await payloads(data, 'bronze', 'events');
      expect(bronze).toHaveLength(records.length);
      // What is no object goes as the row of a file that cannot be read, with its line.
      const eventOf = (record: Buffer) => {
        const text = record.toString();
        if (!record.equals(Buffer.from(text))) return null;
        try {
          const json: unknown = JSON.parse(text);
          return typeof json === 'object' && json !== null && !Array.isArray(json) ? `${text}}` : null;
        } catch {
          return null;
        }
      };
      const events = records.map(eventOf);
      const unreadable = bronze.filter((line) => line.includes('"datacontenttype":"text/csv"'));
      expect(unreadable.length).toBeGreaterThanOrEqual(events.filter((event) => event === null).length);
      expect(bronze).toEqual(expect.arrayContaining(events.filter((event) => event?.includes('specversion'))));
    },
  );
});

describe('what cannot be sent', () => {
  test('is said before anything is touched', async () => {
    const data = join(await temporaryDirectory(), 'data');
    const short = join(root, 'test/fixtures/synthea/3.3/payers.csv');
    for (const [args, says] of [
      [['send', '-'], '--contract NAME'],
      [['send', '--contract', 'visit', encounters], 'no contract is called visit; known: diagnosis'],
      [['send', '--contract', 'encounter', short], 'payers.csv: the header lacks the column'],
      [['send', '--contract', 'encounter', '/no/such.csv'], 'cannot read /no/such.csv'],
      [['send', '--contract', 'encounter', '--format', 'xml', encounters], '--format takes csv, ndjson, json'],
      [['send', '--contract', 'encounter', '--as-of', 'yesterday', encounters], '--as-of'],
      [['send', '--contract', 'encounter', '--endpoint', 'http://x', encounters], '--endpoint needs the stage'],
      [['send', '--contract', 'encounter', '--unsent', 'left.csv', encounters], 'ends in .ndjson'],
    ] as const) {
      const { code, stdout, stderr } = await medstream(...args, ...(args[1] === '--contract' ? ['--data', data] : []));
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(says);
      expect(stderr).not.toContain('    at ');
    }
  });

  test('because a row is too long is told by line, and the others go on', async () => {
    const data = await temporaryDirectory();
    const path = join(data, 'long.ndjson');
    const long = JSON.stringify({ ...encounter, description: 'secret '.repeat(160_000) });
    await writeFile(
      path,
      [JSON.stringify(encounter), long, JSON.stringify({ ...encounter, encounter_id: 'x' })].join('\n'),
    );
    const outcome = await send(data, path);
    expect(outcome.code).toBe(1);
    expect(counts(outcome, path)).toEqual([3, 2, 1]);
    expect(outcome.stderr).toContain('longer than a record of a stream may be: line 2');
    expect(outcome.stdout + outcome.stderr).not.toMatch(/secret|5555/);
  });

  test('because the stream refuses it is kept for another time, readable by its owner only, and can be sent then', async () => {
    const data = await temporaryDirectory();
    // A service that accepts one request, then has no such stream.
    let requests = 0;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { Records } = JSON.parse(Buffer.concat(chunks).toString());
      requests += 1;
      if (requests > 1) response.writeHead(400).end('{"__type":"ResourceNotFoundException"}');
      else response.end(JSON.stringify({ Records: Records.map(() => ({ SequenceNumber: '1' })) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const path = join(data, 'many.ndjson');
    const rows = Array.from({ length: 1500 }, (_, n) => ({
      ...encounter,
      encounter_id: `e${n}`,
      patient_id: `p${n % 50}`,
    }));
    await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
    const unsent = join(data, 'unsent.ndjson');

    const failed = await send(data, '--stage', 'emulator', '--endpoint', endpoint, '--unsent', unsent, path);
    server.close();
    const [read, sent = 0, notSent] = counts(failed, path);
    expect([failed.code, read, notSent]).toEqual([1, rows.length, rows.length - sent]);
    expect(sent).toBeGreaterThan(0);
    expect(failed.stderr).toContain('there is no stream medstream-emulator-healthcare-events');
    expect(failed.stderr).toContain(`${rows.length - sent} records are in ${unsent}`);
    expect((await stat(unsent)).mode & 0o777).toBe(0o600);
    expect((await send(data, '--unsent', unsent, path)).stderr).toContain('may hold records that were never sent');

    expect(counts(await send(data, unsent), unsent)).toEqual([rows.length - sent, rows.length - sent, 0]);
    expect(counts(await send(data, path), path)).toEqual([rows.length, rows.length, 0]);
    await finish(data);
    const [facts] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
    expect(Number(facts?.n)).toBe(rows.length);
    expect(await payloads(data, 'bronze', 'events')).toHaveLength(2 * rows.length - sent);
  });

  test('while another process holds the data directory', async () => {
    const data = await temporaryDirectory();
    await mkdir(join(data, 'lock'));
    const slow = startWithInput(['send', '--data', data, '--contract', 'encounter']);
    const ended = outcomeOf(slow);
    try {
      const isHeld = firstTurn(join(data, 'lock'));
      slow.stdin.write(`${JSON.stringify(encounter)}\n`);
      await Promise.race([isHeld, ended]);
      const outcome = await send(data, encounters);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain(`in use by "medstream send" (process ${slow.pid},`);
    } finally {
      slow.stdin.end();
    }
    expect((await ended).code).toBe(0);
  });
});
