import type { MaskingTools } from '../domain/masking/mask.ts';
import type { Tokenize } from '../domain/masking/policy.ts';
import { createTerminology, type LearntTexts } from '../domain/masking/terminology.ts';

/** What masking works with, where nothing was learnt but `texts`. */
export function maskingTools(tokenize: Tokenize, texts: LearntTexts = {}): MaskingTools {
  return { tokenize, terminology: createTerminology(texts) };
}
