import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { deployedLake } from '../../../cli/smoke/deployed-place.ts';
import { avroRecords } from '../../../cli/smoke/iceberg/avro-file.ts';
import { currentFiles } from '../../../cli/smoke/iceberg/current-files.ts';
import { smokeOrganization } from '../../../cli/smoke/smoke-record.ts';
import { openDuckDb, sqlPath } from '../../../embedded/glue/duckdb.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { type AvroType, avroFile } from './avro-bytes.ts';

const everyType: AvroType = {
  type: 'record',
  name: 'everything',
  fields: [
    { name: 'nothing', type: 'null' },
    { name: 'yes', type: 'boolean' },
    { name: 'int', type: 'int' },
    { name: 'long', type: 'long' },
    { name: 'float', type: 'float' },
    { name: 'double', type: 'double' },
    { name: 'bytes', type: 'bytes' },
    { name: 'text', type: 'string' },
    { name: 'perhaps', type: ['null', 'string'] },
    { name: 'list', type: { type: 'array', items: 'long' } },
    { name: 'map', type: { type: 'map', values: 'string' } },
    { name: 'fixed', type: { type: 'fixed', name: 'four', size: 4 } },
  ],
};
const everything = (long: bigint) => ({
  nothing: null,
  yes: true,
  int: -123,
  long,
  float: 0.5,
  double: -1.25,
  bytes: Buffer.of(1, 2),
  text: 'Łódź 😀',
  perhaps: { branch: 1, value: 'here' },
  list: [1n, 2n, -3n],
  map: { a: 'b', c: 'd' },
  fixed: Buffer.of(1, 2, 3, 4),
});
const longs = [0n, -1n, 63n, 64n, 6_012_345_678_901_234_567n, -(2n ** 63n)];

test.each(['null', 'deflate'] as const)(
  'every type is read as it was written, with codec %s, in several blocks',
  (codec) => {
    const records = longs.map(everything);
    const read = avroRecords(avroFile(everyType, [records.slice(0, 2), records.slice(2)], codec));
    expect(read).toEqual(records.map((record) => ({ ...record, perhaps: 'here' })));
  },
);

test('a file that is cut off, is none, or has another codec is an error and no empty list', () => {
  const file = avroFile(everyType, [[everything(1n)]]);
  for (let length = 0; length < file.length; length += 1) {
    const cut = file.subarray(0, length);
    // Without its only block the file ends where one may end.
    const ends = length === avroFile(everyType, []).length;
    if (ends) expect(avroRecords(cut)).toEqual([]);
    else expect(() => avroRecords(cut), `${length} bytes`).toThrow();
  }
  expect(() => avroRecords(Buffer.from('PAR1 and no more'))).toThrow('no Avro file');
  expect(() => avroRecords(avroFile(everyType, [], 'snappy'))).toThrow('compressed with snappy');
});

const manifestList: AvroType = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    { name: 'manifest_path', type: 'string' },
    { name: 'content', type: 'int' },
  ],
};
const manifest: AvroType = {
  type: 'record',
  name: 'manifest_entry',
  fields: [
    { name: 'status', type: 'int' },
    {
      name: 'data_file',
      type: {
        type: 'record',
        name: 'r2',
        fields: [
          { name: 'content', type: 'int' },
          { name: 'file_path', type: 'string' },
          { name: 'file_format', type: 'string' },
        ],
      },
    },
  ],
};
const [added, kept, gone] = [1, 0, 2];
const entry = (status: number, path: string, content = 0, format = 'PARQUET') => ({
  status,
  data_file: { content, file_path: path, file_format: format },
});

/** The files of a table whose ids of snapshots are, as Iceberg's, more than a number of JSON keeps. */
function tableFiles(root: string, entries: readonly unknown[], current = '6012345678901234567'): Map<string, Buffer> {
  const metadata = `{"format-version": 2, "current-snapshot-id": ${current}, "snapshots": [
    {"snapshot-id": 6012345678901234568, "manifest-list": "${root}/metadata/unpublished.avro"},
    {"snapshot-id": 6012345678901234567, "manifest-list": "${root}/metadata/snap.avro"}]}`;
  return new Map([
    [`${root}/metadata/1.metadata.json`, Buffer.from(metadata)],
    [
      `${root}/metadata/snap.avro`,
      avroFile(manifestList, [[{ manifest_path: `${root}/metadata/m.avro`, content: 0 }]], 'deflate'),
    ],
    [`${root}/metadata/m.avro`, avroFile(manifest, [entries], 'deflate')],
  ]);
}

const reading = (files: Map<string, Buffer>) => async (location: string) => {
  const file = files.get(location);
  if (file === undefined) throw new Error(`${location} was not to be read`);
  return file;
};
const filesOf = (files: Map<string, Buffer>) => currentFiles('t/metadata/1.metadata.json', reading(files));

test('a table has the data files that its current snapshot has, and no others', async () => {
  const entries = [entry(added, 't/data/new'), entry(kept, 't/data/old'), entry(gone, 't/data/gone')];
  const files = tableFiles('t', entries);
  expect(await filesOf(files)).toEqual(['t/data/new', 't/data/old']);
  const compressed = new Map(files);
  compressed.set('t/metadata/1.metadata.json', gzipSync(files.get('t/metadata/1.metadata.json') ?? ''));
  expect(await filesOf(compressed)).toEqual(['t/data/new', 't/data/old']);
  for (const none of ['-1', 'null']) expect(await filesOf(tableFiles('t', entries, none))).toEqual([]);
});

test('what cannot be told from data files is refused', async () => {
  await expect(filesOf(tableFiles('t', [entry(added, 't/data/d', 1)]))).rejects.toThrow('delete files');
  await expect(filesOf(tableFiles('t', [entry(added, 't/data/d', 0, 'ORC')]))).rejects.toThrow('not Parquet');
  await expect(filesOf(tableFiles('t', [], '5'))).rejects.toThrow('lacks its current snapshot');
});

test('a deployed lake is read from the catalog on: what lies beside the published files is not in it', async () => {
  const directory = await temporaryDirectory();
  const s3 = await EmbeddedS3.open(join(directory, 's3'), ['silver']);
  const put = async (Key: string, Body: Uint8Array) => s3.send(new PutObjectCommand({ Bucket: 'silver', Key, Body }));
  const duckdb = await openDuckDb({ allowedDirectories: [directory] });
  for (const [name, city] of [
    ['published', 'Łódź'],
    ['unpublished', 'Lodz'],
  ]) {
    const path = join(directory, `${name}.parquet`);
    await duckdb.run(
      `COPY (SELECT organization_id, '${city}' AS city, TIMESTAMP '2026-01-31 12:00:00.123456' AS version_at, true AS is_current
             FROM (VALUES ('${smokeOrganization}'), ('another')) AS t (organization_id))
       TO ${sqlPath(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await put(`tables/organization_history/data/${name}.parquet`, await readFile(path));
  }
  duckdb.close();
  const root = 's3://silver/tables/organization_history';
  for (const [location, bytes] of tableFiles(root, [entry(added, `${root}/data/published.parquet`)])) {
    await put(location.replace('s3://silver/', ''), bytes);
  }
  const asked: unknown[] = [];
  const lake = (metadata_location: string | undefined) =>
    deployedLake({
      s3,
      glue: {
        send: async ({ input }: { input: unknown }) => {
          asked.push(input);
          return { Table: { Parameters: metadata_location === undefined ? {} : { metadata_location } } };
        },
      } as never,
      states: new SFNClient({ region: 'us-east-1' }),
      database: 'medstream_dev_silver',
      machine: '',
    });

  expect(await lake(`${root}/metadata/1.metadata.json`).rows('history')).toEqual([
    {
      organization_id: smokeOrganization,
      city: 'Łódź',
      version_at: '2026-01-31 12:00:00.123456',
      is_current: 'true',
    },
  ]);
  expect(asked).toEqual([{ DatabaseName: 'medstream_dev_silver', Name: 'organization_history' }]);
  await expect(lake(undefined).rows('today')).rejects.toThrow('medstream_dev_silver.organization of the catalog is no');
  await expect(lake('file:/tmp/1.metadata.json').rows('today')).rejects.toThrow('not in S3');
});
