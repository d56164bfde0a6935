import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deployedName, lakeDatabaseName } from '../../../contracts/platform/deployed-names.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { smokeCheck } from '../../../contracts/platform/smoke-check.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import { objectsArn } from '../foundation/zone-bucket.ts';
import { useKeyThrough } from '../key-use.ts';
import { listObjects } from '../lake/lake-access.ts';
import { ServiceRole } from '../service-role.ts';
import { acknowledgeDataApi, useDataApi } from '../warehouse/data-api.ts';

export interface SmokeRoleProps {
  readonly stage: string;
  readonly keys: { readonly intake: IKey; readonly silver: IKey; readonly operations: IKey };
  readonly streamArn: string;
  /** Of the state machine. */
  readonly pipelineArn: string;
  /** Undefined where the stage leaves the warehouse out. */
  readonly warehouse: { readonly workgroupArn: string; readonly loadFunctionArn: string } | undefined;
}

/**
 * The role of whoever runs `medstream smoke`: it sends to the stream, lists the vaults without reading them, reads the
 * objects of one contract that is about no person, starts a load and the pipeline, and asks two tables of the warehouse.
 * Who may assume it is for the account to say: nobody does by this template.
 */
export class SmokeRole extends Construct {
  constructor(scope: Construct, id: string, props: SmokeRoleProps) {
    super(scope, id);
    const { stage, keys, streamArn, pipelineArn, warehouse } = props;
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${deployedName(stage, schedules.pipeline.stateMachine)}:*`,
    });
    const tables = Object.values(smokeCheck.lake.tables);
    const tableFiles = tables.map((table) => ({
      zone: smokeCheck.lake.zone,
      prefix: `${smokeCheck.lake.prefix}${table}/`,
    }));
    const read = [smokeCheck.changes, ...tableFiles];
    const { policy } = new ServiceRole(this, 'Role', {
      roleName: deployedName(stage, smokeCheck.role),
      description: 'Runs the smoke check: sends an invented organization and reads it back from every store',
      assumedBy: new AccountPrincipal(Aws.ACCOUNT_ID),
      statements: [
        new PolicyStatement({
          actions: ['kinesis:PutRecords', 'kinesis:DescribeStreamSummary'],
          resources: [streamArn],
        }),
        useKeyThrough('kinesis', keys.intake, 'kms:GenerateDataKey'),
        ...[...smokeCheck.listed, smokeCheck.changes].map((objects) => listObjects(stage, objects)),
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: read.map((objects) => objectsArn(stage, objects)),
        }),
        useKeyThrough('s3', keys.silver, 'kms:Decrypt'),
        // The catalog says which files a table has: it is read from there, and no prefix of it is listed.
        describeTables(this, lakeDatabaseName(stage, 'silver'), tables),
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [pipelineArn] }),
        new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] }),
        // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [keys.operations.keyArn],
          conditions: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': pipelineArn } },
        }),
        ...(warehouse === undefined
          ? []
          : [
              new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [warehouse.loadFunctionArn] }),
              ...useDataApi(warehouse.workgroupArn, 'redshift-data:ExecuteStatement'),
              new PolicyStatement({
                actions: ['redshift-serverless:GetCredentials'],
                resources: [warehouse.workgroupArn],
              }),
            ]),
      ],
    });
    for (const objects of read) {
      acknowledgeWildcard(
        policy,
        objectsArn(stage, objects),
        'An object is named after what it holds. The right covers one prefix of masked data that is about organizations.',
      );
    }
    acknowledgeWildcard(
      policy,
      executions,
      'An execution has a name that nobody knows before it starts. The right covers those of this state machine, and only to ' +
        'see whether they ended.',
    );
    if (warehouse !== undefined) acknowledgeDataApi(policy);
  }
}

/** Asking the catalog about some tables of a database; the service wants the right to both, and to the catalog. */
function describeTables(scope: Construct, database: string, tables: readonly string[]): PolicyStatement {
  const arn = (resource: string, resourceName?: string) =>
    Stack.of(scope).formatArn({ service: 'glue', resource, ...(resourceName === undefined ? {} : { resourceName }) });
  return new PolicyStatement({
    // https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    actions: ['glue:GetTable'],
    resources: [
      arn('catalog'),
      arn('database', database),
      ...tables.map((table) => arn('table', `${database}/${table}`)),
    ],
  });
}
