import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '../domain/safe-error.ts';
import { openDataDirectory } from '../embedded/data-directory.ts';
import { openWarehouseEngine } from '../embedded/redshift/engine.ts';
import { type ServedWarehouse, serveWarehouse } from '../embedded/redshift/serve/serve-warehouse.ts';
import type { Command } from './command.ts';
import { defaultData, wholeNumber } from './options.ts';

/** Redshift's. */
const defaultPort = 5439;

const usage = `usage: medstream serve [options]

Keeps the warehouse open to psql, drivers and BI tools of this machine until Ctrl-C.

  --data DIR            data directory (${defaultData})
  --port N              port (${defaultPort})
  --password-file FILE  its first line is the analyst's password
  --workspace           analysts may create tables in the schema workspace`;

export const serveCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string', default: defaultData },
        port: { type: 'string', default: String(defaultPort) },
        'password-file': { type: 'string' },
        workspace: { type: 'boolean', default: false },
      },
    });
    const port = wholeNumber('--port', values.port);
    const stopped = interrupted();
    const directory = await openDataDirectory(values.data, 'medstream serve');
    try {
      if (!existsSync(directory.warehousePath)) {
        throw new UserError(
          `there is no warehouse in ${values.data}; run "npm start" first, or name another directory with --data`,
        );
      }
      const engine = await openWarehouseEngine({ directory: directory.warehousePath });
      try {
        const served = await serveWarehouse({
          engine,
          dataPath: values.data,
          port,
          passwordFile: values['password-file'],
          workspace: values.workspace,
        });
        out(`The warehouse of ${values.data} is open.\n\n${howToConnect(served)}\nCtrl-C closes it.\n`);
        await stopped;
        await served.close();
      } finally {
        await engine.close();
      }
      return 0;
    } finally {
      directory.release();
    }
  },
};

/** What a person needs to connect, in lines of no more than 80 characters unless a path is long. */
export function howToConnect({ host, port, database, analyst, steward, authorityPath }: ServedWarehouse): string {
  const place = `${host}:${port}/${database}`;
  return [
    `user: ${analyst.user}`,
    `password: ${analyst.password}`,
    '',
    `postgresql://${analyst.user}:${encodeURIComponent(analyst.password)}@${place}`,
    `psql -h ${host} -p ${port} -U ${analyst.user} ${database}`,
    `jdbc:postgresql://${place}`,
    `jdbc:redshift://${place}?ssl=false`,
    '',
    'An analyst reads the schemas star and reporting; a steward also reads audit:',
    `user ${steward.user}, password in ${steward.passwordPath}`,
    '',
    'TLS is there for clients that ask for it. To verify it they trust',
    authorityPath,
    '',
    'Only this machine can connect. What each client needs: docs/connect.md',
    '',
  ].join('\n');
}

/** Resolves at Ctrl-C or when the process is asked to end. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
