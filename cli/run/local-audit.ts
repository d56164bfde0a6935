import { warehouse as warehouseNames } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { openLogFile } from '../../embedded/log-file.ts';
import { repositoryWarehouse } from '../../embedded/redshift/warehouse-root.ts';
import type { Runtime } from '../../embedded/runtime.ts';
import type { AuditWarehouse } from '../../lambdas/audit-warehouse/audit-warehouse.ts';
import { createContainer } from '../../lambdas/audit-warehouse/container.ts';
import { functionLog } from './local-loads.ts';

/** The function that checks whole tables, on the warehouse of this machine. */
export function openAudit({ directory, warehouse }: Pick<Runtime, 'directory' | 'warehouse'>): AuditWarehouse {
  return createContainer(
    { redshift: warehouse.redshiftData },
    { ...warehouseNames, warehouseRoot: repositoryWarehouse },
    {
      log: openLogFile(functionLog({ directory }), schedules.auditWarehouse.function),
      // What it found stands in the warehouse, and the user is told by whoever runs it.
      metrics: { audited: () => undefined },
    },
  );
}
