import { fileURLToPath } from 'node:url';
import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../config/removal-policy.ts';
import type { StageSettings } from '../config/stage-settings.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { ServiceRole } from './service-role.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface StageFunctionProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** The function is called `medstream-<stage>-<name>`. */
  readonly name: string;
  /** Folder of its code below `lambdas/`; without it the name. */
  readonly folder?: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do besides writing its own logs and traces. */
  readonly statements: readonly PolicyStatement[];
  /** MiB; 1,769 is one vCPU. */
  readonly memoryMiB: number;
  readonly timeout: Duration;
  /** The most copies that run at once; keeps a burst from starving other functions of the account. */
  readonly concurrency: number;
  /** Key of the log group. */
  readonly logKey: IKey;
  /** Ships the folder `warehouse/` beside the code and says where it is. */
  readonly bringsWarehouseSql?: boolean;
  /** The releases of code systems that are shipped lie beside the code. */
  readonly bringsTerminology?: boolean;
  /** Where an asynchronous invocation goes that used up its retries; a function of a stream has none. */
  readonly deadLetterQueue?: IQueue;
}

/** Log group of something of a stage; short enough for any stage and function. */
export function logGroupName(stage: string, name: string): string {
  return `/medstream/${stage}/${name}`;
}

/** A function of `lambdas/`: bundled, with a role of its own, encrypted logs, tracing, and a bound on its concurrency. */
export class StageFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: ServiceRole;
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id);
    const { stage, settings, name } = props;
    const functionName = deployedName(stage, name);
    this.logGroupName = logGroupName(stage, name);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: this.logGroupName,
      retention: settings.logRetentionDays,
      encryptionKey: props.logKey,
      removalPolicy: removalPolicy(settings),
    });
    const logStreams = logStreamsOf(this, stage, name);
    this.role = new ServiceRole(this, 'Role', {
      roleName: functionName,
      description: props.description,
      assumedBy: 'lambda.amazonaws.com',
      statements: [...ownStatements(logStreams, props.deadLetterQueue), ...props.statements],
    });
    acknowledgeWildcard(
      this.role.policy,
      logStreams,
      'Lambda gives each copy of the function a log stream and names it; the wildcard covers the streams of this one log group.',
    );
    acknowledgeWildcard(
      this.role.policy,
      '*',
      'X-Ray has no resources to name: PutTraceSegments and PutTelemetryRecords accept only "*" ' +
        '(https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html).',
    );
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      entry: `${repository}lambdas/${props.folder ?? name}/index.ts`,
      projectRoot: repository,
      depsLockFilePath: `${repository}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.concurrency,
      role: this.role.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        ...(props.bringsWarehouseSql === true ? { WAREHOUSE_ROOT: '/var/task/warehouse/' } : {}),
      },
      bundling: {
        format: OutputFormat.CJS,
        target: 'node24',
        minify: true,
        keepNames: true,
        sourceMap: true,
        sourcesContent: false,
        // The SDK of the runtime is another one than the tests ran with.
        bundleAwsSDK: true,
        mainFields: ['module', 'main'],
        ...(props.bringsWarehouseSql === true ? { commandHooks: shipFolder('warehouse') } : {}),
        ...(props.bringsTerminology === true ? { commandHooks: shipFolder('terminology') } : {}),
      },
    });
    // Lambda tries the rights to X-Ray and to the dead-letter queue when the function is made.
    this.function.node.addDependency(this.role.policy);
    acknowledge(
      this.function,
      'HIPAA.Security-LambdaInsideVPC',
      'The function calls AWS service endpoints only, over TLS, with a role limited to named resources; it opens no port ' +
        'and reaches nothing inside a network. The warehouse is reached through the Redshift Data API, not a connection.',
    );
  }
}

const shipFolder = (folder: string) => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (inputDirectory: string, outputDirectory: string) => [
    `cp -R "${inputDirectory}/${folder}" "${outputDirectory}/${folder}"`,
  ],
});

function logStreamsOf(scope: Construct, stage: string, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `${logGroupName(stage, name)}:log-stream:*`,
  });
}

function ownStatements(logStreams: string, deadLetterQueue: IQueue | undefined): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logStreams] }),
    new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
    ...(deadLetterQueue === undefined
      ? []
      : [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] })]),
  ];
}
