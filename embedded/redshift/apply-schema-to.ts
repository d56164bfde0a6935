import { warehouse } from '../../contracts/platform/deployed-names.ts';
import { createContainer } from '../../lambdas/apply-schema/container.ts';
import type { WarehouseEngine } from './engine.ts';
import { EmbeddedRedshiftData } from './redshift-data.ts';
import { repositoryWarehouse } from './warehouse-root.ts';

/** Gives a database the schema of the warehouse, as a deployment does. */
export async function applySchemaTo(engine: WarehouseEngine): Promise<void> {
  const noObjects = () => {
    throw new Error('the schema loads no objects');
  };
  const redshift = new EmbeddedRedshiftData({ engine, resolveObject: noObjects, listPrefix: noObjects });
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await createContainer({ redshift }, { ...warehouse, warehouseRoot: repositoryWarehouse }, silent)();
}
