import { z } from 'zod';
import { SafeError } from '../../domain/safe-error.ts';
import { isChangeKey } from './list-changes.ts';

const loadEventSchema = z.strictObject({
  /**
   * Look in S3 first and leave the warehouse asleep when nothing came since a load that left nothing waiting. The
   * schedule of every minute asks for it; the hourly pipeline does not, so a warehouse that was set back catches up.
   */
  onlyIfChanged: z.boolean().default(false),
  /**
   * First release objects that are set aside, all of them or those of these keys, so that this load tries them again. Said
   * by an operator when the cause is gone.
   */
  retrySetAside: z.union([z.literal(true), z.array(z.string().refine(isChangeKey)).min(1).max(1000)]).optional(),
  /** For a warehouse that was emptied: the whole change log is listed, and taken in few large loads of many days. */
  rebuild: z.literal(true).optional(),
});

/** What an invocation asks for. */
export type LoadEvent = z.infer<typeof loadEventSchema>;

/**
 * Decodes the event of an invocation: `{}`, `{"onlyIfChanged": true}`, `{"retrySetAside": true}` or `{"rebuild": true}`.
 * @throws SafeError that says what is expected; it repeats nothing of the event
 */
export function decodeLoadEvent(event: unknown): LoadEvent {
  const decoded = loadEventSchema.safeParse(event);
  if (decoded.success) return decoded.data;
  throw new SafeError(
    'load-warehouse does not understand its event: it takes {}, {"onlyIfChanged": true}, {"retrySetAside": true or keys of objects} or {"rebuild": true}; correct the schedule or the caller',
  );
}
