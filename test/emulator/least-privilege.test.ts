import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootstrap, deploy } from '../../tools/emulator/cdk.ts';
import { type EmulatorClients, emulatorClients } from '../../tools/emulator/clients.ts';
import { deployedBucket } from '../../tools/emulator/deployed-names.ts';
import { type Emulator, startEmulator } from '../../tools/emulator/ministack.ts';
import { medstream } from '../e2e/cli.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { deployedFunction } from './deployed-function.ts';
import { describeWithEmulator, type EmulatorUnderTest, openEmulator } from './emulator-under-test.ts';
import { startProducer } from './producer.ts';
import { createZoneReader, waitForRecords, type ZoneRows } from './zone-rows.ts';

describeWithEmulator('the deployed function under the policies of its role', () => {
  let opened: EmulatorUnderTest | undefined;
  let emulator: Emulator;
  let clients: EmulatorClients;
  let rows: () => Promise<ZoneRows>;
  let lines: string[];

  beforeAll(async () => {
    opened = await openEmulator();
    const { statePath } = opened;
    const target = { endpoint: opened.emulator.endpoint, statePath };
    await bootstrap(target);
    await deploy(target);
    await opened.emulator.stop();
    emulator = await startEmulator({ port: Number(new URL(target.endpoint).port), statePath, enforceIam: true });
    clients = emulatorClients(emulator.endpoint);
    rows = createZoneReader(clients.s3, deployedBucket);
    const directory = await temporaryDirectory();
    const { code, stderr } = await medstream('generate', '--to', directory, '--records', '1000', '--dirt', '0.2');
    if (code !== 0) throw new Error(stderr);
    lines = (await readFile(join(directory, 'encounters.csv'), 'utf8')).trimEnd().split('\n');
  }, 600_000);

  afterAll(async () => {
    clients?.destroy();
    await emulator?.kill();
    await opened?.dispose();
  });

  const send = async (some: readonly string[]) => {
    const data = await temporaryDirectory();
    const producer = startProducer('--stage', 'emulator', '--endpoint', emulator.endpoint, '--data', data);
    producer.write(some);
    expect(await producer.end()).toMatchObject({ code: 0 });
  };

  test('they are enough for its work: the token key, bronze, silver and quarantine', async () => {
    await send(lines);
    const { silver, quarantine } = await waitForRecords(rows, lines.length - 1);
    expect(silver.length).toBeGreaterThan(0);
    expect(quarantine.length).toBeGreaterThan(0);
  });

  test('they hold: what they do not allow is refused, and comes through once it is allowed', async () => {
    const before = await rows();
    const lambda = deployedFunction(emulator.endpoint);
    await lambda.setVariables({ SILVER_BUCKET: deployedBucket('gold') }); // which it has no right to
    await send([lines[0] ?? '', ...lines.slice(1, 21)]);
    await expect(waitForRecords(rows, lines.length - 1 + 20, 5)).rejects.toThrow('records were sent');
    expect((await rows()).silver).toHaveLength(before.silver.length);

    await lambda.setVariables({ SILVER_BUCKET: deployedBucket('silver') });
    const after = await waitForRecords(rows, lines.length - 1 + 20);
    expect(after.silver.length).toBeGreaterThan(before.silver.length);
  });
});
