import { learntTextsKey } from '../../contracts/platform/zones.ts';
import type { Terminology } from '../../domain/masking/policy.ts';
import { createTerminology, parseLearntTexts } from '../../domain/masking/terminology.ts';
import { type KeptFreshOptions, keepFresh } from '../shared/kept-fresh.ts';
import { type ReadObjectClient, readIfThere } from '../shared/object-store.ts';

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
  { bucket, ...kept }: Omit<KeptFreshOptions, 'staleNotice'> & { readonly bucket: string },
): LearntTerminology {
  const read = async () => {
    const stored = await readIfThere(client, { bucket, key: learntTextsKey });
    return createTerminology(stored === undefined ? {} : parseLearntTexts(stored));
  };
  const staleNotice = 'the learnt texts cannot be read; those read before are used';
  const { value: terminology, refresh } = keepFresh(read, { ...kept, staleNotice });
  return { isTextOf: (code, text) => terminology()?.isTextOf(code, text) === true, refresh };
}
