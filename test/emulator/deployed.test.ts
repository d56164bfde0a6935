import { existsSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployedPlace } from '../../cli/smoke/deployed-place.ts';
import { smoke } from '../../cli/smoke/smoke.ts';
import type { StepResult } from '../../cli/smoke/steps.ts';
import { consumers } from '../../contracts/platform/consumers.ts';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { layout, type ZoneName } from '../../contracts/platform/zones.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { syntheaFiles } from '../../sources/synthea/index.ts';
import {
  bootstrap,
  type CdkTarget,
  type DeployedStack,
  type Deployment,
  deploy,
  destroy,
} from '../../tools/emulator/cdk.ts';
import { type EmulatorClients, emulatorClients } from '../../tools/emulator/clients.ts';
import { deployed, deployedBucket } from '../../tools/emulator/deployed-names.ts';
import { pull } from '../../tools/emulator/pull.ts';
import { exports, medstream, query, run } from '../e2e/cli.ts';
import { fatesOf, putPoisons, swallow } from '../poison/poison-run.ts';
import { samplePoisons } from '../poison/poisons.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { embeddedTokenKey } from './embedded-token-key.ts';
import { describeWithEmulator, type EmulatorUnderTest, openEmulator } from './emulator-under-test.ts';
import { remainingResources } from './remaining-resources.ts';
import {
  addresses,
  comparable,
  createZoneReader,
  identities,
  keysBelow,
  readZones,
  waitForRecords,
  type ZoneRows,
} from './zone-rows.ts';

/** Ages and extract times must be the same in both places. */
const asOf = '2026-01-31T00:00:00Z';

/** Sends the files of an export; gives the number of records. */
async function sendExport(directory: string, ...where: readonly string[]): Promise<number> {
  let sent = 0;
  for (const { contract, file } of syntheaFiles) {
    if (!existsSync(join(directory, file))) continue;
    const { code, stdout, stderr } = await medstream(
      ...['send', '--contract', contract.name, '--as-of', asOf, ...where, join(directory, file)],
    );
    if (code !== 0) throw new Error(`medstream send ended with ${code}\n${stdout}${stderr}`);
    sent += sentOf(stdout);
  }
  return sent;
}

/** The `sent` column of the summary's only row. */
function sentOf(stdout: string): number {
  const [, sent] = /\s(\d+)\s+(\d+)\s+0$/m.exec(stdout.replaceAll(',', ''))?.slice(1) ?? [];
  if (sent === undefined) throw new Error(`medstream send said nothing about what it sent:\n${stdout}`);
  return Number(sent);
}

describeWithEmulator('deployed to MiniStack', () => {
  let opened: EmulatorUnderTest | undefined;
  let clients: EmulatorClients;
  let target: CdkTarget;
  let deployment: Deployment;
  let data: string;
  let toEmulator: string[];
  let generated: string;
  let sent = 0;
  let rows: ZoneRows;

  beforeAll(async () => {
    opened = await openEmulator();
    const { endpoint } = opened.emulator;
    clients = emulatorClients(endpoint);
    target = { endpoint, statePath: opened.statePath };
    await bootstrap(target);
    deployment = await deploy(target);

    // Both places need one token key, or no token of theirs is the same.
    data = await temporaryDirectory();
    await clients.secrets.send(
      new PutSecretValueCommand({ SecretId: deployed.tokenKeySecret, SecretString: await embeddedTokenKey(data) }),
    );
    generated = await temporaryDirectory();
    const { code, stderr } = await medstream('generate', '--to', generated, '--records', '10000', '--as-of', asOf);
    if (code !== 0) throw new Error(stderr);

    toEmulator = ['--stage', 'emulator', '--endpoint', endpoint, '--data', data];
    for (const directory of [...Object.values(exports), generated]) {
      sent += await sendExport(directory, ...toEmulator);
      const embedded = await sendExport(directory, '--data', data);
      expect(embedded).toBeGreaterThan(0);
    }
    await run(data, '--events', '0');
    rows = await waitForRecords(createZoneReader(clients.s3, deployedBucket), sent);
  }, 600_000);

  afterAll(async () => {
    clients?.destroy();
    await opened?.dispose();
  });

  test('every record that was sent is in bronze, and in silver or quarantine but not in both', () => {
    const silver = addresses(rows.silver);
    const quarantine = addresses(rows.quarantine);
    expect(sent).toBeGreaterThan(9000);
    expect(rows.bronze).toHaveLength(sent);
    expect(rows.silver.length + rows.quarantine.length).toBe(sent);
    // As many as both together: none is in both.
    expect(new Set([...silver, ...quarantine])).toEqual(addresses(rows.bronze));
    expect(quarantine.size).toBeGreaterThan(40); // the generator's dirt is among them
  });

  test('bronze, silver and quarantine hold the rows of the embedded run', async () => {
    const embedded = await readZones(await EmbeddedS3.open(join(data, 's3')), (zone: ZoneName) => zone);
    for (const zone of ['bronze', 'silver', 'quarantine'] as const) {
      expect(comparable(rows[zone]), zone).toEqual(comparable(embedded[zone]));
    }
  });

  test('a record sent twice appears once after dedup', async () => {
    const again = await medstream(
      ...['send', '--contract', 'patient', '--as-of', asOf, ...toEmulator, join(generated, 'patients.csv')],
    );
    sent += sentOf(again.stdout);
    const twice = await waitForRecords(createZoneReader(clients.s3, deployedBucket), sent);
    const copy = await temporaryDirectory();
    const { records, differences } = await pull(target.endpoint, copy, () => undefined);

    expect(differences).toEqual([]);
    expect(records.bronze).toBe(sent);
    expect(twice.silver.length).toBeGreaterThan(rows.silver.length);
    expect(records.silver).toBe(identities(rows.silver).size);
    expect(records.duplicates).toBe(twice.silver.length - identities(twice.silver).size);
    const count = 'SELECT COUNT(*) AS n FROM silver.patient';
    expect(await query(copy, count, '--lake')).toEqual(await query(data, count, '--lake'));
  });

  test('a value that goes A, B, A over three files is three changes, and a file counts once from whichever machine with the key', async () => {
    const folder = await temporaryDirectory();
    const other = join(await temporaryDirectory(), 'other');
    await cp(join(data, 'keys'), join(other, 'keys'), { recursive: true });
    const zone = createZoneReader(clients.s3, deployedBucket);
    const deliver = async (city: string, day: number, from: string) => {
      const path = join(folder, 'moves.csv');
      await writeFile(path, `patient_id,last_name,city\nmoving-1,Yundt7,${city}\n`);
      const where = ['--stage', 'emulator', '--endpoint', target.endpoint, '--data', from];
      const { code, stdout, stderr } = await medstream(
        ...['send', '--contract', 'patient', '--as-of', `2026-01-0${day}T00:00:00Z`, ...where, path],
      );
      expect(code, stderr).toBe(0);
      sent += sentOf(stdout);
    };
    for (const [day, city] of ['Boston', 'Albany', 'Boston'].entries()) await deliver(city, day + 1, data);
    // The last file again, and from another machine.
    await deliver('Boston', 3, data);
    await deliver('Boston', 3, other);
    const key = JSON.parse(await embeddedTokenKey(data));
    const token = createKeyedHash({ ...key, key: Buffer.from(key.key, 'hex') }).tokenize('patient_id', 'moving-1');
    const ofOne = (await waitForRecords(zone, sent)).silver.filter(({ patient_id: id }) => id === token);
    expect(ofOne).toHaveLength(5);
    expect(identities(ofOne).size).toBe(3);
    const copy = await temporaryDirectory();
    expect((await pull(target.endpoint, copy, () => undefined)).differences).toEqual([]);
    const versions = `SELECT city FROM star.dim_patient WHERE patient_bk = '${token}' ORDER BY valid_from`;
    expect((await query(copy, versions)).map(({ city }) => city)).toEqual(['Boston', 'Albany', 'Boston']);
  });

  test('poison ends in one place with a reason, as it does on the laptop', async () => {
    const poisons = samplePoisons();
    const put = await putPoisons(clients.kinesis, (stream) => deployedName('emulator', stream), poisons);
    sent += [...put.values()].flat().length;
    const fateOf = fatesOf(await waitForRecords(createZoneReader(clients.s3, deployedBucket), sent));
    const fates = new Map([...put].map(([name, addressesOfIt]) => [name, addressesOfIt.map(fateOf)]));
    expect(fates).toEqual((await swallow(...poisons)).fates);
    expect([...fates.values()].flat().filter((fate) => fate.startsWith('!'))).toEqual([]);
    expect(poisons.length).toBeGreaterThan(60);
  });

  test('a file that lands is read through rule, state machine and function, once; a cut one up to the cut, and set aside', async () => {
    const Bucket = deployedBucket('landing');
    const land = (name: string, Body: Uint8Array) =>
      clients.s3.send(new PutObjectCommand({ Bucket, Key: `${layout.landed.prefix}patient/${name}`, Body }));
    const zone = createZoneReader(clients.s3, deployedBucket);
    const people = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, place) => `landed-${from + place},Yundt7,Boston`).join('\n');
    const header = 'patient_id,last_name,city\n';
    await land('whole.csv.gz', gzipSync(`${header}${people(0, 20)}\nlanded-20,too,many,cells\n`));
    sent += 21;
    const whole = await waitForRecords(zone, sent);
    const unreadable = {
      source_file: 'whole.csv',
      source_line: 22,
      reasons: [{ code: 'decode.unreadable_row', path: 'data' }],
    };
    expect(whole.quarantine).toContainEqual(expect.objectContaining(unreadable));

    // The same content under another name is the same delivery: its events come again, with the ids that are known.
    await land('again.csv', Buffer.from(`${header}${people(0, 20)}\nlanded-20,too,many,cells\n`));
    sent += 21;
    const again = await waitForRecords(zone, sent);
    expect(again.silver.length).toBeGreaterThan(whole.silver.length);
    expect(identities(again.silver)).toEqual(identities(whole.silver));

    const packed = gzipSync(`${header}${people(100, 2100)}\n`, { level: 0 });
    await land('cut.csv.gz', packed.subarray(0, packed.length >> 1));
    const aside = () => keysBelow(clients.s3, Bucket, layout.asideFiles.prefix);
    await expect.poll(aside, { timeout: 60_000, interval: 500 }).toHaveLength(1);
    const [key] = await aside();
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key: key }));
    const { reason, rows: read } = JSON.parse((await Body?.transformToString()) ?? '');
    expect(reason).toBe('file.gzip_cut');
    expect(read).toBeGreaterThan(500);
    // As the rule may tell of a file twice, its rows may be there twice, with the same identities.
    const known = identities(again.silver).size;
    const added = async () => identities((await zone()).silver).size - known;
    await expect.poll(added, { timeout: 60_000, interval: 500 }).toBe(read);
  });

  test('the smoke check sees what the emulator has, and says what it lacks', async () => {
    const { code, stdout } = await medstream('smoke', '--stage', 'emulator', '--endpoint', target.endpoint, '--json');
    const { seen, steps } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    const outcomes = Object.fromEntries(steps.map((step: StepResult) => [step.name, step.outcome]));
    expect([code, seen]).toEqual([0, true]);
    for (const name of ['stream', 'bronze', 'silver']) {
      expect([outcomes[name], outcomes[`deletion: ${name}`]], name).toEqual(['seen', 'seen']);
    }
    for (const name of ['load', 'history', 'star', 'pipeline', 'lake']) expect(outcomes[name], name).toBe('left out');
    expect(stdout).toContain('the emulator has no Redshift');
  });

  test('the smoke check starts the state machine, and says that its execution failed, as it does without Glue', async () => {
    const place = await openDeployedPlace({ stage: 'emulator', endpoint: target.endpoint, environment: {} });
    try {
      const check = { check: 'pipeline1', now: Date.now() };
      const results = await smoke({ ...place, lacks: { warehouse: 'no Redshift' } }, check, () => undefined);
      expect(results.find(({ outcome }) => outcome === 'FAILED')).toMatchObject({
        name: 'pipeline',
        what: 'the execution ended as FAILED',
      });
    } finally {
      await place.close();
    }
  });

  test('a second deploy changes nothing', async () => {
    const second = await deploy(target);
    expect(deployment.stacks.map(({ changed }) => changed)).not.toContain(false);
    const unchanged = deployment.stacks.map((stack) => ({ ...stack, changed: false }));
    // Stacks that do not depend on each other are deployed in any order.
    const byName = (stacks: readonly DeployedStack[]) => stacks.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(byName(second.stacks)).toEqual(byName(unchanged));
  });

  test('destroy leaves what RETAIN protects and nothing else', async () => {
    const before = Object.keys(await remainingResources(clients, target.endpoint));
    await destroy(target);
    const left = await remainingResources(clients, target.endpoint);
    expect(left).toEqual({
      buckets: ['access-logs', 'bronze', 'gold', 'landing', 'quarantine', 'silver'].map(
        (name) => `medstream-emulator-${name}-000000000000-us-east-1`,
      ),
      keys: expect.any(Array),
      logGroups: [
        '/aws/vendedlogs/states/medstream-emulator-landed-files',
        '/aws/vendedlogs/states/medstream-emulator-pipeline',
        ...[...Object.values(consumers).map((consumer) => consumer.function), schedules.ingestFiles.function]
          .map((name) => `/medstream/emulator/${name}`)
          .sort(),
        '/medstream/emulator/lake-models/error',
        '/medstream/emulator/lake-models/output',
      ],
      secrets: ['medstream-emulator-token-key'],
      streams: Object.values(streams)
        .map(({ name }) => `medstream-emulator-${name}`)
        .sort(),
    });
    // One for each trust zone: what is encrypted with them would be lost with them.
    expect(left.keys).toHaveLength(6);
    // The lists that are empty now were not empty before.
    expect(before).toEqual(
      expect.arrayContaining([
        ...[
          'alarms',
          'databases',
          'eventSourceMappings',
          'functions',
          'jobs',
          'keyAliases',
          'policies',
          'queues',
          'roles',
        ],
        ...['rules', 'schedules', 'stacks', 'stateMachines', 'topics'],
      ]),
    );
  });
});
