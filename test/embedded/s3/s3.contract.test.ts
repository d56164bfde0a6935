import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { testS3Contract } from './s3-contract.ts';

describe('S3 on disk', () => {
  testS3Contract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'medstream-s3-'));
    return { client: await EmbeddedS3.open(directory), close: () => rm(directory, { recursive: true }) };
  }, 150);
});
