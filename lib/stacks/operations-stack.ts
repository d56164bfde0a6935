import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { schedules } from '../../contracts/platform/schedules.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { AuditAlarms } from '../constructs/operations/audit-alarms.ts';
import { letEventsPublish } from '../constructs/operations/event-notice.ts';
import { LoadAlarms } from '../constructs/operations/load-alarms.ts';
import { OperationsDashboard } from '../constructs/operations/operations-dashboard.ts';
import { PipelineStateMachine } from '../constructs/operations/pipeline-state-machine.ts';
import { QuarantineAlarms } from '../constructs/operations/quarantine-alarms.ts';
import { ReconciliationAlarms } from '../constructs/operations/reconciliation-alarms.ts';
import { RecurringStart } from '../constructs/operations/recurring-start.ts';
import { SmokeRole } from '../constructs/operations/smoke-role.ts';
import { StateMachineAlarms } from '../constructs/operations/state-machine-alarms.ts';
import type { FoundationStack } from './foundation-stack.ts';
import type { IngestStack } from './ingest-stack.ts';
import type { LakeStack } from './lake-stack.ts';
import { MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';
import type { WarehouseStack } from './warehouse-stack.ts';

export interface OperationsStackProps extends MedstreamStackProps {
  readonly foundation: FoundationStack;
  readonly ingest: IngestStack;
  readonly lake: LakeStack;
  /** Undefined where the stage leaves the warehouse out. */
  readonly warehouse: WarehouseStack | undefined;
}

/** What runs the parts and watches them. It depends on all and nothing depends on it; it holds no data. */
export class OperationsStack extends MedstreamStack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props, 'medstream: the pipeline, its schedules, alarms and dashboard');
    const { stage, settings, foundation, ingest, lake, warehouse } = props;
    const { alarmTopic: topic, keys } = foundation;
    const { modelJob } = lake;
    const undelivered = new DeadLetterQueue(this, 'Undelivered', {
      stage,
      name: 'undelivered-events',
      key: keys.operations,
      alarmTopic: topic,
      retention: Duration.days(14),
      tolerated: 0,
      impact:
        'A schedule could not start its target, or a notice could not be sent: a run is late, or somebody was not told.',
      action:
        'Read the attributes of the message: they name the target and the error. Usually a role or a key lost a right in the last deployment. The schedule starts the next run by itself; delete the message when that has happened.',
    });
    const deadLetterQueue = undelivered.queue;
    acknowledge(
      deadLetterQueue,
      'AwsSolutions-SQS3',
      'It is a dead-letter queue: of schedules and of EventBridge rules, at which this rule does not look. An alarm goes off ' +
        'while a message is in it.',
    );

    const pipeline = new PipelineStateMachine(this, 'Pipeline', {
      stage,
      settings,
      warehouseFunctions:
        warehouse === undefined
          ? undefined
          : {
              loadWarehouse: warehouse.loadWarehouse.function.functionArn,
              reconcileStores: warehouse.reconcileStores.function.functionArn,
            },
      modelJob,
      key: keys.operations,
    });
    const common = { stage, deadLetterQueue, key: keys.operations };
    new RecurringStart(this, 'PipelineSchedule', {
      ...common,
      name: schedules.pipeline.stateMachine,
      description: 'Starts the pipeline: loads what is left, rebuilds the models of the lake, and compares the two',
      when: { everyMinutes: settings.lake.pipelineEveryMinutes },
      target: { arn: pipeline.arn, action: 'states:StartExecution' },
      input: schedules.pipeline.input,
    });
    if (warehouse !== undefined) {
      const { loadWarehouse, auditWarehouse } = warehouse;
      new RecurringStart(this, 'LoadSchedule', {
        ...common,
        name: schedules.loadWarehouse.function,
        description: 'Loads new objects of the change log into the warehouse',
        when: { everyMinutes: settings.warehouse.loadEveryMinutes },
        target: { arn: loadWarehouse.function.functionArn, action: 'lambda:InvokeFunction' },
        input: schedules.loadWarehouse.input,
      });
      new RecurringStart(this, 'AuditSchedule', {
        ...common,
        name: schedules.auditWarehouse.function,
        description: 'Checks every table of the warehouse from end to end',
        when: { atHours: settings.warehouse.auditHours },
        target: { arn: auditWarehouse.function.functionArn, action: 'lambda:InvokeFunction' },
        input: schedules.auditWarehouse.input,
      });
      new LoadAlarms(this, 'LoadAlarms', { stage, settings, loadWarehouse, topic });
      new ReconciliationAlarms(this, 'ReconciliationAlarms', { stage, settings, topic });
      new AuditAlarms(this, 'AuditAlarms', { stage, topic });
    }
    letEventsPublish(topic);
    const watching = { stage, settings, topic, deadLetterQueue };
    new QuarantineAlarms(this, 'QuarantineAlarms', {
      ...watching,
      consumers: ingest.consumers.map(({ consumer }) => consumer),
    });
    new StateMachineAlarms(this, 'PipelineAlarms', { ...watching, pipeline, modelJob });
    const dashboard = new OperationsDashboard(this, 'Dashboard', {
      stage,
      settings,
      streams: ingest.streams,
      consumers: ingest.consumers,
      pipeline,
      warehouse:
        warehouse === undefined
          ? undefined
          : { workgroupName: warehouse.warehouse.workgroupName, loadWarehouse: warehouse.loadWarehouse },
    });
    const intake = ingest.streams.get(smokeCheck.contract.stream);
    if (intake !== undefined) {
      new SmokeRole(this, 'Smoke', {
        stage,
        keys,
        streamArn: intake.streamArn,
        pipelineArn: pipeline.arn,
        warehouse:
          warehouse === undefined
            ? undefined
            : {
                workgroupArn: warehouse.warehouse.workgroupArn,
                loadFunctionArn: warehouse.loadWarehouse.function.functionArn,
              },
      });
    }
    new CfnOutput(this, 'StateMachineArn', { value: pipeline.arn });
    new CfnOutput(this, 'DashboardName', { value: dashboard.name });
  }
}
