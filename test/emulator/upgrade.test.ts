import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventType } from '../../contracts/envelope.ts';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { registry } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { bootstrap, deploy } from '../../tools/emulator/cdk.ts';
import { type EmulatorClients, emulatorClients } from '../../tools/emulator/clients.ts';
import { deployedBucket } from '../../tools/emulator/deployed-names.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { deployedFunction } from './deployed-function.ts';
import { describeWithEmulator, type EmulatorUnderTest, openEmulator } from './emulator-under-test.ts';
import { type NewerRelease, newerRelease } from './newer-release.ts';
import { createZoneReader, waitForRecords, type ZoneRows } from './zone-rows.ts';

/** Who wrote a record: a producer of today's contracts, or one of the next ones. */
type Producer = 'old' | 'new';
const contracts = registry.contracts.map(({ name }) => name);

describeWithEmulator('a release with more fields in every contract, deployed to MiniStack in mid-stream', () => {
  let opened: EmulatorUnderTest;
  let clients: EmulatorClients;
  let newer: NewerRelease;
  let rows: () => Promise<ZoneRows>;
  let sent = 0;

  beforeAll(async () => {
    opened = await openEmulator();
    const { statePath, emulator } = opened;
    clients = emulatorClients(emulator.endpoint);
    rows = createZoneReader(clients.s3, deployedBucket);
    const target = { endpoint: emulator.endpoint, statePath };
    await bootstrap(target);
    await deploy(target);
    newer = await newerRelease(await temporaryDirectory());
  }, 600_000);

  afterAll(async () => {
    clients?.destroy();
    await newer?.remove();
    await opened?.dispose();
  });

  /** A record of every contract; the new ones have the new field. */
  const send = async (round: number, producer: Producer) => {
    const events = samples.map(({ contract, valid: [sample] }) => ({
      stream: contract.stream,
      event: {
        specversion: '1.0',
        id: `${producer}-${round}-${contract.name}`,
        source: 'urn:test',
        type: eventType(contract.name, 'changed'),
        time: new Date().toISOString(),
        data: { ...sample?.data, ...(producer === 'new' ? { added_note: `round ${round}` } : {}) },
      },
    }));
    for (const [stream, own] of Map.groupBy(events, ({ stream }) => stream)) {
      const Records = own.map(({ event }) => ({ PartitionKey: event.type, Data: Buffer.from(JSON.stringify(event)) }));
      const StreamName = deployedName('emulator', stream);
      const answer = await clients.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
      expect(answer.FailedRecordCount).toBe(0);
      sent += Records.length;
    }
  };
  const deployNewer = () =>
    newer.run('tools/emulator/main.ts', 'deploy', '--endpoint', opened.emulator.endpoint, '--data', opened.statePath);

  test('records of before and after that wait in the stream are all in silver, whatever deployment failed in between', async () => {
    const lambda = deployedFunction(opened.emulator.endpoint);
    await send(1, 'old');
    await waitForRecords(rows, sent);

    await lambda.setMapping(false);
    await send(2, 'old');
    await newer.breakDeployment(true);
    await expect(deployNewer()).rejects.toThrow('Hopeless');
    // The function of before goes on as if nothing had been: its objects lack the new columns.
    await lambda.setMapping(true);
    const afterFailure = await waitForRecords(rows, sent);
    expect(afterFailure.silver).toHaveLength(sent);
    expect(afterFailure.silver.filter((row) => Object.hasOwn(row, 'added_note'))).toEqual([]);

    await lambda.setMapping(false);
    await send(3, 'old');
    await send(4, 'new');
    await newer.breakDeployment(false);
    await deployNewer();
    await send(5, 'old');
    await send(6, 'new');
    await lambda.setMapping(true);
    const { bronze, silver, quarantine } = await waitForRecords(rows, sent);

    expect(quarantine).toEqual([]);
    expect(bronze).toHaveLength(sent);
    // Silver has keyed hashes of these ids; bronze says which record stood where.
    const address = ({ shard_id, sequence }: ZoneRows['bronze'][number]) => `${shard_id}/${sequence}`;
    const accepted = new Map(silver.map((row) => [address(row), row]));
    const byId = new Map(bronze.map((row) => [(row.event as { id: string }).id, accepted.get(address(row))]));
    const noteOf = (id: string | null | undefined) => byId.get(id ?? '')?.added_note ?? null;
    const expected = (['old', 'old', 'old', 'new', 'old', 'new'] as const).flatMap((producer, place) =>
      contracts.map((name) => [`${producer}-${place + 1}-${name}`, producer === 'new' ? `round ${place + 1}` : null]),
    );
    expect(new Set(byId.keys())).toEqual(new Set(expected.map(([id]) => id)));
    expect([...byId.values()]).not.toContain(undefined);
    expect(expected.map(([id]) => [id, noteOf(id)])).toEqual(expected);
  }, 300_000);

  test('the warehouse and the lake of the newer release hold both kinds of rows and agree', async () => {
    const data = join(await temporaryDirectory(), 'pulled');
    const endpoint = ['--endpoint', opened.emulator.endpoint];
    const said = await newer.run('tools/emulator/main.ts', 'pull', ...endpoint, '--into', data);
    expect(said).toContain('Every record is accounted for; lake and warehouse agree.');
    const query = async (sql: string, ...options: readonly string[]) =>
      JSON.parse(await newer.run('bin/medstream.ts', 'query', '--data', data, '--format', 'json', ...options, sql));
    const counted = (schema: string, suffix: string) =>
      contracts
        .map(
          (name) =>
            `SELECT '${name}' AS contract, COUNT(*) AS n, COUNT(added_note) AS noted FROM ${schema}.${name}${suffix}`,
        )
        .join(' UNION ALL ');
    const history = await query(`${counted('history', '')} ORDER BY 1`);
    expect(history).toHaveLength(contracts.length);
    for (const row of history) expect(Number(row.noted), row.contract).toBe(2);
    const lake = await query(`${counted('silver', '_history')} ORDER BY 1`, '--lake');
    for (const row of lake) expect(Number(row.noted), row.contract).toBe(2);
  }, 300_000);
});
