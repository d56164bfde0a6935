import { display } from '../../../domain/masking/policies/display.ts';
import type { MaskingPolicy, MaskRule } from '../../../domain/masking/policy.ts';
import type { Release } from '../../../domain/masking/release.ts';
import { keep, part, token } from '../../../domain/masking/rules.ts';

/**
 * Promises that the type checker keeps: `npm run check` fails when one of the lines below a `@ts-expect-error` compiles.
 * Nothing here runs.
 */
declare const lookalike: Pick<MaskRule, keyof MaskRule>;
declare const lookalikeOfRelease: Pick<Release, keyof Release>;

export const made: MaskRule = part(
  'stars',
  (raw) => raw,
  () => '***',
);
// @ts-expect-error an object of the same shape, which says itself what it claims
export const forged: MaskRule = lookalike;
// @ts-expect-error a token that says it leaves nothing
export const relabelled: MaskRule = { ...token, leavings: ['nothing'] };
// @ts-expect-error a rule whose function was exchanged
export const exchanged: MaskRule = { ...token, mask: (value: string) => value };
// @ts-expect-error what a rule leaves cannot be set
token.leavings = ['nothing'];

const { name: _name, ...withoutName } = display.rules;
export const overridden: MaskingPolicy = { ...display, rules: { ...display.rules, name: keep } };
// @ts-expect-error a policy without a rule for a class
export const incomplete: MaskingPolicy = { ...display, rules: withoutName };
// @ts-expect-error a policy that declares a claim
export const declared: MaskingPolicy = { ...display, claim: 'safe-harbor' };

// @ts-expect-error a release whose codes are made of the identifiers
export const derived: Release = lookalikeOfRelease;
