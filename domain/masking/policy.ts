import { type PhiClass, phiClassNames } from '../../contracts/phi-classes.ts';
import type { MaskingPolicyName } from '../../contracts/platform/masking.ts';
import { type Claim, weakest } from './claims.ts';
import type { MaskRule } from './rules.ts';

export type { Claim } from './claims.ts';
export type { MaskedField, MaskedRecord, Terminology, Tokenize } from './masked-record.ts';
export type { MaskRule } from './rules.ts';

/** A rule for every class. What it may claim is nowhere written down: policyClaim derives it. */
export interface MaskingPolicy {
  readonly name: MaskingPolicyName;
  /** Whom it is for, in a few words of a reader. */
  readonly purpose: string;
  readonly rules: Readonly<Record<PhiClass, MaskRule>>;
}

/** The strongest claim that any output of a policy supports: the weakest of its rules. */
export function policyClaim({ rules }: MaskingPolicy): Claim {
  return weakest(phiClassNames.map((phi) => rules[phi].claim(phi)));
}
