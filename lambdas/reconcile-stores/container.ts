import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { warehouse } from '../../contracts/platform/deployed-names.ts';
import { totalsFile } from '../../domain/warehouse/conventions.ts';
import { requiredEnvironment } from '../shared/environment.ts';
import type { Log } from '../shared/log.ts';
import type { ReadObjectClient } from '../shared/object-store.ts';
import type { ReconcileMetrics } from '../shared/reconcile-metrics.ts';
import { createWarehouseSql, type RedshiftDataSender } from '../shared/warehouse-sql.ts';
import { createReconcileStores, type ReconcileStores } from './reconcile-stores.ts';

export interface ReconcileClients {
  readonly s3: ReadObjectClient;
  readonly redshift: RedshiftDataSender;
}

export interface ReconcileSettings {
  /** Bucket of the silver zone. */
  readonly bucket: string;
  readonly workgroup: string;
  readonly database: string;
  /** The folder `warehouse/`. */
  readonly warehouseRoot: string;
}

/** Everything the function needs, built once per process. On a laptop only `clients` differ. */
export function createContainer(
  clients: ReconcileClients,
  settings: ReconcileSettings,
  observability: { readonly log: Log; readonly metrics: ReconcileMetrics },
): ReconcileStores {
  return createReconcileStores({
    s3: clients.s3,
    bucket: settings.bucket,
    warehouse: createWarehouseSql({
      client: clients.redshift,
      workgroupName: settings.workgroup,
      database: settings.database,
    }),
    totalsQuery: () => readFileSync(join(settings.warehouseRoot, totalsFile), 'utf8'),
    ...observability,
  });
}

/** Clients of AWS; region and credentials come from the function's role. */
export function awsClients(): ReconcileClients {
  return { s3: new S3Client({}), redshift: new RedshiftDataClient({}) };
}

/** Settings from the function's environment variables. */
export function environmentSettings(environment: NodeJS.ProcessEnv): ReconcileSettings {
  return {
    bucket: requiredEnvironment(environment, 'SILVER_BUCKET'),
    workgroup: environment.REDSHIFT_WORKGROUP ?? warehouse.workgroup,
    database: environment.REDSHIFT_DATABASE ?? warehouse.database,
    warehouseRoot: requiredEnvironment(environment, 'WAREHOUSE_ROOT'),
  };
}
