import { createServer, type Server } from 'node:net';
import { UserError } from '../../../domain/safe-error.ts';
import { FatalError, sqlState } from './protocol.ts';
import { type ConnectionOptions, ProxyConnection } from './proxy-connection.ts';

/** Nothing outside this machine reaches what listens here. */
export const loopback = '127.0.0.1';

export interface ProxyOptions extends Omit<ConnectionOptions, 'startupSeconds'> {
  /** 0 takes any free port. */
  readonly port: number;
  /** A client that has not said what it wants by then is sent away. Default 30. */
  readonly startupSeconds?: number;
}

export interface Proxy {
  readonly port: number;
  /** Number of clients that are connected now. */
  clients(): number;
  /** Stops listening and ends all connections; their clients are told. Takes a second at most. */
  close(): Promise<void>;
}

/**
 * Opens a port of this machine in front of a PostgreSQL server. Each client has a connection of its own to the server, and a
 * session, a login and rights of the server's; the proxy lets only some logins pass, offers TLS, and rewrites the text of
 * statements.
 * @throws UserError when the port is in use
 */
export async function openProxy({ port, startupSeconds = 30, ...options }: ProxyOptions): Promise<Proxy> {
  const connections = new Set<ProxyConnection>();
  let number = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    number += 1;
    const connection = new ProxyConnection(socket, number, { ...options, startupSeconds });
    connections.add(connection);
    connection.ended.finally(() => connections.delete(connection));
  });
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    clients: () => connections.size,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) {
        connection.end(new FatalError(sqlState.adminShutdown, 'The warehouse is closed: medstream has been stopped.'));
      }
      await Promise.all([...connections].map(({ ended }) => ended));
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new UserError(
              `port ${port} on ${loopback} is in use; stop what listens there, or choose another port with --port`,
            )
          : new UserError(`the warehouse cannot listen on ${loopback}:${port} (${error.code})`, { cause: error }),
      );
    });
    server.listen(port, loopback, resolve);
  });
  // Running out of file descriptors, for one, must end no session that is open.
  server.on('error', () => undefined);
}
