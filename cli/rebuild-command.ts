import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { splitStatements } from '../domain/sql/sql-tokens.ts';
import { batchStatementLimit, emptyFile } from '../domain/warehouse/conventions.ts';
import { repositoryWarehouse } from '../embedded/redshift/warehouse-root.ts';
import { openRuntime } from '../embedded/runtime.ts';
import { buckets } from '../embedded/services.ts';
import { noteKey } from '../lambdas/load-warehouse/caught-up.ts';
import type { WarehouseSql } from '../lambdas/shared/warehouse-sql.ts';
import type { Command } from './command.ts';
import { defaultData, requireData } from './options.ts';
import { openLoads } from './run/local-loads.ts';

const usage = `usage: medstream rebuild [options]

Empties the warehouse and loads it anew from the silver change log, in few large loads: after a restore, or when a table was
changed by hand. What is set aside stays so. A rebuild that was cut off goes on with --resume.

  --resume        load what is missing, without emptying anything first
  --data DIR      data directory (${defaultData})`;

export const rebuildCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values } = parseArgs({
      args: [...args],
      options: { resume: { type: 'boolean', default: false }, data: { type: 'string', default: defaultData } },
    });
    requireData(values.data);
    const runtime = await openRuntime(values.data, 'medstream rebuild');
    try {
      const { load, schemaApplied } = openLoads(runtime);
      await schemaApplied;
      if (!values.resume) {
        await rm(join(runtime.directory.s3Path, buckets.silver, noteKey), { force: true });
        await emptyWarehouse(runtime.warehouse.sql);
      }
      const { loads, objects, inserted, duplicates, setAside } = await load(randomUUID(), {
        onlyIfChanged: false,
        rebuild: true,
      });
      out(`${loads.length} loads of ${objects} objects: ${inserted} changes, ${duplicates} known already\n`);
      if (setAside > 0) {
        out(`${setAside} could not be loaded and are set aside: npx medstream set-aside --data ${values.data}\n`);
        return 1;
      }
      return 0;
    } finally {
      await runtime.close();
    }
  },
};

/** Empties what loads fill, in the order of the generated file and as few transactions as the Data API allows. */
export async function emptyWarehouse(warehouse: Pick<WarehouseSql, 'batch'>): Promise<void> {
  const statements = splitStatements(readFileSync(join(repositoryWarehouse, emptyFile), 'utf8'));
  for (let from = 0; from < statements.length; from += batchStatementLimit) {
    const some = statements.slice(from, from + batchStatementLimit);
    await warehouse.batch({ statements: some.map((sql) => ({ name: sql.split('\n').at(-1) ?? '', sql })) });
  }
}
