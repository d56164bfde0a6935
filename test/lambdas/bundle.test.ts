import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medstream-bundle-'));
  cpSync(join(root, 'warehouse'), join(folder, 'warehouse'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a deployment tells each function. A function that is missing here fails the first test. */
const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apply-schema': {
    WAREHOUSE_ROOT: 'warehouse',
    ADMIN_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin',
    LOADER_USER: 'IAMR:medstream-dev-load-warehouse',
    RECONCILER_USER: 'IAMR:medstream-dev-reconcile-stores',
    AUDITOR_USER: 'IAMR:medstream-dev-audit-warehouse',
    SMOKE_USER: 'IAMR:medstream-dev-smoke',
  },
  'audit-warehouse': { WAREHOUSE_ROOT: 'warehouse' },
  'ingest-events': {
    STREAM: 'healthcare-events',
    BRONZE_BUCKET: 'bronze',
    SILVER_BUCKET: 'silver',
    GOLD_BUCKET: 'gold',
    QUARANTINE_BUCKET: 'quarantine',
    TOKEN_KEY_SECRET: 'token-key',
    STAGE: 'prod',
    LAMBDA_TASK_ROOT: '.',
  },
  'ingest-files': {
    STAGE: 'dev',
    LANDING_BUCKET: 'l',
    SILVER_BUCKET: 'silver',
    TOKEN_KEY_SECRET: 'key',
    LAMBDA_TASK_ROOT: '.',
  },
  'load-warehouse': { SILVER_BUCKET: 'silver', WAREHOUSE_ROOT: 'warehouse' },
  'reconcile-stores': { SILVER_BUCKET: 'silver', WAREHOUSE_ROOT: 'warehouse' },
};

const createRequireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

interface Bundle {
  readonly file: string;
  readonly warnings: readonly string[];
}

const bundles = new Map<string, Promise<Bundle>>();

/** The file that a deployment ships, and what the bundler warned of; made once. */
function bundle(name: string, format: 'cjs' | 'esm'): Promise<Bundle> {
  const known = bundles.get(`${name} ${format}`) ?? makeBundle(name, format);
  bundles.set(`${name} ${format}`, known);
  return known;
}

async function makeBundle(name: string, format: 'cjs' | 'esm'): Promise<Bundle> {
  const file = join(folder, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const { warnings } = await build({
    entryPoints: [join(root, 'lambdas', name, 'index.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format,
    minify: true,
    keepNames: true,
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    ...(format === 'esm' ? { banner: { js: createRequireBanner } } : {}),
  });
  return { file, warnings: warnings.map(({ text }) => text) };
}

/** Imports a bundle in a process of its own, beside its copy of the SQL, as Lambda does. */
async function importAlone(file: string, environment: Readonly<Record<string, string>>): Promise<string> {
  // Node prints the line of an error before its text, and a bundle is one line of a megabyte.
  const script = `import(${JSON.stringify(file)}).then(
    (module) => process.stdout.write(typeof (module.handler ?? module.default?.handler)),
    (error) => {
      process.stderr.write(error.message);
      process.exitCode = 1;
    },
  )`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    env: { AWS_REGION: 'eu-west-1', ...environment },
    // Node shows the line that threw, and a bundle is one line.
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

test('every function of the repository is bundled here', () => {
  const functions = readdirSync(join(root, 'lambdas'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'shared' ? [entry.name] : [],
  );
  expect(Object.keys(environments)).toEqual(functions.sort());
});

describe.each(Object.entries(environments))('%s', (name, environment) => {
  test.each(['cjs', 'esm'] as const)('as %s stands alone in a fresh process', async (format) => {
    const { file, warnings } = await bundle(name, format);
    expect(warnings).toEqual([]);
    expect(await importAlone(file, environment)).toBe('function');
    expect(gzipSync(readFileSync(file)).length).toBeLessThan(5 * 1024 * 1024);
  });
});

// The function of the stream reads its settings with its secret, at its first event.
test.each([
  ['apply-schema', 'WAREHOUSE_ROOT'],
  ['apply-schema', 'LOADER_USER'],
  ['apply-schema', 'RECONCILER_USER'],
  ['apply-schema', 'AUDITOR_USER'],
  ['apply-schema', 'SMOKE_USER'],
  ['audit-warehouse', 'WAREHOUSE_ROOT'],
  ['load-warehouse', 'WAREHOUSE_ROOT'],
  ['load-warehouse', 'SILVER_BUCKET'],
  ['reconcile-stores', 'WAREHOUSE_ROOT'],
  ['reconcile-stores', 'SILVER_BUCKET'],
])('%s without %s says so when it starts', async (name, variable) => {
  const { file } = await bundle(name, 'cjs');
  const { [variable]: _left, ...others } = environments[name] ?? {};
  await expect(importAlone(file, others)).rejects.toThrow(`environment variable ${variable} is not set`);
});

/** A value that every service of the server below quotes in its errors, and a database in its own. */
const quoted = 'Maynard46';

/** An AWS that refuses everything in words that quote a record; the warehouse takes statements, which then fail. */
async function quotingAws(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const target = String(request.headers['x-amz-target'] ?? '');
      const json = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
      const failed = { Status: 'FAILED', Error: `ERROR: Invalid digit, Value '${quoted}', Pos 0, Type: Integer` };
      if (target.endsWith('.DescribeStatement')) json(200, { Id: 'q', ...failed, SubStatements: [failed] });
      else if (target.endsWith('ExecuteStatement')) json(200, { Id: 'q' });
      else if (target !== '') json(400, { __type: 'InvalidRequestException', message: `cannot take ${quoted}` });
      else if (new URL(request.url ?? '', 'http://s3').searchParams.has('list-type')) {
        response.writeHead(200, { 'content-type': 'application/xml' });
        response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
      } else {
        response.writeHead(400, { 'content-type': 'application/xml' });
        response.end(`<Error><Code>InvalidArgument</Code><Message>cannot take ${quoted}</Message></Error>`);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** Invokes a bundle and says what it printed, its uncaught error included, which Lambda logs with all it holds. */
async function invokeAlone(file: string, environment: Readonly<Record<string, string>>, event: object) {
  const script = `
    const context = { awsRequestId: 'request', functionName: 'f', getRemainingTimeInMillis: () => 60_000 };
    const { handler, default: whole } = await import(${JSON.stringify(file)});
    try {
      await (handler ?? whole.handler)(${JSON.stringify(event)}, context);
      console.log('succeeded');
    } catch (error) {
      console.error(error, error.stack, JSON.stringify({ errorType: error.name, errorMessage: error.message, ...error }));
    }`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    env: { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ...environment },
  });
  return stdout + stderr;
}

test.each([
  ['apply-schema', {}, 'warehouse/models/audit/schema-file.sql could not be applied; Warehouse statement 1 (', '22P02'],
  ['audit-warehouse', {}, 'Warehouse statement 1 (query) failed: a text is no value', '22P02'],
  ['load-warehouse', {}, 'Warehouse statement 1 (query) failed: a text is no value', '22P02'],
  ['ingest-events', { Records: [] }, 'failed with InvalidRequestException', 'left out'],
])('%s lets no text out that a service or the database quotes a record in', async (name, event, told, detail) => {
  const aws = await quotingAws();
  try {
    const { file } = await bundle(name, 'cjs');
    const printed = await invokeAlone(file, { ...environments[name], AWS_ENDPOINT_URL: aws.url }, event);
    expect(printed).not.toContain(quoted);
    expect(printed).toContain(told);
    expect(printed).toContain(detail);
    expect(printed).not.toContain('succeeded');
  } finally {
    aws.close();
  }
});
