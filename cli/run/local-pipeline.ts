import { warehouse as warehouseNames } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { type PipelineSubstitutions, pipeline } from '../../contracts/platform/state-machines/pipeline.ts';
import { passingFault } from '../../domain/passing-faults.ts';
import { setAsideObjects } from '../../embedded/glue/change-objects.ts';
import { openLogFile } from '../../embedded/log-file.ts';
import { repositoryWarehouse } from '../../embedded/redshift/warehouse-root.ts';
import type { Runtime } from '../../embedded/runtime.ts';
import { buckets } from '../../embedded/services.ts';
import { type LocalFunction, serviceIntegrations } from '../../embedded/step-functions/service-integrations.ts';
import { type LocalStateMachine, loadStateMachine } from '../../embedded/step-functions/state-machine.ts';
import { decodeLoadEvent } from '../../lambdas/load-warehouse/load-event.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { createContainer as createReconcileStores } from '../../lambdas/reconcile-stores/container.ts';
import { decodeReconcileEvent } from '../../lambdas/reconcile-stores/reconcile-event.ts';
import { StoresDifferError } from '../../lambdas/reconcile-stores/reconcile-stores.ts';
import type { Progress } from './progress.ts';

/** Name of a function that the pipeline invokes. */
type PipelineFunction = (typeof schedules)['loadWarehouse' | 'reconcileStores']['function'];

/** The hourly pipeline as it is deployed, on the services of this machine. Its functions log to the file at `logPath`. */
export async function loadPipeline(
  { services, warehouse }: Runtime,
  loadWarehouse: LoadWarehouse,
  logPath: string,
  progress: Progress,
): Promise<LocalStateMachine> {
  const reconcileStores = createReconcileStores(
    { s3: services.s3, redshift: warehouse.redshiftData },
    { ...warehouseNames, bucket: buckets.silver, warehouseRoot: repositoryWarehouse },
    {
      log: openLogFile(logPath, schedules.reconcileStores.function),
      metrics: { record: () => undefined },
    },
  );
  const functions: Readonly<Record<PipelineFunction, LocalFunction>> = {
    'load-warehouse': (payload, requestId) => loadWarehouse(requestId, decodeLoadEvent(payload)),
    'reconcile-stores': (payload) => reconcileStores(decodeReconcileEvent(payload)),
  };
  const arnOf = (name: PipelineFunction) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const substitutions: PipelineSubstitutions = {
    LakeModelsJobName: schedules.lakeModels.job,
    LoadWarehouseFunctionArn: arnOf(schedules.loadWarehouse.function),
    ReconcileStoresFunctionArn: arnOf(schedules.reconcileStores.function),
  };
  return loadStateMachine(pipeline, {
    substitutions,
    integrations: serviceIntegrations({ functions, glue: services.glue }),
    onSuccess: (step) => {
      if (step === 'BuildLakeModels') progress('lake    models of silver and gold are rebuilt');
    },
  });
}

/**
 * Executes the pipeline; once more when a load of it set an object aside or took one back: the lake was built beside that
 * load, and so with what the warehouse left out, or failed on it. Once more, too, when the warehouse could not be reached.
 * @returns whether its last step found totals that differ: a run that ends in differences is no run that failed
 */
export async function executeToTheEnd(machine: LocalStateMachine, silverPath: string): Promise<boolean> {
  const execute = () =>
    machine.execute().then(
      () => false,
      (error: unknown) => {
        if (error instanceof StoresDifferError) return true;
        throw error;
      },
    );
  const before = await setAsideObjects(silverPath);
  const isAsBefore = async () => {
    const now = await setAsideObjects(silverPath);
    return now.size === before.size && [...now].every((key) => before.has(key));
  };
  try {
    const doStoresDiffer = await execute();
    if (!doStoresDiffer || (await isAsBefore())) return doStoresDiffer;
  } catch (error) {
    // A database that was killed is there again; what a load had not committed is loaded once more.
    if (passingFault(error) !== 'unreachable' && (await isAsBefore())) throw error;
  }
  return execute();
}
