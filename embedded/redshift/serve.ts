import { createServer, type Server, type Socket } from 'node:net';
import { ClientConnection } from './client-connection.ts';
import type { WarehouseEngine } from './engine.ts';
import { prepareReader } from './reader-guard.ts';

export interface ServeWarehouseOptions {
  readonly engine: WarehouseEngine;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** More clients are turned away with a message. Default 20. */
  readonly maxConnections?: number;
  /** A transaction left open without a statement for this long is rolled back: everyone else waits for it. Default 60. */
  readonly idleTransactionSeconds?: number;
}

export interface WarehouseServer {
  readonly host: string;
  readonly port: number;
  /** Ends all connections and stops listening; the engine stays open. */
  close(): Promise<void>;
}

const defaults = { maxConnections: 20, idleTransactionSeconds: 60 } as const;

/**
 * Opens the warehouse to psql and BI tools: the PostgreSQL wire protocol, Redshift SQL, read only, without a password. Bind it
 * to 127.0.0.1. The database has one session, so connections take turns; a turn lasts to the end of the transaction.
 * Statements wait while a load runs, and the client is told so.
 * @throws Error when the port is in use
 */
export async function serveWarehouse(options: ServeWarehouseOptions): Promise<WarehouseServer> {
  const { engine, host, port } = options;
  const { maxConnections, idleTransactionSeconds } = { ...defaults, ...options };
  await engine.exclusive(prepareReader);
  const { rows } = await engine.query<{ version: string }>("SELECT current_setting('server_version') AS version");
  const serverVersion = rows[0]?.version ?? '';

  const open = new Set<ClientConnection>();
  let nextNumber = 1;
  const server = createServer((socket: Socket) => {
    const connection = new ClientConnection({
      socket,
      engine,
      number: nextNumber,
      serverVersion,
      idleTransactionSeconds,
      admitted: open.size < maxConnections,
      maxConnections,
    });
    nextNumber += 1;
    open.add(connection);
    connection.ended.then(() => open.delete(connection));
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const connections = [...open];
      for (const connection of connections) connection.end();
      await Promise.all(connections.map(({ ended }) => ended));
      await closed;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new Error(`Port ${port} on ${host} is in use. Stop what listens there, or choose another port with --port.`),
        );
      } else {
        reject(new Error(`The warehouse cannot listen on ${host}:${port}: ${error.message}`));
      }
    });
    server.listen(port, host, resolve);
  });
}
