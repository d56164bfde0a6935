import { z } from 'zod';
import { SafeError } from '../../domain/safe-error.ts';

const reconcileEventSchema = z.strictObject({
  /** Start of the run that built the lake: totals from before it are refused. Without it whatever lies there is compared. */
  startedAt: z.iso.datetime({ offset: true }).optional(),
});

/** What an invocation asks for. */
export type ReconcileEvent = z.infer<typeof reconcileEventSchema>;

/**
 * Decodes the event of an invocation: `{}` or `{"startedAt": "<ISO 8601>"}`.
 * @throws SafeError that says what is expected; it repeats nothing of the event
 */
export function decodeReconcileEvent(event: unknown): ReconcileEvent {
  const decoded = reconcileEventSchema.safeParse(event);
  if (decoded.success) return decoded.data;
  throw new SafeError(
    'reconcile-stores does not understand its event: it takes {} or {"startedAt": "2026-01-31T00:00:00Z"}; correct the caller',
  );
}
