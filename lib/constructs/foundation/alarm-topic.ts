import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import type { StageSettings } from '../../config/stage-settings.ts';

export interface AlarmTopicProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly key: IKey;
}

/** Where alarms tell people: an encrypted topic that only alarms of this stage publish to. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { stage, settings, key }: AlarmTopicProps) {
    super(scope, id, {
      topicName: deployedName(stage, 'alarms'),
      displayName: deployedName(stage, 'alarms'),
      masterKey: key,
      enforceSSL: true,
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisStage',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': alarmsOf(this, stage) },
        },
      }),
    );
    if (settings.alarmEmail !== undefined) this.addSubscription(new EmailSubscription(settings.alarmEmail));
  }
}

function alarmsOf(scope: Construct, stage: string): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: deployedName(stage, '*'),
  });
}
