import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  CloudWatchEncryption,
  JobBookmarksEncryption,
  S3Encryption,
  SecurityConfiguration,
} from 'aws-cdk-lib/aws-glue';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';

export interface JobLogsProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** Name of the job within the stage. */
  readonly job: string;
  /** Deployed name of the job and of its security configuration. */
  readonly deployedName: string;
  readonly roleName: string;
  /** Key of logs and bookmarks. */
  readonly operationsKey: IKey;
  /** Key of the files that a job writes without naming one. */
  readonly dataKey: IKey;
}

/**
 * Where a Glue 5 job logs, encrypted. Glue composes the names of the groups from the prefix, the security configuration
 * and the role, so they are made beforehand with the key and the retention of the stage
 * (https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html).
 */
export class JobLogs extends Construct {
  /** Undefined where the stage leaves it out. */
  readonly securityConfiguration: SecurityConfiguration | undefined;
  /** What the job's role needs to log. */
  readonly statement: PolicyStatement;
  /** ARNs with a wildcard in the statement. */
  readonly streams: readonly string[];
  /** What the job has to be started with. */
  readonly arguments: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: JobLogsProps) {
    super(scope, id);
    const { stage, settings, deployedName } = props;
    const prefix = `/medstream/${stage}/${props.job}`;
    this.arguments = { '--custom-logGroup-prefix': prefix };
    this.securityConfiguration = settings.leftOut.jobEncryption
      ? undefined
      : new SecurityConfiguration(this, 'Encryption', {
          securityConfigurationName: deployedName,
          cloudWatchEncryption: CloudWatchEncryption.kms(props.operationsKey),
          jobBookmarksEncryption: JobBookmarksEncryption.clientSideKms(props.operationsKey),
          s3Encryption: S3Encryption.kms(props.dataKey),
        });
    const folder =
      this.securityConfiguration === undefined ? prefix : `${prefix}/${deployedName}-role/${props.roleName}`;
    const names = { Output: `${folder}/output`, Error: `${folder}/error` };
    for (const [name, logGroupName] of Object.entries(names)) {
      new LogGroup(this, name, {
        logGroupName,
        retention: settings.logRetentionDays,
        encryptionKey: props.operationsKey,
        removalPolicy: removalPolicy(settings),
      });
    }
    this.streams = Object.values(names).map((name) => groupArn(this, `${name}:log-stream:*`));
    this.statement = new PolicyStatement({
      // Glue asks for the group and its key again before each run.
      actions: ['logs:CreateLogGroup', 'logs:AssociateKmsKey', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [...Object.values(names).map((name) => groupArn(this, name)), ...this.streams],
    });
  }
}

function groupArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName,
  });
}
