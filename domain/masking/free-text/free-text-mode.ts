import { detectPhi, type PhiDetector } from './detect-phi.ts';
import type { KnownValues } from './known-values.ts';
import type { PhiKind, Span } from './span.ts';

/** What a policy does with a field that people type into. */
export const freeTextModes = {
  drop: 'the text does not leave',
  scrub: 'what identifies a person is replaced by what it was: [NAME], [DATE]',
  quarantine: 'the text leaves when nothing in it identifies a person; its record is set aside when something does',
} as const;
export type FreeTextMode = keyof typeof freeTextModes;

/** What became of a text. It never says what was found, only of which kinds. */
export type FreeTextOutcome =
  | { readonly outcome: 'kept'; readonly text: string; readonly found: readonly PhiKind[] }
  | { readonly outcome: 'dropped' }
  | { readonly outcome: 'quarantined'; readonly found: readonly PhiKind[] };

/** Scrubbing changes what words stand beside, so it goes on until nothing more is found; a text that needs more goes is dropped. */
const mostPasses = 6;

/**
 * One text as a mode lets it leave. Scrubbing what was scrubbed changes nothing.
 * @param known values of the patient whose record holds the text
 */
export function applyFreeTextMode(
  mode: FreeTextMode,
  text: string,
  known: KnownValues,
  detect: PhiDetector = detectPhi,
): FreeTextOutcome {
  if (mode === 'drop') return { outcome: 'dropped' };
  let spans = detect(text, known);
  const found = [...new Set(spans.map(({ kind }) => kind))];
  if (spans.length === 0) return { outcome: 'kept', text, found };
  if (mode === 'quarantine') return { outcome: 'quarantined', found };
  let scrubbed = text;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    scrubbed = replaceSpans(scrubbed, spans);
    spans = detect(scrubbed, known);
    if (spans.length === 0) return { outcome: 'kept', text: scrubbed, found };
  }
  return { outcome: 'dropped' };
}

/** A text with each span replaced by its kind in brackets. */
export function replaceSpans(text: string, spans: readonly Span[]): string {
  let replaced = '';
  let from = 0;
  for (const { start, end, kind } of spans) {
    replaced += `${text.slice(from, start)}[${kind}]`;
    from = end;
  }
  return replaced + text.slice(from);
}
