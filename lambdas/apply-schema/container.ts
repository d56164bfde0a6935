import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { warehouse } from '../../contracts/platform.ts';
import type { Log } from '../shared/log.ts';
import { repositoryWarehouse } from '../shared/warehouse-root.ts';
import { createWarehouseSql, type RedshiftDataSender } from '../shared/warehouse-sql.ts';
import { type AppliedSchema, applySchema, readSchemaFiles } from './apply-schema.ts';

export interface SchemaSettings {
  readonly workgroup: string;
  readonly database: string;
  /** The folder `warehouse/`. */
  readonly warehouseRoot: string;
}

/** Everything the function needs, built once per process. On a laptop only the client differs. */
export function createContainer(
  clients: { readonly redshift: RedshiftDataSender },
  settings: SchemaSettings,
  log: Log,
): () => Promise<AppliedSchema> {
  const sql = createWarehouseSql({
    client: clients.redshift,
    workgroupName: settings.workgroup,
    database: settings.database,
  });
  return () => applySchema({ warehouse: sql, log }, readSchemaFiles(settings.warehouseRoot));
}

/** Clients of AWS; region and credentials come from the function's role. */
export function awsClients(): { readonly redshift: RedshiftDataSender } {
  return { redshift: new RedshiftDataClient({}) };
}

/** Settings from the function's environment variables. */
export function environmentSettings(environment: NodeJS.ProcessEnv): SchemaSettings {
  return {
    workgroup: environment.REDSHIFT_WORKGROUP ?? warehouse.workgroup,
    database: environment.REDSHIFT_DATABASE ?? warehouse.database,
    warehouseRoot: environment.WAREHOUSE_ROOT ?? repositoryWarehouse,
  };
}
