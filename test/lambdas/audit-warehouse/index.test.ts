import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { metrics } from '../../../contracts/platform/metrics.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { readAuditScans } from '../../../lambdas/audit-warehouse/audit-scans.ts';

const warehouseRoot = fileURLToPath(new URL('../../../warehouse/', import.meta.url));
const scans = readAuditScans(warehouseRoot);

/** What the function asked of AWS: a loopback server that answers as the Data API does, with the rows of `answers`. */
const asked: string[] = [];
const printed: string[] = [];
let answers: (sql: string) => Record<string, string | number | null>[];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const action = String(request.headers['x-amz-target']).replace('RedshiftData.', '');
      const { Sql, Sqls, Id } = JSON.parse(body);
      const json = (value: object) =>
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value));
      if (action === 'ExecuteStatement' || action === 'BatchExecuteStatement') {
        asked.push(Sql ?? Sqls[0]);
        json({ Id: String(asked.length - 1) });
      } else if (action === 'DescribeStatement') json({ Id, Status: 'FINISHED', HasResultSet: true });
      else {
        const rows = answers(asked[Number(Id)] ?? '');
        const names = Object.keys(rows[0] ?? {});
        const field = (value: string | number | null | undefined) =>
          value === null ? { isNull: true } : typeof value === 'number' ? { longValue: value } : { stringValue: value };
        json({
          ColumnMetadata: names.map((name) => ({ name })),
          Records: rows.map((row) => names.map((name) => field(row[name]))),
        });
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
    WAREHOUSE_ROOT: warehouseRoot,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
beforeEach(() => {
  asked.length = 0;
  printed.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(' ')));
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  server.close();
});

const context = {
  awsRequestId: 'request',
  functionName: 'audit-warehouse',
  getRemainingTimeInMillis: () => 900_000,
} as Context;
const invoke = async (event: unknown) => {
  const { handler } = await import('../../../lambdas/audit-warehouse/index.ts');
  return handler(event, context);
};

/** Every metric that was written, by name, and the dimensions of each. */
function written(): { readonly values: Record<string, unknown>; readonly dimensions: unknown[] } {
  const documents = printed.flatMap((line) => (line.includes('CloudWatchMetrics') ? [JSON.parse(line)] : []));
  for (const document of documents) {
    expect(document._aws.CloudWatchMetrics[0].Namespace).toBe(metrics.namespace);
    expect(document[metrics.dimension]).toBe(schedules.auditWarehouse.function);
  }
  return {
    values: Object.assign({}, ...documents),
    dimensions: documents.map((document) => document._aws.CloudWatchMetrics[0].Dimensions),
  };
}

const now = () => new Date().toISOString().replace('T', ' ').replace('Z', '');
const isView = (sql: string) => sql.includes('reporting.audited_table');
const audited = (table: string, broken: string | null = null) => ({
  table_name: table,
  invariants: 10,
  broken,
  checked_at: now(),
  held_at: now(),
});

test('the schedule lets every table be checked by itself, and every metric is written', async () => {
  const tables = [audited('all tables'), ...scans.map(({ table }) => audited(table))];
  answers = (sql) => (isView(sql) ? tables : []);
  expect(await invoke(schedules.auditWarehouse.input)).toEqual({ checked: scans.length, left: 0 });
  expect(asked.filter((sql) => sql.includes('-- check '))).toHaveLength(scans.length);
  const { values } = written();
  expect(values).toMatchObject({
    [metrics.audit.tablesChecked]: scans.length,
    [metrics.audit.tablesLeft]: 0,
    [metrics.audit.invariantsBroken]: 0,
    [metrics.audit.wholeHeld]: 1,
  });
});

test('what is broken is told by name in log and metrics, and fails the invocation', async () => {
  const name = 'I9 of star.fact_encounter';
  answers = (sql) => {
    if (isView(sql)) return [audited('all tables', name), audited('star.fact_encounter', name)];
    return sql.includes('-- check star.fact_encounter') ? [{ invariant: name, violations: 3 }] : [];
  };
  await expect(invoke({})).rejects.toThrow(`1 of 10 invariants of the warehouse are broken: ${name}.`);
  const { values, dimensions } = written();
  expect(values).toMatchObject({
    [metrics.audit.tablesChecked]: scans.length,
    [metrics.audit.tablesLeft]: 0,
    [metrics.audit.invariantsBroken]: 1,
    [metrics.audit.wholeHeld]: 0,
    [metrics.audit.violationsByInvariant]: 3,
    invariant: name,
  });
  expect(JSON.stringify(dimensions)).toContain('invariant');
  const logged = printed.find((line) => line.includes('an invariant is broken'));
  expect(JSON.parse(logged ?? '{}')).toMatchObject({
    invariant: 'I9',
    table: 'star.fact_encounter',
    violations: 3,
  });
  expect(asked.filter((sql) => sql.startsWith('INSERT INTO audit.whole_check'))).toHaveLength(scans.length);
});

test('an event with anything else in it is refused, and nothing of it is logged', async () => {
  await expect(invoke({ patient: 'Maynard46' })).rejects.toThrow('does not understand its event');
  expect(asked).toEqual([]);
  expect(printed.join()).not.toContain('Maynard46');
});
