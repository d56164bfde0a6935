import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { type PipelinePlaceholder, pipelineOf } from '../../../contracts/platform/state-machines/pipeline.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import type { ModelJob } from '../lake/model-job.ts';
import { StageStateMachine } from '../stage-state-machine.ts';

export interface PipelineStateMachineProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** ARNs of the functions that work on the warehouse; undefined where the stage leaves it out. */
  readonly warehouseFunctions: { readonly loadWarehouse: string; readonly reconcileStores: string } | undefined;
  readonly modelJob: ModelJob;
  /** Key of definition, executions and logs. */
  readonly key: Key;
}

/**
 * The pipeline of `contracts/platform/state-machines/pipeline.ts`, deployed as it stands there; CloudFormation puts the
 * names of this stage in the place of its placeholders. A stage without a warehouse has the steps of the lake alone.
 */
export class PipelineStateMachine extends StageStateMachine {
  constructor(scope: Construct, id: string, { modelJob, warehouseFunctions, ...common }: PipelineStateMachineProps) {
    const substitutions: Partial<Record<PipelinePlaceholder, string>> = {
      LakeModelsJobName: modelJob.jobName,
      ...(warehouseFunctions === undefined
        ? {}
        : {
            LoadWarehouseFunctionArn: warehouseFunctions.loadWarehouse,
            ReconcileStoresFunctionArn: warehouseFunctions.reconcileStores,
          }),
    };
    super(scope, id, {
      ...common,
      name: schedules.pipeline.stateMachine,
      description: 'Runs the steps of the pipeline',
      definition: pipelineOf({ hasWarehouse: warehouseFunctions !== undefined }),
      substitutions,
      statements: [
        ...(warehouseFunctions === undefined
          ? []
          : [
              new PolicyStatement({
                actions: ['lambda:InvokeFunction'],
                resources: [warehouseFunctions.loadWarehouse, warehouseFunctions.reconcileStores],
              }),
            ]),
        new PolicyStatement({
          actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:BatchStopJobRun'],
          resources: [modelJob.jobArn],
        }),
      ],
    });
  }
}
