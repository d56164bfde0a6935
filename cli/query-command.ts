import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { forUser, UserError } from '../domain/safe-error.ts';
import {
  type DataDirectory,
  DataDirectoryInUseError,
  openDataDirectory,
  warehousePathOf,
} from '../embedded/data-directory.ts';
import { openLake } from '../embedded/glue/lake-query.ts';
import { readLockFile } from '../embedded/postgres/endpoint.ts';
import { openWarehouseEngine } from '../embedded/redshift/engine.ts';
import { type RunningWarehouse, readWarehouse } from '../embedded/redshift/read-warehouse.ts';
import type { Command } from './command.ts';
import { defaultData, requireData } from './options.ts';
import { formatCsv, formatJson, formatTable, type QueryRows, withoutControls } from './query/format-rows.ts';

const formats = { table: formatTable, csv: formatCsv, json: formatJson } as const;
type Format = keyof typeof formats;
const isFormat = (text: string): text is Format => Object.hasOwn(formats, text);

const usage = `usage: medstream query [options] "SQL"

Answers one read-only statement: Redshift SQL over the schemas star, reporting, history, staging and audit, or with
--lake DuckDB SQL over silver, gold and changes. Exact decimals and 64-bit keys come as text in JSON.

  --lake          ask the lake instead of the warehouse
  --data DIR      data directory (${defaultData})
  --format F      table, csv or json (table)`;

export const queryCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        lake: { type: 'boolean', default: false },
        data: { type: 'string', default: defaultData },
        format: { type: 'string', default: 'table' },
      },
    });
    const [sql, extra] = positionals;
    if (sql === undefined || extra !== undefined) throw new UserError(`give one SQL statement, in quotes\n\n${usage}`);
    if (!isFormat(values.format)) throw new UserError(`--format takes table, csv or json, not ${values.format}`);
    requireData(values.data);
    const rows = values.lake ? await queryLake(values.data, sql) : await queryWarehouse(values.data, sql);
    const text = formats[values.format](rows);
    // A file gets what is stored; a terminal must not be steered by it.
    out(process.stdout.isTTY ? withoutControls(text) : text);
    return 0;
  },
};

async function queryLake(data: string, sql: string): Promise<QueryRows> {
  const lake = await openLake({ s3Path: join(data, 's3') });
  try {
    return await forUser(() => lake.query(sql));
  } finally {
    lake.close();
  }
}

interface OpenWarehouse extends RunningWarehouse {
  close(): Promise<void>;
}

/** The warehouse that another command has open, or else one of our own for this question. */
async function openWarehouse(data: string): Promise<OpenWarehouse> {
  let directory: DataDirectory;
  try {
    directory = await openDataDirectory(data, 'medstream query');
  } catch (error) {
    const running = error instanceof DataDirectoryInUseError ? await runningWarehouse(error.path) : undefined;
    if (running === undefined) throw error;
    return { ...running, close: async () => undefined };
  }
  try {
    const engine = await openWarehouseEngine({ directory: directory.warehousePath });
    return {
      endpoint: await engine.endpoint(),
      directory: directory.warehousePath,
      close: async () => {
        await engine.close();
        directory.release();
      },
    };
  } catch (error) {
    directory.release();
    throw error;
  }
}

/** How long a command that has just begun takes to open its warehouse, with time to spare. */
const patienceMs = 10_000;

async function runningWarehouse(data: string): Promise<RunningWarehouse | undefined> {
  const directory = warehousePathOf(data);
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(50)) {
    const server = readLockFile(directory);
    if (server?.isReady) return { endpoint: server.endpoint, directory };
  }
  return undefined;
}

async function queryWarehouse(data: string, sql: string): Promise<QueryRows> {
  const warehouse = await openWarehouse(data);
  try {
    return await forUser(() => readWarehouse(warehouse, sql));
  } finally {
    await warehouse.close();
  }
}
