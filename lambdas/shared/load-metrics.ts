/** What the warehouse lacks when a load begins. */
export interface Waiting {
  /** Silver objects that are not in the warehouse. */
  readonly objects: number;
  /** Age of the oldest of them by its time in S3, whole seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** What one invocation loaded; all zero when nothing was new. */
export interface LoadCounts {
  /** Contracts that were loaded. */
  readonly loads: number;
  /** Contracts whose load was rolled back. */
  readonly failed: number;
  readonly objects: number;
  readonly inserted: number;
  readonly duplicates: number;
  /** Events whose id came with other content. */
  readonly collisions: number;
}

export interface LoadMetrics {
  /** Called once in every invocation that could look, before it loads: a load that hangs or fails has told its age. */
  found(waiting: Waiting): void;
  /** Called once in every invocation that could look, when every contract had its turn. */
  loaded(counts: LoadCounts): void;
}
