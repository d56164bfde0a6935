import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { build } from 'esbuild';
import { layout } from '../contracts/platform/zones.ts';
import { contracts } from '../contracts/registry.ts';
import { hourPath } from '../domain/records/object-key.ts';
import { openWarehouseEngine, type WarehouseEngine } from '../embedded/redshift/engine.ts';
import { EmbeddedRedshiftData } from '../embedded/redshift/redshift-data.ts';
import { schemaContent } from '../embedded/redshift/schema-content.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sizes = [10_000, 100_000, 1_000_000];
/** Objects of all contracts in an hour: two a second. */
const anHour = 7200;
const shards = 2;
const firstHour = Date.parse('2026-01-01T00:00:00Z');
/** What Lambda allows. */
const timeoutMs = 900_000;
/**
 * Of the heap and of the half of its young generation: with code and buffers the process stays below 256 MiB. A heap that
 * needs more would die of it; without the second bound Node lets more garbage lie about where there is room for it.
 */
const heapMiB = 128;
const youngMiB = 8;

/**
 * A backlog worked off by the function as it is deployed: its bundle, in a process of its own that speaks HTTP to S3 and
 * to the Data API. The warehouse is the embedded one, and every statement runs, but for the batches that load: their
 * objects do not exist, so what they would have recorded is recorded in their place. Listings are synthetic: two objects a
 * second, over all contracts, hours and two shards.
 */
export async function benchBacklog(argument: string | undefined): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-backlog-'));
  try {
    const bundle = join(scratch, 'index.cjs');
    const entryPoints = [join(root, 'lambdas/load-warehouse/index.ts')];
    await build({ entryPoints, outfile: bundle, bundle: true, minify: true, platform: 'node', format: 'cjs' });
    const script = join(scratch, 'invoke.cjs');
    writeFileSync(script, invokeScript);
    print(`backlog of the load, ${contracts.length} contracts, heap of ${heapMiB} MiB`);
    for (const objects of argument === undefined ? sizes : [Number(argument)]) {
      await workOff(objects, { bundle, script, scratch });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Scene {
  readonly bundle: string;
  readonly script: string;
  readonly scratch: string;
}

/** What the process of the function tells of a step. */
interface Told {
  readonly invocations: number;
  readonly objects: number;
  readonly seconds: number;
  readonly peakMiB: number;
  readonly peakHeapMiB: number;
}

async function workOff(objects: number, { bundle, script, scratch }: Scene): Promise<void> {
  const engine = await openWarehouseEngine({
    directory: join(scratch, `warehouse-${objects}`),
    content: schemaContent(),
  });
  const account = new Account(engine, objects);
  const server = createServer((request, response) => void account.answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const bounds = [`--max-old-space-size=${heapMiB}`, `--max-semi-space-size=${youngMiB}`];
    const child = spawn(process.execPath, [...bounds, script, bundle, String(timeoutMs)], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        SILVER_BUCKET: 'silver',
        WAREHOUSE_ROOT: join(root, 'warehouse'),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const told = (event: object) =>
      new Promise<Told>((resolve, reject) => {
        child.once('message', (message) => resolve(message as Told));
        child.once('close', (code) => reject(new Error(`the function's process ended with ${code}`)));
        child.send(event);
      });
    const { invocations, ...all } = await told({});
    report(`${objects.toLocaleString('en-US')} objects`, all, `${invocations} invocations, ${account.loads} loads`);
    const { rows } = await engine.query<{ n: string }>('SELECT COUNT(*) AS n FROM audit.loaded_object');
    if (Number(rows[0]?.n) !== objects || all.objects !== objects) throw new Error(`${rows[0]?.n} objects were loaded`);
    account.objects += 120;
    report('  a minute later, 120 new', await told({ onlyIfChanged: true }));
    report('  a minute in which nothing came', await told({ onlyIfChanged: true }));
    child.disconnect();
  } finally {
    server.close();
    await engine.close();
  }
}

function report(what: string, { seconds, peakMiB, peakHeapMiB }: Omit<Told, 'invocations'>, more = ''): void {
  const memory = `peak ${peakMiB.toFixed(0)} MiB resident, ${peakHeapMiB.toFixed(0)} MiB heap`;
  print(`  ${what.padEnd(34)}${seconds.toFixed(1).padStart(8)} s   ${memory}${more === '' ? '' : `, ${more}`}`);
}

/** S3 and the Data API of an account whose silver bucket has so many objects. */
class Account {
  objects: number;
  loads = 0;
  readonly #engine: WarehouseEngine;
  readonly #redshift: EmbeddedRedshiftData;
  readonly #stored = new Map<string, string>();

  constructor(engine: WarehouseEngine, objects: number) {
    this.#engine = engine;
    this.objects = objects;
    const nothing = { resolveObject: () => '', listPrefix: () => [] };
    this.#redshift = new EmbeddedRedshiftData({ engine, ...nothing });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const target = request.headers['x-amz-target'];
    const url = new URL(request.url ?? '', 'http://s3');
    if (target !== undefined) return this.#dataApi(String(target).split('.')[1] ?? '', JSON.parse(body), response);
    const key = url.pathname.replace('/silver/', '');
    if (request.method === 'PUT') {
      this.#stored.set(key, body);
      response.end();
    } else if (url.searchParams.has('list-type')) {
      response.writeHead(200, { 'content-type': 'application/xml' }).end(this.#list(url.searchParams));
    } else {
      const stored = this.#stored.get(key);
      response.writeHead(stored === undefined ? 404 : 200).end(stored);
    }
  }

  #list(query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? '';
    const most = Number(query.get('max-keys') ?? 1000);
    const contract = prefix.split('/')[1] ?? '';
    const count = this.#ofContract(contract);
    const isAfter = (key: string) => key > (query.get('start-after') ?? '') && key >= prefix;
    const token = query.get('continuation-token');
    let at = token === null ? firstWhere(count, (index) => isAfter(keyOf(contract, index))) : Number(token);
    const entries: string[] = [];
    while (at < count && entries.length < most && keyOf(contract, at).startsWith(prefix)) {
      entries.push(
        `<Contents><Key>${keyOf(contract, at)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>40000</Size></Contents>`,
      );
      at += 1;
    }
    const isTruncated = at < count && keyOf(contract, at).startsWith(prefix);
    const next = isTruncated ? `<NextContinuationToken>${at}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`;
  }

  #ofContract(contract: string): number {
    const place = contracts.findIndex(({ name }) => name === contract);
    return place === -1 ? 0 : Math.floor((this.objects + contracts.length - 1 - place) / contracts.length);
  }

  async #dataApi(operation: string, input: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const answer = (body: object) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body, (_name, value) => (typeof value === 'bigint' ? Number(value) : value)));
    };
    if (operation === 'BatchExecuteStatement' && JSON.stringify(input.Sqls).includes('COPY staging.')) {
      await this.#recordLoad(input);
      return answer({ Id: 'load', Status: 'FINISHED' });
    }
    if (input.Id === 'load') return answer({ Id: 'load', Status: 'FINISHED' });
    const commands = {
      ExecuteStatement: () => this.#redshift.send(new ExecuteStatementCommand(input as never)),
      BatchExecuteStatement: () => this.#redshift.send(new BatchExecuteStatementCommand(input as never)),
      DescribeStatement: () => this.#redshift.send(new DescribeStatementCommand(input as never)),
      GetStatementResult: () => this.#redshift.send(new GetStatementResultCommand(input as never)),
    };
    const answered: object = await commands[operation as keyof typeof commands]();
    const withheld = ['CreatedAt', 'UpdatedAt', 'SubStatements', '$metadata'];
    answer(Object.fromEntries(Object.entries(answered).filter(([name]) => !withheld.includes(name))));
  }

  /** What the batch of a load would have written into the books. */
  async #recordLoad(input: Record<string, unknown>): Promise<void> {
    this.loads += 1;
    const [, key = '', contract = ''] = /s3:\/\/silver\/(manifests\/[0-9a-f]+\/([a-z0-9_]+)\.manifest)/.exec(
      JSON.stringify(input.Sqls),
    ) ?? ['', '', ''];
    const parameters = input.Parameters as { name: string; value: string }[];
    const loadId = parameters.find(({ name }) => name === 'load_id')?.value ?? '';
    const entries: { url: string }[] = JSON.parse(this.#stored.get(key) ?? '{"entries": []}').entries;
    this.#stored.delete(key);
    const keys = entries.map(({ url }) => url.replace('s3://silver/', ''));
    await this.#engine.query(
      `INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
       SELECT key, $2, $3, 1 FROM json_array_elements_text($1::json) AS key`,
      [JSON.stringify(keys), contract, loadId],
    );
    await this.#engine.query(
      `INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
       VALUES ($1, $2, $3, $3, $3, 0, 0, now())`,
      [loadId, contract, keys.length],
    );
  }
}

/** The key of the nth object of a contract; greater for a greater n. */
function keyOf(contract: string, index: number): string {
  const perHour = Math.ceil(anHour / contracts.length);
  const hour = hourOf(Math.floor(index / perHour));
  const shard = Math.floor(((index % perHour) * shards) / perHour);
  const sequence = String(index).padStart(56, '0');
  const path = `${hour}/shardId-${String(shard).padStart(12, '0')}`;
  return `${layout.changes.prefix}${contract}/${path}/${sequence}-${sequence}-0123456789ab.parquet`;
}

const hours: string[] = [];

/** `dt=…/hr=…` of the nth hour. */
function hourOf(place: number): string {
  hours[place] ??= hourPath(firstHour + place * 3_600_000);
  return hours[place];
}

/** The first number below `count` for which a condition holds that goes on to hold. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The function's process: invokes with the event that it is sent until nothing waits, and tells what that took. */
const invokeScript = `
const [bundle, timeoutMs] = process.argv.slice(2);
const { handler } = require(bundle);
let peak = 0, heap = 0;
setInterval(() => {
  const used = process.memoryUsage();
  peak = Math.max(peak, used.rss);
  heap = Math.max(heap, used.heapUsed);
}, 20).unref();
process.on('message', async (event) => {
  peak = heap = 0;
  const started = performance.now();
  let invocations = 0, objects = 0, waiting = 1;
  while (waiting > 0) {
    const began = performance.now();
    invocations += 1;
    const context = {
      awsRequestId: 'request-' + invocations,
      functionName: 'load-warehouse',
      getRemainingTimeInMillis: () => Number(timeoutMs) - (performance.now() - began),
    };
    const result = await handler(event, context);
    ({ waiting } = result);
    objects += result.objects;
  }
  const mebi = 2 ** 20;
  process.send({ invocations, objects, seconds: (performance.now() - started) / 1000, peakMiB: peak / mebi, peakHeapMiB: heap / mebi });
});
`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
