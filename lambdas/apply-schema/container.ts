import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { warehouse } from '../../contracts/platform/deployed-names.ts';
import { requiredEnvironment } from '../shared/environment.ts';
import type { Log } from '../shared/log.ts';
import { createWarehouseSql, type RedshiftDataSender } from '../shared/warehouse-sql.ts';
import { type AppliedSchema, applySchema } from './apply-schema.ts';
import { readSchemaFiles } from './schema-files.ts';
import { type DatabaseUsers, userPlaceholders, withDatabaseUsers } from './security-files.ts';

export interface SchemaSettings {
  readonly workgroup: string;
  readonly database: string;
  /** The folder `warehouse/`. */
  readonly warehouseRoot: string;
  /** Secret of the administrator to log in as; without it the caller's IAM identity is the user. */
  readonly adminSecretArn?: string | undefined;
  /** Database users of the functions; the rights of one without a name go to nobody. */
  readonly users?: DatabaseUsers | undefined;
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
    secretArn: settings.adminSecretArn,
  });
  return async () =>
    applySchema(
      { warehouse: sql, log },
      withDatabaseUsers(readSchemaFiles(settings.warehouseRoot), settings.users ?? {}),
    );
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
    warehouseRoot: requiredEnvironment(environment, 'WAREHOUSE_ROOT'),
    adminSecretArn: environment.ADMIN_SECRET_ARN,
    users: Object.fromEntries(
      userPlaceholders.map(({ variable }) => [variable, requiredEnvironment(environment, variable)]),
    ),
  };
}
