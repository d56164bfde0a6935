import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { metrics } from '../../../contracts/platform/metrics.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { contracts } from '../../../contracts/registry.ts';

/** What the function asked of AWS: a loopback server that answers as S3 does for an empty bucket with a note in it. */
const requests: string[] = [];
const printed: string[] = [];
let server: Server;

const note = JSON.stringify({
  setAside: 0,
  contracts: Object.fromEntries(contracts.map(({ name }) => [name, { newest: '', days: {} }])),
});

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const target = request.headers['x-amz-target'];
      const url = new URL(request.url ?? '', 'http://s3');
      requests.push(target === undefined ? `${request.method} ${url.pathname}` : String(target));
      if (target !== undefined) {
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ __type: 'ValidationException', message: 'asleep' }));
      } else if (url.searchParams.has('list-type')) {
        response.writeHead(200, { 'content-type': 'application/xml' });
        response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end(note);
      }
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

const context = { awsRequestId: 'request', functionName: 'load-warehouse' } as Context;
const invoke = async (event: unknown) => {
  const { handler } = await import('../../../lambdas/load-warehouse/index.ts');
  return handler(event, context);
};

/** Every metric that was written, by name. */
function written(): Record<string, unknown> {
  const documents = printed.flatMap((line) => (line.includes('CloudWatchMetrics') ? [JSON.parse(line)] : []));
  for (const document of documents) {
    expect(document._aws.CloudWatchMetrics[0].Namespace).toBe(metrics.namespace);
    expect(document[metrics.dimension]).toBe(schedules.loadWarehouse.function);
  }
  return Object.assign({}, ...documents);
}

test('a minute in which nothing came asks S3 alone, and writes every metric of the load', async () => {
  expect(await invoke(schedules.loadWarehouse.input)).toMatchObject({ loads: [], waiting: 0 });
  expect(requests.filter((request) => request.startsWith('RedshiftData'))).toEqual([]);
  expect(requests).toHaveLength(1 + 2 * contracts.length);
  const values = written();
  for (const name of Object.values(metrics.load)) expect(values[name], name).toBe(0);
});

test('the pipeline asks the warehouse, and a warehouse that does not answer fails it', async () => {
  await expect(invoke({})).rejects.toThrow(
    'The Redshift Data API did not take a query (ValidationException, HTTP 400)',
  );
  expect(requests).toContain('RedshiftData.ExecuteStatement');
  expect(printed.join()).not.toContain('asleep');
  expect(written()).not.toHaveProperty(metrics.load.oldestWaitingSeconds);
});

test('an event with anything else in it is refused, and nothing of it is logged', async () => {
  await expect(invoke({ onlyIfChanged: true, patient: 'Maynard46' })).rejects.toThrow('does not understand its event');
  expect(requests).toEqual([]);
  expect(printed.join()).not.toContain('Maynard46');
});
