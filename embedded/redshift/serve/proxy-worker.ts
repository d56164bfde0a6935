import { parentPort, workerData } from 'node:worker_threads';
import { errorText, UserError } from '../../../domain/safe-error.ts';
import { openPlacedProxy, type ProxyPlace } from './placed-proxy.ts';
import type { ServerEndpoint } from './proxy-connection.ts';
import type { FromProxy, ToProxy } from './proxy-thread.ts';

const place: ProxyPlace = workerData;
const tell = (message: FromProxy) => parentPort?.postMessage(message);

const asked = new Map<number, PromiseWithResolvers<ServerEndpoint>>();
const endpoint = () => {
  const id = asked.size === 0 ? 0 : Math.max(...asked.keys()) + 1;
  const answer = Promise.withResolvers<ServerEndpoint>();
  asked.set(id, answer);
  tell({ kind: 'endpoint wanted', id });
  return answer.promise;
};

const tellClientsEveryMs = 500;

try {
  const proxy = await openPlacedProxy(place, endpoint);
  let told = 0;
  const tellClients = () => {
    const count = proxy.clients();
    if (count !== told) tell({ kind: 'clients', count });
    told = count;
  };
  const timer = setInterval(tellClients, tellClientsEveryMs);
  parentPort?.on('message', (message: ToProxy) => {
    if (message.kind === 'close') {
      clearInterval(timer);
      void proxy.close().then(() => tell({ kind: 'closed' }));
      return;
    }
    const answer = asked.get(message.id);
    asked.delete(message.id);
    if (message.endpoint === undefined) answer?.reject(new Error('the server of the warehouse does not run'));
    else answer?.resolve(message.endpoint);
  });
  tell({ kind: 'opened', port: proxy.port });
} catch (error) {
  tell({
    kind: 'refused',
    message: error instanceof UserError ? error.message : errorText(error),
    isUsers: error instanceof UserError,
  });
}
