import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { warehouse as names } from '../../../contracts/platform/deployed-names.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts';
import { useKeyThrough } from '../key-use.ts';
import { StageFunction } from '../stage-function.ts';
import { acknowledgeDataApi, useDataApi } from './data-api.ts';
import type { Warehouse } from './warehouse.ts';

export interface WarehouseSchemaProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly warehouse: Warehouse;
  /** Key of the administrator's secret. */
  readonly secretKey: IKey;
  readonly logKey: IKey;
  /** Database user of the load function. */
  readonly loaderUser: string;
  /** Database user of the function that compares the stores. */
  readonly reconcilerUser: string;
  /** Database user of the function that checks whole tables. */
  readonly auditorUser: string;
  /** Database user of whoever runs the smoke check. */
  readonly smokeUser: string;
}

/** The longest that Lambda allows: the first statement waits for the workgroup to wake. */
const timeout = Duration.minutes(15);

/**
 * The schema of the warehouse, applied by the deployment: a function with the SQL of `warehouse/` beside it runs once the
 * workgroup stands, and again whenever its code or the SQL changed. What was applied before is left alone; a statement that
 * fails fails the deployment, whose rollback keeps the functions of before.
 */
export class WarehouseSchema extends Construct {
  readonly applySchema: StageFunction;
  /** For what needs the tables to wait for. */
  readonly trigger: Trigger;

  constructor(scope: Construct, id: string, props: WarehouseSchemaProps) {
    super(scope, id);
    const { warehouse } = props;
    const secret = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${warehouse.adminSecretName}-??????`,
    });
    this.applySchema = new StageFunction(this, 'ApplySchema', {
      stage: props.stage,
      settings: props.settings,
      name: 'apply-schema',
      description: 'Brings the schema of the warehouse to what the SQL of this deployment says',
      environment: {
        REDSHIFT_WORKGROUP: warehouse.workgroupName,
        REDSHIFT_DATABASE: names.database,
        // The Data API takes a name as well as an ARN, and the ARN is not known to CloudFormation.
        ADMIN_SECRET_ARN: warehouse.adminSecretName,
        LOADER_USER: props.loaderUser,
        RECONCILER_USER: props.reconcilerUser,
        AUDITOR_USER: props.auditorUser,
        SMOKE_USER: props.smokeUser,
      },
      statements: [
        ...useDataApi(warehouse.workgroupArn, 'redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret] }),
        useKeyThrough('secretsmanager', props.secretKey, 'kms:Decrypt'),
      ],
      memoryMiB: 512,
      timeout,
      concurrency: 1,
      logKey: props.logKey,
      bringsWarehouseSql: true,
    });
    acknowledgeDataApi(this.applySchema.role.policy);
    acknowledgeWildcard(
      this.applySchema.role.policy,
      secret,
      'Secrets Manager ends the ARN of a secret with six characters of its own; the six question marks stand for them. The name ' +
        "before them is that of this warehouse's administrator, whose password AWS makes and rotates.",
    );
    for (const rule of ['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ']) {
      acknowledge(
        this.applySchema.function,
        rule,
        'Only the deployment invokes the function, and it waits for the answer: a failure fails the deployment. A dead-letter ' +
          'queue receives asynchronous invocations alone, of which there are none.',
      );
    }
    this.trigger = new Trigger(this, 'Trigger', {
      handler: this.applySchema.function,
      timeout,
      executeAfter: [warehouse.workgroup, this.applySchema.role],
    });
  }
}
