import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { schemaContent } from '../../../../embedded/redshift/schema-content.ts';
import type { LoginName } from '../../../../embedded/redshift/serve/logins.ts';
import {
  type ServedWarehouse,
  type ServeOptions,
  serveWarehouse,
} from '../../../../embedded/redshift/serve/serve-warehouse.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from '../warehouse-fixture.ts';

type Changed = Partial<Pick<ServeOptions, 'workspace' | 'passwordFile'>>;

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
  return {
    warehouse,
    dataPath,
    served: () => served,
    password,
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
}

/** Lines of the log of serving. */
export function logLines(dataPath: string): Record<string, unknown>[] {
  const text = readFileSync(join(dataPath, 'logs', 'serve.ndjson'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
