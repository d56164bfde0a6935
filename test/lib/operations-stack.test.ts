import { describe, expect, test } from 'vitest';
import { ingestConsumers } from '../../contracts/platform/consumers.ts';
import { metrics } from '../../contracts/platform/metrics.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { pipeline, pipelineOf, pipelinePlaceholders } from '../../contracts/platform/state-machines/pipeline.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { decodeAuditEvent } from '../../lambdas/audit-warehouse/audit-event.ts';
import { stageDefaults } from '../../lib/config/stages.ts';
import { asText } from './arn-text.ts';
import { identityStatements } from './statements.ts';
import { type Resource, resourcesOf, stackOf, stageNames, synthesis } from './synthesis.ts';

const deployed = ['dev', 'staging', 'prod'] as const;

describe('operations stack', async () => {
  const all = await synthesis();
  const stack = (stage: string) => stackOf(all, stage, 'operations');
  const of = (stage: string, type: string) => resourcesOf(stack(stage), type).map(([, { Properties }]) => Properties);
  const text = (value: unknown, stage: string) => asText(value, stack(stage), all);
  const stateMachine = (stage: string) => of(stage, 'AWS::StepFunctions::StateMachine')[0] ?? {};
  const scheduleCalled = (stage: string, name: string) =>
    of(stage, 'AWS::Scheduler::Schedule').find(({ Name }) => Name === `medstream-${stage}-${name}-schedule`);
  const alarmsOfAllStacks = (stage: string): Resource['Properties'][] =>
    all.stacks
      .filter((own) => own.stage === stage)
      .flatMap((own) => resourcesOf(own, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties));
  const rightsOf = (stage: string, role: string) =>
    identityStatements(all).filter(
      (statement) => statement.stage === stage && statement.roles.some((name) => name.includes(role)),
    );

  describe('the pipeline', () => {
    test.each(deployed)(
      'that %s runs is the one of the contract, with a name in the place of every placeholder',
      (stage) => {
        const { DefinitionString: definition, DefinitionSubstitutions: substitutions } = stateMachine(stage);
        expect(JSON.parse(definition)).toEqual(pipeline);
        expect(Object.keys(substitutions).sort()).toEqual([...pipelinePlaceholders].sort());
        const filled = Object.entries(substitutions).reduce(
          (unfilled, [name, value]) => unfilled.replaceAll(`\${${name}}`, text(value, stage)),
          String(definition),
        );
        expect(filled).not.toContain('${');
        expect(JSON.parse(filled).States).toMatchObject({
          FillStores: {
            Branches: [
              { States: { BuildLakeModels: { Parameters: { JobName: `medstream-${stage}-lake-models` } } } },
              { States: { LoadWarehouse: { Parameters: { FunctionName: '<warehouse/LoadWarehouse/Function.Arn>' } } } },
            ],
          },
          ReconcileStores: { Parameters: { FunctionName: '<warehouse/ReconcileStores/Function.Arn>' } },
        });
      },
    );

    test('of a stage without a warehouse has the steps of the lake alone', () => {
      const { DefinitionString: definition, DefinitionSubstitutions: substitutions } = stateMachine('emulator');
      expect(JSON.parse(definition)).toEqual(pipelineOf({ hasWarehouse: false }));
      expect(Object.keys(substitutions)).toEqual(['LakeModelsJobName']);
      expect(definition).not.toContain('FunctionArn');
    });

    test.each(stageNames)('of %s is logged without what it carries, traced, and encrypted', (stage) => {
      expect(stateMachine(stage)).toMatchObject({
        StateMachineName: `medstream-${stage}-pipeline`,
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
        EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY' },
      });
    });

    test('may start its own job and its own functions, and nothing else that works', () => {
      const rights = rightsOf('prod', '/Pipeline/Role/');
      const working = rights.filter(({ actions }) =>
        actions.some((action) => /^(lambda|glue|states|s3|redshift)/.test(action)),
      );
      expect(
        working.map(({ actions, resources }) => `${[...actions].sort().join(' ')} on ${resources.join(' ')}`).sort(),
      ).toEqual([
        'glue:BatchStopJobRun glue:GetJobRun glue:GetJobRuns glue:StartJobRun on arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:job/medstream-prod-lake-models',
        'lambda:InvokeFunction on <warehouse/LoadWarehouse/Function.Arn> <warehouse/ReconcileStores/Function.Arn>',
      ]);
    });
  });

  describe('schedules', () => {
    const rate = (minutes: number) => (minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`);

    test.each(deployed)('of %s run as often as its settings say, with the input of the inventory', (stage) => {
      const { lake, warehouse } = stageDefaults[stage];
      const [run, load] = [scheduleCalled(stage, 'pipeline'), scheduleCalled(stage, 'load-warehouse')];
      expect(run?.ScheduleExpression).toBe(rate(lake.pipelineEveryMinutes));
      expect(JSON.parse(run?.Target.Input)).toEqual(schedules.pipeline.input);
      expect(load?.ScheduleExpression).toBe(rate(warehouse.loadEveryMinutes));
      expect(JSON.parse(load?.Target.Input)).toEqual({ onlyIfChanged: true });
      expect(text(load?.Target.Arn, stage)).toBe('<warehouse/LoadWarehouse/Function.Arn>');
      const audit = scheduleCalled(stage, 'audit-warehouse');
      expect(audit?.ScheduleExpression).toBe(`cron(0 ${warehouse.auditHours.join(',')} * * ? *)`);
      expect(decodeAuditEvent(JSON.parse(audit?.Target.Input))).toEqual({ olderThanHours: 6 });
      expect(text(audit?.Target.Arn, stage)).toBe('<warehouse/AuditWarehouse/Function.Arn>');
    });

    test.each(stageNames)(
      'of %s are exact, encrypted, give up before the next start, and keep what they gave up',
      (stage) => {
        const own = of(stage, 'AWS::Scheduler::Schedule');
        expect(own).toHaveLength(stage === 'emulator' ? 1 : 3);
        for (const { FlexibleTimeWindow, KmsKeyArn, Target, ScheduleExpression } of own) {
          expect(FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
          expect(text(KmsKeyArn, stage)).toBe('<foundation/OperationsKey.Arn>');
          const [, minutes] = /^rate\((\d+) /.exec(ScheduleExpression) ?? [];
          // By hours at the soonest every hour.
          const everySeconds = minutes === undefined ? 3600 : Number(minutes) * 60;
          expect(Target.RetryPolicy.MaximumEventAgeInSeconds).toBeGreaterThanOrEqual(60);
          expect(Target.RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual(Math.min(everySeconds, 86_400));
          expect(Target.RetryPolicy.MaximumRetryAttempts).toBeLessThan(10);
          expect(Target.DeadLetterConfig.Arn).toBeDefined();
        }
      },
    );

    test('may each start one thing', () => {
      const started = ['/PipelineSchedule/', '/LoadSchedule/', '/AuditSchedule/'].map((role) =>
        rightsOf('prod', role)
          .filter(({ actions }) => actions.some((action) => /Start|Invoke/.test(action)))
          .map(({ actions, resources }) => `${actions.join(' ')} ${resources.join(' ')}`),
      );
      expect(started).toEqual([
        [
          'states:StartExecution arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:medstream-prod-pipeline',
        ],
        ['lambda:InvokeFunction <warehouse/LoadWarehouse/Function.Arn>'],
        ['lambda:InvokeFunction <warehouse/AuditWarehouse/Function.Arn>'],
      ]);
    });
  });

  describe('alarms', () => {
    const known: Record<string, readonly string[]> = {
      [metrics.namespace]: [metrics.ingest, metrics.files, metrics.load, metrics.reconcile, metrics.audit].flatMap(
        (own): string[] => Object.values(own),
      ),
      'AWS/States': [
        'ExecutionsSucceeded',
        'ExecutionsFailed',
        'ExecutionsTimedOut',
        'ExecutionThrottled',
        'ExecutionTime',
      ],
      'AWS/Lambda': ['Errors', 'Throttles', 'IteratorAge', 'DestinationDeliveryFailures'],
      'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
      'AWS/Events': ['MatchedEvents'],
      'AWS/Kinesis': ['GetRecords.Success', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'],
    };
    interface Measured {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
    }
    const measured = ({ Metrics, ...alarm }: Resource['Properties']): Measured[] =>
      Metrics === undefined
        ? [alarm]
        : Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: Measured } }) => MetricStat?.Metric ?? []);

    test.each(stageNames)('of %s each tell somebody, what is wrong for whom, and what to do', (stage) => {
      const alarms = alarmsOfAllStacks(stage);
      expect(alarms.length).toBeGreaterThan(9);
      for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
        expect(AlarmName).toMatch(new RegExp(`^medstream-${stage}-[a-z-]+$`));
        expect(AlarmDescription, AlarmName).toMatch(/^Impact: .{20,}\nWhat to do: .{20,}$/);
        expect(AlarmActions, AlarmName).toHaveLength(1);
        expect(OKActions, AlarmName).toEqual(AlarmActions);
      }
      expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
    });

    test.each(stageNames)('of %s watch only what exists', (stage) => {
      for (const alarm of alarmsOfAllStacks(stage)) {
        const sources = measured(alarm);
        expect(sources.length).toBeGreaterThan(0);
        for (const { Namespace = '', MetricName = '', Dimensions = [] } of sources) {
          expect(known[Namespace], `${alarm.AlarmName}: ${Namespace} ${MetricName}`).toContain(MetricName);
          expect(Dimensions.length, alarm.AlarmName).toBeGreaterThan(0);
        }
      }
    });

    test('on own metrics name the function of their own stage that writes them', () => {
      const own = alarmsOfAllStacks('prod')
        .flatMap(measured)
        .filter(({ Namespace }) => Namespace === metrics.namespace)
        .map(({ MetricName, Dimensions }) => [MetricName, Dimensions]);
      const service = (value: string) => [{ Name: 'service', Value: value }];
      expect(own).toEqual(
        expect.arrayContaining([
          ['RecordsReceived', service('medstream-prod-ingest-events')],
          ['RecordsQuarantined', service('medstream-prod-ingest-events')],
          ['RecordsQuarantined', service('medstream-prod-ingest-vitals')],
          ['OldestWaitingSeconds', service('medstream-prod-load-warehouse')],
          ['TotalsDiffering', service('medstream-prod-reconcile-stores')],
          ['InvariantsBroken', service('medstream-prod-audit-warehouse')],
        ]),
      );
    });

    test('call for everything that makes data late or lost', () => {
      expect(
        of('prod', 'AWS::CloudWatch::Alarm')
          .map(({ AlarmName }) => AlarmName)
          .sort(),
      ).toEqual(
        [
          'event-id-collisions',
          'ingest-claims-quarantined-share',
          'ingest-claims-unknown-fields',
          'ingest-events-quarantined-share',
          'ingest-events-unknown-fields',
          'ingest-vitals-quarantined-share',
          'ingest-vitals-unknown-fields',
          'invariants-broken',
          'load-warehouse-failing',
          'load-warehouse-silent',
          'objects-set-aside',
          'pipeline-failed',
          'pipeline-slow',
          'pipeline-stale',
          'pipeline-throttled',
          'pipeline-timed-out',
          'stores-differ',
          'stores-not-compared',
          'undelivered-batches',
          'undelivered-events-waiting',
          'warehouse-freshness',
          'warehouse-not-known-whole',
        ].map((name) => `medstream-prod-${name}`),
      );
      expect(alarmsOfAllStacks('prod').map(({ AlarmName }) => AlarmName)).toContain(
        'medstream-prod-load-warehouse-failures-waiting',
      );
    });

    test('keep the thresholds of the stage', () => {
      const called = (stage: string, name: string) =>
        of(stage, 'AWS::CloudWatch::Alarm').find(({ AlarmName }) => AlarmName === `medstream-${stage}-${name}`);
      for (const stage of deployed) {
        const { alarms } = stageDefaults[stage];
        expect(called(stage, 'warehouse-freshness')?.Threshold).toBe(alarms.freshnessSeconds);
        for (const { function: name } of ingestConsumers) {
          expect(called(stage, `${name}-quarantined-share`)?.Threshold).toBe(alarms.quarantinedPercent);
        }
      }
    });

    test('on what has to happen take silence for trouble', () => {
      const breaching = alarmsOfAllStacks('prod').filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
      expect(breaching.map(({ AlarmName }) => AlarmName).sort()).toEqual([
        'medstream-prod-ingest-claims-unread',
        'medstream-prod-ingest-events-unread',
        'medstream-prod-ingest-vitals-unread',
        'medstream-prod-load-warehouse-silent',
        'medstream-prod-pipeline-stale',
        'medstream-prod-warehouse-not-known-whole',
      ]);
    });

    test('wait for a load that takes as long as it may before they call its silence trouble', () => {
      for (const stage of deployed) {
        const silent = of(stage, 'AWS::CloudWatch::Alarm').find(({ AlarmName }) => AlarmName.endsWith('-silent'));
        expect(silent).toMatchObject({
          Statistic: 'SampleCount',
          Period: stageDefaults[stage].warehouse.loadEveryMinutes * 60,
        });
        expect(silent?.Period * silent?.EvaluationPeriods).toBeGreaterThan(schedules.loadWarehouse.timeoutSeconds);
        expect(silent?.DatapointsToAlarm).toBe(silent?.EvaluationPeriods);
      }
    });

    test('look at no longer a time than CloudWatch allows', () => {
      for (const { AlarmName, Period, Metrics, EvaluationPeriods } of stageNames.flatMap(alarmsOfAllStacks)) {
        const period = Period ?? Metrics[1].MetricStat.Period;
        expect(period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(period >= 3600 ? 7 * 86_400 : 86_400);
      }
    });

    test('of an emulator, which knows no calculation with metrics, have none', () => {
      expect(alarmsOfAllStacks('emulator').filter(({ Metrics }) => Metrics !== undefined)).toEqual([]);
    });
  });

  describe('notices', () => {
    const rules = (stage: string) => of(stage, 'AWS::Events::Rule');

    test.each(stageNames)(
      'of %s tell of batches put aside and of failed jobs, in words and without a payload',
      (stage) => {
        const patterns = rules(stage).map(({ EventPattern }) => EventPattern);
        expect(patterns).toHaveLength(2);
        expect(patterns).toContainEqual({
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: [expect.anything()] }, object: { key: [{ prefix: layout.undelivered.prefix }] } },
        });
        expect(patterns).toContainEqual({
          source: ['aws.glue'],
          'detail-type': ['Glue Job State Change'],
          detail: { jobName: [`medstream-${stage}-lake-models`], state: ['FAILED', 'TIMEOUT'] },
        });
        for (const { Targets } of rules(stage)) {
          const [{ InputTransformer: message, DeadLetterConfig: letters }] = Targets;
          expect(letters.Arn).toBeDefined();
          expect(JSON.parse(message.InputTemplate)).toContain('What to do: ');
          const quoted = [...message.InputTemplate.matchAll(/<([a-z]+)>/g)].map(([, name]) => name);
          expect(quoted.sort()).toEqual(Object.keys(message.InputPathsMap).sort());
          // No message of an error: it may quote data.
          expect(
            Object.values(message.InputPathsMap).filter((path) => /message|requestParameters/.test(String(path))),
          ).toEqual([]);
        }
      },
    );

    test('can be published: EventBridge meets no condition, which it could not fulfil', () => {
      const publishing = resourcesOf(stackOf(all, 'prod', 'foundation'), 'AWS::SNS::TopicPolicy')
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
        .filter(({ Principal }) => Principal.Service === 'events.amazonaws.com');
      expect(publishing).toMatchObject([{ Effect: 'Allow', Action: 'sns:Publish' }]);
      expect(publishing[0].Condition).toBeUndefined();
    });

    test('that could not be sent are kept, each by its own rule', () => {
      const senders = of('prod', 'AWS::SQS::QueuePolicy')
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Condition }) => text(Condition.ArnEquals['aws:SourceArn'], 'prod').split(':rule/')[1]);
      expect(senders.sort()).toEqual(
        rules('prod')
          .map(({ Name }) => Name)
          .sort(),
      );
    });
  });

  describe('the dashboard', () => {
    const body = (stage: string): { widgets: { type: string; properties: { title?: string; markdown?: string } }[] } =>
      JSON.parse(text(of(stage, 'AWS::CloudWatch::Dashboard')[0]?.DashboardBody, stage));

    test.each(stageNames)('of %s has a row for each stage of the flow, and says what it means', (stage) => {
      expect(of(stage, 'AWS::CloudWatch::Dashboard').map(({ DashboardName }) => DashboardName)).toEqual([
        `medstream-${stage}`,
      ]);
      const rows = body(stage).widgets.flatMap(({ properties }) => properties.markdown ?? []);
      const flow =
        stage === 'emulator'
          ? ['Ingest', 'Quarantine', 'Rules and spellings', 'Lake']
          : ['Ingest', 'Quarantine', 'Rules and spellings', 'Load', 'Warehouse', 'Lake', 'Reconciliation', 'Audit'];
      flow.unshift('Stream healthcare-events', 'Stream medical-claims', 'Stream device-vitals');
      expect(rows.map((row) => row.split('\n')[0])).toEqual(flow.map((title) => `## ${title}`));
      for (const row of rows) expect(row.split('\n')[1]?.length).toBeGreaterThan(60);
    });

    test('shows every metric that the functions write', () => {
      const shown = JSON.stringify(body('prod'));
      const { violationsByInvariant: _byName, ...audit } = metrics.audit;
      for (const name of [metrics.ingest, metrics.load, audit].flatMap((own): string[] => Object.values(own)))
        expect(shown).toContain(name);
    });
  });
});
