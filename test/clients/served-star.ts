import { join } from 'node:path';
import { openWarehouseEngine } from '../../embedded/redshift/engine.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { type ServedWarehouse, serveWarehouse } from '../../embedded/redshift/serve/serve-warehouse.ts';
import { copyOf, firstRun } from '../e2e/cli.ts';

/** A small real star, served with a workspace as `medstream serve --workspace` does. */
export interface ServedStar extends ServedWarehouse {
  /** Rows of a question to the warehouse itself, with every value as text, by no way that a client goes. */
  truth(sql: string): Promise<(string | null)[][]>;
  end(): Promise<void>;
}

/** Opens a copy of the star of a run on generated records; files that share a process share the run. */
export async function openServedStar(): Promise<ServedStar> {
  const { data: original, outcome } = await firstRun('--events', '400');
  if (outcome.code !== 0) throw new Error(outcome.stderr);
  const data = await copyOf(original);
  const engine = await openWarehouseEngine({ directory: join(data, 'warehouse') });
  const served = await serveWarehouse({ engine, dataPath: data, port: 0, workspace: true });
  return {
    ...served,
    truth: async (sql) => {
      const { rows } = await engine.query<unknown[]>(rewriteRedshiftSql(sql), [], { rowMode: 'array' });
      return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
    },
    end: async () => {
      await served.close();
      await engine.close();
    },
  };
}
