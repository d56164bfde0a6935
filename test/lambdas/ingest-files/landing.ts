import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDeniedException } from '@aws-sdk/client-kinesis';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import type { LandedFile } from '../../../lambdas/ingest-files/ingest-event.ts';
import { createIngestLandedFile } from '../../../lambdas/ingest-files/ingest-landed-file.ts';
import { listSetAsideFiles } from '../../../lambdas/ingest-files/set-aside-files.ts';
import type { FileWork } from '../../../lambdas/shared/file-metrics.ts';
import type { PutRecordsClient } from '../../../lambdas/shared/put-records.ts';
import { ScriptedStream } from '../shared/scripted-stream.ts';

const bucket = 'landing';
const keys = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(7) });

/** What an event of a file says of itself. */
export interface SeenEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly sourcefile: string;
  readonly sourceline: number;
  readonly datacontenttype?: string;
  readonly data: unknown;
}

/** A landing bucket with the function behind it, and streams that remember what they took. */
export async function openLanding(options: { readonly partBytes?: number; readonly isRefused?: () => boolean } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'medstream-landing-'));
  const s3 = await EmbeddedS3.open(root, [bucket]);
  const logged: string[] = [];
  const log = (message: string, fields: object) => logged.push(JSON.stringify({ message, ...fields }));
  const work: FileWork[] = [];
  let stream = new ScriptedStream(() => 'accept');
  const send: PutRecordsClient['send'] = async (command) => {
    if (options.isRefused?.() === true) throw new AccessDeniedException({ message: 'no', $metadata: {} });
    return stream.send(command);
  };
  const ingest = createIngestLandedFile({
    s3,
    bucket,
    keys,
    streams: { client: { send }, deployedName: (name) => name },
    log: { info: log, warn: log, error: log },
    metrics: { record: (done) => work.push(done) },
    now: Date.now,
    ...(options.partBytes === undefined ? {} : { partBytes: options.partBytes }),
  });
  const land = async (key: string, content: string | Uint8Array): Promise<LandedFile> => {
    const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `files/${key}`, Body: content }));
    return { key: `files/${key}`, etag: ETag.replaceAll('"', '') };
  };
  return {
    s3,
    root,
    logged,
    work,
    land,
    ingest,
    /** Invokes the function as the state machine does, until nothing is left. @returns how often */
    ingestAll: async (file: LandedFile, remainingMs: () => number = () => 900_000): Promise<number> => {
      let next = await ingest(file, remainingMs);
      let invocations = 1;
      for (; next.hasMore === true; invocations += 1)
        next = await ingest(JSON.parse(JSON.stringify(next)), remainingMs);
      return invocations;
    },
    /** The events that were taken since the last time, in the order of their lines. */
    taken: (): SeenEvent[] => {
      const events = stream.accepted.map(({ data }): SeenEvent => JSON.parse(data));
      stream = new ScriptedStream(() => 'accept');
      return events.sort((one, other) => one.sourceline - other.sourceline);
    },
    aside: () => listSetAsideFiles({ s3, bucket }),
    close: () => rm(root, { recursive: true, force: true }),
  };
}

export type Landing = Awaited<ReturnType<typeof openLanding>>;
