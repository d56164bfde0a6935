/** What an audit of whole tables found; counts and names of invariants only. */
export interface AuditCounts {
  /** Tables that this invocation checked. */
  readonly checked: number;
  /** Tables that are due and that it had no time for, or could not check. */
  readonly left: number;
  /** Invariants that are broken by the last check of each table, whichever invocation that was. */
  readonly broken: number;
  /** Violations by name of an invariant that this invocation found broken: `I1 of star.dim_patient`. */
  readonly violations: ReadonlyMap<string, number>;
  /** Every table was checked within a day, and everything held. */
  readonly isWhole: boolean;
}

export interface AuditMetrics {
  /** Called once in every invocation that could look, at its end. */
  audited(counts: AuditCounts): void;
}
