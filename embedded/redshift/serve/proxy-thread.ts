import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { SafeError, UserError } from '../../../domain/safe-error.ts';
import type { ProxyPlace } from './placed-proxy.ts';
import type { Proxy as WarehouseProxy } from './proxy.ts';
import type { ServerEndpoint } from './proxy-connection.ts';

/** What the thread says. */
export type FromProxy =
  | { readonly kind: 'opened'; readonly port: number }
  | { readonly kind: 'refused'; readonly message: string; readonly isUsers: boolean }
  | { readonly kind: 'clients'; readonly count: number }
  | { readonly kind: 'endpoint wanted'; readonly id: number }
  | { readonly kind: 'closed' };

/** What it is told. */
export type ToProxy =
  | { readonly kind: 'endpoint'; readonly id: number; readonly endpoint: ServerEndpoint | undefined }
  | { readonly kind: 'close' };

/** Who hears of a thread that failed. */
export interface ProxyWatch {
  /** The thread is gone, and its clients with it; another one is started in so many ms. */
  readonly failed: (error: SafeError, againInMs: number) => void;
  /** Clients are served again. */
  readonly works: () => void;
}

/** From the end of a thread to the start of the next, ms. */
const pauseMs = 1000;

/**
 * Opens the proxy of the warehouse on a thread of its own: whatever this one is busy with, no client waits for it. A thread
 * that fails is replaced, on the same port, until the proxy is closed.
 * @param endpoint where the server listens, asked here for each connection
 * @throws UserError when the port is in use
 */
export async function openProxyThread(
  place: ProxyPlace,
  endpoint: () => Promise<ServerEndpoint>,
  watch: ProxyWatch,
): Promise<WarehouseProxy> {
  const closing = new AbortController();
  let running = await openThread(place, endpoint);
  const { port } = running;
  const replace = async () => {
    let reason = new SafeError('the thread that serves the warehouse ended');
    for (;;) {
      watch.failed(reason, pauseMs);
      await pause(pauseMs, undefined, { signal: closing.signal });
      try {
        running = await openThread({ ...place, port }, endpoint);
        watch.works();
        return;
      } catch (error) {
        reason = new SafeError('the thread that serves the warehouse cannot be started', { cause: error });
      }
    }
  };
  const supervise = async () => {
    while (!closing.signal.aborted) {
      await running.ended;
      // Nobody needs it any more when the pause is cut short.
      if (!closing.signal.aborted) await replace().catch(() => undefined);
    }
  };
  const supervised = supervise();
  return {
    port,
    clients: () => running.clients(),
    close: async () => {
      closing.abort();
      await running.close();
      await supervised;
      // One that was being started meanwhile.
      await running.close();
    },
  };
}

interface ProxyThread extends WarehouseProxy {
  /** Resolves when the thread is gone, for whatever reason. */
  readonly ended: Promise<void>;
}

async function openThread(place: ProxyPlace, endpoint: () => Promise<ServerEndpoint>): Promise<ProxyThread> {
  const worker = new Worker(new URL('./proxy-worker.ts', import.meta.url), {
    workerData: place,
    env: compileCacheEnvironment(),
  });
  const opened = Promise.withResolvers<number>();
  const closed = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let clients = 0;
  const tell = (message: ToProxy) => worker.postMessage(message);
  worker.on('message', (message: FromProxy) => {
    if (message.kind === 'opened') opened.resolve(message.port);
    else if (message.kind === 'refused') {
      opened.reject(message.isUsers ? new UserError(message.message) : new SafeError(message.message));
    } else if (message.kind === 'clients') clients = message.count;
    else if (message.kind === 'closed') closed.resolve();
    else {
      endpoint().then(
        (found) => tell({ kind: 'endpoint', id: message.id, endpoint: found }),
        () => tell({ kind: 'endpoint', id: message.id, endpoint: undefined }),
      );
    }
  });
  const failed = (cause?: Error) => {
    opened.reject(new SafeError('the thread that serves the warehouse failed', { cause }));
    closed.resolve();
    clients = 0;
  };
  worker.on('error', failed);
  worker.on('exit', () => {
    failed();
    ended.resolve();
  });
  try {
    const port = await opened.promise;
    return {
      port,
      clients: () => clients,
      ended: ended.promise,
      close: async () => {
        tell({ kind: 'close' });
        await closed.promise;
        await worker.terminate();
      },
    };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

/** The environment with this thread's compile cache: a worker does not inherit it otherwise. */
function compileCacheEnvironment(): NodeJS.ProcessEnv {
  const directory = getCompileCacheDir();
  // Node names its own version below the directory that was asked for.
  return directory === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(directory) };
}
