import { thresholdsOf, timeRules } from '../contracts/rules.ts';
import { epochMillis } from '../domain/records/instant.ts';
import { UserError } from '../domain/safe-error.ts';

/**
 * What `--as-of` says, epoch ms.
 * @throws UserError when it is no point in time, or one at which every row of reference data would be refused.
 */
export function extractTimeOf(text: string): number {
  const eventTime = epochMillis(text);
  if (!Number.isFinite(eventTime)) {
    throw new UserError('--as-of is not a point in time; write it like 2026-01-31T00:00:00Z');
  }
  const now = { eventTime, arrivedAt: Date.now() };
  if (!timeRules.every(({ id, thresholds, holds }) => holds(now, thresholdsOf(id, thresholds)))) {
    throw new UserError('--as-of lies before 1900 or in the future: nothing was extracted then; correct it');
  }
  return eventTime;
}
