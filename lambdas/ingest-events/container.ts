import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { EventZone } from '../../contracts/platform/zones.ts';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { createProcessRecord } from '../../domain/records/process-record.ts';
import { requiredEnvironment } from '../shared/environment.ts';
import type { IngestMetrics } from '../shared/ingest-metrics.ts';
import type { Log } from '../shared/log.ts';
import type { PutObjectClient, ReadObjectClient } from '../shared/object-store.ts';
import { createStageRules } from '../shared/stage-rules.ts';
import { readTokenKey, type SecretsClient } from '../shared/token-key.ts';
import { createIngestBatch, type IngestBatch } from './ingest-batch.ts';
import { createLearntTerminology } from './learnt-terminology.ts';

export interface IngestClients {
  readonly s3: PutObjectClient & ReadObjectClient;
  readonly secrets: SecretsClient;
}

export interface IngestSettings {
  /** The stream that it reads, as the inventory calls it: records of its contracts are taken, others refused. */
  readonly stream: string;
  readonly buckets: Readonly<Record<EventZone, string>>;
  readonly tokenKeySecret: string;
  /** Stage of contracts/platform/rules.ts whose rules records are judged by. */
  readonly stage: string;
  /** Folder of the releases of code systems that are shipped. */
  readonly terminologyRoot: string;
  /** How long learnt texts are used before they are read again, ms. */
  readonly textsFreshForMs?: number | undefined;
}

/** Everything the function needs, built once per process. On a laptop only `clients` differ. */
export async function createContainer(
  clients: IngestClients,
  settings: IngestSettings,
  observability: { readonly log: Log; readonly metrics: IngestMetrics },
): Promise<IngestBatch> {
  const { tokenize } = createKeyedHash(await readTokenKey(clients.secrets, settings.tokenKeySecret));
  const { rules, codes } = createStageRules(clients.s3, {
    stage: settings.stage,
    silverBucket: settings.buckets.silver,
    terminologyRoot: settings.terminologyRoot,
    log: observability.log,
    freshForMs: settings.textsFreshForMs,
  });
  const learnt = createLearntTerminology(clients.s3, {
    bucket: settings.buckets.silver,
    log: observability.log,
    freshForMs: settings.textsFreshForMs,
  });
  return createIngestBatch({
    stream: settings.stream,
    processRecord: createProcessRecord(
      registry,
      policyOfZone('silver'),
      {
        tokenize,
        terminology: { isTextOf: (code, text) => learnt.isTextOf(code, text) || codes.isTextOf(code, text) },
      },
      { rules, stream: settings.stream },
    ),
    refresh: async () => {
      await Promise.all([learnt.refresh(), codes.refresh()]);
    },
    s3: clients.s3,
    buckets: settings.buckets,
    ...observability,
  });
}

/** Clients of AWS; region and credentials come from the function's role. */
export function awsClients(): IngestClients {
  return { s3: new S3Client({}), secrets: new SecretsManagerClient({}) };
}

/** Settings from the function's environment variables. */
export function environmentSettings(environment: NodeJS.ProcessEnv): IngestSettings {
  return {
    stream: requiredEnvironment(environment, 'STREAM'),
    buckets: {
      bronze: requiredEnvironment(environment, 'BRONZE_BUCKET'),
      silver: requiredEnvironment(environment, 'SILVER_BUCKET'),
      gold: requiredEnvironment(environment, 'GOLD_BUCKET'),
      quarantine: requiredEnvironment(environment, 'QUARANTINE_BUCKET'),
    },
    tokenKeySecret: requiredEnvironment(environment, 'TOKEN_KEY_SECRET'),
    stage: requiredEnvironment(environment, 'STAGE'),
    // Beside the bundle: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    terminologyRoot: join(requiredEnvironment(environment, 'LAMBDA_TASK_ROOT'), 'terminology/'),
  };
}
