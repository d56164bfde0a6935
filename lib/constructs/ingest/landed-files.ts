import { Aws, Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { metrics } from '../../../contracts/platform/metrics.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { type IngestFilesPlaceholder, ingestFiles } from '../../../contracts/platform/state-machines/ingest-files.ts';
import { layout } from '../../../contracts/platform/zones.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts';
import { DeadLetterQueue } from '../dead-letter-queue.ts';
import { objectsArn } from '../foundation/zone-bucket.ts';
import { useKeyThrough } from '../key-use.ts';
import { ServiceRole } from '../service-role.ts';
import { StageFunction } from '../stage-function.ts';
import { StageStateMachine } from '../stage-state-machine.ts';
import { WordedAlarm } from '../worded-alarm.ts';
import { codeReleaseKeys, readOfSilver } from './read-terminology.ts';

export interface LandedFilesProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly landing: Bucket;
  /** It holds the releases of code systems that were loaded: rows are numbered by what ingest will decide about them. */
  readonly silver: Bucket;
  /** Every stream of the inventory: a file may hold records of any contract. */
  readonly streams: readonly Stream[];
  readonly keys: Readonly<Record<'intake' | 'silver' | 'tokens' | 'operations', Key>>;
  readonly tokenKeySecret: Secret;
  readonly alarmTopic: Topic;
}

/** Files that are read at the same time: one fills several shards. */
const filesAtOnce = 5;
/** MiB. Reading takes some 350 of them, less where its heap is bounded (bench/files.ts), but a processor comes with 1,769. */
const memoryMiB = 1769;

/** Reads every file that lands: a rule that starts a state machine, which invokes a function until the file is read. */
export class LandedFiles extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: LandedFilesProps) {
    super(scope, id);
    const { stage, settings, keys } = props;
    const { function: name, stateMachine } = schedules.ingestFiles;
    const own = this.readingFunction(props);
    const machine = new StageStateMachine(this, 'Machine', {
      stage,
      settings,
      name: stateMachine,
      description: 'Reads a landed file, part by part',
      definition: ingestFiles,
      substitutions: { IngestFilesFunctionArn: own.function.functionArn } satisfies Record<
        IngestFilesPlaceholder,
        string
      >,
      statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [own.function.functionArn] })],
      key: keys.operations,
    });
    const unstarted = new DeadLetterQueue(this, 'Unstarted', {
      stage,
      name: 'unstarted-files',
      key: keys.operations,
      alarmTopic: props.alarmTopic,
      retention: Duration.days(14),
      tolerated: 0,
      impact: 'Files landed and nothing began to read them: their rows are in no zone. The files are kept.',
      action: `Read the attributes of the message: they name the error. Usually a role or a key lost a right in the last deployment. Then start the state machine ${machine.name} with the message's body for each file, or let the sender put the file once more, and delete the messages.`,
    });
    acknowledge(
      unstarted.queue,
      'AwsSolutions-SQS3',
      'It is a dead-letter queue: of an EventBridge rule, at which this rule does not look. An alarm goes off while a message is in it.',
    );
    this.startWithEveryFile(props, machine, unstarted);
    this.alarms = [unstarted.alarm, this.setAsideAlarm(props, name), this.notReadAlarm(props, machine, name)];
  }

  private readingFunction({
    stage,
    settings,
    landing,
    silver,
    streams,
    keys,
    tokenKeySecret,
  }: LandedFilesProps): StageFunction {
    const read = [layout.landed, layout.deliveries].map((place) => objectsArn(stage, place));
    const written = [layout.deliveries, layout.asideFiles].map((place) => objectsArn(stage, place));
    const removed = objectsArn(stage, layout.asideFiles);
    const sameAccount = { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } };
    const own = new StageFunction(this, 'IngestFiles', {
      stage,
      settings,
      name: schedules.ingestFiles.function,
      description: 'Sends the rows of landed files to the streams',
      environment: {
        STAGE: stage,
        LANDING_BUCKET: landing.bucketName,
        SILVER_BUCKET: silver.bucketName,
        TOKEN_KEY_SECRET: tokenKeySecret.secretArn,
      },
      statements: [
        new PolicyStatement({ actions: ['s3:GetObject'], resources: read, conditions: sameAccount }),
        new PolicyStatement({ actions: ['s3:PutObject'], resources: written, conditions: sameAccount }),
        new PolicyStatement({ actions: ['s3:DeleteObject'], resources: [removed], conditions: sameAccount }),
        // It tells a missing object from a refusal by listing its key: lambdas/shared/object-store.ts.
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [landing.bucketArn],
          conditions: {
            StringLike: { 's3:prefix': `${layout.deliveries.prefix}*` },
            StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID },
          },
        }),
        useKeyThrough('s3', keys.intake, 'kms:GenerateDataKey', 'kms:Decrypt'),
        ...readOfSilver(silver, codeReleaseKeys),
        useKeyThrough('s3', keys.silver, 'kms:Decrypt'),
        new PolicyStatement({ actions: ['kinesis:PutRecords'], resources: streams.map(({ streamArn }) => streamArn) }),
        useKeyThrough('kinesis', keys.intake, 'kms:GenerateDataKey'),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [tokenKeySecret.secretArn] }),
        useKeyThrough('secretsmanager', keys.tokens, 'kms:Decrypt'),
      ],
      memoryMiB,
      timeout: Duration.seconds(schedules.ingestFiles.timeoutSeconds),
      concurrency: filesAtOnce,
      bringsTerminology: true,
      logKey: keys.operations,
    });
    for (const resource of new Set([...read, ...written, removed])) {
      acknowledgeWildcard(
        own.role.policy,
        resource,
        'Senders choose the keys of their files, and records of them are named by hashes: the right covers one prefix of the ' +
          'landing bucket. The function reads files and what it noted itself, and deletes nothing but its own notes.',
      );
    }
    for (const rule of ['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ']) {
      acknowledge(
        own.function,
        rule,
        'Only the state machine invokes the function, and it waits for the answer: a failure fails the execution, which has an ' +
          'alarm. A dead-letter queue receives asynchronous invocations alone, of which there are none.',
      );
    }
    return own;
  }

  /** S3 tells of every object at least once; a file that is read twice gives the same events. */
  private startWithEveryFile(
    { stage, landing }: LandedFilesProps,
    machine: StageStateMachine,
    { queue }: DeadLetterQueue,
  ): void {
    const name = deployedName(stage, 'landed-file');
    const role = new ServiceRole(this, 'StartRole', {
      roleName: name,
      description: 'Starts the state machine with every file that lands',
      assumedBy: 'events.amazonaws.com',
      statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.arn] })],
    });
    const rule = new CfnRule(this, 'Landed', {
      name,
      description: 'A file landed',
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [landing.bucketName] },
          // A console makes empty objects for folders.
          object: { key: [{ prefix: layout.landed.prefix }], size: [{ numeric: ['>', 0] }] },
        },
      },
      targets: [
        {
          id: 'machine',
          arn: machine.arn,
          roleArn: role.roleArn,
          inputTransformer: {
            inputPathsMap: { key: '$.detail.object.key', etag: '$.detail.object.etag' },
            inputTemplate: '{"file": {"key": <key>, "etag": <etag>}}',
          },
          retryPolicy: { maximumRetryAttempts: 20, maximumEventAgeInSeconds: 3600 },
          deadLetterConfig: { arn: queue.queueArn },
        },
      ],
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/${name}` },
        },
      }),
    );
    rule.node.addDependency(role.policy);
  }

  private setAsideAlarm({ stage, alarmTopic }: LandedFilesProps, functionName: string): Alarm {
    return new WordedAlarm(this, 'SetAside', {
      stage,
      name: 'files-set-aside',
      metric: new Metric({
        namespace: metrics.namespace,
        metricName: metrics.files.filesSetAside,
        dimensionsMap: { [metrics.dimension]: deployedName(stage, functionName) },
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'A landed file could not be read to its end: its rows up to there are in the streams, the others are missing. The file is kept.',
      action: `The landing bucket names each file and the reason below ${layout.asideFiles.prefix}; the log of ${deployedName(stage, functionName)} has the reasons, too. Tell the sender, and let it put the whole file under the same key: rows that arrived already add nothing. "When a file is set aside" in docs/deploy.md goes step by step.`,
      topic: alarmTopic,
    }).alarm;
  }

  private notReadAlarm(
    { stage, alarmTopic }: LandedFilesProps,
    machine: StageStateMachine,
    functionName: string,
  ): Alarm {
    return new WordedAlarm(this, 'NotRead', {
      stage,
      name: 'files-not-read',
      metric: new Metric({
        namespace: 'AWS/States',
        metricName: 'ExecutionsFailed',
        dimensionsMap: { StateMachineArn: machine.arn },
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'Reading a landed file failed again and again: part of its rows is missing. What was sent counts, and the file is kept.',
      action: `Read the log group /medstream/${stage}/${functionName}. A stream took nothing: add shards (ingest.shardCount in cdk.json) or restore the right. Access denied: compare the roles with the last deployment. Then redrive the failed executions of ${machine.name}: they go on where they stopped.`,
      topic: alarmTopic,
    }).alarm;
  }
}
