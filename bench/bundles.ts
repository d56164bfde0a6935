import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createApp } from '../lib/app.ts';
import { generatedEncounters, kinesisEvents } from './encounter-events.ts';

const rounds = 5;
/** The mapping hands over 1,000 records at most, and Lambda 6 MB, base64 and addresses included. */
const batches = { 'full batch, 1,000 records': 1000, '6 MB of payload, 4,500 records': 4500 };

/** What a fresh process prints of one function: see `invoke.cjs` below. */
interface ColdStart {
  readonly importMs: number;
  readonly firstMs: number | null;
  /** Peak of the resident set, MiB. */
  readonly peakMiB: number;
}

/**
 * The bundles that CDK deploys: size, the time a fresh Node process takes to import one, and memory at a full batch.
 * S3 and Secrets Manager are answered by a server of this process, so the first invocation includes real requests.
 */
export async function benchBundles(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-bundles-'));
  const server = await answerAws();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const script = join(scratch, 'invoke.cjs');
    writeFileSync(script, invokeScript);
    print(`bundles of the functions, Node ${process.versions.node}, median of ${rounds} fresh processes`);
    for (const { name, directory } of deployedBundles(join(scratch, 'cdk.out'))) {
      const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      const paths = files.map((file) => join(file.parentPath, file.name));
      const bytes = paths.reduce((total, path) => total + statSync(path).size, 0);
      const zipped = paths.reduce((total, path) => total + gzipSync(readFileSync(path)).length, 0);
      const imports = await repeat(() => coldStart(script, directory, endpoint, null));
      print(
        `  ${name.padEnd(16)}${mebibytes(bytes)} (zipped about ${mebibytes(zipped)}), import ${median(imports.map(({ importMs }) => importMs)).toFixed(0)} ms, ` +
          `${median(imports.map(({ peakMiB }) => peakMiB)).toFixed(0)} MiB`,
      );
      if (name !== 'ingest-events') continue;
      for (const [label, records] of Object.entries(batches)) {
        const event = join(scratch, `${records}.json`);
        writeFileSync(event, JSON.stringify(kinesisEvents(await generatedEncounters(records), records)[0]));
        const starts = await repeat(() => coldStart(script, directory, endpoint, event));
        print(
          `    ${label}: first invocation ${median(starts.map(({ firstMs }) => firstMs ?? Number.NaN)).toFixed(0)} ms, ` +
            `peak ${median(starts.map(({ peakMiB }) => peakMiB)).toFixed(0)} MiB`,
        );
      }
    }
  } finally {
    server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What a template says of a function. */
interface FunctionResource {
  readonly Type: string;
  readonly Properties?: { readonly FunctionName?: unknown; readonly Code?: { readonly S3Key?: unknown } };
}

/** The functions of one stage as CDK bundles them: an asset is called by its hash, in the template and in the folder. */
function deployedBundles(outdir: string): { readonly name: string; readonly directory: string }[] {
  const { stacksRecursively: stacks } = createApp({ outdir, context: { stage: 'staging' } }).synth();
  return stacks.flatMap(({ template }) =>
    Object.values<FunctionResource>(template.Resources).flatMap(({ Type, Properties }) => {
      const { FunctionName: name, Code } = Properties ?? {};
      if (Type !== 'AWS::Lambda::Function' || typeof name !== 'string') return [];
      const directory = join(outdir, `asset.${String(Code?.S3Key).replace('.zip', '')}`);
      return [{ name: name.replace('medstream-staging-', ''), directory }];
    }),
  );
}

const invokeScript = `
const began = performance.now();
const { handler } = require(process.argv[2]);
const importMs = performance.now() - began;
const finish = (firstMs) => {
  process.stdout.write('\\n' + JSON.stringify({ importMs, firstMs, peakMiB: process.resourceUsage().maxRSS / 1024 }));
  process.exit();
};
if (process.argv[3] === undefined) finish(null);
else {
  const event = JSON.parse(require('node:fs').readFileSync(process.argv[3], 'utf8'));
  const context = { awsRequestId: 'bench', functionName: 'bench', memoryLimitInMB: '1769', getRemainingTimeInMillis: () => 60000 };
  const invoked = performance.now();
  handler(event, context).then(({ batchItemFailures }) => {
    if (batchItemFailures.length > 0) throw new Error('the batch failed');
    finish(performance.now() - invoked);
  });
}
`;

function coldStart(script: string, directory: string, endpoint: string, event: string | null): Promise<ColdStart> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, join(directory, 'index.js'), ...(event === null ? [] : [event])], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        AWS_S3_FORCE_PATH_STYLE: 'true',
        POWERTOOLS_LOG_LEVEL: 'SILENT',
        BRONZE_BUCKET: 'bronze',
        SILVER_BUCKET: 'silver',
        GOLD_BUCKET: 'gold',
        QUARANTINE_BUCKET: 'quarantine',
        TOKEN_KEY_SECRET: 'token-key',
        LOADER_USER: 'IAMR:medstream-load-warehouse',
        RECONCILER_USER: 'IAMR:medstream-reconcile-stores',
        AUDITOR_USER: 'IAMR:medstream-audit-warehouse',
        SMOKE_USER: 'IAMR:medstream-smoke',
        WAREHOUSE_ROOT: fileURLToPath(new URL('../warehouse/', import.meta.url)),
      },
    });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
      else reject(new Error(`${directory}: the function ended with ${code}`));
    });
  });
}

/** Answers every PutObject with 200 and every GetSecretValue with a token key. */
async function answerAws(): Promise<Server> {
  const secret = JSON.stringify({
    SecretString: JSON.stringify({ version: 'v1', issuer: 'bench', key: '0'.repeat(64) }),
  });
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(request.headers['x-amz-target'] === undefined ? '' : secret);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

async function repeat<T>(work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await work());
  return results;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
