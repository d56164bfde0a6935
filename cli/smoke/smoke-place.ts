import type { PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import type {
  GetObjectCommand,
  GetObjectCommandOutput,
  ListObjectsV2Command,
  ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import type { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import type { ZoneName } from '../../contracts/platform/zones.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import type { TextRow } from './row-text.ts';

/** What of a deployment a check may leave out. */
export const parts = ['warehouse', 'lake'] as const;
export type Part = (typeof parts)[number];

/** What a check asks of S3. */
export interface SmokeS3Client {
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
  send(command: GetObjectCommand): Promise<GetObjectCommandOutput>;
}

/** A pipeline to check: one on this machine, or a deployed stage. */
export interface SmokePlace {
  /** For people: `stage dev`. */
  readonly where: string;
  readonly kinesis: { send(command: PutRecordsCommand): Promise<PutRecordsCommandOutput> };
  readonly streamName: string;
  readonly s3: SmokeS3Client;
  readonly buckets: Readonly<Record<ZoneName, string>>;
  readonly warehouse: SmokeWarehouse;
  readonly lake: SmokeLake;
  /** Parts that this place does not have, each with why. */
  readonly lacks: Readonly<Partial<Record<Part, string>>>;
  readonly close: () => Promise<void>;
}

export interface SmokeWarehouse {
  /** Loads what waits, once. @returns how many objects wait still */
  readonly load: () => Promise<number>;
  readonly sql: Pick<WarehouseSql, 'query'>;
}

/** Tables of the lake that a check reads. */
export type SmokeLakeTable = keyof typeof smokeCheck.lake.tables;

export interface SmokeLake {
  /** Starts the pipeline: load, models, comparison. @returns whether it is done, to be asked again and again */
  readonly startPipeline: () => Promise<() => Promise<boolean>>;
  /** The rows of the check's organization in a table as it is published; times as `instantText` writes them. */
  readonly rows: (table: SmokeLakeTable) => Promise<readonly TextRow[]>;
}
