import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { ServiceRole } from '../service-role.ts';

export interface RecurringStartProps {
  readonly stage: string;
  /** Schedule and role are called `medstream-<stage>-<name>-schedule`. */
  readonly name: string;
  readonly description: string;
  /** At a rate, or every day at these hours, UTC. */
  readonly when: { readonly everyMinutes: number } | { readonly atHours: readonly number[] };
  /** What is started, and the one action that starts it: `lambda:InvokeFunction`, `states:StartExecution`. */
  readonly target: { readonly arn: string; readonly action: string };
  /** Given to each start, as JSON; holds no data. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Where a start goes that EventBridge Scheduler could not deliver. */
  readonly deadLetterQueue: IQueue;
  /** Key of the schedule and of the queue. */
  readonly key: IKey;
}

/** An undelivered start is tried this often; the service's own default is 185 times in a day, long after the next start. */
const retries = 3;

/**
 * Starts something again and again. Scheduler delivers at least once; a start that came twice harms nothing, since loads wait
 * for each other and the job runs once at a time. It cannot be told apart by the name of its execution: the time of a
 * schedule, the only value that both starts share, has colons, which such a name cannot have
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html).
 */
export class RecurringStart extends Construct {
  constructor(scope: Construct, id: string, props: RecurringStartProps) {
    super(scope, id);
    const name = deployedName(props.stage, `${props.name}-schedule`);
    const role = new ServiceRole(this, 'Role', {
      roleName: name,
      description: props.description,
      assumedBy: 'scheduler.amazonaws.com',
      statements: [
        new PolicyStatement({ actions: [props.target.action], resources: [props.target.arn] }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetterQueue.queueArn] }),
        // For the input of the schedule and for the queue; only Scheduler can be this role.
        new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.key.keyArn] }),
      ],
    });
    const schedule = new CfnSchedule(this, 'Schedule', {
      name,
      description: props.description,
      scheduleExpression: expressionOf(props.when),
      flexibleTimeWindow: { mode: 'OFF' },
      kmsKeyArn: props.key.keyArn,
      target: {
        arn: props.target.arn,
        roleArn: role.roleArn,
        input: JSON.stringify(props.input),
        retryPolicy: {
          maximumRetryAttempts: retries,
          maximumEventAgeInSeconds: secondsBetween(props.when),
        },
        deadLetterConfig: { arn: props.deadLetterQueue.queueArn },
      },
    });
    schedule.node.addDependency(role.policy);
  }
}

/** Of a schedule by hours, which are whole: at most an hour, in which the next start may come. */
function secondsBetween(when: RecurringStartProps['when']): number {
  return 'atHours' in when ? 3600 : when.everyMinutes * 60;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
function expressionOf(when: RecurringStartProps['when']): string {
  if ('atHours' in when) return `cron(0 ${when.atHours.join(',')} * * ? *)`;
  return when.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${when.everyMinutes} minutes)`;
}
