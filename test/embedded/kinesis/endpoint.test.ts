import { execFile } from 'node:child_process';
import { createHash, createHmac, hash } from 'node:crypto';
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessKey, newAccessKey } from '../../../embedded/kinesis/endpoint/access-key.ts';
import { type KinesisEndpoint, openKinesisEndpoint } from '../../../embedded/kinesis/endpoint/endpoint.ts';
import { EmbeddedKinesis } from '../../../embedded/kinesis/kinesis.ts';
import { ensurePython, hasPython } from '../../../tools/python/python-environment.ts';
import { enginesRequired } from '../../engines-required.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const key = newAccessKey();
const stream = { name: 'events', shardCount: 1, retentionHours: 24 };
const faults: unknown[] = [];
let kinesis: EmbeddedKinesis;
let endpoint: KinesisEndpoint;

beforeAll(async () => {
  kinesis = await EmbeddedKinesis.open(await temporaryDirectory(), { streams: [stream] });
  endpoint = await openKinesisEndpoint({ kinesis, key, port: 0, onFault: (error) => faults.push(error) });
});

afterAll(async () => {
  await endpoint.close();
  await kinesis.close();
});

interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Signing {
  readonly by?: AccessKey;
  readonly at?: Date;
  readonly service?: string;
  readonly host?: string;
  readonly more?: Readonly<Record<string, string>>;
  /** Headers that are sent and not signed. */
  readonly unsigned?: readonly string[];
}

const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();

/** A request as an SDK would sign it, written anew from the rules: what the endpoint verifies with is not asked. */
function signed(operation: string, input: unknown, signing: Signing = {}): Signed {
  const { by = key, at = new Date(), service = 'kinesis', more = {}, unsigned = [] } = signing;
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const time = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/eu-central-1/${service}/aws4_request`;
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: signing.host ?? new URL(endpoint.url).host,
    'x-amz-date': time,
    'x-amz-target': `Kinesis_20131202.${operation}`,
    ...more,
  };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const list = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = ['POST', '/', '', lines, list, hash('sha256', body)].join('\n');
  const derived = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${by.secretAccessKey}`);
  const signature = hmac(derived, ['AWS4-HMAC-SHA256', time, scope, hash('sha256', canonical)].join('\n'));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${by.accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature.toString('hex')}`;
  return { headers, body };
}

interface Answer {
  readonly status: number | undefined;
  readonly body: Record<string, unknown>;
}

function ask({ headers, body }: { readonly headers: OutgoingHttpHeaders; readonly body: string }, method = 'POST') {
  return new Promise<Answer>((resolve, reject) => {
    const asking = httpRequest(endpoint.url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

const record = { StreamName: stream.name, PartitionKey: 'k', Data: Buffer.from('one').toString('base64') };
const put = (signing?: Signing) => signed('PutRecord', record, signing);
const held = () => kinesis.stream(stream.name).shards[0]?.nextPosition;

test('a signed record is in the stream when the answer comes', async () => {
  const before = held() ?? 0;
  const { status, body } = await ask(put());
  expect([status, body.ShardId]).toEqual([200, 'shardId-000000000000']);
  expect(held()).toBe(before + 1);
});

describe('nothing enters the stream', () => {
  const other = newAccessKey();
  const tampered = (change: (request: Signed) => Signed, signing?: Signing) => () => change(put(signing));
  const sent = JSON.stringify(record);
  const evil = sent.replace('"k"', '"evil"');
  test.each<[string, string, () => Signed]>([
    [
      'of a stranger',
      'MissingAuthenticationTokenException',
      tampered(({ headers: { authorization: _, ...headers }, body }) => ({ headers, body })),
    ],
    ['with another access key', 'UnrecognizedClientException', () => put({ by: other })],
    [
      'with a secret that is not the key’s',
      'InvalidSignatureException',
      () => put({ by: { ...other, accessKeyId: key.accessKeyId } }),
    ],
    [
      'whose body was changed on the way',
      'InvalidSignatureException',
      tampered(({ headers }) => ({ headers, body: evil })),
    ],
    [
      'whose body was changed behind a hash that was signed',
      'InvalidSignatureException',
      tampered(({ headers }) => ({ headers, body: evil }), {
        more: { 'x-amz-content-sha256': createHash('sha256').update(sent).digest('hex') },
      }),
    ],
    [
      'whose body nobody signed',
      'InvalidSignatureException',
      () => put({ more: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    ],
    ['whose operation nobody signed', 'IncompleteSignatureException', () => put({ unsigned: ['x-amz-target'] })],
    ['whose host nobody signed', 'IncompleteSignatureException', () => put({ unsigned: ['host'] })],
    ['signed for another service', 'IncompleteSignatureException', () => put({ service: 's3' })],
    ['of an hour ago', 'RequestExpired', () => put({ at: new Date(Date.now() - 3_600_000) })],
    ['of tomorrow', 'RequestExpired', () => put({ at: new Date(Date.now() + 86_400_000) })],
    [
      'dated otherwise than it was signed',
      'InvalidSignatureException',
      tampered(({ headers, body }) => ({
        headers: {
          ...headers,
          'x-amz-date': String(headers['x-amz-date']).replace(/\d\dZ$/, (end) => (end === '00Z' ? '01Z' : '00Z')),
        },
        body,
      })),
    ],
    [
      'without a scheme',
      'IncompleteSignatureException',
      tampered(({ headers, body }) => ({ headers: { ...headers, authorization: 'Basic YTpi' }, body })),
    ],
    [
      'by a name that somebody pointed at this machine',
      'AccessDeniedException',
      () => put({ host: `evil.example:${endpoint.port}` }),
    ],
    ['as CBOR', 'UnknownOperationException', () => put({ more: { 'content-type': 'application/x-amz-cbor-1.1' } })],
    ['by an operation there is none of', 'UnknownOperationException', () => signed('DeleteStream', record)],
    ['by a word that every object has', 'UnknownOperationException', () => signed('constructor', record)],
    ['that is no JSON', 'SerializationException', () => signed('PutRecord', '{"Data":')],
    ['whose bytes are no base64', 'SerializationException', () => signed('PutRecord', { ...record, Data: '%%' })],
    [
      'of a stream there is none of',
      'ResourceNotFoundException',
      () => signed('PutRecord', { ...record, StreamName: 'x' }),
    ],
    ['longer than any request', 'InvalidArgumentException', () => signed('PutRecord', ' '.repeat(17 * 1024 * 1024))],
  ])('%s: %s', async (_request, name, make) => {
    const before = held();
    const { status, body } = await ask(make());
    expect(body.__type).toBe(name);
    expect(status).toBe(name === 'AccessDeniedException' ? 403 : 400);
    expect(held()).toBe(before);
  });

  test('by GET, as a link would ask', async () => {
    const { headers } = put();
    expect((await ask({ headers, body: '' }, 'GET')).body.__type).toBe('UnknownOperationException');
  });

  test('by somebody who speaks no HTTP, and the next one is served', async () => {
    for (const noise of ['\0\0\0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense', 'GET']) {
      const socket = connect(endpoint.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise<void>((resolve) => socket.end(noise, resolve));
      socket.destroy();
    }
    expect((await ask(put())).status).toBe(200);
  });
});

test('an answer tells nothing of a record, also when the stream fails', async () => {
  const failing = await openKinesisEndpoint({
    kinesis: { send: async () => Promise.reject(new TypeError('cannot read Jane Doe')) },
    key,
    port: 0,
    onFault: (error) => faults.push(error),
  });
  const { headers, body } = put({ host: new URL(failing.url).host });
  const answer = await fetch(failing.url, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([
    500,
    { __type: 'InternalFailure', message: 'The request failed (TypeError).' },
  ]);
  expect(faults).toEqual([new TypeError('cannot read Jane Doe')]);
  await failing.close();
});

test('who closes it waits for records that are on their way, and takes no more', async () => {
  let write: () => void = () => undefined;
  const isWritten = new Promise<void>((resolve) => {
    write = resolve;
  });
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = await openKinesisEndpoint({
    kinesis: {
      send: async () => {
        begun();
        await isWritten;
        return { $metadata: {}, SequenceNumber: '1' };
      },
    },
    key,
    port: 0,
  });
  const { headers, body } = put({ host: new URL(slow.url).host });
  const answer = fetch(slow.url, { method: 'POST', headers, body });
  await hasBegun;
  const closed = slow.close(60_000);
  await expect(fetch(slow.url, { method: 'POST', headers, body })).rejects.toThrow();
  write();
  expect(await (await answer).json()).toEqual({ SequenceNumber: '1' });
  await closed;
});

const isHere = enginesRequired || (await hasPython('emulator'));
test.skipIf(!isHere)('botocore puts and reads as it does on AWS', async () => {
  const python = join(await ensurePython('emulator'), 'python');
  const script = `
import botocore.session, json, sys
url, key, secret = sys.argv[1:]
client = botocore.session.get_session().create_client('kinesis', region_name='eu-west-2', endpoint_url=url,
    aws_access_key_id=key, aws_secret_access_key=secret)
answer = client.put_records(StreamName='events', Records=[{'Data': b'\\x00\\xff', 'PartitionKey': 'p'}] * 3)
shard = client.list_shards(StreamName='events')['Shards'][0]['ShardId']
start = client.get_shard_iterator(StreamName='events', ShardId=shard, ShardIteratorType='AT_SEQUENCE_NUMBER',
    StartingSequenceNumber=answer['Records'][0]['SequenceNumber'])['ShardIterator']
read = client.get_records(ShardIterator=start)['Records']
try:
    client.describe_stream_summary(StreamName='absent')
except client.exceptions.ResourceNotFoundException as error:
    refused = error.response['Error']['Code']
print(json.dumps([answer['FailedRecordCount'], [r['Data'].hex() for r in read], read[0]['ApproximateArrivalTimestamp'].year,
    client.list_streams()['StreamNames'], refused]))`;
  const { stdout } = await promisify(execFile)(python, [
    '-c',
    script,
    endpoint.url,
    key.accessKeyId,
    key.secretAccessKey,
  ]);
  expect(JSON.parse(stdout)).toEqual([
    0,
    ['00ff', '00ff', '00ff'],
    new Date().getUTCFullYear(),
    ['events'],
    'ResourceNotFoundException',
  ]);
});
