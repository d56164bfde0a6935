import type { ZoneName } from './zones.ts';

/** Masking policies by name; their rules are in domain/masking/policies. */
export const maskingPolicyNames = ['display', 'limited-dataset', 'safe-harbor'] as const;
export type MaskingPolicyName = (typeof maskingPolicyNames)[number];

/** Zones that hold no raw value, each with the policy that everything in it has passed. */
export const policyByZone = {
  silver: 'display',
  gold: 'display',
} as const satisfies Partial<Record<ZoneName, MaskingPolicyName>>;
