import { z } from 'zod';
import { shippedTexts } from '../../contracts/shipped-texts.ts';
import { SafeError } from '../safe-error.ts';
import type { Terminology } from './policy.ts';
import { smallestPublishedCount } from './small-cells.ts';

/** Texts by code, as a deployment keeps those that it learnt: `{"texts": {"<code>": ["<text>", …]}}`. */
export type LearntTexts = Readonly<Record<string, readonly string[]>>;

const learntSchema = z.strictObject({ texts: z.record(z.string(), z.array(z.string())) });

/**
 * Reads learnt texts from their stored form.
 * @throws SafeError that says what is expected, without the content.
 */
export function parseLearntTexts(stored: string): LearntTexts {
  try {
    return learntSchema.parse(JSON.parse(stored)).texts;
  } catch {
    throw new SafeError(
      'the learnt texts are not of the form {"texts": {"<code>": ["<text>", ...]}}; learn them again',
    );
  }
}

/** The stored form of learnt texts, sorted: equal texts are equal bytes. */
export function formatLearntTexts(texts: LearntTexts): string {
  const sorted = Object.entries(texts)
    .map(([code, ofCode]) => [code, ofCode.toSorted()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify({ texts: Object.fromEntries(sorted) }, null, 1)}\n`;
}

/** Both, each text once. */
export function mergeLearntTexts(one: LearntTexts, other: LearntTexts): LearntTexts {
  const merged = new Map<string, Set<string>>();
  for (const [code, texts] of [...Object.entries(one), ...Object.entries(other)]) {
    const known = merged.get(code);
    if (known === undefined) merged.set(code, new Set(texts));
    else for (const text of texts) known.add(text);
  }
  return Object.fromEntries(Array.from(merged, ([code, texts]) => [code, [...texts]]));
}

/** The shipped texts, and those that were learnt. */
export function createTerminology(learnt: LearntTexts = {}): Terminology {
  const known = new Map<string, ReadonlySet<string>>();
  for (const [code, text] of Object.entries(shippedTexts)) known.set(code, new Set([text]));
  for (const [code, texts] of Object.entries(learnt)) known.set(code, new Set([...(known.get(code) ?? []), ...texts]));
  return { isTextOf: (code, text) => known.get(code)?.has(text) === true };
}

/** So many people a text must stand for before it is learnt: what is said of fewer could be about one of them. */
export const fewestPeople = smallestPublishedCount;

/** What was learnt. */
export interface Learnt {
  readonly texts: LearntTexts;
  /** Texts that stand for too few people, or that could name somebody. */
  readonly notLearnt: number;
}

/** Counts with how many people each text of each code stands. Of a text it remembers at most as many people as it takes. */
export class TextLearner {
  readonly #people = new Map<string, Map<string, Set<string>>>();
  readonly #isSafe: (text: string) => boolean;

  /** @param isSafe whether a text, however often it occurs, names nobody */
  constructor(isSafe: (text: string) => boolean) {
    this.#isSafe = isSafe;
  }

  /** Notes that `text` stood with `code` in a record about `person`. */
  note(code: string, text: string, person: string): void {
    const ofCode = this.#people.get(code) ?? new Map<string, Set<string>>();
    this.#people.set(code, ofCode);
    const people = ofCode.get(text) ?? new Set();
    ofCode.set(text, people);
    if (people.size < fewestPeople) people.add(person);
  }

  /** The texts of enough people. */
  learnt(): Learnt {
    const texts: [string, string[]][] = [];
    let notLearnt = 0;
    for (const [code, ofCode] of this.#people) {
      const known = [...ofCode].filter(([text, people]) => people.size >= fewestPeople && this.#isSafe(text));
      notLearnt += ofCode.size - known.length;
      if (known.length > 0) texts.push([code, known.map(([text]) => text)]);
    }
    return { texts: Object.fromEntries(texts), notLearnt };
  }
}
