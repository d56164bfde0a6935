import { warehouse as warehouseNames } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { type PipelineSubstitutions, pipeline } from '../../contracts/platform/state-machines/pipeline.ts';
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
