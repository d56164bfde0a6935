import { join } from 'node:path';
import { warehouse as names } from '../../../contracts/platform/deployed-names.ts';
import { openLogFile } from '../../log-file.ts';
import type { WarehouseEngine } from '../engine.ts';
import { serverCertificate } from './certificates.ts';
import { loginNames, prepareLogins, settingNames } from './logins.ts';
import { givenPassword, keptPassword, passwordFile } from './passwords.ts';
import { openPlacedProxy } from './placed-proxy.ts';
import { loopback } from './proxy.ts';
import { openProxyThread, type ProxyWatch } from './proxy-thread.ts';

export interface ServeOptions {
  readonly engine: WarehouseEngine;
  /** The data directory: passwords and certificates are kept in its folder `serve`, the log in `logs/serve.ndjson`. */
  readonly dataPath: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** A file whose first line is the analyst's password, in the place of the one that is kept. */
  readonly passwordFile?: string | undefined;
  /** Whether analysts may create tables in the schema `workspace`. Default false. */
  readonly workspace?: boolean;
  /** Where this process has other work, clients must not wait for it: they are served on a thread of their own, which this watches. */
  readonly onOwnThread?: ProxyWatch;
}

/** A warehouse that clients can connect to, and what they need to know. */
export interface ServedWarehouse {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly analyst: { readonly user: string; readonly password: string };
  readonly steward: { readonly user: string; readonly passwordPath: string };
  /** The certificate that a client must trust to verify the server. */
  readonly authorityPath: string;
  /** Number of clients that are connected now. */
  clients(): number;
  /** Ends all sessions of clients and stops listening, within a second; the engine stays open. */
  close(): Promise<void>;
}

/**
 * Opens the warehouse to psql, drivers and BI tools of this machine: the logins analyst and steward, each with the rights of
 * its role in `warehouse/security`, Redshift's SQL, TLS for those who want it.
 * @throws UserError when the port is in use, the password file holds no password, or the warehouse is empty
 */
export async function serveWarehouse(options: ServeOptions): Promise<ServedWarehouse> {
  const { engine, dataPath, port, workspace = false } = options;
  const directory = join(dataPath, 'serve');
  const password =
    options.passwordFile === undefined ? keptPassword(directory, 'analyst') : givenPassword(options.passwordFile);
  const passwords = { analyst: password, steward: keptPassword(directory, 'steward') };
  await engine.withSession((session) => prepareLogins(session, { passwords, workspace }));
  const { cert, key, authorityPath } = await serverCertificate(directory);
  const logPath = join(dataPath, 'logs', 'serve.ndjson');
  const log = openLogFile(logPath, 'serve');
  const place = { port, logins: loginNames, settings: await settingNames(engine), cert, key, logPath };
  const endpoint = () => engine.endpoint();
  const proxy =
    options.onOwnThread === undefined
      ? await openPlacedProxy(place, endpoint)
      : await openProxyThread(place, endpoint, options.onOwnThread);
  // Connections are numbered from here.
  log.info('opened', { port: proxy.port, workspace });
  return {
    host: loopback,
    port: proxy.port,
    database: names.database,
    analyst: { user: 'analyst', password },
    steward: { user: 'steward', passwordPath: passwordFile(directory, 'steward') },
    authorityPath,
    clients: proxy.clients,
    close: proxy.close,
  };
}
