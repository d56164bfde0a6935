import { describe, expect, test } from 'vitest';
import { streams } from '../../contracts/platform/streams.ts';
import { asText } from './arn-text.ts';
import { list } from './statements.ts';
import { type Resource, resourcesOf, type SynthesizedStack, stackOf, stageNames, synthesis } from './synthesis.ts';

/** Where each kind of resource that holds data names its key. */
const keyOf: Record<string, (properties: Resource['Properties']) => unknown> = {
  'AWS::CloudTrail::Trail': ({ KMSKeyId }) => KMSKeyId,
  'AWS::Kinesis::Stream': ({ StreamEncryption }) => StreamEncryption?.KeyId,
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
  'AWS::RedshiftServerless::Namespace': ({ KmsKeyId }) => KmsKeyId,
  'AWS::S3::Bucket': ({ BucketEncryption }) =>
    BucketEncryption?.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
};

/** The key of everything that is not a log, a queue or a topic. */
const keyOfPlace: Record<string, string> = {
  'foundation/AuditTrail/Bucket': '<foundation/OperationsKey.Arn>',
  'foundation/AuditTrail/Trail': '<foundation/OperationsKey.Arn>',
  'foundation/Bronze': '<foundation/VaultKey.Arn>',
  'foundation/Gold': '<foundation/GoldKey.Arn>',
  'foundation/Quarantine': '<foundation/VaultKey.Arn>',
  'foundation/Silver': '<foundation/SilverKey.Arn>',
  'foundation/TokenKey': '<foundation/TokensKey.Arn>',
  'ingest/HealthcareEvents': '<foundation/IntakeKey.Arn>',
};

/** What is lost when it is deleted. */
const stateful = [
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::Logs::LogGroup',
  'AWS::RedshiftServerless::Namespace',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];

function pathOf({ Metadata }: Resource): string {
  return (Metadata?.['aws:cdk:path'] ?? '').replace(/^[^/]+\//, '').replace(/\/Resource$/, '');
}

describe.each(stageNames)('in %s', async (stage) => {
  const all = await synthesis();
  const stacks = all.stacks.filter((stack) => stack.stage === stage);
  const every = (type: string): [SynthesizedStack, string, Resource][] =>
    stacks.flatMap((stack) =>
      resourcesOf(stack, type).map(([id, resource]): [SynthesizedStack, string, Resource] => [stack, id, resource]),
    );
  const bucketsAnd = every('AWS::S3::Bucket').map(
    ([stack, id, resource]) => [pathOf(resource), stack, id, resource] as const,
  );

  test('everything that holds data is encrypted with a key of its trust zone', () => {
    let seen = 0;
    for (const [type, key] of Object.entries(keyOf)) {
      for (const [stack, , resource] of every(type)) {
        const path = pathOf(resource);
        if (path === 'foundation/AccessLogs') continue; // S3 delivers access logs to no other
        const text = asText(key(resource.Properties) ?? 'no key', stack, all);
        expect(text, path).toMatch(/^<foundation\/(Intake|Vault|Silver|Gold|Tokens|Operations)Key(\.Arn)?>$/);
        if (keyOfPlace[path] !== undefined) expect(text, path).toBe(keyOfPlace[path]);
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(8);
  });

  test('keys rotate and have their alias', () => {
    const keys = every('AWS::KMS::Key');
    expect(keys.map(([, , { Properties }]) => Properties.EnableKeyRotation)).toEqual(keys.map(() => true));
    const aliases = every('AWS::KMS::Alias').map(([, , { Properties }]) => Properties.AliasName);
    expect([...aliases].sort()).toEqual(
      ['gold', 'intake', 'operations', 'silver', 'tokens', 'vault'].map((zone) => `alias/medstream-${stage}-${zone}`),
    );
  });

  test.each(bucketsAnd)(
    '%s is private, versioned, TLS-only and cleaned up',
    (path, stack, id, { Properties: bucket }) => {
      expect(bucket.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(bucket.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
      expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      const [encryption] = bucket.BucketEncryption.ServerSideEncryptionConfiguration;
      if (path !== 'foundation/AccessLogs') {
        // Who writes these may not decrypt: see hasKeyPerObject.
        expect(encryption.BucketKeyEnabled).toBe(!/Bronze|Silver|Quarantine|Landing/.test(path));
        expect(bucket.LoggingConfiguration.DestinationBucketName).toBeDefined();
      }
      const rules: Record<string, unknown>[] = bucket.LifecycleConfiguration.Rules;
      expect(rules.some((rule) => 'AbortIncompleteMultipartUpload' in rule)).toBe(true);
      expect(rules.some((rule) => 'NoncurrentVersionExpiration' in rule)).toBe(true);

      const denied = resourcesOf(stack, 'AWS::S3::BucketPolicy')
        .filter(([, { Properties }]) => Properties.Bucket.Ref === id)
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
        .filter(({ Effect, Action }) => Effect === 'Deny' && Action === 's3:*');
      const conditions = denied.map(({ Condition }) => Condition);
      expect(conditions).toContainEqual({
        Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' },
      });
      expect(conditions).toContainEqual({
        NumericLessThan: { 's3:TlsVersion': '1.2' },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      });
      for (const statement of denied) {
        expect(statement.Principal).toEqual({ AWS: '*' });
        const name = asText({ 'Fn::GetAtt': [id, 'Arn'] }, stack, all);
        expect(statement.Resource.map((arn: unknown) => asText(arn, stack, all))).toEqual([name, `${name}/*`]);
      }
    },
  );

  test('queues and topics are TLS-only', () => {
    for (const [resourceType, policyType, member] of [
      ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
      ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
    ] as const) {
      for (const [stack, id] of every(resourceType)) {
        const statements = resourcesOf(stack, policyType)
          .filter(([, { Properties }]) => Properties[member].some((reference: { Ref: string }) => reference.Ref === id))
          .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
        expect(statements, `${stack.name}/${id}`).toContainEqual(
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        );
      }
    }
  });

  test('no record expires but landed and rejected ones, whose bytes bronze keeps', () => {
    const expiries = Object.fromEntries(
      bucketsAnd.map(([path, , , { Properties }]) => [
        path,
        Properties.LifecycleConfiguration.Rules.flatMap((rule: { Prefix?: string; ExpirationInDays?: number }) =>
          rule.ExpirationInDays === undefined ? [] : [[rule.Prefix ?? '', rule.ExpirationInDays]],
        ),
      ]),
    );
    const { 'foundation/AccessLogs': accessLogs, 'foundation/AuditTrail/Bucket': audit, ...zones } = expiries;
    expect(zones).toEqual({
      'foundation/Bronze': [],
      'foundation/Silver': [],
      'foundation/Gold': [],
      'foundation/Landing': [
        ['files/', 90],
        ['set-aside/', 90],
      ],
      'foundation/Quarantine': [['rejected/', 365]],
    });
    expect(accessLogs).toEqual([['', 2192]]);
    if (stage !== 'emulator') expect(audit).toEqual([['AWSLogs/', 2192]]);
  });

  test('bronze takes no overwriting', () => {
    const [, policy] = resourcesOf(stackOf(all, stage, 'foundation'), 'AWS::S3::BucketPolicy').find(
      ([, resource]) => pathOf(resource) === 'foundation/Bronze/Policy',
    ) ?? ['', undefined];
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:PutObject',
        Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
  });

  test('what holds data stays when its stack is removed or it is replaced', () => {
    for (const type of stateful) {
      for (const [, , resource] of every(type)) {
        expect(resource.UpdateReplacePolicy, pathOf(resource)).toBe('Retain');
        expect(['Retain', 'RetainExceptOnCreate'], pathOf(resource)).toContain(resource.DeletionPolicy);
      }
    }
  });

  test('the stream keeps records for as long as the inventory says', () => {
    const [[, stream] = ['', undefined]] = resourcesOf(stackOf(all, stage, 'ingest'), 'AWS::Kinesis::Stream');
    expect(stream?.Properties.RetentionPeriodHours).toBe(streams.healthcareEvents.retentionHours);
  });

  test('logs are kept for a time that is said', () => {
    for (const [, , resource] of every('AWS::Logs::LogGroup')) {
      expect(resource.Properties.RetentionInDays, pathOf(resource)).toBeGreaterThanOrEqual(7);
    }
  });

  test('the token key is drawn by Secrets Manager, as 64 hex digits', () => {
    const secrets = resourcesOf(stackOf(all, stage, 'foundation'), 'AWS::SecretsManager::Secret');
    expect(secrets.map(([, { Properties }]) => Properties.Name)).toEqual([`medstream-${stage}-token-key`]);
    const { GenerateSecretString: drawn, SecretString: written } = secrets[0]?.[1].Properties ?? {};
    expect(written).toBeUndefined();
    const printable = Array.from({ length: 94 }, (_, offset) => String.fromCharCode(0x21 + offset));
    const left = printable.filter((character) => !drawn.ExcludeCharacters.includes(character)).join('');
    expect([left, drawn.PasswordLength, drawn.GenerateStringKey, drawn.IncludeSpace]).toEqual([
      '0123456789abcdef',
      64,
      'key',
      false,
    ]);
    expect(JSON.parse(drawn.SecretStringTemplate)).toEqual({ version: 'v1', issuer: 'medstream' });
  });

  test.skipIf(stage === 'emulator')(
    'the audit trail records the vault, reads of masked data, and use of keys and secrets',
    () => {
      const [[, trail] = ['', undefined]] = resourcesOf(stackOf(all, stage, 'foundation'), 'AWS::CloudTrail::Trail');
      expect(trail?.Properties).toMatchObject({
        EnableLogFileValidation: true,
        IsLogging: true,
        // Rights are changed in us-east-1, wherever the stage is.
        IsMultiRegionTrail: true,
      });
      const selectors = trail?.Properties.AdvancedEventSelectors.map(
        ({ FieldSelectors }: { FieldSelectors: Record<string, unknown>[] }) =>
          Object.fromEntries(
            FieldSelectors.map(({ Field, Equals, StartsWith }) => [
              Field,
              list<unknown>((Equals ?? StartsWith) as unknown[]).map((value) =>
                asText(value, stackOf(all, stage, 'foundation'), all).replace(
                  /.*:::medstream-[a-z]+-([a-z]+)-.*\/$/,
                  '$1/',
                ),
              ),
            ]),
          ),
      );
      expect(selectors).toEqual([
        { eventCategory: ['Management'] },
        {
          eventCategory: ['Data'],
          'resources.type': ['AWS::S3::Object'],
          'resources.ARN': ['bronze/', 'quarantine/', 'landing/'],
        },
        {
          eventCategory: ['Data'],
          'resources.type': ['AWS::S3::Object'],
          'resources.ARN': ['silver/', 'gold/'],
          readOnly: ['true'],
        },
      ]);
    },
  );
});
