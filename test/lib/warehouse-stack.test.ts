import { describe, expect, test } from 'vitest';
import { warehouse as names } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { lakeTotalsKey } from '../../contracts/platform/zones.ts';
import { noteKey } from '../../lambdas/load-warehouse/caught-up.ts';
import { stageDefaults } from '../../lib/config/stages.ts';
import { asText } from './arn-text.ts';
import { identityStatements, list, type Statement } from './statements.ts';
import { type Resource, resourcesOf, stackOf, synthesis } from './synthesis.ts';

/** The stages that have a warehouse. */
const stages = ['dev', 'staging', 'prod'] as const;

describe('warehouse stack', async () => {
  const all = await synthesis();
  const stack = (stage: string) => stackOf(all, stage, 'warehouse');
  const of = (stage: string, type: string) => resourcesOf(stack(stage), type).map(([, resource]) => resource);
  const one = (stage: string, type: string): Resource => {
    const [found, ...others] = of(stage, type);
    if (found === undefined || others.length > 0) throw new Error(`${stage}: ${others.length + 1} of ${type}`);
    return found;
  };
  const workgroup = (stage: string) => one(stage, 'AWS::RedshiftServerless::Workgroup').Properties;
  const namespace = (stage: string) => one(stage, 'AWS::RedshiftServerless::Namespace');
  const text = (value: unknown, stage: string) => asText(value, stack(stage), all);
  const rightsOf = (stage: string, role: string): Statement[] => {
    const rights = identityStatements(all).filter(
      (statement) => statement.stage === stage && statement.roles.some((name) => name.includes(role)),
    );
    expect(rights.length, role).toBeGreaterThan(1);
    return rights;
  };
  const resourcesFor = (statements: readonly Statement[], action: string) =>
    statements
      .filter(({ effect, actions }) => effect === 'Allow' && actions.includes(action))
      .flatMap(({ resources }) => resources)
      .sort();
  const listedPrefixes = (statements: readonly Statement[]) =>
    statements
      .filter(({ actions }) => actions.includes('s3:ListBucket'))
      .flatMap(({ conditions }) => Object.values(conditions).flatMap((condition) => list(condition['s3:prefix'])));
  const functions = (stage: string) => of(stage, 'AWS::Lambda::Function').map(({ Properties }) => Properties);
  const functionCalled = (stage: string, name: string) =>
    functions(stage).find(({ FunctionName }) => FunctionName === `medstream-${stage}-${name}`);

  describe.each(stages)('in %s', (stage) => {
    test('the warehouse cannot be reached from the internet, and COPY goes through its own network', () => {
      expect(workgroup(stage)).toMatchObject({ PubliclyAccessible: false, EnhancedVpcRouting: true });
      expect(of(stage, 'AWS::EC2::InternetGateway')).toEqual([]);
      expect(of(stage, 'AWS::EC2::NatGateway')).toEqual([]);
      expect(of(stage, 'AWS::EC2::Route')).toEqual([]);
      expect(of(stage, 'AWS::EC2::VPCPeeringConnection')).toEqual([]);
    });

    test('it has three subnets in three zones, with room for the largest workgroup', () => {
      const subnets = resourcesOf(stack(stage), 'AWS::EC2::Subnet');
      expect(workgroup(stage).SubnetIds).toEqual(subnets.map(([id]) => ({ Ref: id })));
      const zones = subnets.map(([, { Properties }]) => JSON.stringify(Properties.AvailabilityZone));
      expect(new Set(zones).size).toBe(3);
      for (const [, { Properties }] of subnets) {
        expect(Properties.CidrBlock).toMatch(/\/24$/);
        expect(Properties.MapPublicIpOnLaunch).toBe(false);
      }
    });

    test('nothing may connect to it, and it may reach S3 over TLS alone', () => {
      const [id, group] = resourcesOf(stack(stage), 'AWS::EC2::SecurityGroup')[0] ?? [];
      expect(workgroup(stage).SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [id, 'GroupId'] }]);
      expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
      expect(of(stage, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
      expect(group?.Properties.SecurityGroupEgress).toMatchObject([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }]);
    });

    test('the only way out of the network leads to the change log and the manifests', () => {
      const endpoint = one(stage, 'AWS::EC2::VPCEndpoint').Properties;
      expect(endpoint).toMatchObject({ VpcEndpointType: 'Gateway' });
      expect(text(endpoint.ServiceName, stage)).toBe('com.amazonaws.<AWS::Region>.s3');
      expect(endpoint.RouteTableIds).toEqual(
        resourcesOf(stack(stage), 'AWS::EC2::RouteTable').map(([id]) => ({ Ref: id })),
      );
      const reached = endpoint.PolicyDocument.Statement.flatMap(
        ({ Action, Resource: resources }: { Action: string; Resource: unknown }) =>
          list(resources).map((arn) => `${list(Action).join(' ')} ${text(arn, stage)}`),
      );
      const bucket = `arn:<AWS::Partition>:s3:::medstream-${stage}-silver-<AWS::AccountId>-<AWS::Region>`;
      expect(reached.sort()).toEqual([
        `s3:GetBucketLocation s3:ListBucket ${bucket}`,
        `s3:GetObject ${bucket}/changes/*`,
        `s3:GetObject ${bucket}/manifests/*`,
      ]);
    });

    test('what flows in the network is logged', () => {
      const [id] = resourcesOf(stack(stage), 'AWS::EC2::VPC')[0] ?? [];
      expect(one(stage, 'AWS::EC2::FlowLog').Properties).toMatchObject({ ResourceId: { Ref: id }, TrafficType: 'ALL' });
    });

    test('connections are encrypted and queries are audited', () => {
      const parameters = new Map(
        workgroup(stage).ConfigParameters.map((parameter: { ParameterKey: string; ParameterValue: string }) => [
          parameter.ParameterKey,
          parameter.ParameterValue,
        ]),
      );
      expect(parameters.get('require_ssl')).toBe('true');
      expect(parameters.get('enable_user_activity_logging')).toBe('true');
      expect(Number(parameters.get('max_query_execution_time'))).toBeGreaterThan(0);
      expect(namespace(stage).Properties.LogExports).toEqual(['connectionlog', 'userlog', 'useractivitylog']);
    });

    test('every log has the key of the stage and an end, those that Redshift would make itself too', () => {
      const groups = of(stage, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties);
      const groupNames = groups.map(({ LogGroupName }) => LogGroupName);
      for (const kind of namespace(stage).Properties.LogExports) {
        expect(groupNames).toContain(`/aws/redshift/medstream-${stage}-warehouse/${kind}`);
      }
      for (const group of groups) {
        expect(group.RetentionInDays).toBe(stageDefaults[stage].logRetentionDays);
        expect(text(group.KmsKeyId, stage)).toBe('<foundation/OperationsKey.Arn>');
      }
      const logIds = resourcesOf(stack(stage), 'AWS::Logs::LogGroup').map(([id]) => id);
      expect(logIds).toEqual(expect.arrayContaining([...(namespace(stage).DependsOn ?? [])]));
      expect(namespace(stage).DependsOn).toHaveLength(3);
    });

    test('the password of the administrator is made by AWS and encrypted with the key of gold, like the data', () => {
      const { Properties: properties } = namespace(stage);
      expect(properties.ManageAdminPassword).toBe(true);
      expect(properties.AdminUserPassword).toBeUndefined();
      expect(text(properties.AdminPasswordSecretKmsKeyId, stage)).toBe('<foundation/GoldKey>');
      expect(text(properties.KmsKeyId, stage)).toBe('<foundation/GoldKey.Arn>');
    });

    test('it costs no more than the stage allows', () => {
      const { baseCapacityRpu, maximumCapacityRpu } = stageDefaults[stage].warehouse;
      expect(workgroup(stage)).toMatchObject({ BaseCapacity: baseCapacityRpu, MaxCapacity: maximumCapacityRpu });
      expect(maximumCapacityRpu).toBeGreaterThanOrEqual(baseCapacityRpu);
    });

    test('the data stays when the stack goes; the workgroup, which holds none, does not keep the network', () => {
      expect(namespace(stage).DeletionPolicy).toMatch(/^Retain/);
      expect(namespace(stage).UpdateReplacePolicy).toBe('Retain');
      expect(one(stage, 'AWS::RedshiftServerless::Workgroup').DeletionPolicy).toBeUndefined();
    });

    test('COPY may read changes and manifests, decrypt silver, and nothing else', () => {
      const rights = rightsOf(stage, '/CopyRole/');
      const bucket = `arn:<AWS::Partition>:s3:::medstream-${stage}-silver-<AWS::AccountId>-<AWS::Region>`;
      const actions = new Set(rights.flatMap((statement) => statement.actions));
      expect([...actions].sort()).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
      expect(resourcesFor(rights, 's3:GetObject')).toEqual([`${bucket}/changes/*`, `${bucket}/manifests/*`]);
      expect(resourcesFor(rights, 'kms:Decrypt')).toEqual(['<foundation/SilverKey.Arn>']);
      const roles = namespace(stage).Properties;
      expect(roles.IamRoles).toEqual([roles.DefaultIamRoleArn]);
      expect(text(roles.DefaultIamRoleArn, stage)).toBe('<warehouse/Warehouse/CopyRole/Role.Arn>');
    });

    test('the load lists the change log, writes manifests, logs in as itself, and reads no record', () => {
      const rights = rightsOf(stage, '/LoadWarehouse/');
      const bucket = `arn:<AWS::Partition>:s3:::medstream-${stage}-silver-<AWS::AccountId>-<AWS::Region>`;
      expect(resourcesFor(rights, 's3:GetObject')).toEqual([`${bucket}/manifests/*`]);
      expect(resourcesFor(rights, 's3:PutObject')).toEqual([`${bucket}/manifests/*`]);
      expect([...new Set(resourcesFor(rights, 's3:ListBucket'))]).toEqual([bucket]);
      // It looks whether its note is there with the key as the prefix.
      expect(listedPrefixes(rights)).toEqual(['changes', 'changes/*', 'manifests', 'manifests/*']);
      expect(noteKey.startsWith('manifests/')).toBe(true);
      const ownWorkgroup = ['<warehouse/Warehouse/Workgroup.Workgroup.WorkgroupArn>'];
      expect(resourcesFor(rights, 'redshift-serverless:GetCredentials')).toEqual(ownWorkgroup);
      expect(resourcesFor(rights, 'redshift-data:BatchExecuteStatement')).toEqual(ownWorkgroup);
      expect(resourcesFor(rights, 'secretsmanager:GetSecretValue')).toEqual([]);
    });

    test('the schema is applied with the secret of the administrator of this warehouse, and with nothing else', () => {
      const rights = rightsOf(stage, '/ApplySchema/');
      const secret = `redshift!medstream-${stage}-warehouse-admin`;
      expect(resourcesFor(rights, 'secretsmanager:GetSecretValue').map((arn) => arn.split(':secret:')[1])).toEqual([
        `${secret}-??????`,
      ]);
      expect(functionCalled(stage, 'apply-schema')?.Environment.Variables.ADMIN_SECRET_ARN).toBe(secret);
      expect(rights.flatMap(({ actions }) => actions).filter((action) => /^s3:|GetCredentials/.test(action))).toEqual(
        [],
      );
    });

    test('the comparison reads one object of silver or sees that it is missing, runs single statements as itself, and can do nothing else', () => {
      const rights = rightsOf(stage, '/ReconcileStores/');
      const ownWorkgroup = ['<warehouse/Warehouse/Workgroup.Workgroup.WorkgroupArn>'];
      expect(resourcesFor(rights, 's3:GetObject')).toEqual([
        `arn:<AWS::Partition>:s3:::medstream-${stage}-silver-<AWS::AccountId>-<AWS::Region>/${lakeTotalsKey}`,
      ]);
      expect(rights.find(({ actions }) => actions.includes('s3:ListBucket'))).toMatchObject({
        effect: 'Allow',
        resources: [`arn:<AWS::Partition>:s3:::medstream-${stage}-silver-<AWS::AccountId>-<AWS::Region>`],
        conditions: { StringEquals: { 's3:prefix': lakeTotalsKey } },
      });
      expect(listedPrefixes(rights)).toEqual([lakeTotalsKey]);
      expect(resourcesFor(rights, 'kms:Decrypt')).toEqual(['<foundation/SilverKey.Arn>']);
      expect(resourcesFor(rights, 'redshift-serverless:GetCredentials')).toEqual(ownWorkgroup);
      expect(resourcesFor(rights, 'redshift-data:ExecuteStatement')).toEqual(ownWorkgroup);
      expect([...new Set(rights.flatMap(({ actions }) => actions))].sort()).toEqual([
        'kms:Decrypt',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'redshift-data:DescribeStatement',
        'redshift-data:ExecuteStatement',
        'redshift-data:GetStatementResult',
        'redshift-serverless:GetCredentials',
        's3:GetObject',
        's3:ListBucket',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ]);
    });

    test('the audit runs statements in the warehouse as itself, and can do nothing else', () => {
      const rights = rightsOf(stage, '/AuditWarehouse/');
      const ownWorkgroup = ['<warehouse/Warehouse/Workgroup.Workgroup.WorkgroupArn>'];
      for (const action of [
        'redshift-serverless:GetCredentials',
        'redshift-data:ExecuteStatement',
        'redshift-data:BatchExecuteStatement',
      ]) {
        expect(resourcesFor(rights, action)).toEqual(ownWorkgroup);
      }
      expect([...new Set(rights.flatMap(({ actions }) => actions))].sort()).toEqual([
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'redshift-data:BatchExecuteStatement',
        'redshift-data:DescribeStatement',
        'redshift-data:ExecuteStatement',
        'redshift-data:GetStatementResult',
        'redshift-serverless:GetCredentials',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ]);
      expect(functionCalled(stage, 'audit-warehouse')).toMatchObject({
        Timeout: schedules.auditWarehouse.timeoutSeconds,
        ReservedConcurrentExecutions: 1,
      });
    });

    test('a role sees only statements that it submitted itself', () => {
      for (const role of ['/ApplySchema/', '/LoadWarehouse/', '/ReconcileStores/', '/AuditWarehouse/']) {
        const reading = rightsOf(stage, role).filter(({ actions }) =>
          actions.includes('redshift-data:DescribeStatement'),
        );
        expect(reading).toHaveLength(1);
        expect(reading[0]?.conditions).toEqual({
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
          StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' },
        });
      }
    });

    test.each([
      ['LOADER_USER', 'load-warehouse'],
      ['RECONCILER_USER', 'reconcile-stores'],
      ['AUDITOR_USER', 'audit-warehouse'],
      ['SMOKE_USER', 'smoke'],
    ])('the user that the schema gives the rights of %s to is that of %s', (variable, name) => {
      const user = functionCalled(stage, 'apply-schema')?.Environment.Variables[variable];
      const [role] = all.stacks
        .filter((own) => own.stage === stage)
        .flatMap((own) => resourcesOf(own, 'AWS::IAM::Role'))
        .map(([, { Properties }]) => (Properties.RoleName === undefined ? '' : text(Properties.RoleName, stage)))
        .filter((own) => own.startsWith(`medstream-${stage}-${name}`));
      expect(text(user, stage)).toBe(`IAMR:${role}`);
    });

    test('the functions are told the workgroup and the database of this stage', () => {
      expect(workgroup(stage).WorkgroupName).toBe(`medstream-${stage}-warehouse`);
      expect(namespace(stage).Properties.DbName).toBe(names.database);
      for (const name of ['apply-schema', 'load-warehouse', 'reconcile-stores', 'audit-warehouse']) {
        expect(functionCalled(stage, name)?.Environment.Variables).toMatchObject({
          REDSHIFT_WORKGROUP: `medstream-${stage}-warehouse`,
          REDSHIFT_DATABASE: names.database,
        });
      }
    });

    test('the deployment applies the schema after the workgroup stands and before a new load, comparison or audit runs, and waits for it', () => {
      const [id, trigger] = resourcesOf(stack(stage), 'Custom::Trigger')[0] ?? [];
      const [group] = resourcesOf(stack(stage), 'AWS::RedshiftServerless::Workgroup')[0] ?? [];
      expect(trigger?.Properties).toMatchObject({
        InvocationType: 'RequestResponse',
        Timeout: '900000',
        ExecuteOnHandlerChange: true,
      });
      expect(trigger?.DependsOn).toEqual(expect.arrayContaining([group]));
      for (const name of ['load-warehouse', 'reconcile-stores', 'audit-warehouse']) {
        const own = of(stage, 'AWS::Lambda::Function').find(
          ({ Properties }) => Properties.FunctionName === `medstream-${stage}-${name}`,
        );
        expect(own?.DependsOn, name).toContain(id);
      }
    });

    test('one load runs at a time, and one that failed leaves a message', () => {
      const load = functionCalled(stage, 'load-warehouse');
      expect(load?.ReservedConcurrentExecutions).toBe(1);
      expect(load?.DeadLetterConfig.TargetArn).toEqual({
        'Fn::GetAtt': [resourcesOf(stack(stage), 'AWS::SQS::Queue')[0]?.[0], 'Arn'],
      });
      // Nor is an audit tried again.
      expect(
        of(stage, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties.MaximumRetryAttempts),
      ).toEqual([0, 0]);
      expect(rightsOf(stage, '/LoadWarehouse/').some(({ actions }) => actions.includes('sqs:SendMessage'))).toBe(true);
    });
  });

  test('the actions of the Data API are spelt as IAM knows them', () => {
    const actions = identityStatements(all).flatMap((statement) => statement.actions);
    expect(actions.filter((action) => action.startsWith('redshift-data:')).length).toBeGreaterThan(0);
    expect(actions.filter((action) => /^redshiftdata:/i.test(action))).toEqual([]);
  });

  test('an emulator, which knows no Redshift, gets no warehouse', () => {
    expect(all.stacks.filter(({ stage }) => stage === 'emulator').map(({ name }) => name)).not.toContain('warehouse');
  });
});
