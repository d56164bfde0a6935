/** What the warehouse lacks when a load begins, as far as the first load of each contract goes. */
export interface Waiting {
  /** At least so many silver objects are not in the warehouse; 0 when all are. */
  readonly objects: number;
  /** Age of the oldest of them by its time in S3, whole seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** What one invocation loaded; all zero when nothing was new. */
export interface LoadCounts {
  /** Loads that were committed. */
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
  /** Called once in every invocation that asked the warehouse: how many objects are set aside at its end. */
  setAside(objects: number): void;
}
