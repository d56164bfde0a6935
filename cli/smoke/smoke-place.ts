import type { PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import type { EventZone } from '../../contracts/platform/zones.ts';
import type { ReadObjectClient } from '../../lambdas/shared/object-store.ts';
import type { WarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import type { RowAddress } from './parquet-row.ts';
import type { TextRow } from './row-text.ts';

/** What of a deployment a check may leave out. */
export const parts = ['warehouse', 'lake'] as const;
export type Part = (typeof parts)[number];

/** What a check asks of S3: to list and to read. */
export type SmokeS3Client = ReadObjectClient;

/** A pipeline to check: one on this machine, or a deployed stage. */
export interface SmokePlace {
  /** For people: `stage dev`. */
  readonly where: string;
  readonly kinesis: { send(command: PutRecordsCommand): Promise<PutRecordsCommandOutput> };
  readonly streamName: string;
  readonly s3: SmokeS3Client;
  readonly buckets: Readonly<Record<EventZone, string>>;
  readonly warehouse: SmokeWarehouse;
  readonly lake: SmokeLake;
  /** Parts that this place does not have, each with why. */
  readonly lacks: Readonly<Partial<Record<Part, string>>>;
  readonly close: () => Promise<void>;
}

export interface SmokeWarehouse {
  /** Loads what waits, once. */
  readonly load: () => Promise<void>;
  readonly sql: Pick<WarehouseSql, 'query'>;
}

export interface SmokeLake {
  /** Starts the pipeline: load, models, comparison. @returns whether it is done, to be asked again and again */
  readonly startPipeline: () => Promise<() => Promise<boolean>>;
  /**
   * The row of a record in the history of its contract, from what was written since an instant.
   * @param columns to read, with the points in time among them
   */
  readonly readHistory: (
    address: RowAddress,
    columns: readonly string[],
    times: ReadonlySet<string>,
    since: number,
  ) => Promise<TextRow | undefined>;
}
