import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { testAccount } from '../../cli/send/test-account.ts';
import type { EmulatorClients } from '../../tools/emulator/clients.ts';

/** Lists of services that this project has no client for: what to ask, and how names look in the answer. */
const lists = {
  functions: { path: '/2015-03-31/functions', name: /"FunctionName": ?"([^"]+)"/g },
  eventSourceMappings: { path: '/2015-03-31/event-source-mappings', name: /"UUID": ?"([^"]+)"/g },
  logGroups: { target: 'Logs_20140328.DescribeLogGroups', service: 'logs', name: /"logGroupName": ?"([^"]+)"/g },
  keyAliases: { target: 'TrentService.ListAliases', service: 'kms', name: /"AliasName": ?"([^"]+)"/g },
  stateMachines: { target: 'AWSStepFunctions.ListStateMachines', service: 'states', name: /"name": ?"([^"]+)"/g },
  databases: { target: 'AWSGlue.GetDatabases', service: 'glue', name: /"Name": ?"([^"]+)"/g },
  jobs: { target: 'AWSGlue.GetJobs', service: 'glue', name: /"Name": ?"(medstream[^"]+)"/g },
  queues: { target: 'AmazonSQS.ListQueues', service: 'sqs', name: /\/([^/"]+)"/g },
  rules: { target: 'AWSEvents.ListRules', service: 'events', name: /"Name": ?"([^"]+)"/g },
  schedules: { path: '/schedules', service: 'scheduler', name: /"Name": ?"(medstream[^"]+)"/g },
  topics: { action: 'ListTopics', version: '2010-03-31', service: 'sns', name: /:([^:<]+)<\/TopicArn>/g },
  roles: { action: 'ListRoles', version: '2010-05-08', service: 'iam', name: /<RoleName>([^<]+)</g },
  policies: { action: 'ListPolicies', version: '2010-05-08', service: 'iam', name: /<PolicyName>([^<]+)</g },
  alarms: { action: 'DescribeAlarms', version: '2010-08-01', service: 'monitoring', name: /<AlarmName>([^<]+)</g },
  stacks: { action: 'DescribeStacks', version: '2010-05-15', service: 'cloudformation', name: /<StackName>([^<]+)</g },
} as const;

interface Question {
  readonly path?: string;
  readonly target?: string;
  readonly action?: string;
  readonly version?: string;
  readonly service?: string;
  readonly name: RegExp;
}

/** Names of what an emulator holds, by kind, sorted; kinds without any are left out, as is what `cdk bootstrap` made. */
export async function remainingResources(
  { s3, kinesis, secrets }: EmulatorClients,
  endpoint: string,
): Promise<Record<string, string[]>> {
  const found: Record<string, (string | undefined)[]> = {
    buckets: ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name),
    streams: (await kinesis.send(new ListStreamsCommand({}))).StreamNames ?? [],
    secrets: ((await secrets.send(new ListSecretsCommand({}))).SecretList ?? []).map(({ Name }) => Name),
  };
  for (const [kind, question] of Object.entries<Question>(lists)) {
    const answer = await ask(endpoint, question);
    found[kind] = [...answer.matchAll(question.name)].map(([, name]) => name);
  }
  found.keys = await enabledKeys(endpoint);
  return Object.fromEntries(
    Object.entries(found)
      .map(([kind, names]) => [kind, own(names)] as const)
      .filter(([, names]) => names.length > 0),
  );
}

/** Descriptions of the keys that are not on their way out; keys have no names of their own. */
async function enabledKeys(endpoint: string): Promise<string[]> {
  const listed = await ask(endpoint, { target: 'TrentService.ListKeys', service: 'kms', name: /./ });
  const ids = [...listed.matchAll(/"KeyId": ?"([^"]+)"/g)].map(([, id]) => id);
  const described = await Promise.all(
    ids.map((KeyId) => ask(endpoint, { target: 'TrentService.DescribeKey', service: 'kms', name: /./ }, { KeyId })),
  );
  return described.flatMap((text) => {
    const { KeyMetadata } = JSON.parse(text) as { KeyMetadata: { Description: string; KeyState: string } };
    return KeyMetadata.KeyState === 'Enabled' ? [KeyMetadata.Description] : [];
  });
}

function own(names: readonly (string | undefined)[]): string[] {
  const all = names.filter((name) => name !== undefined && !/^(cdk-|CDKToolkit$|alias\/aws\/)/.test(name));
  return [...new Set(all.map(String))].sort();
}

async function ask(
  endpoint: string,
  { path = '/', target, action, version, service = 'lambda' }: Question,
  input: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const scope = `test/20260101/${testAccount.region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
  const headers =
    target === undefined
      ? { authorization, 'content-type': 'application/x-www-form-urlencoded' }
      : { authorization, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const body = target === undefined ? `Action=${action}&Version=${version}&Scope=Local` : JSON.stringify(input);
  const isGet = target === undefined && action === undefined;
  const response = await fetch(`${endpoint}${path}`, {
    method: isGet ? 'GET' : 'POST',
    headers,
    ...(isGet ? {} : { body }),
  });
  if (!response.ok) throw new Error(`${action ?? target ?? path}: ${response.status} ${await response.text()}`);
  return response.text();
}
