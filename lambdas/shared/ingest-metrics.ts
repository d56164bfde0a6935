/** What one batch did; counts only. */
export interface IngestCounts {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Rejected records by the code of their first reason. */
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Values that were left out of accepted records, by code. */
  readonly warningsByCode: Readonly<Record<string, number>>;
  /** Objects an earlier attempt had written already. */
  readonly objectsExisting: number;
}

export interface IngestMetrics {
  record(counts: IngestCounts): void;
}
