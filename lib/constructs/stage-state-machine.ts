import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import type { StateMachineDefinition } from '../../contracts/platform/state-machines/states-language.ts';
import { removalPolicy } from '../config/removal-policy.ts';
import type { StageSettings } from '../config/stage-settings.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { ServiceRole } from './service-role.ts';

export interface StageStateMachineProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** The state machine is called `medstream-<stage>-<name>`, and so is its role. */
  readonly name: string;
  /** Of the role. */
  readonly description: string;
  /** As it stands in contracts/platform/state-machines. */
  readonly definition: StateMachineDefinition;
  /** What CloudFormation puts in the place of its placeholders. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** What its steps may do. */
  readonly statements: readonly PolicyStatement[];
  /** Key of definition, executions and logs. */
  readonly key: Key;
}

/** A state machine of `contracts/platform/state-machines`, deployed as it stands there: logged, traced, encrypted. */
export class StageStateMachine extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: StageStateMachineProps) {
    super(scope, id);
    const { stage, settings, key } = props;
    this.name = deployedName(stage, props.name);
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
      description: props.description,
      assumedBy: 'states.amazonaws.com',
      statements: [...props.statements, ...this.encryptionStatements(key), ...logStatements],
    });
    acknowledgeWildcard(
      role.policy,
      '*',
      'The actions that connect a state machine with its log group, and those of X-Ray, know no resources ' +
        '(https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html); they read no log and no data. A log holds names ' +
        'of steps and times, never what they pass on (includeExecutionData is off).',
    );
    deliverEncryptedLogs(key);
    const stateMachine = new CfnStateMachine(this, 'StateMachine', {
      stateMachineName: this.name,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: JSON.stringify(props.definition),
      definitionSubstitutions: { ...props.substitutions },
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
