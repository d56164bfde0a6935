import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { type PipelinePlaceholder, pipelineOf } from '../../../contracts/platform/state-machines/pipeline.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import type { ModelJob } from '../lake/model-job.ts';
import { ServiceRole } from '../service-role.ts';

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
export class PipelineStateMachine extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: PipelineStateMachineProps) {
    super(scope, id);
    const { stage, settings, key, modelJob, warehouseFunctions } = props;
    this.name = deployedName(stage, schedules.pipeline.stateMachine);
    this.arn = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: this.name,
    });
    const logGroup = new LogGroup(this, 'Logs', {
      // This prefix keeps the account's log policy from growing with each state machine.
      // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
      logGroupName: `/aws/vendedlogs/states/${this.name}`,
      retention: settings.logRetentionDays,
      encryptionKey: key,
      removalPolicy: removalPolicy(settings),
    });
    const role = new ServiceRole(this, 'Role', {
      roleName: this.name,
      description: 'Runs the steps of the pipeline',
      assumedBy: 'states.amazonaws.com',
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
        ...this.encryptionStatements(key),
        ...logStatements,
      ],
    });
    acknowledgeWildcard(
      role.policy,
      '*',
      'The actions that connect a state machine with its log group, and those of X-Ray, know no resources ' +
        '(https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html); they read no log and no data. A log holds names ' +
        'of steps and times, never what they pass on (includeExecutionData is off).',
    );
    deliverEncryptedLogs(key);
    const substitutions: Partial<Record<PipelinePlaceholder, string>> = {
      LakeModelsJobName: modelJob.jobName,
      ...(warehouseFunctions === undefined
        ? {}
        : {
            LoadWarehouseFunctionArn: warehouseFunctions.loadWarehouse,
            ReconcileStoresFunctionArn: warehouseFunctions.reconcileStores,
          }),
    };
    const stateMachine = new CfnStateMachine(this, 'StateMachine', {
      stateMachineName: this.name,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: JSON.stringify(pipelineOf({ hasWarehouse: warehouseFunctions !== undefined })),
      definitionSubstitutions: substitutions,
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: key.keyArn,
        kmsDataKeyReusePeriodSeconds: 300,
      },
    });
    stateMachine.node.addDependency(role.policy);
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
  private encryptionStatements(key: Key): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': this.arn } },
      }),
      new PolicyStatement({
        actions: ['kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:SourceArn': logsOfThisAccount } },
      }),
    ];
  }
}

const logsOfThisAccount = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:*`;

const logStatements = [
  new PolicyStatement({
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  }),
  new PolicyStatement({
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    resources: ['*'],
  }),
];

/** The events of an encrypted state machine travel encrypted to the service that writes them to the log group. */
function deliverEncryptedLogs(key: Key): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DeliverExecutionLogs',
      principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:EncryptionContext:SourceArn': logsOfThisAccount } },
    }),
  );
}
