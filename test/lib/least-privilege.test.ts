import { describe, expect, test } from 'vitest';
import { loadableSystems } from '../../contracts/code-systems.ts';
import { codeReleasesKey, codesKey, layout, learntTextsKey } from '../../contracts/platform/zones.ts';
import { asText } from './arn-text.ts';
import { identityStatements, list, type Statement } from './statements.ts';
import { resourcesOf, stageNames, synthesis } from './synthesis.ts';

/**
 * Actions for which the service knows no resource, so that `*` is all one can write:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const withoutResource = new Set([
  'cloudwatch:PutMetricData',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'redshift-data:DescribeStatement',
  'redshift-data:GetStatementResult',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

/** The functions that run the code of ingest, each with a role of its own. */
const maskers = {
  HealthcareEvents: '<ingest/IngestEvents/Role/Role>',
  MedicalClaims: '<ingest/IngestClaims/Role/Role>',
  DeviceVitals: '<ingest/IngestVitals/Role/Role>',
};
const everyMasker = Object.values(maskers);
/** It hashes rows and tokenizes their subjects as the maskers do, and reads the files before they are in a stream. */
const fileReader = '<ingest/LandedFiles/IngestFiles/Role/Role>';
const smoker = '<operations/Smoke/Role/Role>';

describe('least privilege', async () => {
  const all = await synthesis();
  const statements = identityStatements(all);
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  const of = (stage: string) => allowed.filter((statement) => statement.stage === stage);
  const bucket = (stage: string, zone: string) =>
    `arn:<AWS::Partition>:s3:::medstream-${stage}-${zone}-<AWS::AccountId>-<AWS::Region>`;

  test('there are rights to look at in every stage', () => {
    for (const stage of stageNames) expect(of(stage).length).toBeGreaterThan(10);
  });

  test('no right has a wildcard for an action', () => {
    expect(allowed.filter(({ actions }) => actions.some((action) => /[*?]|^NotAction$/.test(action)))).toEqual([]);
  });

  test('a right to every resource is given only where the service knows no resource', () => {
    const tooWide = allowed.filter(
      ({ resources, actions }) =>
        resources.some((resource) => resource === '*' || resource === 'NotResource') &&
        actions.some((action) => !withoutResource.has(action)),
    );
    expect(tooWide).toEqual([]);
  });

  test('metrics go into the own namespaces only', () => {
    for (const { conditions } of allowed.filter(({ actions }) => actions.includes('cloudwatch:PutMetricData'))) {
      expect(Object.values(conditions).flatMap(Object.keys)).toContain('cloudwatch:namespace');
    }
  });

  test('no right covers a whole bucket, or buckets by pattern', () => {
    const buckets = allowed.flatMap(({ where, resources }) =>
      resources
        .filter((arn) => arn.includes(':s3:::') && /:::[^/]*[*?]|:::[^/]+\/\*$/.test(arn))
        .map((arn) => [where, arn]),
    );
    expect(buckets).toEqual([]);
  });

  test('a key is used through one service, or for one thing', () => {
    const unbound = allowed.filter(
      ({ actions, conditions }) =>
        actions.some((action) => action.startsWith('kms:')) &&
        !Object.values(conditions)
          .flatMap(Object.keys)
          .some((key) => key === 'kms:ViaService' || key.startsWith('kms:EncryptionContext:')),
    );
    // Scheduler decrypts the input of a schedule as the role itself; the key is that of operations, not of data.
    const ofSchedules = unbound.filter(
      ({ roles, resources }) =>
        roles.every((role) => /^<operations\/\w+Schedule\/Role\/Role>$/.test(role)) &&
        resources.every((key) => key === '<foundation/OperationsKey.Arn>'),
    );
    expect(unbound).toEqual(ofSchedules);
  });

  test('roles are assumed by services of AWS, but for that of the smoke check, which the account may let people assume', () => {
    for (const stack of all.stacks) {
      for (const [id, { Properties }] of resourcesOf(stack, 'AWS::IAM::Role')) {
        for (const { Principal } of Properties.AssumeRolePolicyDocument.Statement) {
          const where = `${stack.stage}/${stack.name}/${id}`;
          if (asText({ Ref: id }, stack, all) !== smoker) expect(Object.keys(Principal), where).toEqual(['Service']);
          else expect(asText(Principal.AWS, stack, all), where).toMatch(/:iam::<AWS::AccountId>:root$/);
        }
      }
    }
  });

  describe.each(stageNames)('in %s', (stage) => {
    const ownOf = (masker: string) => of(stage).filter(({ roles }) => roles.includes(masker));
    const having = (action: string, from: readonly Statement[]) =>
      from.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
    const vault = [bucket(stage, 'bronze'), bucket(stage, 'quarantine')];

    test.each(everyMasker)('%s writes to its prefixes, each once, and reads no object but terminology', (masker) => {
      const own = ownOf(masker);
      const places = [layout.events, layout.changes, layout.rejected, layout.warned, layout.undelivered];
      expect([...having('s3:PutObject', own)].sort()).toEqual(
        places.map(({ zone, prefix }) => `${bucket(stage, zone)}/${prefix}*`).sort(),
      );
      const s3 = own.flatMap(({ actions }) => actions).filter((action) => action.startsWith('s3:'));
      expect(new Set(s3)).toEqual(new Set(['s3:PutObject', 's3:ListBucket', 's3:GetObject']));
      expect([...having('s3:GetObject', own)].sort()).toEqual(
        [learntTextsKey, codeReleasesKey, ...loadableSystems.map(codesKey)]
          .map((key) => `${bucket(stage, 'silver')}/${key}`)
          .sort(),
      );
      expect(new Set(having('s3:ListBucket', own))).toEqual(
        new Set([bucket(stage, 'quarantine'), bucket(stage, 'silver')]),
      );
    });

    test.each(everyMasker)(
      '%s encrypts for vault and silver, and decrypts only what comes from the stream, the token key and silver',
      (masker) => {
        const own = ownOf(masker);
        expect(new Set(having('kms:GenerateDataKey', own))).toEqual(
          new Set(['<foundation/VaultKey.Arn>', '<foundation/SilverKey.Arn>']),
        );
        expect(new Set(having('kms:Decrypt', own))).toEqual(
          new Set(['<foundation/IntakeKey.Arn>', '<foundation/TokensKey.Arn>', '<foundation/SilverKey.Arn>']),
        );
        const services = (key: string) =>
          own
            .filter(({ resources }) => resources.includes(key))
            .flatMap(({ conditions }) => Object.values(conditions).map((keys) => keys['kms:ViaService']))
            .map((service) => asText(service, all.stacks[0] as never, all));
        expect(services('<foundation/IntakeKey.Arn>').every((service) => service.startsWith('kinesis.'))).toBe(true);
        expect(services('<foundation/TokensKey.Arn>').every((service) => service.startsWith('secretsmanager.'))).toBe(
          true,
        );
        expect(services('<foundation/VaultKey.Arn>').every((service) => service.startsWith('s3.'))).toBe(true);
      },
    );

    test('nobody reads, changes or deletes the vault', () => {
      const inVault = of(stage).filter(({ resources }) =>
        resources.some((arn) => vault.some((name) => arn === name || arn.startsWith(`${name}/`))),
      );
      const actionsOf = (role: string) =>
        new Set(inVault.filter(({ roles }) => roles.includes(role)).flatMap(({ actions }) => actions));
      expect(new Set(inVault.flatMap(({ roles }) => roles))).toEqual(new Set([...everyMasker, smoker]));
      for (const masker of everyMasker) {
        expect(actionsOf(masker)).toEqual(new Set(['s3:PutObject', 's3:ListBucket']));
      }
      expect(actionsOf(smoker)).toEqual(new Set(['s3:ListBucket']));
      expect(having('kms:Decrypt', of(stage))).not.toContain('<foundation/VaultKey.Arn>');
    });

    test('nobody but the maskers and the reader of files reads the token key, and of each stream its own masker alone', () => {
      // What a producer needs, and the smoke check is one.
      const sends = ['kinesis:PutRecords', 'kinesis:DescribeStreamSummary', 'kms:GenerateDataKey'];
      const readers = (resource: string) =>
        new Set(
          of(stage)
            .filter(
              ({ resources, actions }) => resources.includes(resource) && !actions.every((one) => sends.includes(one)),
            )
            .flatMap(({ roles }) => roles),
        );
      for (const resource of ['<foundation/TokenKey>', '<foundation/TokensKey.Arn>', '<foundation/IntakeKey.Arn>']) {
        expect(readers(resource), resource).toEqual(new Set([...everyMasker, fileReader]));
      }
      for (const [stream, masker] of Object.entries(maskers)) {
        expect(readers(`<ingest/${stream}.Arn>`), stream).toEqual(new Set([masker]));
      }
    });

    test('the reader of files reads files, its own notes and releases of codes, writes its notes alone, and puts into every stream', () => {
      const own = ownOf(fileReader);
      const landing = bucket(stage, 'landing');
      const releases = [codeReleasesKey, ...loadableSystems.map(codesKey)].map(
        (key) => `${bucket(stage, 'silver')}/${key}`,
      );
      expect(having('s3:GetObject', own).toSorted()).toEqual(
        [`${landing}/deliveries/*`, `${landing}/files/*`, ...releases].toSorted(),
      );
      expect(having('s3:PutObject', own).toSorted()).toEqual([`${landing}/deliveries/*`, `${landing}/set-aside/*`]);
      expect(having('s3:DeleteObject', own)).toEqual([`${landing}/set-aside/*`]);
      expect(having('kinesis:PutRecords', own)).toHaveLength(Object.keys(maskers).length);
      const actions = own.flatMap((statement) => statement.actions);
      expect(actions.filter((action) => action.startsWith('kinesis:'))).toEqual(['kinesis:PutRecords']);
    });

    test('the smoke check reads what is about organizations, and starts nothing but the load and the pipeline', () => {
      const smokes = of(stage).filter(({ roles }) => roles.includes(smoker));
      const silver = bucket(stage, 'silver');
      expect(having('s3:GetObject', smokes).toSorted()).toEqual([
        `${silver}/changes/organization/*`,
        `${silver}/tables/organization_history/data/*`,
      ]);
      expect(having('kinesis:PutRecords', smokes)).toEqual(['<ingest/HealthcareEvents.Arn>']);
      const started = ['lambda:InvokeFunction', 'states:StartExecution'].flatMap((action) => having(action, smokes));
      expect(started.every((arn) => /LoadWarehouse\/Function|-pipeline$/.test(arn))).toBe(true);
      expect(
        smokes.flatMap(({ actions }) => actions).filter((action) => /Put|Delete|Create|Update/.test(action)),
      ).toEqual(['kinesis:PutRecords']);
    });

    test('the vault key refuses to decrypt for everyone who is not marked as a reader of this stage', () => {
      const foundation = all.stacks.find((stack) => stack.stage === stage && stack.name === 'foundation');
      const key = Object.values(foundation?.template.Resources ?? {}).find(
        ({ Type, Metadata }) =>
          Type === 'AWS::KMS::Key' && Metadata?.['aws:cdk:path'] === `${stage}/foundation/VaultKey/Resource`,
      );
      const denied = key?.Properties.KeyPolicy.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Deny');
      expect(denied).toMatchObject([
        {
          Principal: { AWS: '*' },
          Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
          Condition: { StringNotEquals: { 'aws:PrincipalTag/medstream:vault-reader': stage } },
        },
      ]);
    });
  });

  test('buckets, queues, topics and keys are open to services and this account alone', () => {
    const open: unknown[] = [];
    for (const stack of all.stacks) {
      for (const [id, { Type, Properties }] of Object.entries(stack.template.Resources)) {
        const document = Type === 'AWS::KMS::Key' ? Properties.KeyPolicy : Properties?.PolicyDocument;
        // The policy of an endpoint narrows what passes through; it grants nothing.
        if (document === undefined || Type.startsWith('AWS::IAM::') || Type === 'AWS::EC2::VPCEndpoint') continue;
        for (const statement of document.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')) {
          const accounts = list<unknown>(statement.Principal?.AWS).map((principal) => asText(principal, stack, all));
          const isOwnRoot = (arn: string) =>
            /^arn:(<AWS::Partition>|aws):iam::(<AWS::AccountId>|0{12}):root$/.test(arn);
          if (statement.Principal === '*' || !accounts.every(isOwnRoot)) open.push([stack.stage, id, statement]);
        }
      }
    }
    expect(open).toEqual([]);
  });
});
