/** What a span of text gives away. The name of a kind, in brackets, is what scrubbing writes in its place. */
export const phiKinds = [
  'NAME',
  'SSN',
  'MBI',
  'NPI',
  'CARD',
  'ID',
  'PHONE',
  'EMAIL',
  'URL',
  'IP',
  'DATE',
  'AGE',
  'ADDRESS',
  'PLACE',
] as const;
export type PhiKind = (typeof phiKinds)[number];

/** Characters `start` to `end` (exclusive, UTF-16 units as `String.slice` counts) of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: PhiKind;
}

/**
 * Spans in order and apart from each other: those that overlap become one, of the kind of the longest of them, and of the one
 * that was found first among equals.
 * @param found what each step found, in the order of the steps
 */
export function mergeSpans(found: readonly Span[]): Span[] {
  const ordered = found
    .map((span, step) => ({ span, step }))
    .sort((a, b) => a.span.start - b.span.start || a.step - b.step);
  const merged: Span[] = [];
  let best = { length: 0, step: 0 };
  for (const { span, step } of ordered) {
    const length = span.end - span.start;
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) {
      merged.push(span);
      best = { length, step };
      continue;
    }
    const isBetter = length > best.length || (length === best.length && step < best.step);
    if (isBetter) best = { length, step };
    merged[merged.length - 1] = {
      start: last.start,
      end: Math.max(last.end, span.end),
      kind: isBetter ? span.kind : last.kind,
    };
  }
  return merged;
}
