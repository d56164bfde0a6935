import type { LintToken } from './lint-tokens.ts';

/** A place where a query leaves the portable subset. */
export interface LakeLintFinding {
  readonly rule: string;
  /** Line of the text, from 1. */
  readonly line: number;
  /** What differs between the engines, and what to write instead. */
  readonly message: string;
}

/** A rule of the linter: what it finds at the token with this index, if anything. */
export type LintRule = (tokens: readonly LintToken[], index: number) => Omit<LakeLintFinding, 'line'> | undefined;
