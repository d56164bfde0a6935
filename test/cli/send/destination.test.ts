import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { openDeployedDestination, openEmbeddedDestination } from '../../../cli/send/destination.ts';
import { registry } from '../../../contracts/registry.ts';
import { describeStop } from '../../../lambdas/shared/put-errors.ts';
import { putBatch } from '../../../lambdas/shared/put-records.ts';
import { dataOf, records } from '../../lambdas/shared/scripted-stream.ts';

const contract = registry.contractNamed('encounter');
const folder = await mkdtemp(join(tmpdir(), 'medstream-destination-'));
afterAll(() => rm(folder, { recursive: true }));

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Entry {
  readonly Data: string;
}

/** A service that speaks what Kinesis speaks, over plain HTTP/1.1. `answer`: HTTP status and body of a request. */
async function service(answer: (entries: readonly Entry[], turn: number) => [number, object]) {
  const seen: { readonly request: IncomingMessage; readonly streamName: string; readonly entries: readonly Entry[] }[] =
    [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { StreamName, Records } = JSON.parse(Buffer.concat(chunks).toString());
    const [status, body] = answer(Records, seen.length);
    seen.push({ request, streamName: StreamName, entries: Records });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const acceptAll = (entries: readonly Entry[]): [number, object] => [
  200,
  { FailedRecordCount: 0, Records: entries.map((_, index) => ({ SequenceNumber: `${index}`, ShardId: 's' })) },
];

const noPause = async () => undefined;
const credentials = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

describe('a deployed stage', () => {
  test('is reached over HTTP/1.1 at the endpoint of the option, or of the environment', async () => {
    const { url, seen } = await service(acceptAll);
    const options = { stage: 'emulator', data: folder };
    for (const [endpoint, environment] of [
      [url, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
      [undefined, { AWS_ENDPOINT_URL: url }],
      [undefined, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_KINESIS: url }],
    ] as const) {
      const destination = await openDeployedDestination({ ...options, endpoint, environment }, contract);
      expect(await putBatch(destination, records(3))).toEqual({ refused: [], stop: null });
      await destination.close();
    }
    expect(seen).toHaveLength(3);
    for (const { request, streamName, entries } of seen) {
      expect(request.httpVersion).toBe('1.1');
      expect(request.headers['x-amz-target']).toBe('Kinesis_20131202.PutRecords');
      expect(request.headers.authorization).toMatch(/Credential=test\/\d+\/us-east-1\/kinesis/);
      expect(streamName).toBe('medstream-emulator-healthcare-events');
      expect(entries.map(({ Data }) => Buffer.from(Data, 'base64').toString())).toEqual(dataOf(records(3)));
    }
  });

  test('is asked again after throttling and faults, and only for the entries that were refused', async () => {
    const { url, seen } = await service((entries, turn) => {
      if (turn === 0) return [400, { __type: 'ProvisionedThroughputExceededException', message: 'slow down' }];
      if (turn === 1) return [500, { __type: 'InternalFailure' }];
      if (turn > 2) return acceptAll(entries);
      const results = entries.map((_, index) =>
        index % 2 === 0 ? { SequenceNumber: '1' } : { ErrorCode: 'InternalFailure', ErrorMessage: 'x' },
      );
      return [200, { FailedRecordCount: 2, Records: results }];
    });
    const options = { stage: 'emulator', endpoint: url, data: folder, environment: {} };
    const destination = await openDeployedDestination(options, contract);
    expect(await putBatch({ ...destination, pause: noPause }, records(5))).toEqual({ refused: [], stop: null });
    expect(seen.map(({ entries }) => entries.length)).toEqual([5, 5, 5, 2]);
    await destination.close();
  });

  test('is waited for while nothing listens there', async () => {
    const { url, seen } = await service(acceptAll);
    const { port } = new URL(url);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const options = { stage: 'emulator', endpoint: url, data: folder, environment: {} };
    const destination = await openDeployedDestination(options, contract);
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      if (pauses === 3 && server !== undefined) {
        servers.push(server);
        await once(server.listen(Number(port), '127.0.0.1'), 'listening');
      }
    };
    expect(await putBatch({ ...destination, pause }, records(2))).toEqual({ refused: [], stop: null });
    expect([pauses, seen.length]).toEqual([3, 1]);
    await destination.close();
  });

  test.each([
    ['AccessDeniedException', /may not write to stream medstream-dev-healthcare-events .*kinesis:PutRecords/],
    ['ResourceNotFoundException', /there is no stream medstream-dev-healthcare-events .*Deploy the stage first/],
    ['ExpiredTokenException', /no valid AWS credentials .*ExpiredTokenException/],
    ['KMSDisabledException', /cannot use its KMS key \(KMSDisabledException\)/],
    ['ValidationException', /refused the request \(ValidationException\)/],
  ])('that answers %s ends the sending at once, with what to do and nothing of the answer', async (name, says) => {
    const { url, seen } = await service(() => [400, { __type: name, message: 'about patient 4711' }]);
    const options = { stage: 'dev', endpoint: url, data: folder, environment: {} };
    const before = { ...process.env };
    Object.assign(process.env, credentials);
    try {
      const destination = await openDeployedDestination(options, contract);
      const { refused, stop } = await putBatch(destination, records(2));
      expect(refused).toHaveLength(2);
      expect(seen).toHaveLength(1);
      expect(seen[0]?.request.headers.authorization).toContain('/eu-central-1/kinesis');
      const told = describeStop(stop, destination.where);
      expect(told).toMatch(says);
      expect(told).not.toContain('4711');
      await destination.close();
    } finally {
      process.env = before;
    }
  });

  test('must be named as stages are, and an endpoint must be a URL', async () => {
    const options = { stage: 'dev', endpoint: undefined, data: folder, environment: {} };
    await expect(openDeployedDestination({ ...options, stage: 'Dev/1' }, contract)).rejects.toThrow('--stage');
    await expect(openDeployedDestination({ ...options, endpoint: 'localhost:4566' }, contract)).rejects.toThrow(
      'localhost:4566 is no endpoint',
    );
  });
});

describe('the embedded runtime', () => {
  test('is held while records are sent, and let go afterwards', async () => {
    const data = await mkdtemp(join(folder, 'data-'));
    const destination = await openEmbeddedDestination(data, contract);
    await expect(openEmbeddedDestination(data, contract)).rejects.toThrow('in use by "medstream send"');
    expect(await putBatch(destination, records(4))).toEqual({ refused: [], stop: null });
    await destination.close();
    await (await openEmbeddedDestination(data, contract)).close();
  });

  test('and a deployed stage make the same keys from one data directory', async () => {
    const data = await mkdtemp(join(folder, 'data-'));
    const embedded = await openEmbeddedDestination(data, contract);
    await embedded.close();
    const options = { stage: 'emulator', endpoint: undefined, data, environment: {} };
    const deployed = await openDeployedDestination(options, contract);
    expect(deployed.keys.tokenize('patient_id', 'p1')).toBe(embedded.keys.tokenize('patient_id', 'p1'));
    await deployed.close();
  });
});
