import type { z } from 'zod';

/** Why a record is refused. Codes and paths are safe to count and log: neither ever holds a value of the record. */
export interface Reason {
  /** `<stage>.<what>`: `decode.not_json`, `schema.missing`, `rule.ended_after_started`, `masking.residual_ssn`. */
  readonly code: string;
  /** Path such as `data.started_at`, or `time` of the envelope; empty for the record as a whole. */
  readonly path: string;
}

/** What a schema says is wrong with a value: its own word where it gives one, as `check_digit`, else the kind of issue. */
export function codeOfIssue(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'custom') return issue.code;
  return typeof issue.params?.reason === 'string' ? issue.params.reason : 'invalid_format';
}

/** A refused record: what is known about it, for its address in quarantine. */
export interface Rejection {
  readonly reasons: readonly [Reason, ...Reason[]];
  readonly contractName: string | null;
  readonly eventSource: string | null;
  readonly eventId: string | null;
  readonly sourceFile: string | null;
  readonly sourceLine: number | null;
}
