import { createHash } from 'node:crypto';
import type { MaskingTools } from '../domain/masking/mask.ts';
import type { Tokenize } from '../domain/masking/policy.ts';
import { createRelease } from '../domain/masking/release.ts';
import { createTerminology, type LearntTexts } from '../domain/masking/terminology.ts';
import { createHmacSha256 } from '../domain/masking/token.ts';

/** What masking works with, where nothing was learnt but `texts`. */
export function maskingTools(tokenize: Tokenize, texts: LearntTexts = {}): MaskingTools {
  return { tokenize, terminology: createTerminology(texts) };
}

/** What every policy works with: a release of this day too, whose codes are the same in every run, and a key for dates. */
export function releaseTools(tokenize: Tokenize, day: string, texts: LearntTexts = {}) {
  let drawn = 0;
  const randomBytes = (count: number) => {
    drawn += 1;
    return createHash('sha256').update(`draw ${drawn}`).digest().subarray(0, count);
  };
  return {
    ...maskingTools(tokenize, texts),
    release: createRelease({ day, randomBytes }),
    dateShift: createHmacSha256(new Uint8Array(32).fill(5)),
  };
}
