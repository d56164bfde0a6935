import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { build } from 'esbuild';
import { countZones } from '../cli/run/reconcile.ts';
import { createStreamConsumers } from '../cli/run/stream-consumers.ts';
import { recordsPut } from '../cli/up/streams.ts';
import { openDataDirectory } from '../embedded/data-directory.ts';
import { openLake } from '../embedded/glue/lake-query.ts';
import { openKinesisEndpoint } from '../embedded/kinesis/endpoint/endpoint.ts';
import { buckets, openServices } from '../embedded/services.ts';
import { repositoryTerminology } from '../embedded/terminology-root.ts';
import type { FileWork } from '../lambdas/shared/file-metrics.ts';
import { lineOf } from './files/generated-file.ts';

const key = { accessKeyId: 'AKIABENCHFILES000000', secretAccessKey: 'bench-files' };
/** Records that wait for the function, beyond which the stream makes the reader wait. */
const mostWaiting = 20_000;
const gibibyte = 1024 ** 3;

interface Reading {
  readonly work: readonly FileWork[];
  readonly invocations: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

/**
 * A file of so many GB through the landing bucket: as it is, once more, packed under another name, cut in the middle, and
 * with one broken line. Time and memory are those of the process that reads; what became of the rows is counted in the zones.
 */
export async function benchFiles(argument = '0.2'): Promise<void> {
  const bytes = Number(argument) * 1e9;
  if (!(bytes > 0)) throw new Error('npm run bench files GB: GB is a number, such as 5');
  const scratch = await mkdtemp(join(tmpdir(), 'medstream-files-'));
  const directory = await openDataDirectory(join(scratch, 'data'), 'medstream bench files');
  const services = await openServices(directory);
  let handled = 0;
  const consumers = await createStreamConsumers(services, {
    logPath: join(scratch, 'functions.ndjson'),
    observe: (_consumer, event) => {
      if (event.kind !== 'failed') handled += event.count;
    },
  });
  const endpoint = await openKinesisEndpoint({
    kinesis: {
      send: async (command) => {
        while (recordsPut(services.kinesis) - handled > mostWaiting) await pause(5);
        return services.kinesis.send(command);
      },
    },
    key,
    port: 0,
  });
  const trimming = setInterval(() => {
    for (const name of ['healthcare-events'])
      services.kinesis
        .stream(name)
        .trim()
        .catch(() => undefined);
  }, 2000);
  await consumers.start();
  try {
    const script = await bundled(scratch);
    const landing = join(services.s3.bucketPath(buckets.landing), 'files', 'encounter');
    await mkdir(landing, { recursive: true });
    const kept = join(scratch, 'kept.csv');
    const rows = await writeFile(kept, bytes);
    print(`a CSV file of ${(bytes / gibibyte).toFixed(2)} GiB, ${rows.toLocaleString('en')} rows`);
    const packed = join(scratch, 'kept.csv.gz');
    await pipeline(createReadStream(kept), createGzip({ level: 1 }), createWriteStream(packed));
    print(`packed ${((await stat(packed)).size / 1024 ** 2).toFixed(0)} MiB`);
    print('');
    print('file                          rows      events        MB/s    rows/s   peak MiB  set aside');

    const before = { silver: 0, duplicates: 0, quarantined: 0 };
    const read = async (what: string, name: string, put: (path: string) => Promise<unknown>) => {
      const path = join(landing, name);
      await put(path);
      const reading = await readLanded(script, {
        data: directory.path,
        key: `files/encounter/${name}`,
        url: endpoint.url,
      });
      await consumers.drain();
      const done = reading.work.reduce(
        (sum, { rows: some, sent }) => ({ rows: sum.rows + some, sent: sum.sent + sent }),
        { rows: 0, sent: 0 },
      );
      const fault = reading.work.at(-1)?.fault ?? '';
      const share = done.rows / rows;
      print(
        [
          what.padEnd(26),
          done.rows.toLocaleString('en').padStart(10),
          done.sent.toLocaleString('en').padStart(11),
          ((bytes * share) / 1e6 / reading.seconds).toFixed(1).padStart(11),
          Math.round(done.rows / reading.seconds)
            .toLocaleString('en')
            .padStart(9),
          reading.peakMiB.toFixed(0).padStart(10),
          `  ${fault}`,
        ].join(' '),
      );
      const lake = await openLake({ s3Path: directory.s3Path });
      const since = performance.now();
      const counts = await countZones(directory.s3Path, lake, { of: 'all' });
      lake.close();
      const quarantined = Object.values(counts.quarantined).reduce((sum, count) => sum + count, 0);
      print(
        `${' '.repeat(26)} silver +${(counts.silver - before.silver).toLocaleString('en')}, duplicates +${(counts.duplicates - before.duplicates).toLocaleString('en')}, quarantined +${quarantined - before.quarantined}; counted in ${((performance.now() - since) / 1000).toFixed(1)} s, this process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most`,
      );
      Object.assign(before, { silver: counts.silver, duplicates: counts.duplicates, quarantined });
    };
    await read('as it is', 'delivery.csv', (path) => copyFile(kept, path));
    await read('once more', 'delivery.csv', async (path) => {
      await copyFile(kept, `${path}.new`);
      await rename(`${path}.new`, path);
    });
    await read('packed, another name', 'other.csv.gz', (path) => copyFile(packed, path));
    await read('cut in the middle', 'cut.csv.gz', async (path) => {
      await copyFile(packed, path);
      await truncate(path, Math.floor((await stat(packed)).size / 2));
    });
    await read('with one broken line', 'broken.csv.gz', (path) => breakLine(kept, path));
  } finally {
    clearInterval(trimming);
    await endpoint.close();
    await consumers.stop();
    await services.kinesis.close();
    directory.release();
    await rm(scratch, { recursive: true, force: true });
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** @returns rows */
async function writeFile(path: string, bytes: number): Promise<number> {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  let written = 0;
  let rows = -1;
  for (; written < bytes; rows += 1) {
    const line = lineOf(rows);
    written += line.length;
    if (!file.write(line)) await new Promise<void>((resolve) => file.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => file.end(() => resolve()));
  return rows;
}

/** The same file, packed, with a quote in the middle that nothing closes. */
async function breakLine(from: string, to: string): Promise<void> {
  const middle = (await stat(from)).size / 2;
  let at = 0;
  let isBroken = false;
  const breaking = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      at += chunk.length;
      const place = chunk.indexOf(',wellness,');
      if (isBroken || at < middle || place === -1) {
        done(null, chunk);
        return;
      }
      isBroken = true;
      // A comma too many: the row has one cell more than the header.
      done(null, Buffer.concat([chunk.subarray(0, place), Buffer.from(',x'), chunk.subarray(place)]));
    },
  });
  await pipeline(
    createReadStream(from, { highWaterMark: 1 << 20 }),
    breaking,
    createGzip({ level: 1 }),
    createWriteStream(to),
  );
}

/**
 * A heap that is cleared often instead of one that grows as far as this machine's memory would let it: what a process of
 * 256 MiB would be started with.
 */
const heapFlags = ['--max-semi-space-size=4', '--max-old-space-size=64'];

/** Runs the function in a process of its own. */
async function readLanded(script: string, told: Readonly<Record<string, string>>): Promise<Reading> {
  const { stdout } = await promisify(execFile)(process.execPath, [...heapFlags, script], {
    env: {
      ...process.env,
      MEDSTREAM_BENCH_FILES: JSON.stringify({ ...told, ...key, terminologyRoot: repositoryTerminology }),
    },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

/** Bundles it as CDK does: lib/constructs/stage-function.ts. */
async function bundled(scratch: string): Promise<string> {
  const outfile = join(scratch, 'reader.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('files/reader.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true,
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  return outfile;
}
