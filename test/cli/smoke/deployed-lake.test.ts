import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { deployedLake } from '../../../cli/smoke/deployed-place.ts';
import { smokeRecord } from '../../../cli/smoke/smoke-record.ts';
import { smokeCheck } from '../../../contracts/platform/smoke-check.ts';
import { openDuckDb, sqlPath } from '../../../embedded/glue/duckdb.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test('a row is found in the newest data files of the table, compressed as Iceberg does, and in no older or foreign file', async () => {
  const directory = await temporaryDirectory();
  const s3 = await EmbeddedS3.open(join(directory, 's3'), ['silver']);
  const lake = deployedLake({ s3, states: new SFNClient({ region: 'us-east-1' }), bucket: 'silver', machine: '' });
  const address = { shard: 'healthcare-events.shardId-000000000000', sequence: '7' };
  const { expected } = smokeRecord('check1', 'changed', Date.parse('2026-01-31T12:00:00.123Z'));
  const path = join(directory, 'data.parquet');
  const duckdb = await openDuckDb({ allowedDirectories: [directory] });
  await duckdb.run(
    `COPY (SELECT '${address.shard}' AS shard_id, '${address.sequence}' AS sequence, 'Łódź' AS city,
       TIMESTAMP '2026-01-31 12:00:00.123' AS version_at) TO ${sqlPath(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  duckdb.close();
  const find = (of: typeof address, since = 0) =>
    lake.readHistory(of, ['city', 'version_at'], new Set(['version_at']), since);

  expect(await find(address)).toBeUndefined();
  const put = async (key: string, Body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: 'silver', Key: `${smokeCheck.history.prefix}${key}`, Body }));
  await put('00000-0-a.parquet', await readFile(path));
  await put('note.txt', new Uint8Array([1]));
  expect(await find(address)).toEqual({ city: expected.city, version_at: expected.version_at });
  expect(await find({ ...address, sequence: '8' })).toBeUndefined();
  expect(await find(address, Date.now() + 60_000)).toBeUndefined();
});
