/** What one batch did; counts only. */
export interface IngestCounts {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Rejected records by the code of their first reason. */
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Values that were left out of accepted records, by code. */
  readonly warningsByCode: Readonly<Record<string, number>>;
  /** Broken rules that cost nothing, by code. */
  readonly notesByCode: Readonly<Record<string, number>>;
  /** Values of accepted records that were spelled anew, by what was done to them. */
  readonly normalizedByKind: Readonly<Record<string, number>>;
  /** Records with fields that their contract does not name, whether they were accepted without them or not. */
  readonly withUnknownFields: number;
  /** Objects an earlier attempt had written already. */
  readonly objectsExisting: number;
}

export interface IngestMetrics {
  record(counts: IngestCounts): void;
}
