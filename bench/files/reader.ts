import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { laptopStage } from '../../contracts/platform/rules.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { zones } from '../../contracts/platform/zones.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { EmbeddedSecrets, tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { createContainer } from '../../lambdas/ingest-files/container.ts';
import type { LandedFile } from '../../lambdas/ingest-files/ingest-event.ts';
import type { FileWork } from '../../lambdas/shared/file-metrics.ts';

/** What the bench tells this process, in its environment. */
interface Told {
  readonly data: string;
  readonly key: string;
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly terminologyRoot: string;
}

// The function as Lambda runs it, bundled and alone in its process, invoked as the state machine does it: of the place only S3
// and the secret are twins. The streams are another process's, over the protocol of Kinesis.
const told: Told = JSON.parse(process.env.MEDSTREAM_BENCH_FILES ?? '{}');
const { data, key, url, accessKeyId, secretAccessKey, terminologyRoot } = told;
const bucket = zones.landing.name;
const s3 = await EmbeddedS3.open(join(data, 's3'), [bucket, zones.silver.name]);
const kinesis = new KinesisClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey },
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler(),
});
const work: FileWork[] = [];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ingest = await createContainer(
  { s3, kinesis, secrets: await EmbeddedSecrets.open(join(data, 'keys')) },
  {
    landingBucket: bucket,
    silverBucket: zones.silver.name,
    tokenKeySecret,
    stage: laptopStage,
    terminologyRoot,
    deployedName: (stream) => stream,
  },
  { log: quiet, metrics: { record: (done) => work.push(done) } },
);
const begun = performance.now();
let file: LandedFile = { key, etag: (await s3.etagOf(bucket, key)) ?? '' };
let invocations = 0;
do {
  const until = Date.now() + schedules.ingestFiles.timeoutSeconds * 1000;
  file = await ingest(file, () => until - Date.now());
  invocations += 1;
} while (file.hasMore === true);
process.stdout.write(
  JSON.stringify({
    work,
    invocations,
    seconds: (performance.now() - begun) / 1000,
    // KiB: https://nodejs.org/api/process.html#processresourceusage
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
kinesis.destroy();
