import { createSecureContext } from 'node:tls';
import { openLogFile } from '../../log-file.ts';
import { rewriteRedshiftScript } from '../rewrite-script.ts';
import { openProxy, type Proxy as WarehouseProxy } from './proxy.ts';
import type { ServerEndpoint } from './proxy-connection.ts';

/** What a proxy is opened with, in a form that can be handed to a thread. */
export interface ProxyPlace {
  /** 0 takes any free port. */
  readonly port: number;
  readonly logins: readonly string[];
  /** Names of the server's settings, in lower case. */
  readonly settings: ReadonlySet<string>;
  /** PEM. */
  readonly cert: string;
  readonly key: string;
  readonly logPath: string;
}

/** Opens the proxy of the warehouse on this thread. @throws UserError when the port is in use */
export function openPlacedProxy(
  { port, logins, settings, cert, key, logPath }: ProxyPlace,
  endpoint: () => Promise<ServerEndpoint>,
): Promise<WarehouseProxy> {
  return openProxy({
    port,
    endpoint,
    logins,
    settings,
    rewrite: (sql) => rewriteRedshiftScript(sql),
    secureContext: createSecureContext({ cert, key, minVersion: 'TLSv1.2' }),
    log: openLogFile(logPath, 'serve'),
  });
}
