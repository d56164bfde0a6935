import { type MaskingPolicyName, policyByZone } from '../../contracts/platform/masking.ts';
import { display } from './policies/display.ts';
import { limitedDataset } from './policies/limited-dataset.ts';
import { safeHarbor } from './policies/safe-harbor.ts';
import type { MaskingPolicy } from './policy.ts';

/** The rules of every policy that the platform names. */
export const policies: Readonly<Record<MaskingPolicyName, MaskingPolicy>> = {
  display,
  'limited-dataset': limitedDataset,
  'safe-harbor': safeHarbor,
};

/** The policy that everything in a masked zone has passed. */
export function policyOfZone(zone: keyof typeof policyByZone): MaskingPolicy {
  return policies[policyByZone[zone]];
}
