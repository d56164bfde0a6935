import type { PhiDetector } from '../../domain/masking/free-text/detect-phi.ts';
import { replaceSpans } from '../../domain/masking/free-text/free-text-mode.ts';
import { nothingKnown } from '../../domain/masking/free-text/known-values.ts';
import type { PhiKind, Span } from '../../domain/masking/free-text/span.ts';
import type { LabelledText, Planted } from './corpus.ts';

/** How many of how many. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

export interface Figures {
  /** Planted values all of whose letters and digits lie in spans; by kind, and of the patient. */
  readonly covered: Share;
  readonly byKind: ReadonlyMap<PhiKind, Share>;
  readonly own: Share;
  /** Planted values that are no longer to be read anywhere in the text. */
  readonly literal: Share;
  /** Spans that overlap a planted value, of all spans. */
  readonly precise: Share;
  readonly misses: readonly string[];
  readonly falseAlarms: readonly string[];
}

/** What a detector finds in labelled texts; the values of the patient are given to it when it takes them. */
export function measure(texts: readonly LabelledText[], spansOf: (text: LabelledText) => readonly Span[]): Figures {
  const byKind = new Map<PhiKind, { hits: number; of: number }>();
  const [covered, own, literal, precise] = Array.from({ length: 4 }, () => ({ hits: 0, of: 0 }));
  if (!covered || !own || !literal || !precise) throw new Error('no counts');
  const [misses, falseAlarms]: [string[], string[]] = [[], []];
  for (const each of texts) {
    const spans = spansOf(each);
    const scrubbed = replaceSpans(each.text, spans);
    for (const value of each.planted) {
      const isCovered = covers(each.text, spans, value);
      const kind = byKind.get(value.kind) ?? { hits: 0, of: 0 };
      byKind.set(value.kind, kind);
      for (const count of value.isOwn ? [covered, kind, own] : [covered, kind]) {
        count.of += 1;
        if (isCovered) count.hits += 1;
      }
      literal.of += 1;
      if (!scrubbed.includes(each.text.slice(value.start, value.end))) literal.hits += 1;
      if (!isCovered) misses.push(`${value.kind} <${each.text.slice(value.start, value.end)}> in: ${scrubbed}`);
    }
    for (const span of spans) {
      precise.of += 1;
      if (each.planted.some(({ start, end }) => start < span.end && span.start < end)) precise.hits += 1;
      else falseAlarms.push(`${span.kind} <${each.text.slice(span.start, span.end)}> in: ${each.text}`);
    }
  }
  return { covered, byKind, own, literal, precise, misses, falseAlarms };
}

function covers(text: string, spans: readonly Span[], { start, end }: Planted): boolean {
  for (let at = start; at < end; at += 1) {
    if (/[\p{L}\p{N}]/u.test(text.charAt(at)) && !spans.some((span) => span.start <= at && at < span.end)) return false;
  }
  return true;
}

/** Clean texts that a detector changes, and what it changes them to. */
export function changedTexts(texts: readonly string[], spansOf: (text: string) => readonly Span[]): string[] {
  return texts.flatMap((text) => {
    const spans = spansOf(text);
    return spans.length === 0 ? [] : [replaceSpans(text, spans)];
  });
}

/** Megabytes of text a second of one core, best of several goes: characters of the corpus, which are nearly all ASCII. */
export function speed(detect: PhiDetector, texts: readonly string[]): number {
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  let best = 0;
  for (let go = 0; go < 8; go += 1) {
    const since = process.cpuUsage();
    for (const text of texts) detect(text, nothingKnown);
    const { user, system } = process.cpuUsage(since);
    best = Math.max(best, characters / (user + system));
  }
  return best;
}

export const ratio = ({ hits, of }: Share): number => (of === 0 ? 1 : hits / of);
