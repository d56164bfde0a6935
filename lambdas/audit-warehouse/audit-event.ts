import { z } from 'zod';
import { SafeError } from '../../domain/safe-error.ts';

const auditEventSchema = z.strictObject({
  /**
   * Only tables whose last check is older. The schedule asks for it: a second start of a night goes on where the first one
   * stopped, and ends at once when nothing is left. Without it every table is checked.
   */
  olderThanHours: z.number().min(0).max(168).optional(),
});

/** What an invocation asks for. */
export type AuditEvent = z.infer<typeof auditEventSchema>;

/**
 * Decodes the event of an invocation: `{}` or `{"olderThanHours": 6}`.
 * @throws SafeError that says what is expected; it repeats nothing of the event
 */
export function decodeAuditEvent(event: unknown): AuditEvent {
  const decoded = auditEventSchema.safeParse(event);
  if (decoded.success) return decoded.data;
  throw new SafeError(
    'audit-warehouse does not understand its event: it takes {} or {"olderThanHours": 6}; correct the schedule or the caller',
  );
}
