import { CfnOutput } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { layout, type ZoneName, zones } from '../../contracts/platform/zones.ts';
import { AccessLogBucket } from '../constructs/foundation/access-log-bucket.ts';
import { AlarmTopic } from '../constructs/foundation/alarm-topic.ts';
import { AuditTrail, trailArn } from '../constructs/foundation/audit-trail.ts';
import { EncryptionKey, onlyVaultReadersDecrypt, operationsServices } from '../constructs/foundation/encryption-key.ts';
import { TokenKeySecret } from '../constructs/foundation/token-key-secret.ts';
import { ZoneBucket } from '../constructs/foundation/zone-bucket.ts';
import { capitalized, MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';

/** A trust zone has a key of its own: a right to one never opens another. */
export type TrustZone = 'intake' | 'vault' | 'silver' | 'gold' | 'tokens' | 'operations';

/**
 * Days that rejected records are kept to be looked into. Their bytes are in bronze as well, so nothing is lost. Bronze is
 * the record of what was received and never expires; neither do undelivered batches, of which there is no copy.
 */
const rejectedDays = 365;

/** Days that a landed file is kept: what its rows became is in bronze, so it is needed only while it may have to be sent again. */
const landedDays = 90;

/** What holds data or secrets, and what protects them. Changes least, and outlives the other stacks. */
export class FoundationStack extends MedstreamStack {
  readonly keys: Readonly<Record<TrustZone, Key>>;
  readonly buckets: Readonly<Record<ZoneName, Bucket>>;
  readonly accessLogs: Bucket;
  readonly tokenKeySecret: Secret;
  readonly alarmTopic: Topic;

  constructor(scope: Construct, id: string, props: MedstreamStackProps) {
    super(scope, id, props, 'medstream: keys, data lake zones, token key');
    const { stage, settings } = props;

    const key = (zone: TrustZone, description: string, statements: readonly PolicyStatement[] = []) =>
      new EncryptionKey(this, `${capitalized(zone)}Key`, { stage, settings, zone, description, statements });
    this.keys = {
      intake: key('intake', 'Raw health records on their way in: landed files and the stream'),
      vault: key('vault', 'Raw health records in bronze and quarantine', [onlyVaultReadersDecrypt(stage)]),
      silver: key('silver', 'Masked changes and the tables built from them'),
      gold: key('gold', 'Marts and the warehouse'),
      tokens: key('tokens', 'The key of the tokens'),
      operations: key('operations', 'Logs, alarms, queues and the audit trail', operationsServices(trailArn(stage))),
    };

    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { stage, settings });
    const { accessLogs } = this;
    const common = { stage, settings, accessLogs };
    this.buckets = {
      bronze: new ZoneBucket(this, 'Bronze', {
        ...common,
        zone: zones.bronze.name,
        key: this.keys.vault,
        isWriteOnce: true,
        hasKeyPerObject: true,
      }),
      silver: new ZoneBucket(this, 'Silver', {
        ...common,
        zone: zones.silver.name,
        key: this.keys.silver,
        hasKeyPerObject: true,
      }),
      gold: new ZoneBucket(this, 'Gold', { ...common, zone: zones.gold.name, key: this.keys.gold }),
      landing: new ZoneBucket(this, 'Landing', {
        ...common,
        zone: zones.landing.name,
        key: this.keys.intake,
        hasKeyPerObject: true,
        expireAfterDays: { [layout.landed.prefix]: landedDays, [layout.asideFiles.prefix]: landedDays },
        sendsEvents: true,
      }),
      quarantine: new ZoneBucket(this, 'Quarantine', {
        ...common,
        zone: zones.quarantine.name,
        key: this.keys.vault,
        hasKeyPerObject: true,
        expireAfterDays: { [layout.rejected.prefix]: rejectedDays },
        sendsEvents: true,
      }),
    };

    this.tokenKeySecret = new TokenKeySecret(this, 'TokenKey', { stage, settings, key: this.keys.tokens });
    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { stage, settings, key: this.keys.operations });
    if (!settings.leftOut.auditTrail) {
      const { bronze, quarantine, landing, silver, gold } = this.buckets;
      new AuditTrail(this, 'AuditTrail', {
        ...common,
        key: this.keys.operations,
        vault: [bronze, quarantine, landing],
        masked: [silver, gold],
      });
    }

    for (const [zone, bucket] of Object.entries(this.buckets)) {
      new CfnOutput(this, `${capitalized(zone)}BucketName`, { value: bucket.bucketName });
    }
    new CfnOutput(this, 'TokenKeySecretArn', { value: this.tokenKeySecret.secretArn });
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarmTopic.topicArn });
  }
}
