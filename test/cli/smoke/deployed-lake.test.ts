import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { deployedLake } from '../../../cli/smoke/deployed-place.ts';
import { smokeRecord, smokeSource } from '../../../cli/smoke/smoke-record.ts';
import { smokeCheck } from '../../../contracts/platform/smoke-check.ts';
import { openDuckDb, sqlPath } from '../../../embedded/glue/duckdb.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test('a row is found in the newest data files of the table, compressed as Iceberg does, and in no older or foreign file', async () => {
  const directory = await temporaryDirectory();
  const s3 = await EmbeddedS3.open(join(directory, 's3'), ['silver']);
  const lake = deployedLake({ s3, states: new SFNClient({ region: 'us-east-1' }), bucket: 'silver', machine: '' });
  const { eventId, expected } = smokeRecord('check1', 'changed', Date.parse('2026-01-31T12:00:00.123Z'));
  const path = join(directory, 'data.parquet');
  const duckdb = await openDuckDb({ allowedDirectories: [directory] });
  await duckdb.run(
    `COPY (SELECT '${smokeSource}' AS event_source, '${eventId}' AS event_id, 'Łódź' AS city,
       TIMESTAMP '2026-01-31 12:00:00.123' AS version_at) TO ${sqlPath(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  duckdb.close();
  const find = (id: string, since = 0) => lake.readHistory(id, ['city', 'version_at'], new Set(['version_at']), since);

  expect(await find(eventId)).toBeUndefined();
  const put = async (key: string, Body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: 'silver', Key: `${smokeCheck.history.prefix}${key}`, Body }));
  await put('00000-0-a.parquet', await readFile(path));
  await put('note.txt', new Uint8Array([1]));
  expect(await find(eventId)).toEqual({ city: expected.city, version_at: expected.version_at });
  expect(await find('another')).toBeUndefined();
  expect(await find(eventId, Date.now() + 60_000)).toBeUndefined();
});
