import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloudEvent, kinesisEvent, patientData } from './kinesis-event.ts';

/** What the function asked of AWS: a loopback server that answers GetSecretValue and PutObject as the services do. */
const requests: { method: string; path: string; ifNoneMatch: string | undefined }[] = [];
let secret: string | null = null;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
        response.writeHead(secret === null ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(
          JSON.stringify(secret === null ? { __type: 'ResourceNotFoundException' } : { SecretString: secret }),
        );
        return;
      }
      const ifNoneMatch = request.headers['if-none-match'];
      requests.push({ method: request.method ?? '', path: (request.url ?? '').split('?')[0] ?? '', ifNoneMatch });
      if (request.method === 'GET') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { etag: '"0"' }).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STREAM: 'healthcare-events',
    BRONZE_BUCKET: 'bronze',
    SILVER_BUCKET: 'silver',
    GOLD_BUCKET: 'gold',
    QUARANTINE_BUCKET: 'quarantine',
    TOKEN_KEY_SECRET: 'token-key',
    STAGE: 'dev',
    LAMBDA_TASK_ROOT: '.',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

test('the deployed entry point runs the batch with AWS clients, fails while it cannot start, and logs no record', async () => {
  const printed: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(' ')));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const { handler } = await import('../../../lambdas/ingest-events/index.ts');
  const context = {
    awsRequestId: 'request',
    functionName: 'ingest-events',
    getRemainingTimeInMillis: () => 30_000,
  } as Context;
  const event = kinesisEvent([JSON.stringify(cloudEvent('patient', patientData)), 'not json']);

  await expect(handler(event, context)).rejects.toThrow();

  secret = JSON.stringify({ version: 'v1', issuer: 'test', key: '00'.repeat(32) });
  expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
  write.mockRestore();

  expect(requests.map(({ method, path }) => `${method} ${path.split('/')[1]}`).sort()).toEqual([
    'GET silver',
    'GET silver',
    'PUT bronze',
    'PUT quarantine',
    'PUT silver',
  ]);
  const writes = requests.filter(({ method }) => method === 'PUT');
  expect(writes.every(({ ifNoneMatch }) => ifNoneMatch === '*')).toBe(true);
  const output = printed.join('\n');
  expect(output).toContain('batch ingested');
  expect(output).toContain('RecordsQuarantined');
  for (const secretValue of ['Maynard46', '999-17-5017', '3edac2e3', '00'.repeat(16)])
    expect(output).not.toContain(secretValue);
});
