import { join } from 'node:path';
import { layout } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { type KinesisEndpoint, openKinesisEndpoint } from '../../embedded/kinesis/endpoint/endpoint.ts';
import { type ServedWarehouse, serveWarehouse } from '../../embedded/redshift/serve/serve-warehouse.ts';
import { openRuntime, type Runtime } from '../../embedded/runtime.ts';
import { buckets } from '../../embedded/services.ts';
import { functionLog, openLoads } from '../run/local-loads.ts';
import { createStreamConsumers } from '../run/stream-consumers.ts';
import { type KeptConsumers, keepConsuming } from './kept-consumers.ts';
import { keepLanding } from './landed-files.ts';
import { Monitor } from './monitor.ts';
import { announceUp, keptAccessKey, type RunningUp, upPurpose, withdrawUp } from './running-up.ts';
import type { Screen } from './screen.ts';
import { keepStores, type StoresKept } from './stores.ts';
import { recordsPut, recordsWaiting, trimStreams } from './streams.ts';
import { type Troubles, troublesOf } from './troubles.ts';

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
  readonly warehouse: ServedWarehouse;
  readonly kinesis: RunningUp['kinesis'];
  /** Folder whose files are read. */
  readonly landing: string;
}

/** The region of the embedded streams. */
const region = 'us-east-1';
const screenEveryMs = 1000;
/** The stream's files are looked at so often: what everybody has read goes when they are large. */
const trimEveryMs = 10_000;

/**
 * Runs the whole platform until it is asked to end: the stream with its endpoint, the functions, loads, lake models, and the
 * warehouse open to clients. What was in the stream before is handled first. What fails is told and tried again: nothing but
 * `asked` ends it once it runs.
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
    const places = await start(runtime, options, screen, (ending) => endings.push(ending));
    onReady(places);
    await asked;
    screen.event('ending', 'ending; nothing is lost: what waits is handled at the next start');
  } finally {
    screen.end();
    await endAll(endings.reverse());
  }
}

/** Ends one after the other, whatever becomes of those before. @throws the first failure */
async function endAll(endings: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function start(
  runtime: Runtime,
  options: UpOptions,
  screen: Screen,
  atEnd: (ending: () => unknown) => void,
): Promise<UpPlaces> {
  const { directory, services } = runtime;
  const startedAt = Date.now();
  const engine = await runtime.warehouse.engine;
  const { load: loadWarehouse, schemaApplied } = openLoads(runtime);
  await schemaApplied;
  let clients = () => 0;
  const gauges = { recordsPut: () => recordsPut(services.kinesis), clients: () => clients() };
  const monitor = new Monitor(gauges, { startedAt, waiting: await recordsWaiting(services.kinesis) });
  const troubles = troublesOf(monitor, screen);
  const { data, port, passwordFile, workspace } = options;
  const warehouse = await serveWarehouse({
    engine,
    dataPath: data,
    port,
    passwordFile,
    workspace,
    onOwnThread: {
      failed: (error, againInMs) => troubles.begin('serve', error, againInMs),
      works: () => troubles.end('serve'),
    },
  });
  clients = warehouse.clients;
  atEnd(() => warehouse.close());
  const stores = await keepStores({ runtime, loadWarehouse, monitor, troubles, ...options });
  atEnd(() => stores.stop());
  const consumers = await consume(runtime, { monitor, troubles, stores });
  atEnd(() => consumers.stop());
  const landing = await keepLanding({ runtime, monitor, troubles, screen });
  atEnd(() => landing.stop());
  const key = keptAccessKey(directory);
  const endpoint = await openEndpoint(runtime, troubles, { key, port: options.endpointPort });
  atEnd(() => endpoint.close());
  const kinesis = { url: endpoint.url, region, ...key };
  announceUp(directory, { pid: process.pid, kinesis });
  atEnd(() => withdrawUp(directory));

  const timers = [
    setInterval(() => screen.show(monitor.status(Date.now())), screenEveryMs),
    setInterval(() => trimStreams(services.kinesis).catch(() => undefined), trimEveryMs),
  ];
  atEnd(() => timers.forEach(clearInterval));
  return { warehouse, kinesis, landing: join(services.s3.bucketPath(buckets.landing), layout.landed.prefix) };
}

function consume(
  runtime: Runtime,
  {
    monitor,
    troubles,
    stores,
  }: { readonly monitor: Monitor; readonly troubles: Troubles; readonly stores: StoresKept },
): Promise<KeptConsumers> {
  const logPath = functionLog(runtime);
  const create = () =>
    createStreamConsumers(runtime.services, {
      logPath,
      observe: ({ function: name }, event) => {
        monitor.batch(event);
        if (event.kind === 'failed') {
          troubles.begin('stream', event.error ?? new SafeError(notWritten(name, logPath)), null);
          return;
        }
        troubles.end('stream');
        if (event.kind === 'succeeded') stores.changed();
      },
      onIngested: (counts) => monitor.ingested(counts),
    });
  return keepConsuming(create, (fault, againInMs) => troubles.begin('stream', fault, againInMs));
}

const notWritten = (functionName: string, logPath: string) =>
  `${functionName} could not write to the zones and tries again until it can; why: ${logPath}`;

function openEndpoint(
  { services: { kinesis } }: Runtime,
  troubles: Troubles,
  where: { readonly key: ReturnType<typeof keptAccessKey>; readonly port: number },
): Promise<KinesisEndpoint> {
  return openKinesisEndpoint({
    kinesis: {
      send: async (command) => {
        const output = await kinesis.send(command);
        troubles.end('endpoint');
        return output;
      },
    },
    ...where,
    onFault: (error) => troubles.begin('endpoint', error, null),
  });
}
