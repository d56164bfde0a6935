import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { metrics } from '../../../contracts/platform/metrics.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';

/** What the function asked of AWS: a loopback server that answers as S3 does for a bucket without the object. */
const requests: string[] = [];
const printed: string[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests.push(`${request.method} ${new URL(request.url ?? '', 'http://s3').pathname}`);
      response.writeHead(404, { 'content-type': 'application/xml' });
      response.end('<Error><Code>NoSuchKey</Code><Message>no</Message></Error>');
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
    SILVER_BUCKET: 'silver',
    WAREHOUSE_ROOT: fileURLToPath(new URL('../../../warehouse/', import.meta.url)),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
beforeEach(() => {
  requests.length = 0;
  printed.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(' ')));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  server.close();
});

const context = { awsRequestId: 'request', functionName: 'reconcile-stores' } as Context;
const invoke = async (event: unknown) => {
  const { handler } = await import('../../../lambdas/reconcile-stores/index.ts');
  return handler(event, context);
};

test('the function asks for the one object of the lake, and writes every metric of the comparison', async () => {
  expect(await invoke({ startedAt: '2026-01-07T01:00:00Z' })).toEqual({ compared: 0, differences: 0 });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatch(/^GET .*\/totals\/lake\.json$/);
  const [document] = printed.flatMap((line) => (line.includes('CloudWatchMetrics') ? [JSON.parse(line)] : []));
  expect(document._aws.CloudWatchMetrics[0].Namespace).toBe(metrics.namespace);
  expect(document[metrics.dimension]).toBe(schedules.reconcileStores.function);
  for (const name of Object.values(metrics.reconcile)) expect(document[name], name).toBe(0);
});

test('an event with anything else in it is refused, and nothing of it is logged', async () => {
  await expect(invoke({ patient: 'Maynard46' })).rejects.toThrow('does not understand its event');
  expect(requests).toEqual([]);
  expect(printed.join()).not.toContain('Maynard46');
});
