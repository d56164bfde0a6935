import type { CodeSystemName } from './code-systems.ts';
import type { RuleSeverity } from './contract.ts';
import type { Severity } from './fields.ts';
import type { knownSources } from './platform/known-origins.ts';

/** A number must lie from `min` to `max`; one of them may be left out. */
export interface RangeSetting {
  readonly min?: number;
  readonly max?: number;
  readonly severity: RuleSeverity;
}

/**
 * What becomes of a record with fields that its contract does not name. `quarantine`: it waits there until the contract
 * knows them. `leave_out`: it passes without them; bronze keeps them, and they are counted.
 */
export type UnknownFields = 'quarantine' | 'leave_out';

/** Changes to what contracts declare. Whatever is not named stays as it is. */
export interface RuleChanges {
  /** By `contract.rule`. */
  readonly severities?: Readonly<Record<string, RuleSeverity>>;
  /** By `contract.rule`, numbers that it judges by; `*.rule` is a rule of time, which every contract has. */
  readonly thresholds?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By `contract.field`, what a value costs that is none of the field's. */
  readonly fields?: Readonly<Record<string, Severity>>;
  /** By `contract.field`, what its numbers should be; the rule is called `<field>_in_range`. */
  readonly ranges?: Readonly<Record<string, RangeSetting>>;
  /** By `contract.field`, what it costs to leave an optional field out; the rule is called `<field>_given`. */
  readonly required?: Readonly<Record<string, Exclude<RuleSeverity, 'warn'>>>;
  /** By code system, what it costs that a code is in no release of the system which holds on the day of the record. */
  readonly codes?: Readonly<Partial<Record<CodeSystemName, RuleSeverity>>>;
  readonly unknownFields?: UnknownFields;
}

export type SourceName = keyof typeof knownSources;

/** The rules of a stage: a profile, changes to it, and what differs for the records of some sources. */
export interface StageRules extends RuleChanges {
  readonly profile: string;
  readonly sources?: Readonly<Partial<Record<SourceName, RuleChanges>>>;
}

/** The rule file: contracts/platform/rules.ts. */
export interface RuleSettings {
  readonly profiles: Readonly<Record<string, RuleChanges>>;
  readonly stages: Readonly<Record<string, StageRules>>;
}
