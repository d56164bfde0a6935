/** What one comparison of the stores found; counts only. */
export interface ReconcileCounts {
  /** Totals that were looked at; 0 when there was nothing to compare. */
  readonly compared: number;
  readonly differing: number;
}

export interface ReconcileMetrics {
  record(counts: ReconcileCounts): void;
}
