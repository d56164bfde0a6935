import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { layout } from '../../contracts/platform/zones.ts';
import { nothingKnown } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { FileFault, type FileFaultCode } from '../../sources/files/file-fault.ts';
import { kindOf } from '../../sources/files/file-kind.ts';
import { openFile } from '../../sources/files/open-file.ts';
import type { RowKeys } from '../../sources/row-encoder.ts';
import type { FileMetrics } from '../shared/file-metrics.ts';
import type { Log } from '../shared/log.ts';
import { ObjectReplacedError, objectBytes, type StreamObjectClient } from '../shared/object-bytes.ts';
import { httpStatusOf, type PutObjectClient, type ReadObjectClient } from '../shared/object-store.ts';
import { extractOf } from './delivery.ts';
import type { LandedFile, ReadSoFar } from './ingest-event.ts';
import {
  partBytes as defaultPartBytes,
  firstPart,
  ingestFile,
  mostLinesNamed,
  noRows,
  type Streams,
} from './ingest-file.ts';
import { releaseFile, type SetAsidePlace, setFileAside } from './set-aside-files.ts';

export type LandingClient = StreamObjectClient &
  PutObjectClient &
  ReadObjectClient &
  SetAsidePlace['s3'] & { send(command: HeadObjectCommand): Promise<HeadObjectCommandOutput> };

export interface IngestLandedFileDependencies {
  readonly s3: LandingClient;
  /** The landing bucket. */
  readonly bucket: string;
  readonly keys: RowKeys;
  /** The rules that records are judged by in this stage. */
  readonly rules?: RuleSet;
  readonly streams: Streams;
  readonly log: Log;
  readonly metrics: FileMetrics;
  readonly now: () => number;
  /** Bytes of a part; a test takes smaller ones. */
  readonly partBytes?: number;
}

/** @param remainingMs of the invocation */
export type IngestLandedFile = (file: LandedFile, remainingMs: () => number) => Promise<LandedFile>;

/** A part of a file takes less, even into a stream of one shard (1 MB/s). Whoever has less left stops before the next part. */
const longestPartMs = 180_000;

/**
 * Sends the rows of a landed file to the streams, from where an earlier invocation stopped, until it ends or the time does.
 * A file that cannot be read to its end is set aside with the reason; what was read of it counts. Nobody reads the change
 * log here: the events of a row are numbered by when its file was extracted (docs/decisions/0002-identity-of-rows.md).
 */
export function createIngestLandedFile(dependencies: IngestLandedFileDependencies): IngestLandedFile {
  const { bucket, keys, rules, log, metrics, now } = dependencies;
  const s3: LandingClient = dependencies.s3;
  const aside: SetAsidePlace = { s3, bucket, hashText: keys.hashText };

  const read = async ({ key, etag, soFar: before }: LandedFile, remainingMs: () => number) => {
    const file = await openFile({
      name: key.startsWith(layout.landed.prefix) ? key.slice(layout.landed.prefix.length) : key,
      read: (from) => objectBytes(s3, { bucket, key, etag }, from),
    });
    const kind = await kindOf(file);
    const extract =
      before?.extract ?? (await extractOf(file, kind, await landedAt(s3, { bucket, key }), { s3, bucket, keys }));
    const delivery = { ...extract, keys, rules, known: nothingKnown, isChangeLogUnknown: true, now: now() };
    const { place, counts, fault, tooLongLines } = await ingestFile(
      {
        file,
        kind,
        delivery,
        from: before?.place ?? firstPart,
        counts: before?.counts ?? noRows,
        partBytes: dependencies.partBytes ?? defaultPartBytes,
        isLate: () => remainingMs() < longestPartMs,
      },
      dependencies.streams,
    );
    const soFar = {
      extract,
      counts,
      place: place ?? firstPart,
      tooLongLines: [...(before?.tooLongLines ?? []), ...tooLongLines].slice(0, mostLinesNamed),
    };
    return { soFar, fault, hasMore: place !== null };
  };

  return async (landed, remainingMs) => {
    const { key, etag } = landed;
    const before = landed.soFar?.counts ?? noRows;
    // A key may be called after a person.
    const file = keys.hashText(key).slice(0, 12);
    let soFar: ReadSoFar | undefined;
    let fault: FileFaultCode | null;
    let hasMore = false;
    try {
      ({ soFar, fault, hasMore } = await read(landed, remainingMs));
    } catch (error) {
      if (error instanceof ObjectReplacedError) {
        // What took its place has an event of its own.
        log.warn('a file was replaced or removed while it was read', { file });
        return { key, etag, hasMore: false };
      }
      if (!(error instanceof FileFault)) throw error;
      fault = error.code;
    }
    const { rows, sent } = soFar?.counts ?? before;
    metrics.record({ rows: rows - before.rows, sent: sent - before.sent, isRead: !hasMore && fault === null, fault });
    if (fault !== null) {
      const since = new Date(now()).toISOString();
      const tooLongLines = soFar?.tooLongLines ?? [];
      await setFileAside(aside, { key, reason: fault, rows, tooLongLines, since });
      log.warn('a file is set aside', { file, reason: fault, rows });
    } else if (!hasMore) {
      await releaseFile(aside, key);
      log.info('a file was read', { file, rows, sent });
    }
    return { key, etag, hasMore, ...(hasMore && soFar !== undefined ? { soFar } : {}) };
  };
}

async function landedAt(s3: LandingClient, { bucket, key }: { bucket: string; key: string }): Promise<number> {
  try {
    const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return LastModified?.getTime() ?? Date.now();
  } catch (error) {
    if (httpStatusOf(error) === 404)
      throw new ObjectReplacedError('the file was removed while it was read', { cause: error });
    throw error;
  }
}
