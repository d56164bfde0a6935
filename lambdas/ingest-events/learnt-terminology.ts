import { learntTextsKey } from '../../contracts/platform/zones.ts';
import type { Terminology } from '../../domain/masking/policy.ts';
import { createTerminology, parseLearntTexts } from '../../domain/masking/terminology.ts';
import { errorText, type Log } from '../shared/log.ts';
import { type ReadObjectClient, readIfThere } from '../shared/object-store.ts';
import { freshForMs } from '../shared/stored-code-book.ts';

/** The texts that a deployment knows, as they were when they were last read. */
export interface LearntTerminology extends Terminology {
  /**
   * Reads the learnt texts again when they are older than `freshForMs`.
   * @throws the client's error or a SafeError when they were never read: without them texts would be left out for good
   */
  readonly refresh: () => Promise<void>;
}

/** The shipped texts and those in the silver bucket, where there are none before any were learnt. */
export function createLearntTerminology(
  client: ReadObjectClient,
  {
    bucket,
    log,
    now = Date.now,
    freshForMs: textsFreshForMs = freshForMs,
  }: {
    readonly bucket: string;
    readonly log: Log;
    readonly now?: () => number;
    readonly freshForMs?: number | undefined;
  },
): LearntTerminology {
  let terminology: Terminology | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const read = async () => {
    const stored = await readIfThere(client, { bucket, key: learntTextsKey });
    return createTerminology(stored === undefined ? {} : parseLearntTexts(stored));
  };
  return {
    isTextOf: (code, text) => terminology?.isTextOf(code, text) === true,
    refresh: async () => {
      if (now() - readAt < textsFreshForMs) return;
      try {
        terminology = await read();
        readAt = now();
      } catch (error) {
        if (terminology === undefined) throw error;
        log.error('the learnt texts cannot be read; those read before are used', { error: errorText(error) });
      }
    },
  };
}
