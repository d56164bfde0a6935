import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { requiredEnvironment } from '../shared/environment.ts';
import type { FileMetrics } from '../shared/file-metrics.ts';
import type { Log } from '../shared/log.ts';
import type { PutRecordsClient } from '../shared/put-records.ts';
import { createStageRules } from '../shared/stage-rules.ts';
import { readTokenKey, type SecretsClient } from '../shared/token-key.ts';
import { createIngestLandedFile, type IngestLandedFile, type LandingClient } from './ingest-landed-file.ts';

export interface IngestFilesClients {
  readonly s3: LandingClient;
  readonly kinesis: PutRecordsClient;
  readonly secrets: SecretsClient;
}

export interface IngestFilesSettings {
  readonly landingBucket: string;
  /** Where the releases of code systems lie that were loaded. */
  readonly silverBucket: string;
  readonly tokenKeySecret: string;
  /** Stage of contracts/platform/rules.ts whose rules records are judged by. */
  readonly stage: string;
  /** Folder of the releases of code systems that are shipped. */
  readonly terminologyRoot: string;
  /** Name of a stream of the inventory where it is deployed. */
  readonly deployedName: (stream: string) => string;
  readonly partBytes?: number;
}

/** Everything the function needs, built once per process. On a laptop only `clients` and names differ. */
export async function createContainer(
  { s3, kinesis, secrets }: IngestFilesClients,
  {
    landingBucket,
    silverBucket,
    tokenKeySecret,
    stage,
    terminologyRoot,
    deployedName: nameOf,
    partBytes,
  }: IngestFilesSettings,
  observability: { readonly log: Log; readonly metrics: FileMetrics },
): Promise<IngestLandedFile> {
  const { log } = observability;
  const { rules, codes } = createStageRules(s3, { stage, silverBucket, terminologyRoot, log });
  const ingest = createIngestLandedFile({
    s3,
    bucket: landingBucket,
    keys: createKeyedHash(await readTokenKey(secrets, tokenKeySecret)),
    rules,
    streams: { client: kinesis, deployedName: nameOf },
    now: Date.now,
    ...(partBytes === undefined ? {} : { partBytes }),
    ...observability,
  });
  return async (file, remainingMs) => {
    await codes.refresh();
    return ingest(file, remainingMs);
  };
}

/** Clients of AWS; region and credentials come from the function's role. */
export function awsClients(): IngestFilesClients {
  return {
    s3: new S3Client({}),
    // Attempts are counted in one place: putBatch.
    kinesis: new KinesisClient({ maxAttempts: 1 }),
    secrets: new SecretsManagerClient({}),
  };
}

/** Settings from the function's environment variables. */
export function environmentSettings(environment: NodeJS.ProcessEnv): IngestFilesSettings {
  const stage = requiredEnvironment(environment, 'STAGE');
  return {
    stage,
    landingBucket: requiredEnvironment(environment, 'LANDING_BUCKET'),
    silverBucket: requiredEnvironment(environment, 'SILVER_BUCKET'),
    // Beside the bundle: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    terminologyRoot: join(requiredEnvironment(environment, 'LAMBDA_TASK_ROOT'), 'terminology/'),
    tokenKeySecret: requiredEnvironment(environment, 'TOKEN_KEY_SECRET'),
    deployedName: (stream) => deployedName(stage, stream),
  };
}
