import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { warehouse as names } from '../../../contracts/platform/deployed-names.ts';
import { openWarehouseEngine, type WarehouseEngine } from '../../../embedded/redshift/engine.ts';
import { EmbeddedRedshiftData } from '../../../embedded/redshift/redshift-data.ts';
import { repositoryWarehouse } from '../../../embedded/redshift/warehouse-root.ts';
import { createContainer as createApplySchema } from '../../../lambdas/apply-schema/container.ts';

export interface TemporaryWarehouse {
  readonly engine: WarehouseEngine;
  /** Holds the database in `warehouse/` and is removed by `remove`. */
  readonly directory: string;
  remove(): Promise<void>;
}

/** A warehouse of its own in a temporary directory. */
export async function openTemporaryWarehouse(): Promise<TemporaryWarehouse> {
  const directory = mkdtempSync(join(tmpdir(), 'medstream-warehouse-'));
  const engine = await openWarehouseEngine({ directory: join(directory, 'warehouse') });
  return {
    engine,
    directory,
    remove: async () => {
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Gives a warehouse the schema of the product, as a deployment does. */
export async function applyProductSchema(engine: WarehouseEngine): Promise<void> {
  const noObjects = () => {
    throw new Error('the schema loads no objects');
  };
  const redshift = new EmbeddedRedshiftData({ engine, resolveObject: noObjects, listPrefix: noObjects });
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await createApplySchema({ redshift }, { ...names, warehouseRoot: repositoryWarehouse }, silent)();
}
