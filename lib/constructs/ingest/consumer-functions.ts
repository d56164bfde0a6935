import type { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ConsumerCode, StreamConsumer } from '../../../contracts/platform/consumers.ts';
import type { ZoneName } from '../../../contracts/platform/zones.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { ingestEvents } from './ingest-events.ts';

/** What a function that reads a stream may use; each takes what it needs. */
export interface ConsumerSurroundings {
  readonly stage: string;
  readonly settings: StageSettings;
  /** Whose function it becomes: several may run the same code. */
  readonly consumer: StreamConsumer;
  readonly buckets: Readonly<Record<ZoneName, Bucket>>;
  readonly keys: Readonly<Record<'vault' | 'silver' | 'gold' | 'tokens', Key>>;
  readonly tokenKeySecret: Secret;
}

/** A right whose resource has a wildcard, for an auditor. */
export interface Wildcard {
  /** The ARN as the statement has it. */
  readonly resource: string;
  /** Why it cannot be narrower. */
  readonly reason: string;
}

/**
 * How the function of a consumer is deployed. Its stream, retries, failure destination, concurrency and alarms follow from
 * the inventory.
 */
export interface ConsumerFunctionDeployment {
  readonly description: string;
  /** MiB; 1,769 is one vCPU. */
  readonly memoryMiB: number;
  readonly timeout: Duration;
  /** Longest wait for a batch to fill; a stage may trade freshness for fewer invocations. */
  readonly batchingWindowSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What it may do besides reading its stream, putting aside undelivered batches, logs and traces. */
  readonly statements: readonly PolicyStatement[];
  /** It looks codes up. */
  readonly bringsTerminology?: boolean;
  readonly wildcards: readonly Wildcard[];
  /** What a person does when it runs out of memory or time: `raise ingest.memoryMiB in cdk.json`. */
  readonly moreMemory: string;
}

export type DeployConsumerFunction = (surroundings: ConsumerSurroundings) => ConsumerFunctionDeployment;

/** How functions of the code of every consumer of the inventory are deployed; code without an entry does not compile. */
export const consumerFunctions = {
  'ingest-events': ingestEvents,
} as const satisfies Readonly<Record<ConsumerCode, DeployConsumerFunction>>;
