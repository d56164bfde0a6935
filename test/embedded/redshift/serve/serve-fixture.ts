import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import pg from 'pg';
import { expect } from 'vitest';
import { schemaContent } from '../../../../embedded/redshift/schema-content.ts';
import type { LoginName } from '../../../../embedded/redshift/serve/logins.ts';
import type { ServerEndpoint } from '../../../../embedded/redshift/serve/proxy-connection.ts';
import {
  type ServedWarehouse,
  type ServeOptions,
  serveWarehouse,
} from '../../../../embedded/redshift/serve/serve-warehouse.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from '../warehouse-fixture.ts';
import { RawClient, type RawLogin } from './raw-client.ts';

type Changed = Partial<Pick<ServeOptions, 'workspace' | 'passwordFile' | 'onOwnThread' | 'port'>>;

/** A warehouse with the schema of the product and a few rows, served on a port of its own. */
export interface ServedFixture {
  readonly warehouse: TemporaryWarehouse;
  /** The data directory that it is served from. */
  readonly dataPath: string;
  served(): ServedWarehouse;
  password(login: LoginName): string;
  /** Ends serving and begins again, as the command does when it is called again. */
  serveAgain(changed?: Changed): Promise<void>;
  /** A client that is ended by `remove` at the latest. */
  connect(login?: LoginName, config?: pg.ClientConfig): Promise<pg.Client>;
  /** What a client that says its bytes itself logs in with. */
  login(more?: Partial<RawLogin>): RawLogin;
  /** A session of such a client; whoever asks for it ends it. */
  rawSession(more?: Partial<RawLogin>): Promise<RawClient>;
  /** Number of sessions of clients that the server has. */
  sessions(): Promise<number>;
  /** A new client is served as ever. */
  expectToServe(): Promise<void>;
  remove(): Promise<void>;
}

/** Rows that nobody may read who has no right to, one in each schema. */
export const secret = 'a value that only some may read';

export async function openServed(): Promise<ServedFixture> {
  const warehouse = await openTemporaryWarehouse(schemaContent());
  const dataPath = warehouse.directory;
  const schemas = ['star', 'reporting', 'audit', 'history', 'staging', 'public'];
  await warehouse.engine.exec(
    schemas
      .map(
        (schema) => `CREATE TABLE ${schema}.planted (a INTEGER, b TEXT);
        INSERT INTO ${schema}.planted SELECT i, '${secret} ${schema}' FROM generate_series(1, 3) i`,
      )
      .join(';'),
  );
  const options: ServeOptions = { engine: warehouse.engine, dataPath, port: 0 };
  let served = await serveWarehouse(options);
  const clients: pg.Client[] = [];
  const password = (login: LoginName) =>
    login === 'analyst' ? served.analyst.password : readFileSync(served.steward.passwordPath, 'utf8').trim();
  const login = (more: Partial<RawLogin> = {}): RawLogin => ({
    port: served.port,
    user: 'analyst',
    password: password('analyst'),
    ...more,
  });
  const fixture: ServedFixture = {
    warehouse,
    dataPath,
    served: () => served,
    password,
    login,
    rawSession: async (more) => (await RawClient.logIn(login(more))).client,
    sessions: async () => {
      const { rows } = await warehouse.engine.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename IN ('analyst', 'steward')",
      );
      return rows[0]?.n ?? 0;
    },
    expectToServe: async () => {
      const client = await fixture.connect();
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await client.end();
    },
    serveAgain: async (changed = {}) => {
      await served.close();
      served = await serveWarehouse({ ...options, ...changed });
    },
    connect: async (login = 'analyst', config = {}) => {
      const client = new pg.Client({
        host: served.host,
        port: served.port,
        database: served.database,
        user: login,
        password: password(login),
        ...config,
      });
      client.on('error', () => undefined);
      await client.connect();
      clients.push(client);
      return client;
    },
    remove: async () => {
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
      await served.close();
      await warehouse.remove();
    },
  };
  return fixture;
}

/** Waits for something that happens in another process. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(20);
}

/** Options of a proxy without a server behind it. */
export const serverless = {
  port: 0,
  endpoint: (): Promise<ServerEndpoint> => Promise.reject(new Error('there is no server')),
  logins: ['analyst'],
  settings: new Set<string>(),
  rewrite: (sql: string) => sql,
  secureContext: createSecureContext(),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
};

/** Lines of the log of serving. */
export function logLines(dataPath: string): Record<string, unknown>[] {
  const text = readFileSync(join(dataPath, 'logs', 'serve.ndjson'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
