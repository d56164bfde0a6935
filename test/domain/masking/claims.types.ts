import { display } from '../../../domain/masking/policies/display.ts';
import type { MaskingPolicy, MaskRule } from '../../../domain/masking/policy.ts';
import { createRelease, type Release } from '../../../domain/masking/release.ts';
import { keep, part, token } from '../../../domain/masking/rules.ts';

/**
 * Promises that the type checker keeps: `npm run check` fails when one of the lines below a `@ts-expect-error` compiles.
 * Nothing here runs.
 */
const { column, mask, adds, keepsValue, effect, needs, leavings } = keep;
const claim = () => 'safe-harbor' as const;

export const made: MaskRule = part(
  'stars',
  (raw) => raw,
  () => '***',
);
// @ts-expect-error an object that says itself what it claims
export const forged: MaskRule = { column, mask, adds, keepsValue, effect, needs, leavings, claim };
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

const release = createRelease({ day: '2026-06-01', randomBytes: (count) => new Uint8Array(count) });
// @ts-expect-error a release whose codes are made of the identifiers
export const derived: Release = { ...release, surrogateOf: (type: string, value: string) => type + value };
