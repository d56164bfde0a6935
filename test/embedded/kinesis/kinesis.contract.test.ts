import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { EmbeddedKinesis } from '../../../embedded/kinesis/kinesis.ts';
import { testKinesisContract } from './kinesis-contract.ts';

describe('Kinesis on disk', () => {
  testKinesisContract(
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'medstream-kinesis-'));
      const embedded = await EmbeddedKinesis.open(directory);
      const close = async () => {
        await embedded.close();
        await rm(directory, { recursive: true });
      };
      return { client: embedded, close };
    },
    { refuses: true },
  );
});
