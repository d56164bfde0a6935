import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { warehouse } from '../../contracts/platform/deployed-names.ts';
import type { AuditMetrics } from '../shared/audit-metrics.ts';
import { requiredEnvironment } from '../shared/environment.ts';
import type { Log } from '../shared/log.ts';
import { createWarehouseSql, type RedshiftDataSender } from '../shared/warehouse-sql.ts';
import { readAuditScans } from './audit-scans.ts';
import { type AuditWarehouse, createAuditWarehouse } from './audit-warehouse.ts';

export interface AuditClients {
  readonly redshift: RedshiftDataSender;
}

export interface AuditSettings {
  readonly workgroup: string;
  readonly database: string;
  /** The folder `warehouse/`. */
  readonly warehouseRoot: string;
}

/** Everything the function needs, built once per process. On a laptop only `clients` differ. */
export function createContainer(
  clients: AuditClients,
  settings: AuditSettings,
  observability: { readonly log: Log; readonly metrics: AuditMetrics },
): AuditWarehouse {
  return createAuditWarehouse({
    warehouse: createWarehouseSql({
      client: clients.redshift,
      workgroupName: settings.workgroup,
      database: settings.database,
    }),
    scans: readAuditScans(settings.warehouseRoot),
    ...observability,
    clock: Date.now,
  });
}

/** Clients of AWS; region and credentials come from the function's role. */
export function awsClients(): AuditClients {
  return { redshift: new RedshiftDataClient({}) };
}

/** Settings from the function's environment variables. */
export function environmentSettings(environment: NodeJS.ProcessEnv): AuditSettings {
  return {
    workgroup: environment.REDSHIFT_WORKGROUP ?? warehouse.workgroup,
    database: environment.REDSHIFT_DATABASE ?? warehouse.database,
    warehouseRoot: requiredEnvironment(environment, 'WAREHOUSE_ROOT'),
  };
}
