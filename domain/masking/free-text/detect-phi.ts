import { findContacts } from './contacts.ts';
import { findDates } from './dates.ts';
import { chunksOf, findIdentifiers } from './identifiers.ts';
import { findDegreed } from './introduced-names.ts';
import { findKnownValues, type KnownValues } from './known-values.ts';
import { type Lexicon, unpackLexicon } from './lexicon.ts';
import { packedLexicon } from './lexicon-data.ts';
import { findNames } from './names.ts';
import { findPlaces } from './places.ts';
import { mergeSpans, type Span } from './span.ts';
import { type Token, tokensOf } from './tokens.ts';
import { readWords } from './words.ts';

/** Finds what identifies a person in a text: spans in order, apart from each other and within the text. */
export type PhiDetector = (text: string, known: KnownValues) => readonly Span[];

/**
 * A detector that knows these words. Its work is the length of the text times a constant, whatever the text is.
 * It looks for the patient's own values first, then for identifiers, dates, contacts, places and names.
 */
export function createPhiDetector(lexicon: Lexicon): PhiDetector {
  return (text, known) => findPhi(text, tokensOf(text), known, lexicon);
}

/** What a detector finds in a text that was taken apart. */
export function findPhi(text: string, tokens: readonly Token[], known: KnownValues, lexicon: Lexicon): readonly Span[] {
  const own = findKnownValues(text, known);
  const chunks = chunksOf(tokens);
  const dates = findDates(tokens);
  const identifiers = findIdentifiers(tokens, chunks, coverOf(tokens, dates));
  const contacts = findContacts(text, tokens, chunks, coverOf(tokens, [...identifiers, ...dates]));
  const read = readWords(tokens, lexicon);
  const places = findPlaces(read, coverOf(tokens, [...identifiers, ...dates, ...contacts]));
  const names = [...findDegreed(read), ...findNames(read)];
  const found = [...own, ...identifiers, ...contacts, ...dates, ...places, ...names];
  return withoutPlaceholders(mergeSpans(found), tokens);
}

let shipped: PhiDetector | null = null;

/** The detector with the lexicon that is shipped. It is unpacked when first asked for, in some 20 ms. */
export const detectPhi: PhiDetector = (text, known) => {
  shipped ??= createPhiDetector(unpackLexicon(packedLexicon));
  return shipped(text, known);
};

/** Whether a token lies in one of these spans. */
function coverOf(tokens: readonly Token[], spans: readonly Span[]): (token: Token) => boolean {
  const taken = new Set<Token>();
  const ordered = mergeSpans(spans);
  let next = 0;
  for (const token of tokens) {
    while (next < ordered.length && (ordered[next]?.end ?? 0) <= token.start) next += 1;
    if ((ordered[next]?.start ?? Number.POSITIVE_INFINITY) < token.end) taken.add(token);
  }
  return (token) => taken.has(token);
}

/** What scrubbing wrote stays: spans end before it and go on behind it. */
function withoutPlaceholders(spans: readonly Span[], tokens: readonly Token[]): Span[] {
  const placeholders = tokens.filter(({ shape }) => shape === 'placeholder');
  if (placeholders.length === 0) return [...spans];
  const kept: Span[] = [];
  let next = 0;
  for (const { start, end, kind } of spans) {
    let from = start;
    while (next < placeholders.length && (placeholders[next]?.end ?? 0) <= start) next += 1;
    for (let at = next; at < placeholders.length; at += 1) {
      const placeholder = placeholders[at];
      if (placeholder === undefined || placeholder.start >= end) break;
      if (placeholder.start > from) kept.push({ start: from, end: placeholder.start, kind });
      from = Math.max(from, placeholder.end);
    }
    if (from < end) kept.push({ start: from, end, kind });
  }
  return kept;
}
