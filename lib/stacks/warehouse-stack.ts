import { CfnOutput, Duration, Fn } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { deployedName, warehouse as names } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { lakeTotalsKey, layout } from '../../contracts/platform/zones.ts';
import { acknowledge, acknowledgeWildcard } from '../constructs/acknowledge.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { objectArn, objectsArn } from '../constructs/foundation/zone-bucket.ts';
import { useKeyThrough } from '../constructs/key-use.ts';
import { findObject, listObjects } from '../constructs/lake/lake-access.ts';
import { roleNameIn } from '../constructs/service-role.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { acknowledgeDataApi, useDataApi } from '../constructs/warehouse/data-api.ts';
import { Warehouse } from '../constructs/warehouse/warehouse.ts';
import { WarehouseNetwork } from '../constructs/warehouse/warehouse-network.ts';
import { WarehouseSchema } from '../constructs/warehouse/warehouse-schema.ts';
import type { FoundationStack } from './foundation-stack.ts';
import { MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';

export interface WarehouseStackProps extends MedstreamStackProps {
  readonly foundation: FoundationStack;
}

/** Redshift in a network of its own, its schema, and the functions that load it, compare it with the lake, and check it whole. */
export class WarehouseStack extends MedstreamStack {
  readonly warehouse: Warehouse;
  readonly loadWarehouse: StageFunction;
  readonly reconcileStores: StageFunction;
  readonly auditWarehouse: StageFunction;
  readonly loadFailures: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WarehouseStackProps) {
    super(scope, id, props, 'medstream: the Redshift warehouse, its schema and its load');
    const { stage, settings, foundation } = props;
    const { keys } = foundation;
    const network = new WarehouseNetwork(this, 'Network', { stage, settings, logKey: keys.operations });
    this.warehouse = new Warehouse(this, 'Warehouse', {
      stage,
      settings,
      network,
      key: keys.gold,
      changesKey: keys.silver,
      logKey: keys.operations,
    });
    const { function: load } = schedules.loadWarehouse;
    this.loadFailures = new DeadLetterQueue(this, 'LoadFailures', {
      stage,
      name: `${load}-failures`,
      key: keys.operations,
      alarmTopic: foundation.alarmTopic,
      // A single failure heals with the next load, and its message with the day.
      retention: Duration.days(1),
      tolerated: 2,
      impact:
        'Three or more scheduled loads of the last day failed: the warehouse may lag behind the lake. Nothing is lost.',
      action: `Read the log group /medstream/${stage}/${load}: it names the statement or the check that failed. A load takes up what failed ones left, so the messages only count them: purge the queue once loads succeed again.`,
    });
    this.loadWarehouse = this.loadFunction(foundation);
    this.reconcileStores = this.reconcileFunction(foundation);
    this.auditWarehouse = this.auditFunction(foundation);
    const schema = new WarehouseSchema(this, 'Schema', {
      stage,
      settings,
      warehouse: this.warehouse,
      secretKey: keys.gold,
      logKey: keys.operations,
      loaderUser: databaseUser(this.loadWarehouse.role.roleName),
      reconcilerUser: databaseUser(this.reconcileStores.role.roleName),
      auditorUser: databaseUser(this.auditWarehouse.role.roleName),
      smokeUser: databaseUser(roleNameIn(this, deployedName(stage, smokeCheck.role))),
    });
    // A new load runs on the tables that it was written for, and so do a comparison and an audit.
    schema.trigger.executeBefore(
      this.loadWarehouse.function,
      this.reconcileStores.function,
      this.auditWarehouse.function,
    );
    new CfnOutput(this, 'WorkgroupName', { value: this.warehouse.workgroupName });
    new CfnOutput(this, 'DatabaseName', { value: names.database });
  }

  /** Three zones without asking AWS, so that synthesis needs no account; every region has at least three. */
  override get availabilityZones(): string[] {
    const zones = Fn.getAzs();
    return [0, 1, 2].map((index) => Fn.select(index, zones));
  }

  private loadFunction({ buckets, keys }: FoundationStack): StageFunction {
    const { stage, settings } = this;
    const { workgroupName, workgroupArn } = this.warehouse;
    const manifests = objectsArn(stage, layout.manifests);
    const load = new StageFunction(this, 'LoadWarehouse', {
      stage,
      settings,
      name: schedules.loadWarehouse.function,
      description: 'Loads new objects of the silver change log into the warehouse',
      environment: {
        SILVER_BUCKET: buckets.silver.bucketName,
        REDSHIFT_WORKGROUP: workgroupName,
        REDSHIFT_DATABASE: names.database,
      },
      statements: [
        listObjects(stage, layout.changes),
        listObjects(stage, layout.manifests),
        new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [manifests] }),
        useKeyThrough('s3', keys.silver, 'kms:Decrypt', 'kms:GenerateDataKey'),
        ...useDataApi(workgroupArn, 'redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'),
        new PolicyStatement({ actions: ['redshift-serverless:GetCredentials'], resources: [workgroupArn] }),
        useKeyThrough('sqs', keys.operations, 'kms:Decrypt', 'kms:GenerateDataKey'),
      ],
      memoryMiB: 1024,
      timeout: Duration.seconds(schedules.loadWarehouse.timeoutSeconds),
      // One load at a time. A scheduled start that finds one running is kept by Lambda and tried again for up to six hours
      // (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), and then finds nothing to do.
      concurrency: 1,
      logKey: keys.operations,
      bringsWarehouseSql: true,
      deadLetterQueue: this.loadFailures.queue,
    });
    // The next load is the retry of one that failed. Lambda's own would carry the same token, to which the Data API answers
    // with the failed batch for 8 hours.
    load.function.configureAsyncInvoke({ retryAttempts: 0 });
    acknowledge(
      load.function,
      'Serverless-LambdaAsyncFailureDestination',
      'A failed invocation goes to the dead-letter queue of the function, which has an alarm. A failure destination besides it ' +
        'would get the same event again, together with what the function answered.',
    );
    acknowledgeDataApi(load.role.policy);
    acknowledgeWildcard(
      load.role.policy,
      manifests,
      'A manifest is named after the load it belongs to, which is a hash of what it loads. The right covers one prefix of the ' +
        'bucket of masked data, which holds nothing but manifests and two notes; the change log itself can only be listed.',
    );
    return load;
  }

  private reconcileFunction({ buckets, keys }: FoundationStack): StageFunction {
    const { stage, settings } = this;
    const { workgroupName, workgroupArn } = this.warehouse;
    const { function: name, timeoutSeconds } = schedules.reconcileStores;
    const reconcile = new StageFunction(this, 'ReconcileStores', {
      stage,
      settings,
      name,
      description: 'Compares the totals of the lake with those of the warehouse',
      environment: {
        SILVER_BUCKET: buckets.silver.bucketName,
        REDSHIFT_WORKGROUP: workgroupName,
        REDSHIFT_DATABASE: names.database,
      },
      statements: [
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [objectArn(stage, layout.totals.zone, lakeTotalsKey)],
        }),
        // Before the first build of the lake there are no totals, which is no fault.
        findObject(stage, layout.totals.zone, lakeTotalsKey),
        useKeyThrough('s3', keys.silver, 'kms:Decrypt'),
        ...useDataApi(workgroupArn, 'redshift-data:ExecuteStatement'),
        new PolicyStatement({ actions: ['redshift-serverless:GetCredentials'], resources: [workgroupArn] }),
      ],
      memoryMiB: 512,
      timeout: Duration.seconds(timeoutSeconds),
      concurrency: 1,
      logKey: keys.operations,
      bringsWarehouseSql: true,
    });
    acknowledgeDataApi(reconcile.role.policy);
    for (const rule of ['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ']) {
      acknowledge(
        reconcile.function,
        rule,
        'Only the state machine invokes the function, and it waits for the answer: a failure fails the execution, which has an ' +
          'alarm. A dead-letter queue receives asynchronous invocations alone, of which there are none.',
      );
    }
    return reconcile;
  }

  private auditFunction({ keys }: FoundationStack): StageFunction {
    const { stage, settings } = this;
    const { workgroupName, workgroupArn } = this.warehouse;
    const { function: name, timeoutSeconds } = schedules.auditWarehouse;
    const audit = new StageFunction(this, 'AuditWarehouse', {
      stage,
      settings,
      name,
      description: 'Checks every table of the warehouse from end to end',
      environment: { REDSHIFT_WORKGROUP: workgroupName, REDSHIFT_DATABASE: names.database },
      statements: [
        ...useDataApi(workgroupArn, 'redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'),
        new PolicyStatement({ actions: ['redshift-serverless:GetCredentials'], resources: [workgroupArn] }),
      ],
      memoryMiB: 512,
      timeout: Duration.seconds(timeoutSeconds),
      concurrency: 1,
      logKey: keys.operations,
      bringsWarehouseSql: true,
    });
    // What is broken stays broken, and would be found again at once; the next start goes on.
    audit.function.configureAsyncInvoke({ retryAttempts: 0 });
    acknowledgeDataApi(audit.role.policy);
    for (const rule of [
      'HIPAA.Security-LambdaDLQ',
      'Serverless-LambdaDLQ',
      'Serverless-LambdaAsyncFailureDestination',
    ]) {
      acknowledge(
        audit.function,
        rule,
        'The event of the schedule is the same every day, so there is nothing in it to keep: what an audit found stands in the ' +
          'warehouse, and the next one begins with what this one did not check. Alarms tell of what is broken, and of audits ' +
          'that fail or do not run.',
      );
    }
    return audit;
  }
}

/** The user that Redshift gives to a session of a role. */
function databaseUser(roleName: string): string {
  return `IAMR:${roleName}`;
}
