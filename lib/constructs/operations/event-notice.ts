import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';

export interface EventNoticeProps {
  readonly stage: string;
  /** The rule is called `medstream-<stage>-<name>`. */
  readonly name: string;
  readonly description: string;
  /** Events to tell of: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  readonly pattern: {
    readonly source: readonly string[];
    readonly 'detail-type': readonly string[];
    readonly detail: object;
  };
  /** Parts of the event that the message may quote, by name; never a payload. */
  readonly quotes: Readonly<Record<string, string>>;
  /** The message; `<name>` stands for a quote. */
  readonly message: string;
  /** One that `letEventsPublish` was called with. */
  readonly topic: Topic;
  readonly deadLetterQueue: Queue;
}

/** Tells people of an AWS event as it happens, in words. */
export class EventNotice extends Construct {
  readonly ruleName: string;

  constructor(scope: Construct, id: string, props: EventNoticeProps) {
    super(scope, id);
    this.ruleName = deployedName(props.stage, props.name);
    new CfnRule(this, 'Rule', {
      name: this.ruleName,
      description: props.description,
      eventPattern: props.pattern,
      targets: [
        {
          id: 'topic',
          arn: props.topic.topicArn,
          inputTransformer: { inputPathsMap: props.quotes, inputTemplate: JSON.stringify(props.message) },
          deadLetterConfig: { arn: props.deadLetterQueue.queueArn },
        },
      ],
    });
    props.deadLetterQueue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [props.deadLetterQueue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': ruleArn(this, this.ruleName) } },
      }),
    );
  }

  /** Events that matched, per minute. */
  matched(): Metric {
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'MatchedEvents',
      dimensionsMap: { RuleName: this.ruleName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
    });
  }
}

/**
 * Lets EventBridge publish to a topic. Any condition would keep it out, because it says nothing of where it comes from when
 * it publishes (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions); the
 * worst that a rule of somebody else can do is to send a false notice, for a topic gives nothing away.
 */
export function letEventsPublish(topic: Topic): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EventNotices',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
    }),
  );
}

function ruleArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'events',
    resource: 'rule',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    resourceName: name,
  });
}
