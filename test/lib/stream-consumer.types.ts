import { type StreamConsumer as Consumer, type ConsumerCode, consumers } from '../../contracts/platform/consumers.ts';
import type { BuildConsumer } from '../../lambdas/functions.ts';
import type { DeployConsumerFunction } from '../../lib/constructs/ingest/consumer-functions.ts';
import type { StreamConsumerProps } from '../../lib/constructs/ingest/stream-consumer.ts';
import type { WordedAlarmProps } from '../../lib/constructs/worded-alarm.ts';

/**
 * Promises that the type checker keeps: `npm run check` fails when one of the lines below a `@ts-expect-error` compiles.
 * Nothing here runs.
 */
const { ingestEvents } = consumers;
const { maximumRetryAttempts: _retries, ...withoutRetries } = ingestEvents.eventSourceMapping;
const { maximumRecordAgeInSeconds: _age, ...withoutAge } = ingestEvents.eventSourceMapping;
const { bisectBatchOnFunctionError: _bisect, ...withoutBisect } = ingestEvents.eventSourceMapping;
const { failureDestination: _destination, ...withoutDestination } = ingestEvents;
const { alarms: _alarms, ...withoutAlarms } = ingestEvents;
const { action: _action, ...withoutAction } = ingestEvents.alarms;

export const complete: Consumer = ingestEvents;
// @ts-expect-error a consumer without its retries
export const noRetries: Consumer = { ...ingestEvents, eventSourceMapping: withoutRetries };
// @ts-expect-error a consumer that would retry a record for as long as the stream keeps it
export const noAge: Consumer = { ...ingestEvents, eventSourceMapping: withoutAge };
// @ts-expect-error a consumer that one bad record holds up
export const noBisect: Consumer = { ...ingestEvents, eventSourceMapping: withoutBisect };
// @ts-expect-error a consumer that drops what it cannot handle
export const noDestination: Consumer = withoutDestination;
// @ts-expect-error a consumer that nobody watches
export const noAlarms: Consumer = withoutAlarms;
// @ts-expect-error an alarm that does not say what to do
export const noAction: Consumer = { ...ingestEvents, alarms: withoutAction };

type Without<Props, Key extends keyof Props> = Omit<Props, Key>;
type IsEnough<Part, Props> = Part extends Props ? true : false;

// @ts-expect-error the construct without the consumer's settings
export const consumerIsNeeded: IsEnough<Without<StreamConsumerProps, 'consumer'>, StreamConsumerProps> = true;
// @ts-expect-error the construct without a bucket for what failed
export const bucketIsNeeded: IsEnough<Without<StreamConsumerProps, 'failureBucket'>, StreamConsumerProps> = true;
// @ts-expect-error the construct without somebody to tell
export const topicIsNeeded: IsEnough<Without<StreamConsumerProps, 'alarmTopic'>, StreamConsumerProps> = true;
// @ts-expect-error an alarm without its impact
export const impactIsNeeded: IsEnough<Without<WordedAlarmProps, 'impact'>, WordedAlarmProps> = true;
// @ts-expect-error an alarm without what to do
export const actionIsNeeded: IsEnough<Without<WordedAlarmProps, 'action'>, WordedAlarmProps> = true;
// @ts-expect-error an alarm that leaves open what silence means
export const silenceIsNeeded: IsEnough<Without<WordedAlarmProps, 'treatMissingData'>, WordedAlarmProps> = true;
// @ts-expect-error a table that does not say how the code of a consumer is built
export const notBuilt: Record<ConsumerCode, BuildConsumer> = {};
// @ts-expect-error a table that does not say how the code of a consumer is deployed
export const notDeployed: Record<ConsumerCode, DeployConsumerFunction> = {};
