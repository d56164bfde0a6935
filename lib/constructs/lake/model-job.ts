import { basename } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { lakeTotalsKey, layout, setAsideKey } from '../../../contracts/platform/zones.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts';
import { bucketName, objectArn, objectsArn } from '../foundation/zone-bucket.ts';
import { ServiceRole } from '../service-role.ts';
import { JobLogs } from './job-logs.ts';
import {
  acknowledgeLakeAccess,
  findObject,
  listObjects,
  readAndWriteTables,
  readObjects,
  s3Address,
  useCatalog,
  type ZoneObjects,
} from './lake-access.ts';
import { glueScripts } from './stored-tables.ts';

export interface ModelJobProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly changes: ZoneObjects;
  readonly silver: ZoneObjects & { readonly database: string };
  readonly gold: ZoneObjects & { readonly database: string };
  /** Key of logs and bookmarks. */
  readonly operationsKey: IKey;
}

/** What the session calls the Glue catalog. */
const catalog = 'glue_catalog';

/**
 * The Glue job that builds the lake models: `glue-scripts/job.py` on Glue 5.1 (Spark 3.5, Iceberg 1.10, as the parity
 * tests run it). Runs one at a time, because two runs would publish each other's tables. Where it reads and writes cannot
 * be overridden by whoever starts it; which models it builds can.
 */
export class ModelJob extends Construct {
  readonly job: CfnJob;
  readonly jobName: string;
  readonly jobArn: string;
  readonly role: ServiceRole;

  constructor(scope: Construct, id: string, props: ModelJobProps) {
    super(scope, id);
    const { stage, settings, changes, silver, gold } = props;
    this.jobName = deployedName(stage, schedules.lakeModels.job);
    this.jobArn = Stack.of(this).formatArn({ service: 'glue', resource: 'job', resourceName: this.jobName });
    const script = new Asset(this, 'Script', { path: `${glueScripts}job.py` });
    const models = new Asset(this, 'Models', {
      path: glueScripts,
      exclude: ['*.py', '__pycache__', 'field-ids.json', 'models/**/*.yml'],
    });
    const logs = new JobLogs(this, 'Logs', {
      stage,
      settings,
      job: schedules.lakeModels.job,
      deployedName: this.jobName,
      roleName: `${this.jobName}-${Stack.of(this).region}`,
      operationsKey: props.operationsKey,
      dataKey: silver.key,
    });
    this.role = new ServiceRole(this, 'Role', {
      roleName: this.jobName,
      description: 'Builds the lake models from the silver change log',
      assumedBy: 'glue.amazonaws.com',
      statements: [
        ...readObjects(stage, changes),
        ...readAndWriteTables(stage, silver),
        ...readAndWriteTables(stage, gold),
        // These three are encrypted with the key of silver, of which the tables have the use already.
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [objectsArn(stage, layout.kept)],
        }),
        // A log that was never read has no mark, which is no fault.
        listObjects(stage, layout.kept),
        new PolicyStatement({
          actions: ['s3:PutObject'],
          resources: [objectArn(stage, layout.totals.zone, lakeTotalsKey)],
        }),
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [objectArn(stage, layout.manifests.zone, setAsideKey)],
        }),
        // As long as nothing was ever set aside, the object is not there, which is no fault.
        findObject(stage, layout.manifests.zone, setAsideKey),
        useCatalog(this, [silver.database, gold.database], catalogActions),
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [script, models].map(({ bucket, s3ObjectKey }) => bucket.arnForObjects(s3ObjectKey)),
        }),
        logs.statement,
        new PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': 'Glue' } },
        }),
      ],
    });
    acknowledgeLakeAccess(this.role.policy, stage, [changes, silver, gold], [silver.database, gold.database]);
    acknowledgeWildcard(
      this.role.policy,
      objectsArn(stage, layout.kept),
      'One object for each contract, of which the job is the only reader and writer; a list of them would outgrow the size of a ' +
        'policy. They hold instants, names of columns and keys of objects, and no row.',
    );
    for (const streams of logs.streams) {
      acknowledgeWildcard(
        this.role.policy,
        streams,
        'Glue gives each run its log streams and names them; the wildcard covers the streams of this one log group.',
      );
    }
    acknowledgeWildcard(
      this.role.policy,
      '*',
      'CloudWatch has no resources to name for PutMetricData; the condition confines it to the namespace of Glue ' +
        '(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html).',
    );
    this.job = new CfnJob(this, 'Job', {
      name: this.jobName,
      description: 'Builds the models of silver and gold as Iceberg tables',
      role: this.role.roleArn,
      glueVersion: '5.1',
      command: { name: 'glueetl', pythonVersion: '3', scriptLocation: script.s3ObjectUrl },
      workerType: 'G.1X',
      numberOfWorkers: settings.lake.maximumWorkers,
      executionProperty: { maxConcurrentRuns: 1 },
      // The state machine retries what can pass; a check that failed fails again.
      maxRetries: 0,
      timeout: schedules.lakeModels.timeoutSeconds / 60,
      ...(logs.securityConfiguration === undefined
        ? {}
        : { securityConfiguration: logs.securityConfiguration.securityConfigurationName }),
      defaultArguments: { '--models': 'all', '--rebuild': 'due' },
      nonOverridableArguments: {
        '--model_files': basename(models.s3ObjectKey),
        '--extra-files': models.s3ObjectUrl,
        '--changes': s3Address(stage, changes),
        '--catalog': catalog,
        '--silver_database': silver.database,
        '--gold_database': gold.database,
        '--set_aside': `s3://${bucketName(stage, layout.manifests.zone)}/${setAsideKey}`,
        '--kept': `s3://${bucketName(stage, layout.kept.zone)}/${layout.kept.prefix.slice(0, -1)}`,
        '--tables': 'deployed',
        '--totals': `s3://${bucketName(stage, layout.totals.zone)}/${lakeTotalsKey}`,
        '--datalake-formats': 'iceberg',
        '--conf': sessionConfiguration(s3Address(stage, silver)),
        '--enable-auto-scaling': 'true',
        '--job-bookmark-option': 'job-bookmark-disable',
        // A flag: given at all means on, and it takes no value.
        '--enable-metrics': '',
        '--enable-observability-metrics': 'true',
        ...logs.arguments,
      },
    });
    this.job.node.addDependency(this.role.policy);
    if (settings.leftOut.jobEncryption) acknowledgeNoEncryption(this.job);
  }
}

/** For a stage of an emulator, which knows no security configurations. */
function acknowledgeNoEncryption(job: CfnJob): void {
  for (const rule of ['AwsSolutions-GL1', 'AwsSolutions-GL3']) {
    acknowledge(
      job,
      rule,
      'The stage is deployed to an emulator on one machine, with made-up data: it has no account of AWS, and the emulator ' +
        'has neither keys nor encrypted logs for jobs. Every stage on AWS has the security configuration.',
    );
  }
}

/**
 * What Iceberg's Glue catalog calls to read tables and to commit to them. The deployment makes the tables: a job that could
 * make one too would take its name before the deployment that adds a model comes to it.
 */
const catalogActions = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:UpdateTable'];

/**
 * Spark settings that must stand before the session starts; Glue takes one `--conf`, whose value chains the others
 * (https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html). Files are encrypted as their
 * bucket says, so each zone keeps its own key.
 */
function sessionConfiguration(warehouse: string): string {
  const settings = {
    'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
    [`spark.sql.catalog.${catalog}`]: 'org.apache.iceberg.spark.SparkCatalog',
    [`spark.sql.catalog.${catalog}.catalog-impl`]: 'org.apache.iceberg.aws.glue.GlueCatalog',
    [`spark.sql.catalog.${catalog}.io-impl`]: 'org.apache.iceberg.aws.s3.S3FileIO',
    [`spark.sql.catalog.${catalog}.warehouse`]: warehouse,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' --conf ');
}
