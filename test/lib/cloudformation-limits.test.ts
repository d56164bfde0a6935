import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asText } from './arn-text.ts';
import { resourcesOf, type SynthesizedStack, synthesis } from './synthesis.ts';

const all = await synthesis();
const stacks = all.stacks.map((stack) => [`${stack.stage}/${stack.name}`, stack] as const);

/** The longest names of a region and an account. */
const longest: Record<string, string> = {
  'AWS::Region': 'ap-northeast-1',
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws-us-gov',
};

/** A name as it would be deployed in the region with the longest name. */
function deployed(value: unknown, stack: SynthesizedStack): string {
  return asText(value, stack, all).replace(/<(AWS::\w+)>/g, (_, name: string) => longest[name] ?? name);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
test.each(stacks)('%s stays under the limits of CloudFormation', (_, { template, file }) => {
  expect(Object.keys(template.Resources).length).toBeGreaterThan(0);
  expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
  expect(Object.keys(template.Outputs ?? {}).length).toBeLessThanOrEqual(200);
  expect(Object.keys(template.Parameters ?? {}).length).toBeLessThanOrEqual(200);
  expect(statSync(file).size).toBeLessThan(1_000_000);
});

/** Type, property that holds the name, and the characters it may have. */
const names: [string, string, RegExp][] = [
  ['AWS::S3::Bucket', 'BucketName', /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/],
  ['AWS::IAM::Role', 'RoleName', /^[\w+=,.@-]{1,64}$/],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', /^[\w+=,.@-]{1,128}$/],
  ['AWS::Lambda::Function', 'FunctionName', /^[a-zA-Z0-9-_]{1,64}$/],
  ['AWS::Kinesis::Stream', 'Name', /^[\w.-]{1,128}$/],
  ['AWS::KMS::Alias', 'AliasName', /^alias\/[\w/-]{1,249}$/],
  ['AWS::Logs::LogGroup', 'LogGroupName', /^[\w.\-/#]{1,512}$/],
  ['AWS::CloudWatch::Alarm', 'AlarmName', /^[\w-]{1,255}$/],
  ['AWS::CloudWatch::Alarm', 'AlarmDescription', /^[\s\S]{1,1024}$/],
  ['AWS::SNS::Topic', 'TopicName', /^[\w-]{1,256}$/],
  ['AWS::SQS::Queue', 'QueueName', /^[\w-]{1,80}$/],
  ['AWS::StepFunctions::StateMachine', 'StateMachineName', /^[\w-]{1,80}$/],
  ['AWS::Scheduler::Schedule', 'Name', /^[\w.-]{1,64}$/],
  ['AWS::SecretsManager::Secret', 'Name', /^[\w/+=.@-]{1,512}$/],
  ['AWS::CloudTrail::Trail', 'TrailName', /^[a-zA-Z0-9][\w.-]{1,126}[a-zA-Z0-9]$/],
];

test.each(names)('every %s has a %s that AWS takes, in every region', (type, property, pattern) => {
  const found = all.stacks.flatMap((stack) =>
    resourcesOf(stack, type).map(
      ([id, { Properties }]) => [`${stack.stage}/${stack.name}/${id}`, stack, Properties] as const,
    ),
  );
  expect(found.length).toBeGreaterThan(0);
  for (const [where, stack, properties] of found) {
    if (properties?.[property] === undefined) continue; // CloudFormation makes one
    expect(deployed(properties[property], stack), where).toMatch(pattern);
  }
});

test('names that are one for all regions of an account hold the region: a stage may be deployed to two', () => {
  for (const stack of all.stacks) {
    for (const [type, property] of [
      ['AWS::IAM::Role', 'RoleName'],
      ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
      ['AWS::S3::Bucket', 'BucketName'],
    ] as const) {
      for (const [id, { Properties }] of resourcesOf(stack, type)) {
        if (Properties?.[property] === undefined) continue;
        expect(asText(Properties[property], stack, all), `${stack.name}/${id}`).toMatch(/<AWS::Region>|us-east-1/);
      }
    }
  }
});

test('no two stacks of one stage give a name twice', () => {
  for (const stage of new Set(all.stacks.map((stack) => stack.stage))) {
    const used = all.stacks
      .filter((stack) => stack.stage === stage)
      .flatMap((stack) =>
        names.flatMap(([type, property]) =>
          property === 'AlarmDescription'
            ? []
            : resourcesOf(stack, type).flatMap(([, { Properties }]) =>
                Properties?.[property] === undefined ? [] : [`${type} ${asText(Properties[property], stack, all)}`],
              ),
        ),
      );
    expect(used.filter((name, index) => used.indexOf(name) !== index)).toEqual([]);
  }
});
