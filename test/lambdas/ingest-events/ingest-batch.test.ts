import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { rulesOfStage } from '../../../domain/records/rule-set.ts';
import { silverTable } from '../../../domain/records/silver-table.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { createIngestBatch, type IngestDependencies } from '../../../lambdas/ingest-events/ingest-batch.ts';
import type { IngestCounts } from '../../../lambdas/shared/ingest-metrics.ts';
import type { PutObjectClient } from '../../../lambdas/shared/object-store.ts';
import { maskingTools } from '../../masking-tools.ts';
import { arrivedAt, cloudEvent, encounterData, kinesisEvent, patientData } from './kinesis-event.ts';

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(3) });
const json = (value: unknown) => JSON.stringify(value);
const patientEvent = (id: string, data: object = patientData) => json(cloudEvent('patient', data, { id }));
const encounterEvent = (id: string, data: object = encounterData) => json(cloudEvent('encounter', data, { id }));

let root: string;
let s3: EmbeddedS3;
let logged: string[];
let counted: IngestCounts[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medstream-ingest-'));
  s3 = await EmbeddedS3.open(root, ['bronze', 'silver', 'gold', 'quarantine']);
  logged = [];
  counted = [];
});
afterEach(() => rm(root, { recursive: true }));

function ingest(overrides: Partial<IngestDependencies> = {}) {
  const write = (message: string, fields: object) => void logged.push(json({ message, ...fields }));
  return createIngestBatch({
    stream: 'healthcare-events',
    processRecord: createProcessRecord(registry, display, maskingTools(tokenize)),
    refresh: async () => undefined,
    s3,
    buckets: { bronze: 'bronze', silver: 'silver', gold: 'gold', quarantine: 'quarantine' },
    log: { info: write, warn: write, error: write },
    metrics: { record: (counts) => void counted.push(counts) },
    ...overrides,
  });
}

async function keys(bucket: string): Promise<string[]> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return (Contents ?? []).map(({ Key }) => Key ?? '');
}

async function lines(bucket: string): Promise<Record<string, unknown>[]> {
  const texts = await Promise.all(
    (await keys(bucket)).map(async (key) => gunzipSync(await readFile(s3.objectPath(bucket, key))).toString()),
  );
  return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line));
}

async function silver(contract: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(
    `SELECT * FROM read_parquet('${root}/silver/changes/${contract}/**/*.parquet', hive_partitioning = false)`,
  );
  expect(reader.columnNames()).toEqual(
    silverTable(registry.contractNamed(contract), display).columns.map((column) => column.name),
  );
  return reader.getRowObjectsJson();
}

describe('a batch of valid and invalid records', () => {
  const payloads = [
    patientEvent('e1'),
    encounterEvent('e2'),
    'not json',
    Uint8Array.from([0xff, 0xfe, 0x00]),
    json({ hello: 'world' }),
    json(cloudEvent('unheard-of', {}, { id: 'e3' })),
    encounterEvent('e4', { ...encounterData, ended_at: '2023-01-27T16:00:00Z' }),
    encounterEvent('e5', { ...encounterData, started_at: '2023-01-27T16:17:47+00:00Z' }),
    patientEvent('e6', { ...patientData, nickname: 'Maynard46' }),
    encounterEvent('e7', { ...encounterData, patient_id: undefined }),
    json(
      cloudEvent('patient', 'a,b,"c', {
        id: 'e8',
        datacontenttype: 'text/csv',
        sourcefile: 'patients.csv',
        sourceline: 7,
      }),
    ),
    encounterEvent('e9', { ...encounterData, provider_id: '3edac2e3-d223-6fae-d515-daf96ef6bc76' }),
    encounterEvent('e10', { ...encounterData, total_claim_cost: true }),
    `{"specversion":\n"1.0"}`,
    `\ufeff${patientEvent('e11')}`,
    patientEvent('e12', { ...patientData, last_name: '\ud800' }),
    Uint8Array.from([0xf3, 0x89, 0x9a, 0xc2, 0x0a, 0x00]),
  ];

  test('succeeds as a whole; each record is in bronze and in exactly one of silver and quarantine', async () => {
    expect(await ingest()(kinesisEvent(payloads))).toEqual({ batchItemFailures: [] });
    expect(await lines('bronze')).toHaveLength(payloads.length);
    expect(await silver('patient')).toHaveLength(1);
    expect(await silver('encounter')).toHaveLength(1);
    expect(await lines('quarantine')).toHaveLength(payloads.length - 2);
    expect(counted).toMatchObject([{ received: payloads.length, accepted: 2, rejected: payloads.length - 2 }]);
  });

  test('names the reason and the address of every rejected record', async () => {
    await ingest()(kinesisEvent(payloads));
    const found = (await lines('quarantine')).map(({ sequence, reasons }) => {
      const [{ code, path }] = reasons as [{ code: string; path: string }];
      return [Number(sequence), code, path];
    });
    expect(found).toEqual([
      [3, 'decode.not_json', ''],
      [4, 'decode.not_utf8', ''],
      [5, 'envelope.invalid', 'specversion'],
      [6, 'envelope.unknown_type', 'type'],
      [7, 'rule.ended_after_started', 'data.ended_at'],
      [8, 'schema.invalid_format', 'data.started_at'],
      [9, 'schema.unclassified_field', 'data'],
      [10, 'schema.missing', 'data.patient_id'],
      [11, 'decode.unreadable_row', 'data'],
      [12, 'masking.residual_identifier', ''],
      [13, 'schema.wrong_type', 'data.total_claim_cost'],
      [14, 'envelope.invalid', 'id'],
      [15, 'decode.not_json', ''],
      [16, 'schema.invalid_format', 'data.last_name'],
      [17, 'decode.kpl_aggregate', ''],
    ]);
    const rows = await lines('quarantine');
    expect(rows.find((row) => row.event_id === 'e8')).toMatchObject({ source_file: 'patients.csv', source_line: 7 });
  });

  test('keeps the exact bytes of every record in bronze', async () => {
    await ingest()(kinesisEvent(payloads));
    const [key] = await keys('bronze');
    const stored = gunzipSync(await readFile(s3.objectPath('bronze', key ?? '')))
      .toString()
      .trimEnd()
      .split('\n');
    const recovered = stored.map((line) => {
      const row = JSON.parse(line);
      if (row.payload_base64 !== undefined) return Buffer.from(row.payload_base64, 'base64');
      if (row.payload !== undefined) return Buffer.from(row.payload);
      return Buffer.from(line.slice(line.indexOf('"event":') + '"event":'.length, -1));
    });
    expect(recovered).toEqual(payloads.map((payload) => Buffer.from(payload)));
  });

  test('logs no payload, identifier or field name a producer chose', async () => {
    await ingest()(kinesisEvent(payloads));
    const text = logged.join('\n');
    for (const secret of ['Maynard46', 'Mosciski958', '999-17-5017', '3edac2e3', '57f2562b', 'nickname', 'Stamm'])
      expect(text).not.toContain(secret);
  });
});

test('an accepted record that some parser of JSON stops at stands in bronze as a string', async () => {
  const odd = patientEvent('e1').replace(/\}$/, ',"extension":"\\ud800"}');
  await ingest()(kinesisEvent([odd, patientEvent('e2')]));
  expect(await silver('patient')).toHaveLength(2);
  const [first, second] = await lines('bronze');
  expect(first).toMatchObject({ payload: odd });
  expect(second).toMatchObject({ event: JSON.parse(patientEvent('e2')) });
});

describe('silver rows', () => {
  test('are masked, typed and carry their lineage', async () => {
    await ingest()(kinesisEvent([patientEvent('e1'), encounterEvent('e2')]));
    const [patient] = await silver('patient');
    const patientToken = tokenize('patient_id', patientData.patient_id);
    expect(patient).toMatchObject({
      event_source: tokenize('event_source', 'urn:test'),
      event_id: tokenize('event_id', 'urn:test\ne1'),
      op: 'U',
      version_at: '2026-05-01 00:00:00',
      sequence: '1'.padStart(64, '0'),
      shard_id: 'healthcare-events.shardId-000000000000',
      arrived_at: '2026-06-01 10:59:59.5',
      patient_id: patientToken,
      birth_date: '2014-**-**',
      ssn: '***-**-5017',
      first_name: 'M***',
      last_name: 'M***',
      city: 'Somerville',
      state: 'MA',
    });
    expect(Object.keys(patient ?? {})).not.toEqual(expect.arrayContaining(['street']));
    const [encounter] = await silver('encounter');
    expect(encounter).toMatchObject({
      patient_id: patientToken,
      version_at: '2023-01-27 16:17:47',
      started_at: '2023-01-27 16:17:47',
      total_claim_cost: '3798.09',
      base_encounter_cost: '77.49',
    });
    expect(encounter?.object_key).toBe((await keys('silver')).find((key) => key.includes('/encounter/')));
  });

  test('keep decimals and times exact, before 1970 too', async () => {
    const data = {
      ...encounterData,
      started_at: '1925-03-01T23:59:59.123456-05:00',
      ended_at: undefined,
      base_encounter_cost: '0.1',
      total_claim_cost: '999999999999999.99',
    };
    await ingest()(kinesisEvent([encounterEvent('e1', data)]));
    expect(await silver('encounter')).toMatchObject([
      {
        started_at: '1925-03-02 04:59:59.123456',
        ended_at: null,
        base_encounter_cost: '0.10',
        total_claim_cost: '999999999999999.99',
      },
    ]);
  });
});

describe('a retry', () => {
  test('of the same batch writes the same keys and bytes, and finds them done', async () => {
    const event = kinesisEvent([patientEvent('e1'), 'broken']);
    await ingest()(event);
    const before = await Promise.all((await keys('silver')).map((key) => readFile(s3.objectPath('silver', key))));
    expect(await ingest()(event)).toEqual({ batchItemFailures: [] });
    const after = await Promise.all((await keys('silver')).map((key) => readFile(s3.objectPath('silver', key))));
    expect(after).toEqual(before);
    expect(counted.at(-1)?.objectsExisting).toBe(3);
  });

  test('starts at the first record whose hour could not be written, after a transport fault', async () => {
    const hour = 3_600_000;
    const event = kinesisEvent(
      [patientEvent('e1'), patientEvent('e2'), patientEvent('e3')],
      (index) => arrivedAt + index * hour,
    );
    const failing: PutObjectClient = {
      send: (command) => {
        if (command.input.Key?.includes('hr=11')) {
          return Promise.reject(Object.assign(new Error('slow down'), { name: 'SlowDown' }));
        }
        return s3.send(command);
      },
    };
    expect(await ingest({ s3: failing })(event)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect((await keys('bronze')).map((key) => key.slice(7, 27))).toEqual(['dt=2026-06-01/hr=10/']);
    expect(logged.join()).toContain('SlowDown');
    expect(logged.join()).not.toContain('slow down');
  });

  test('after a race with a delete (409) is made at once', async () => {
    let conflicts = 2;
    const racing: PutObjectClient = {
      send: (command) =>
        conflicts-- > 0
          ? Promise.reject(Object.assign(new Error('conflict'), { $metadata: { httpStatusCode: 409 } }))
          : s3.send(command),
    };
    expect(await ingest({ s3: racing })(kinesisEvent([patientEvent('e1')]))).toEqual({ batchItemFailures: [] });
  });
});

test('what was left out of a record stands in the vault by code and field, under the names of masked zones, and is counted', async () => {
  const wrong = { ...patientData, ssn: 'N/A', gender: 'Mosciski958' };
  await ingest()(kinesisEvent([patientEvent('e1', wrong), patientEvent('e2')]));
  const warned = (await keys('quarantine')).filter((key) => key.startsWith('warned/'));
  expect(warned).toHaveLength(1);
  const [line, ...more] = await lines('quarantine');
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    sequence: '1'.padStart(64, '0'),
    contract: 'patient',
    event_id: tokenize('event_id', 'urn:test\ne1'),
    reasons: [
      { code: 'schema.invalid_format', path: 'data.ssn' },
      { code: 'schema.not_in_value_set', path: 'data.gender' },
    ],
  });
  expect(JSON.stringify(line)).not.toMatch(/Mosciski958|N\/A|3edac2e3/);
  expect(counted).toMatchObject([
    { accepted: 2, rejected: 0, warningsByCode: { 'schema.invalid_format': 1, 'schema.not_in_value_set': 1 } },
  ]);
  expect(await silver('patient')).toMatchObject([{ ssn: null, gender: 'other' }, { ssn: '***-**-5017' }]);
});

test('what was spelled anew, which rules were noted and which records have fields of nobody are counted', async () => {
  const rules = rulesOfStage(
    registry,
    { profiles: { plain: { required: { 'patient.birth_date': 'note' } } }, stages: { test: { profile: 'plain' } } },
    'test',
  );
  const processRecord = createProcessRecord(registry, display, maskingTools(tokenize), { rules });
  const { birth_date: _unknown, ...unborn } = { ...patientData, birth_date: '' };
  const events = [
    patientEvent('e1', { ...unborn, state: 'Massachusetts', zip: '' }),
    patientEvent('e2', { ...patientData, shoe_size: 42 }),
  ];
  await ingest({ processRecord })(kinesisEvent(events));
  expect(counted).toMatchObject([
    {
      accepted: 1,
      rejected: 1,
      withUnknownFields: 1,
      notesByCode: { 'rule.birth_date_given': 1 },
      normalizedByKind: { value_set: 1, absent: 1 },
    },
  ]);
  const noted = (await lines('quarantine')).filter((line) => 'notes' in line);
  expect(noted).toMatchObject([{ reasons: [], notes: [{ code: 'rule.birth_date_given', path: 'data.birth_date' }] }]);
});

test('a fault in our own code sends the record to quarantine, not the shard into a loop', async () => {
  const faulty = createProcessRecord(
    registry,
    display,
    maskingTools(() => {
      throw new Error(`cannot tokenize ${patientData.patient_id}`);
    }),
  );
  expect(await ingest({ processRecord: faulty })(kinesisEvent([patientEvent('e1')]))).toEqual({
    batchItemFailures: [],
  });
  expect(await lines('quarantine')).toMatchObject([{ reasons: [{ code: 'internal.fault', path: '' }] }]);
});

describe('records of two streams', () => {
  test('that stand under the same shard and sequence numbers are all kept, each under its own name', async () => {
    // Kinesis numbers the shards of every stream from 0; nothing keeps their sequence numbers apart.
    const batch = [patientEvent('e1'), patientEvent('e2')];
    for (const stream of ['healthcare-events', 'device-vitals']) await ingest({ stream })(kinesisEvent(batch));
    expect(counted.map(({ objectsExisting }) => objectsExisting)).toEqual([0, 0]);
    expect(new Set((await lines('bronze')).map(({ shard_id }) => shard_id))).toEqual(
      new Set(['healthcare-events.shardId-000000000000', 'device-vitals.shardId-000000000000']),
    );
    expect(await lines('bronze')).toHaveLength(4);
  });

  test('are taken on the stream of their contract alone: on another one they are refused with a reason', async () => {
    const stream = 'medical-claims';
    const processRecord = createProcessRecord(registry, display, maskingTools(tokenize), { stream });
    const claim = json(cloudEvent('claim', { claim_id: 'c1', patient_id: 'p1', service_at: '2026-01-01T00:00:00Z' }));
    await ingest({ stream, processRecord })(kinesisEvent([patientEvent('e1'), claim]));
    expect(counted).toMatchObject([{ accepted: 1, rejected: 1, rejectedByCode: { 'envelope.wrong_stream': 1 } }]);
    expect(await lines('quarantine')).toMatchObject([
      { contract: 'patient', reasons: [{ code: 'envelope.wrong_stream', path: 'type' }] },
    ]);
  });
});
