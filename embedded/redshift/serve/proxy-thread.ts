import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
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

/**
 * Opens the proxy of the warehouse on a thread of its own: whatever this one is busy with, no client waits for it.
 * @param endpoint where the server listens, asked here for each connection
 * @throws UserError when the port is in use
 */
export async function openProxyThread(
  place: ProxyPlace,
  endpoint: () => Promise<ServerEndpoint>,
): Promise<WarehouseProxy> {
  const worker = new Worker(new URL('./proxy-worker.ts', import.meta.url), {
    workerData: place,
    env: compileCacheEnvironment(),
  });
  const opened = Promise.withResolvers<number>();
  const closed = Promise.withResolvers<void>();
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
  worker.on('exit', () => failed());
  try {
    const port = await opened.promise;
    return {
      port,
      clients: () => clients,
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
