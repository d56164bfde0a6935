import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { warehouse } from '../../contracts/platform/deployed-names.ts';
import { contracts } from '../../contracts/registry.ts';
import { requiredEnvironment } from '../shared/environment.ts';
import type { LoadMetrics } from '../shared/load-metrics.ts';
import type { Log } from '../shared/log.ts';
import { createWarehouseSql, type RedshiftDataSender } from '../shared/warehouse-sql.ts';
import type { LoadS3Client } from './caught-up.ts';
import { readLoadSql } from './load-sql.ts';
import { createLoadWarehouse, type LoadWarehouse } from './load-warehouse.ts';

export interface LoadClients {
  readonly s3: LoadS3Client;
  readonly redshift: RedshiftDataSender;
}

export interface LoadSettings {
  /** Bucket of the silver zone. */
  readonly bucket: string;
  readonly workgroup: string;
  readonly database: string;
  /** The folder `warehouse/`. */
  readonly warehouseRoot: string;
}

/** Everything the function needs, built once per process. On a laptop only `clients` differ. */
export function createContainer(
  clients: LoadClients,
  settings: LoadSettings,
  observability: { readonly log: Log; readonly metrics: LoadMetrics },
): LoadWarehouse {
  const names = contracts.map(({ name }) => name);
  return createLoadWarehouse({
    s3: clients.s3,
    warehouse: createWarehouseSql({
      client: clients.redshift,
      workgroupName: settings.workgroup,
      database: settings.database,
    }),
    ...observability,
    clock: Date.now,
    bucket: settings.bucket,
    contracts: names,
    sql: readLoadSql(settings.warehouseRoot, names),
  });
}

/** Clients of AWS; region and credentials come from the function's role. */
export function awsClients(): LoadClients {
  return { s3: new S3Client({}), redshift: new RedshiftDataClient({}) };
}

/** Settings from the function's environment variables. */
export function environmentSettings(environment: NodeJS.ProcessEnv): LoadSettings {
  return {
    bucket: requiredEnvironment(environment, 'SILVER_BUCKET'),
    workgroup: environment.REDSHIFT_WORKGROUP ?? warehouse.workgroup,
    database: environment.REDSHIFT_DATABASE ?? warehouse.database,
    warehouseRoot: requiredEnvironment(environment, 'WAREHOUSE_ROOT'),
  };
}
