import { Aws } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';

export interface EncryptionKeyProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** The key answers to `alias/medstream-<stage>-<zone>`. */
  readonly zone: string;
  readonly description: string;
  /** Statements besides "the account's IAM policies decide". A resource of `*` means this key. */
  readonly statements?: readonly PolicyStatement[];
}

/**
 * The key of one trust zone. It rotates each year, and its use is decided by IAM policies of the account: the key policy
 * names no role of this app, so no stack has to wait for another, and no removed role leaves the key unusable.
 */
export class EncryptionKey extends Key {
  constructor(scope: Construct, id: string, { stage, settings, zone, description, statements }: EncryptionKeyProps) {
    super(scope, id, {
      alias: deployedName(stage, zone),
      description,
      enableKeyRotation: true,
      removalPolicy: removalPolicy(settings),
    });
    for (const statement of statements ?? []) this.addToResourcePolicy(statement);
  }
}

/** Who carries this tag with the stage's name as its value may decrypt the vault of that stage, if IAM allows it too. */
export const vaultReaderTag = 'medstream:vault-reader';

/**
 * Nobody decrypts the vault unless marked for it. No part of the pipeline needs to: ingest writes, and a single write takes
 * `kms:GenerateDataKey` alone. A Deny that listed roles would have to know roles of other stacks or of people,
 * and would lock everybody out once they are gone; a Deny by tag does not: whoever may tag a role (`iam:TagRole`, which
 * the audit trail records) can open the vault for a replay or an investigation, and the administration of the key is not
 * denied to anybody. The account's root user cannot carry tags, so even it reads nothing.
 */
export function onlyVaultReadersDecrypt(stage: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'OnlyVaultReadersDecrypt',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['kms:Decrypt', 'kms:ReEncryptFrom'],
    resources: ['*'],
    conditions: { StringNotEquals: { [`aws:PrincipalTag/${vaultReaderTag}`]: stage } },
  });
}

/**
 * What AWS services do with the operations key in the name of this account: CloudWatch Logs encrypts log groups, alarms
 * and EventBridge rules send to encrypted topics and queues, CloudTrail writes its files.
 */
export function operationsServices(trailArn: string): PolicyStatement[] {
  const sameAccount = { 'aws:SourceAccount': Aws.ACCOUNT_ID };
  return [
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    new PolicyStatement({
      sid: 'EncryptLogGroups',
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
        },
      },
    }),
    new PolicyStatement({
      sid: 'PublishAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: sameAccount },
    }),
    // EventBridge sends no source account or ARN to KMS; with a condition every event would be dropped. Which topics and
    // queues it reaches is decided by their own policies.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    new PolicyStatement({
      sid: 'SendEvents',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    }),
    // Decrypt because the trail's bucket has a bucket key:
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    new PolicyStatement({
      sid: 'EncryptAuditTrail',
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
    }),
  ];
}
