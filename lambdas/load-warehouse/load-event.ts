import { z } from 'zod';
import { SafeError } from '../../domain/safe-error.ts';

const loadEventSchema = z.strictObject({
  /**
   * Look in S3 first and leave the warehouse asleep when nothing came since a load that left nothing waiting. The
   * schedule of every minute asks for it; the hourly pipeline does not, so a warehouse that was set back catches up.
   */
  onlyIfChanged: z.boolean().default(false),
});

/** What an invocation asks for. */
export type LoadEvent = z.infer<typeof loadEventSchema>;

/**
 * Decodes the event of an invocation: `{}` or `{"onlyIfChanged": true}`.
 * @throws SafeError that says what is expected; it repeats nothing of the event
 */
export function decodeLoadEvent(event: unknown): LoadEvent {
  const decoded = loadEventSchema.safeParse(event);
  if (decoded.success) return decoded.data;
  throw new SafeError(
    'load-warehouse does not understand its event: it takes {} or {"onlyIfChanged": true}; correct the schedule or the caller',
  );
}
