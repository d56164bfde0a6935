import { consumers as inventory } from '../../contracts/platform/consumers.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { passingFault } from '../../domain/passing-faults.ts';
import { errorName, SafeError, safeTexts } from '../../domain/safe-error.ts';
import { type KinesisEndpoint, openKinesisEndpoint } from '../../embedded/kinesis/endpoint/endpoint.ts';
import type { EmbeddedKinesis } from '../../embedded/kinesis/kinesis.ts';
import { type ServedWarehouse, serveWarehouse } from '../../embedded/redshift/serve/serve-warehouse.ts';
import { openRuntime, type Runtime } from '../../embedded/runtime.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { functionLog, openLoads } from '../run/local-loads.ts';
import { executeToTheEnd, loadPipeline } from '../run/local-pipeline.ts';
import { createStreamConsumers } from '../run/stream-consumers.ts';
import { keepConsuming } from './kept-consumers.ts';
import { Monitor } from './monitor.ts';
import { oneLoadAtATime } from './one-load.ts';
import { type RepeatedWork, repeatWork } from './repeated-work.ts';
import { announceUp, keptAccessKey, upPurpose, withdrawUp } from './running-up.ts';
import type { Screen } from './screen.ts';
import type { Part } from './status.ts';

export interface UpOptions {
  /** Data directory. */
  readonly data: string;
  /** Of the warehouse; 0 for any that is free. */
  readonly port: number;
  /** Of the stream; 0 for any that is free. */
  readonly endpointPort: number;
  readonly loadEveryMs: number;
  readonly lakeEveryMs: number;
  readonly passwordFile?: string | undefined;
  readonly workspace: boolean;
}

/** What users need to know once it runs. */
export interface UpPlaces {
  readonly served: ServedWarehouse;
  readonly endpoint: KinesisEndpoint;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** The region of the embedded streams. */
const region = 'us-east-1';

/** Of failures of the same work, the longest pause between two attempts. */
const longestPauseMs = 60_000;
const screenEveryMs = 1000;

/** Of the five seconds that a clean stop may take. */
const loadPatienceMs = 1500;

/**
 * Runs the whole platform until it is asked to end: the stream with its endpoint, the functions, loads, lake models, and the
 * warehouse open to clients. What fails is told and tried again; nothing but `asked` ends it once it runs.
 * @param asked resolves when it shall end.
 * @throws UserError for what the user can put right at the start; DataDirectoryInUseError when another process holds the directory.
 */
export async function up(
  options: UpOptions,
  screen: Screen,
  onReady: (places: UpPlaces) => void,
  asked: Promise<void>,
): Promise<void> {
  const runtime = await openRuntime(options.data, upPurpose);
  // What was opened last ends first.
  const endings: (() => unknown)[] = [() => runtime.close()];
  try {
    await start(runtime, options, screen, onReady, (ending) => endings.push(ending));
    await asked;
    screen.event('ending', 'ending: nothing is lost, what waits is handled at the next start');
  } finally {
    for (const end of endings.reverse()) await end();
    screen.end();
  }
}

const names: Readonly<Record<Part, string>> = {
  endpoint: 'a request to the stream',
  stream: 'handling records',
  load: 'loading the warehouse',
  lake: 'building the lake',
};

const storesDiffer =
  'the lake and the warehouse hold different totals; nothing is lost. Compare them: npx medstream run --events 0, after Ctrl-C';

const notWritten = (functionName: string, log: string) =>
  `${functionName} could not write to the zones, see ${log}; the records are tried again until it can`;

/** What happened and what to do, without a word that could be of a record. */
function reasonOf(error: unknown): string {
  const [text = errorName(error), ...causes] = safeTexts(error);
  const fault = passingFault(error);
  const advice = fault === 'no space' ? ['the disk is full: make room, and it goes on by itself'] : [];
  return [[text, ...advice].join('; '), ...causes].join('\n');
}

/** The load as `up` does it: whatever starts it counts. */
function observed(loadWarehouse: LoadWarehouse, monitor: Monitor): LoadWarehouse {
  return async (invocation, event, remainingMs) => {
    const from = performance.now();
    monitor.freshness.loadStarted();
    const result = await loadWarehouse(invocation, event, remainingMs);
    const now = Date.now();
    monitor.freshness.loadCommitted(now);
    monitor.loaded(result, now, performance.now() - from);
    return result;
  };
}

/** Records that were ever put into the streams. */
function recordsPut(kinesis: EmbeddedKinesis): number {
  return Object.values(streams)
    .flatMap(({ name }) => kinesis.stream(name).shards)
    .reduce((total, { nextPosition }) => total + nextPosition, 0);
}

/** Records that consumers have yet to handle, before they start. */
async function waitingRecords(kinesis: EmbeddedKinesis): Promise<number> {
  let waiting = 0;
  for (const { stream: name, function: consumer } of Object.values(inventory)) {
    const stream = kinesis.stream(name);
    for (const { shardId, nextPosition } of stream.shards) {
      waiting += nextPosition - (await stream.consumerPosition(consumer, shardId));
    }
  }
  return waiting;
}

async function start(
  runtime: Runtime,
  options: UpOptions,
  screen: Screen,
  onReady: (places: UpPlaces) => void,
  atEnd: (ending: () => unknown) => void,
): Promise<void> {
  const { directory, services, warehouse } = runtime;
  const startedAt = Date.now();
  const engine = await warehouse.engine;
  const { load: loadWarehouse, schemaApplied } = openLoads(runtime);
  await schemaApplied;
  const served = await serveWarehouse({
    engine,
    dataPath: options.data,
    port: options.port,
    passwordFile: options.passwordFile,
    workspace: options.workspace,
  });
  atEnd(() => served.close());

  let lake: RepeatedWork | undefined;
  const monitor = new Monitor(
    {
      recordsPut: () => recordsPut(services.kinesis),
      clients: () => served.clients(),
      nextLakeAt: () => lake?.nextAt() ?? startedAt,
    },
    { startedAt, waiting: await waitingRecords(services.kinesis) },
  );
  const inTrouble = (part: Part, error: unknown, againInMs: number | null) => {
    const text = `${names[part]} failed: ${reasonOf(error)}`;
    const isNew = monitor.trouble({ part, text, againAt: againInMs === null ? null : Date.now() + againInMs });
    if (isNew) screen.event(`${part} failed`, text);
  };
  const isWell = (part: Part) => {
    if (monitor.isWell(part)) screen.event(`${part} works`, `${names[part]} works again`);
  };

  const one = oneLoadAtATime(observed(loadWarehouse, monitor), engine);
  // A process that was killed may have left anything to load and to build.
  let isSilverNew = true;
  let isLakeBehind = true;
  let hasLoaded = false;
  const loads = repeatWork({
    everyMs: options.loadEveryMs,
    longestPauseMs: Math.max(longestPauseMs, options.loadEveryMs),
    isWanted: () => isSilverNew,
    work: async () => {
      isSilverNew = false;
      try {
        while ((await one.load(`up-${Date.now()}`)).waiting > 0);
      } catch (error) {
        isSilverNew = true;
        throw error;
      }
      hasLoaded = true;
      isWell('load');
      lake?.wake();
    },
    onFailure: (error, againInMs) => inTrouble('load', error, againInMs),
  });
  const machine = await loadPipeline(runtime, one.load, functionLog(runtime), () => undefined);
  lake = repeatWork({
    everyMs: options.lakeEveryMs,
    longestPauseMs: Math.max(longestPauseMs, options.lakeEveryMs),
    // The first time once what waited in the stream is handled: else it would be built of half of it.
    isWanted: () => isLakeBehind && hasLoaded && monitor.isCaughtUp(),
    work: async () => {
      isLakeBehind = false;
      const from = performance.now();
      monitor.lakeBegun();
      let built: { builtAt: number; tookMs: number } | undefined;
      try {
        const doDiffer = await executeToTheEnd(machine, services.s3.bucketPath('silver'));
        built = { builtAt: Date.now(), tookMs: performance.now() - from };
        if (doDiffer) throw new SafeError(storesDiffer);
      } catch (error) {
        isLakeBehind = true;
        throw error;
      } finally {
        monitor.lakeEnded(built);
      }
      isWell('lake');
    },
    onFailure: (error, againInMs) => inTrouble('lake', error, againInMs),
  });
  const wakeLake = lake;
  atEnd(async () => {
    await Promise.all([one.stop(loadPatienceMs), services.glue.stop(), loads.stop(), wakeLake.stop()]);
  });

  const kept = await keepConsuming(
    () =>
      createStreamConsumers(services, {
        logPath: functionLog(runtime),
        observe: (consumer, event) => {
          monitor.batch(event);
          if (event.kind === 'failed') {
            inTrouble(
              'stream',
              event.error ?? new SafeError(notWritten(consumer.function, functionLog(runtime))),
              null,
            );
            return;
          }
          isWell('stream');
          if (event.kind === 'discarded') return;
          isSilverNew = true;
          isLakeBehind = true;
          loads.wake();
        },
        onIngested: (counts) => monitor.ingested(counts),
      }),
    (fault, againInMs) => inTrouble('stream', fault, againInMs),
  );
  atEnd(() => kept.stop());

  const key = keptAccessKey(directory);
  const endpoint = await openKinesisEndpoint({
    kinesis: {
      send: async (command) => {
        const output = await services.kinesis.send(command);
        isWell('endpoint');
        return output;
      },
    },
    key,
    port: options.endpointPort,
    onFault: (error) => inTrouble('endpoint', error, null),
  });
  atEnd(() => endpoint.close());

  announceUp(directory, { pid: process.pid, kinesis: { url: endpoint.url, region, ...key } });
  atEnd(() => withdrawUp(directory));
  onReady({ served, endpoint, region, ...key });

  const show = () => screen.show(monitor.status(Date.now()));
  show();
  const timer = setInterval(show, screenEveryMs);
  atEnd(() => clearInterval(timer));
}
