import { join } from 'node:path';
import { laptopStage } from '../../contracts/platform/rules.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { type IngestFilesPlaceholder, ingestFiles } from '../../contracts/platform/state-machines/ingest-files.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { openLogFile } from '../../embedded/log-file.ts';
import type { Runtime } from '../../embedded/runtime.ts';
import { LandedObjects } from '../../embedded/s3/landed-objects.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets } from '../../embedded/services.ts';
import { serviceIntegrations } from '../../embedded/step-functions/service-integrations.ts';
import { loadStateMachine } from '../../embedded/step-functions/state-machine.ts';
import { repositoryTerminology } from '../../embedded/terminology-root.ts';
import { createContainer } from '../../lambdas/ingest-files/container.ts';
import { decodeLandedFile } from '../../lambdas/ingest-files/ingest-event.ts';
import type { FileWork } from '../../lambdas/shared/file-metrics.ts';
import type { PutRecordsClient } from '../../lambdas/shared/put-records.ts';
import { functionLog } from './local-loads.ts';

export interface LandedFilesOptions {
  readonly runtime: Pick<Runtime, 'directory' | 'services'>;
  /** Takes the records of the files; it waits while the streams are full. */
  readonly client: PutRecordsClient;
  /** Told what each invocation did. */
  readonly onWork: (work: FileWork) => void;
}

/** The landing bucket of this machine, and the state machine that reads what lands in it. */
export interface LandedFiles {
  /** Reads every file that landed since the last time, one after the other. @returns how many */
  readLanded(): Promise<number>;
}

/** A function here has all the time that one of Lambda has. */
const invocationMs = schedules.ingestFiles.timeoutSeconds * 1000;

export async function openLandedFiles({ runtime, client, onWork }: LandedFilesOptions): Promise<LandedFiles> {
  const { directory, services } = runtime;
  const { function: name } = schedules.ingestFiles;
  const ingest = await createContainer(
    { s3: services.s3, kinesis: client, secrets: services.secrets },
    {
      landingBucket: buckets.landing,
      silverBucket: buckets.silver,
      tokenKeySecret,
      stage: laptopStage,
      terminologyRoot: repositoryTerminology,
      deployedName: (stream) => stream,
    },
    { log: openLogFile(functionLog(runtime), name), metrics: { record: onWork } },
  );
  const machine = await loadStateMachine(ingestFiles, {
    substitutions: {
      IngestFilesFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    } satisfies Record<IngestFilesPlaceholder, string>,
    integrations: serviceIntegrations({
      functions: {
        [name]: (payload) => {
          const until = Date.now() + invocationMs;
          return ingest(decodeLandedFile(payload), () => until - Date.now());
        },
      },
      glue: services.glue,
    }),
  });
  const landed = new LandedObjects(services.s3, {
    bucket: buckets.landing,
    prefix: layout.landed.prefix,
    statePath: join(directory.path, 'landed.json'),
  });
  return {
    readLanded: async () => {
      const files = await landed.look();
      for (const file of files) {
        await machine.execute({ file: { key: file.key, etag: file.etag } });
        await landed.handled(file);
      }
      return files.length;
    },
  };
}
