/**
 * Seeded random numbers: the same seed gives the same sequence on every machine. sfc32 by Chris Doty-Humphrey
 * (PractRand, https://pracrand.sourceforge.net/RNG_engines.txt); not for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * @param seed whole number; only its lowest 32 bits count.
   * @param label keeps the sequences of one seed apart, and so do the numbers of what they are about.
   */
  constructor(seed: number, label: string, number = 0, part = 0) {
    this.#a = seed | 0;
    this.#b = hashOf(label) ^ Math.imul(number + 1, 0x85ebca6b);
    this.#c = 0x9e3779b9 ^ Math.imul(part + 1, 0xc2b2ae35);
    for (let round = 0; round < 12; round += 1) this.#bits();
  }

  #bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** 0 to below 1. */
  fraction(): number {
    return this.#bits() / 2 ** 32;
  }

  /** Whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  }

  /** Picks by weight; the weights need not add up to anything. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    let sum = 0;
    for (const [weight] of choices) sum += weight;
    let rest = this.fraction() * sum;
    for (const [weight, value] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return this.pick(choices)[1];
  }

  /** Mean 0, deviation about 1, never beyond 3.5: the sum of twelve uniform numbers. */
  normal(): number {
    let sum = -6;
    for (let term = 0; term < 12; term += 1) sum += this.fraction();
    return Math.max(-3.5, Math.min(3.5, sum));
  }

  /** Lower-case UUID, version 4. */
  uuid(): string {
    const [a, b, c, d] = [this.#bits(), this.#bits(), this.#bits(), this.#bits()];
    const versioned = (b & 0xffff0fff) | 0x4000;
    const variant = (c & 0x3fffffff) | 0x80000000;
    return `${four(a >>> 16)}${four(a)}-${four(b >>> 16)}-${four(versioned)}-${four(variant >>> 16)}-${four(c)}${four(d >>> 16)}${four(d)}`;
  }

  /** `count` digits as text; the first is never 0. */
  digits(count: number): string {
    return String(this.integer(10 ** (count - 1), 10 ** count - 1));
  }

  /** `count` different whole numbers below `limit` (all of them when there are not that many), ascending. */
  distinct(count: number, limit: number): number[] {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, limit)) chosen.add(this.integer(0, limit - 1));
    return [...chosen].sort((a, b) => a - b);
  }
}

const bytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** The lower 16 bits as four hexadecimal digits. */
const four = (bits: number) => `${bytes[(bits >>> 8) & 255]}${bytes[bits & 255]}`;

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
