import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceSpans } from '../../domain/masking/free-text/free-text-mode.ts';
import type { Span } from '../../domain/masking/free-text/span.ts';
import type { Share as Counted } from '../../test/phi-notes/measure.ts';
import type { Share } from '../../test/phi-notes/people.ts';

/** A text of a public corpus with what its makers call identifying; some say where it stands. */
export interface PublicText {
  readonly text: string;
  readonly phi: readonly {
    readonly type: string;
    readonly value: string;
    readonly start?: number;
    readonly end?: number;
  }[];
}

/** ASQ-PHI (clinical queries) and presidio-research (general sentences), both MIT; one JSON object a line, in a folder. */
export const publicCorpora = ['asq-phi', 'presidio-synth'] as const;
export type PublicCorpus = (typeof publicCorpora)[number];

/** Texts of a corpus, of one share by the hash of the text; null when the folder has no such file. */
export function readCorpus(folder: string, corpus: PublicCorpus, share: Share): PublicText[] | null {
  const path = join(folder, `${corpus}.ndjson`);
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line): PublicText => JSON.parse(line)).filter(({ text }) => halfOf(text) === share);
}

/** The half of a text: the parity of the first 32 bits of its SHA-256. */
const halfOf = (text: string): Share =>
  Number.parseInt(hash('sha256', text, 'hex').slice(0, 8), 16) % 2 === 0 ? 'tuning' : 'held-out';

/**
 * What 45 CFR 164.514(b)(2) leaves in place, or is of no individual: titles, peoples, organizations, ages up to 89, years, and
 * times of day.
 */
function isIdentifying(type: string, value: string): boolean {
  if (type === 'TITLE' || type === 'NRP' || type === 'ORGANIZATION') return false;
  if (type === 'AGE') return Number.parseInt(value, 10) > 89;
  return !(type === 'DATE_TIME' && /^\d{4}$/.test(value));
}

export interface PublicFigures {
  /** Labelled values that are no longer to be read in the scrubbed text. */
  readonly all: Counted;
  /** Of those that the rule calls identifiers. */
  readonly identifying: Counted;
  /** Of those with a place: covered by spans. */
  readonly covered: Counted;
  readonly byType: ReadonlyMap<string, Counted>;
  /** Texts without a label that were changed. */
  readonly changed: Counted;
}

/** What is left of the labels of a public corpus. */
export function measurePublic(texts: readonly PublicText[], spans: readonly (readonly Span[])[]): PublicFigures {
  const zero = () => ({ hits: 0, of: 0 });
  const [all, identifying, covered, changed] = [zero(), zero(), zero(), zero()];
  const byType = new Map<string, { hits: number; of: number }>();
  for (const [index, { text, phi }] of texts.entries()) {
    const found = spans[index] ?? [];
    const scrubbed = replaceSpans(text, found);
    if (phi.length === 0) add(changed, found.length > 0);
    for (const { type, value, start, end } of phi) {
      const isGone = !scrubbed.includes(value);
      add(all, isGone);
      if (isIdentifying(type, value)) {
        add(identifying, isGone);
        if (start !== undefined && end !== undefined) add(covered, isCovered(text, found, start, end));
      }
      const counted = byType.get(type) ?? zero();
      byType.set(type, counted);
      add(counted, isGone);
    }
  }
  return { all, identifying, covered, byType, changed };
}

function add(count: { hits: number; of: number }, isHit: boolean): void {
  count.of += 1;
  if (isHit) count.hits += 1;
}

/** Whether all letters and digits of a stretch lie in spans. */
function isCovered(text: string, spans: readonly Span[], start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (/[\p{L}\p{N}]/u.test(text.charAt(at)) && !spans.some((span) => span.start <= at && at < span.end)) return false;
  }
  return true;
}
