import { describe, expect, test } from 'vitest';
import { consumers, untilTooOld } from '../../contracts/platform/consumers.ts';
import { type StreamKey, streams } from '../../contracts/platform/streams.ts';
import { stageDefaults } from '../../lib/config/stages.ts';
import { asText } from './arn-text.ts';
import { type Resource, resourcesOf, stackOf, stageNames, synthesis } from './synthesis.ts';

describe.each(stageNames)('ingest in %s', async (stage) => {
  const all = await synthesis();
  const ingest = stackOf(all, stage, 'ingest');
  const settings = stageDefaults[stage];
  /** The resource of a type that a name in code leads to. */
  const named = (type: string, id: string): Resource['Properties'] => {
    const found = resourcesOf(ingest, type).filter(([logicalId]) => logicalId.startsWith(id));
    expect(found, `${type} ${id}`).toHaveLength(1);
    return found[0]?.[1].Properties ?? {};
  };
  const idOf = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;

  test.each(Object.entries(consumers))('the event source mapping of %s is what the inventory says', (key, consumer) => {
    const { eventSourceMapping: expected } = consumer;
    const mapping = named('AWS::Lambda::EventSourceMapping', idOf(key));
    expect(mapping).toMatchObject({
      BatchSize: expected.batchSize,
      MaximumBatchingWindowInSeconds: settings.ingest.batchingWindowSeconds,
      ParallelizationFactor: expected.parallelizationFactor,
      BisectBatchOnFunctionError: expected.bisectBatchOnFunctionError,
      MaximumRetryAttempts: expected.maximumRetryAttempts,
      MaximumRecordAgeInSeconds: expected.maximumRecordAgeInSeconds,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
    });
    // A filter would drop records silently; a window would hold state that a resharding loses.
    expect(mapping).not.toHaveProperty('FilterCriteria');
    expect(mapping).not.toHaveProperty('TumblingWindowInSeconds');
    expect(asText(mapping.DestinationConfig.OnFailure.Destination, ingest, all)).toMatch(
      new RegExp(`:s3:::medstream-${stage}-quarantine-`),
    );
  });

  test('the window of every stage keeps the promise of two seconds from arrival to silver', () => {
    expect(settings.ingest.batchingWindowSeconds).toBe(1);
  });

  test('the mapping is made after the rights it needs', () => {
    const mappings = resourcesOf(ingest, 'AWS::Lambda::EventSourceMapping');
    const policies = resourcesOf(ingest, 'AWS::IAM::ManagedPolicy')
      .map(([id]) => id)
      .filter((id) => !id.startsWith('LandedFiles'));
    expect(mappings.map(([, { DependsOn }]) => DependsOn)).toEqual(policies.map((id) => [id]));
    expect(policies).toHaveLength(Object.keys(consumers).length);
  });

  test.each(Object.entries(streams))('the stream %s is sized by the stage', (key, { name }) => {
    expect(named('AWS::Kinesis::Stream', idOf(key))).toMatchObject({
      Name: `medstream-${stage}-${name}`,
      ShardCount: settings.ingest.shardCount[key as StreamKey],
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
  });

  test.each(Object.entries(consumers))('the function of %s is sized by the stage', (key, consumer) => {
    const [streamKey] = Object.entries(streams).find(([, { name }]) => name === consumer.stream) ?? [];
    expect(named('AWS::Lambda::Function', idOf(key))).toMatchObject({
      FunctionName: `medstream-${stage}-${consumer.function}`,
      MemorySize: settings.ingest.memoryMiB,
      // Fewer copies than lanes would throttle the mapping.
      ReservedConcurrentExecutions:
        settings.ingest.shardCount[streamKey as StreamKey] * consumer.eventSourceMapping.parallelizationFactor,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
  });

  test.each(Object.entries(consumers))(
    'the function of %s knows its stream, its buckets and its secret',
    (key, consumer) => {
      const { Variables: variables } = named('AWS::Lambda::Function', idOf(key)).Environment;
      expect(variables.STAGE).toBe(stage);
      expect(variables.STREAM).toBe(consumer.stream);
      const rendered = Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          name,
          asText(value, ingest, all).replace(/-[^-]*-[^-]*$|-0{12}-.*/, ''),
        ]),
      );
      expect(Object.keys(rendered).sort()).toEqual(
        [
          'BRONZE_BUCKET',
          'GOLD_BUCKET',
          'NODE_OPTIONS',
          'QUARANTINE_BUCKET',
          'SILVER_BUCKET',
          'STAGE',
          'STREAM',
          'TOKEN_KEY_SECRET',
        ].sort(),
      );
      for (const zone of ['bronze', 'silver', 'gold', 'quarantine']) {
        expect(asText(variables[`${zone.toUpperCase()}_BUCKET`], ingest, all)).toContain(`medstream-${stage}-${zone}-`);
      }
      expect(asText(variables.TOKEN_KEY_SECRET, ingest, all)).toBe('<foundation/TokenKey>');
    },
  );

  test('names for people and tools are outputs', () => {
    expect(Object.keys(ingest.template.Outputs ?? {})).toEqual(
      expect.arrayContaining(['HealthcareEventsStreamName', 'MedicalClaimsStreamName', 'DeviceVitalsStreamName']),
    );
    expect(Object.keys(stackOf(all, stage, 'foundation').template.Outputs ?? {})).toEqual(
      expect.arrayContaining([
        'BronzeBucketName',
        'SilverBucketName',
        'GoldBucketName',
        'QuarantineBucketName',
        'TokenKeySecretArn',
      ]),
    );
  });
});

describe('alarms', async () => {
  const all = await synthesis();

  test.each(stageNames)('every alarm of %s tells the topic, in words, what is wrong and what to do', (stage) => {
    const stacks = all.stacks.filter((stack) => stack.stage === stage);
    const alarms = stacks.flatMap((stack) =>
      ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
        resourcesOf(stack, type).map(([, { Properties }]) => ({ stack, alarm: Properties })),
      ),
    );
    expect(alarms.length).toBeGreaterThanOrEqual(5);
    for (const { stack, alarm } of alarms) {
      expect(alarm.AlarmDescription, alarm.AlarmName).toMatch(/^Impact: .{20,}\nWhat to do: .{20,}$/s);
      expect(alarm.AlarmActions.map((action: unknown) => asText(action, stack, all))).toEqual([
        '<foundation/AlarmTopic>',
      ]);
      expect(alarm.AlarmName).toMatch(new RegExp(`^medstream-${stage}-`));
    }
    expect(new Set(alarms.map(({ alarm }) => alarm.AlarmName)).size).toBe(alarms.length);
  });

  test('the age of what waits is watched, and that somebody reads at all', () => {
    const byName = Object.fromEntries(
      resourcesOf(stackOf(all, 'prod', 'ingest'), 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
        Properties.AlarmName,
        Properties,
      ]),
    );
    expect(byName['medstream-prod-ingest-events-iterator-age']).toMatchObject({
      MetricName: 'IteratorAge',
      Threshold: consumers.ingestEvents.alarms.iteratorAgeSeconds * 1000,
      TreatMissingData: 'notBreaching',
    });
    expect(byName['medstream-prod-ingest-events-unread']).toMatchObject({
      MetricName: 'GetRecords.Success',
      TreatMissingData: 'breaching',
    });
  });

  test('what the stream took is compared with what was handled, and what could not even be put aside is told', () => {
    const byName = Object.fromEntries(
      resourcesOf(stackOf(all, 'prod', 'ingest'), 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
        Properties.AlarmName,
        Properties,
      ]),
    );
    const gap = byName['medstream-prod-ingest-events-gap'];
    expect(gap.Threshold).toBe(1);
    expect(
      gap.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: { MetricName: string }; Period: number } }) =>
        MetricStat === undefined ? [] : [[MetricStat.Metric.MetricName, MetricStat.Period]],
      ),
    ).toEqual([
      ['IncomingRecords', 86_400],
      ['RecordsReceived', 86_400],
    ]);
    const lost = byName['medstream-prod-ingest-events-not-put-aside'];
    expect(lost).toMatchObject({ MetricName: 'DestinationDeliveryFailures', Threshold: 0 });
    // Whoever reads them at night learns where the records still are, and for how long.
    for (const { AlarmDescription } of [gap, lost]) {
      expect(AlarmDescription).toContain(`keeps them for ${streams.healthcareEvents.retentionHours / 24} days`);
    }
  });
});

test('every consumer of the inventory has its retries, failure destination in a vault, and alarms', () => {
  for (const consumer of Object.values(consumers)) {
    expect(consumer.eventSourceMapping.maximumRetryAttempts).toBe(untilTooOld);
    expect(['bronze', 'quarantine']).toContain(consumer.failureDestination.zone);
    expect(consumer.alarms.iteratorAgeSeconds).toBeGreaterThan(0);
  }
});
