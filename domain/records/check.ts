import type { RecordData, RuleContext, RuleSeverity } from '../../contracts/contract.ts';

/** A rule as it stands for a contract and a source. */
export interface Check {
  readonly id: string;
  readonly field: string;
  readonly severity: Exclude<RuleSeverity, 'off'>;
  readonly holds: (data: RecordData, context: RuleContext) => boolean;
}
