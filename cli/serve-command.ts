import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { forUser, UserError } from '../domain/safe-error.ts';
import { openDataDirectory } from '../embedded/data-directory.ts';
import { openWarehouseEngine } from '../embedded/redshift/engine.ts';
import { serveWarehouse } from '../embedded/redshift/serve.ts';
import type { Command } from './command.ts';
import { defaultData, wholeNumber } from './options.ts';

const defaultPort = 5439;
const host = '127.0.0.1';
const usage = `usage: medstream serve [options]

Keeps the warehouse open, read-only, to psql and BI tools on ${host} until Ctrl-C.

  --data DIR      data directory (${defaultData})
  --port N        port (${defaultPort})`;

export const serveCommand: Command = {
  usage,
  summary: 'opens the warehouse to psql and BI tools on this machine',
  run: async (args, { out }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string', default: defaultData },
        port: { type: 'string', default: String(defaultPort) },
      },
    });
    const port = wholeNumber('--port', values.port);
    const directory = await openDataDirectory(values.data, 'medstream serve');
    try {
      if (!existsSync(directory.warehousePath)) {
        throw new UserError(
          `there is no warehouse in ${values.data}; run "npm start" first, or name another directory with --data`,
        );
      }
      const engine = await openWarehouseEngine({ directory: directory.warehousePath });
      try {
        const server = await forUser(() => serveWarehouse({ engine, host, port }));
        out(
          [
            `The warehouse of ${values.data} is open on ${host}:${server.port}, read-only: schemas star and reporting.`,
            '',
            `  psql -h ${host} -p ${server.port} -U analyst medstream`,
            `  jdbc:postgresql://${host}:${server.port}/medstream?prepareThreshold=0`,
            '',
            'Any user and password are accepted, from this machine only. Ctrl-C closes it.',
            '',
          ].join('\n'),
        );
        await interrupted();
        await server.close();
      } finally {
        await engine.close();
      }
      return 0;
    } finally {
      directory.release();
    }
  },
};

/** Resolves at Ctrl-C or when the process is asked to end. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
