import { afterAll, beforeAll, describe } from 'vitest';
import { type EmulatorClients, emulatorClients } from '../../tools/emulator/clients.ts';
import { testKinesisContract } from '../embedded/kinesis/kinesis-contract.ts';
import { testS3Contract } from '../embedded/s3/s3-contract.ts';
import { describeWithEmulator, type EmulatorUnderTest, openEmulator } from './emulator-under-test.ts';

// The suites that check the twins of embedded/: what holds for both is what the pipeline may rely on.
describeWithEmulator('MiniStack keeps the contracts of the twins', () => {
  let opened: EmulatorUnderTest | undefined;
  let clients: EmulatorClients;

  beforeAll(async () => {
    opened = await openEmulator();
    clients = emulatorClients(opened.emulator.endpoint);
  });

  afterAll(async () => {
    clients?.destroy();
    await opened?.dispose();
  });

  describe('S3', () => testS3Contract(async () => ({ client: clients.s3, close: async () => undefined }), 10));
  describe('Kinesis', () =>
    testKinesisContract(async () => ({ client: clients.kinesis, close: async () => undefined }), { refuses: false }));
});
