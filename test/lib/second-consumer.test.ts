import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stage } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { afterAll, describe, expect, test } from 'vitest';
import { type StreamInventory, streamInventory } from '../../contracts/platform/consumers.ts';
import { recommendedFlags } from '../../lib/app.ts';
import { stageDefaults } from '../../lib/config/stages.ts';
import { consumerFunctions, type DeployConsumerFunction } from '../../lib/constructs/ingest/consumer-functions.ts';
import { FoundationStack } from '../../lib/stacks/foundation-stack.ts';
import { IngestStack } from '../../lib/stacks/ingest-stack.ts';
import type { Resource } from './synthesis.ts';

const outdir = mkdtempSync(join(tmpdir(), 'medstream-second-consumer-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const settings = stageDefaults.dev;
const second = {
  ...streamInventory.consumers.ingestEvents,
  // Any folder of `lambdas/` stands for a second function.
  function: 'watch-vitals',
  code: 'load-warehouse',
  stream: 'vital-signs',
  eventSourceMapping: { ...streamInventory.consumers.ingestEvents.eventSourceMapping, batchSize: 7 },
  alarms: {
    iteratorAgeSeconds: 77,
    impact: 'Vital signs are watched too late.',
    action: 'Read the log of the second.',
  },
};
const inventory: StreamInventory = {
  streams: {
    ...streamInventory.streams,
    vitalSigns: { name: 'vital-signs', shardCount: 1, retentionHours: 48 },
  },
  consumers: { ...streamInventory.consumers, watchVitals: second },
};
const watchVitals: DeployConsumerFunction = ({ stage }) => ({
  description: 'Watches vital signs',
  memoryMiB: 512,
  timeout: Duration.seconds(30),
  batchingWindowSeconds: 5,
  environment: { MARK: `second of ${stage}` },
  statements: [
    new PolicyStatement({ actions: ['sns:Publish'], resources: ['arn:aws:sns:us-east-1:000000000000:told'] }),
  ],
  wildcards: [],
  moreMemory: 'buy more',
});

/** The resources of an ingest stack of that inventory, by type. */
function ingestStack(functions: Readonly<Record<string, DeployConsumerFunction>>) {
  const app = new App({
    outdir: mkdtempSync(join(outdir, 'app-')),
    context: { ...recommendedFlags(), 'aws:cdk:bundling-stacks': [] },
  });
  const stage = new Stage(app, 'dev');
  const common = { stage: 'dev', settings };
  const foundation = new FoundationStack(stage, 'foundation', common);
  const { artifactId } = new IngestStack(stage, 'ingest', { ...common, foundation, inventory, functions });
  const { template } = app.synth().getNestedAssembly('assembly-dev').getStackArtifact(artifactId);
  return (type: string): [string, Resource['Properties']][] =>
    Object.entries<Resource>(template.Resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [[id, Properties] as [string, Resource['Properties']]] : [],
    );
}

describe('one more stream and one more consumer, as entries of the inventory', () => {
  const resources = ingestStack({ ...consumerFunctions, 'load-warehouse': watchVitals });
  const streamIds = new Map(resources('AWS::Kinesis::Stream').map(([id, { Name }]) => [Name, id]));
  const functionIds = new Map(resources('AWS::Lambda::Function').map(([id, { FunctionName }]) => [FunctionName, id]));

  test('are deployed beside the others, each kept as long as it says', () => {
    expect(
      resources('AWS::Kinesis::Stream').map(([, { Name, RetentionPeriodHours }]) => [Name, RetentionPeriodHours]),
    ).toEqual([
      ...Object.values(streamInventory.streams).map(({ name }) => [`medstream-dev-${name}`, 168]),
      ['medstream-dev-vital-signs', 48],
    ]);
  });

  test('are joined by mappings, each of its own stream, function and settings', () => {
    const mappings = resources('AWS::Lambda::EventSourceMapping').map(([, mapping]) => ({
      stream: mapping.EventSourceArn['Fn::GetAtt'][0],
      function: mapping.FunctionName['Fn::GetAtt'][0],
      batchSize: mapping.BatchSize,
      window: mapping.MaximumBatchingWindowInSeconds,
    }));
    expect(mappings).toEqual([
      ...Object.values(streamInventory.consumers).map((consumer) => ({
        stream: streamIds.get(`medstream-dev-${consumer.stream}`),
        function: functionIds.get(`medstream-dev-${consumer.function}`),
        batchSize: 1000,
        window: 1,
      })),
      {
        stream: streamIds.get('medstream-dev-vital-signs'),
        function: functionIds.get('medstream-dev-watch-vitals'),
        batchSize: 7,
        window: 5,
      },
    ]);
  });

  test('what differs by function is what its entry says', () => {
    const [, own] = resources('AWS::Lambda::Function').find(([, { MemorySize }]) => MemorySize === 512) ?? [];
    expect(own).toMatchObject({ Description: 'Watches vital signs', Timeout: 30 });
    expect(own?.Environment.Variables.MARK).toBe('second of dev');
  });

  test('a role reads its own stream alone, and does what its entry says', () => {
    const statements = resources('AWS::IAM::ManagedPolicy')
      .filter(([id]) => !id.startsWith('LandedFiles'))
      .map(([, { PolicyDocument }]) => PolicyDocument.Statement);
    const read = statements.map((own) =>
      own.flatMap(({ Action, Resource: on }: { Action: string[] | string; Resource: { 'Fn::GetAtt': string[] } }) =>
        Action.includes('kinesis:GetRecords') ? on['Fn::GetAtt'][0] : [],
      ),
    );
    expect(read).toEqual([...streamIds.values()].map((id) => [id]));
    expect(statements.map((own) => JSON.stringify(own).includes('sns:Publish'))).toEqual([false, false, false, true]);
  });

  test('each has the alarms that a consumer and a stream cannot be without', () => {
    const names = resources('AWS::CloudWatch::Alarm')
      .filter(([id]) => !id.startsWith('LandedFiles'))
      .map(([, { AlarmName }]) => AlarmName);
    const ofConsumer = ['errors', 'gap', 'iterator-age', 'not-put-aside', 'throttles', 'unread'];
    expect(names.sort()).toEqual(
      [
        ...Object.values(inventory.consumers).flatMap((consumer) =>
          ofConsumer.map((name) => `medstream-dev-${consumer.function}-${name}`),
        ),
        ...Object.values(inventory.streams).map(({ name }) => `medstream-dev-${name}-writes-refused`),
      ].sort(),
    );
    const [, age] =
      resources('AWS::CloudWatch::Alarm').find(([, { AlarmName }]) => /watch-vitals-iterator-age/.test(AlarmName)) ??
      [];
    expect(age).toMatchObject({ Threshold: 77_000 });
    expect(age?.AlarmDescription).toContain('Vital signs are watched too late.');
  });
});

test('a consumer whose function nobody says how to deploy stops the synthesis, by name', () => {
  expect(() => ingestStack(consumerFunctions)).toThrow(
    'nothing says how function watch-vitals of lambdas/load-warehouse is deployed',
  );
});
