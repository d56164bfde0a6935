import { join } from 'node:path';
import { warehouse as warehouseNames } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { openLogFile } from '../../embedded/log-file.ts';
import { repositoryWarehouse } from '../../embedded/redshift/warehouse-root.ts';
import type { Runtime } from '../../embedded/runtime.ts';
import { buckets } from '../../embedded/services.ts';
import { createContainer as createApplySchema } from '../../lambdas/apply-schema/container.ts';
import { createContainer as createLoadWarehouse } from '../../lambdas/load-warehouse/container.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';

/** The functions that fill the warehouse, on the services of this machine. */
export interface LocalLoads {
  readonly load: LoadWarehouse;
  /** Resolves when the warehouse has its schema. */
  readonly schemaApplied: Promise<unknown>;
}

/** Where the functions of a data directory log. */
export function functionLog({ directory }: Pick<Runtime, 'directory'>): string {
  return join(directory.path, 'logs', 'functions.ndjson');
}

/** Builds the load as a run does, and begins to apply the schema. */
export function openLoads({ directory, services, warehouse }: Runtime): LocalLoads {
  const logPath = functionLog({ directory });
  return {
    load: createLoadWarehouse(
      { s3: services.s3, redshift: warehouse.redshiftData },
      { ...warehouseNames, bucket: buckets.silver, warehouseRoot: repositoryWarehouse },
      // What a load did reaches the user through the progress, so nothing needs to collect metrics here.
      {
        log: openLogFile(logPath, schedules.loadWarehouse.function),
        metrics: { found: () => undefined, loaded: () => undefined, setAside: () => undefined },
      },
    ),
    schemaApplied: createApplySchema(
      { redshift: warehouse.redshiftData },
      { ...warehouseNames, warehouseRoot: repositoryWarehouse },
      openLogFile(logPath, 'apply-schema'),
    )(),
  };
}
