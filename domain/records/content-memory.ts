import { hash } from 'node:crypto';

const keyWords = 3;
const slotWords = 5;
const firstSlots = 1024;
const mostFull = 0.7;

/**
 * Remembers one content for each of many keys in some 30 to 60 bytes a key, outside of the heap: a file may have more
 * rows than a Map takes. Keys and contents are kept as fingerprints: of 96 bits of SHA-256 for a key; of 64 bits for a
 * content, which is compared with the content of the same key only and is a keyed hash itself. So two of them are taken
 * for one another less often than once in 10^13 files of ten million rows.
 */
export class ContentMemory {
  #slots = new Uint32Array(firstSlots * slotWords);
  #count = 0;

  /** Remembers the content when the key has none yet; otherwise says whether it is the one remembered. */
  note(key: string, content: string): 'first' | 'same' | 'other' {
    const [a, b, c] = fingerprint(key);
    const at = this.#find(a, b, c);
    const [high, low] = [fold(content, 31), fold(content, 1_000_003)];
    if (this.#slots[at] !== 0) {
      return this.#slots[at + keyWords] === high && this.#slots[at + keyWords + 1] === low ? 'same' : 'other';
    }
    this.#slots.set([a, b, c, high, low], at);
    this.#count += 1;
    if (this.#count * slotWords > this.#slots.length * mostFull) this.#grow();
    return 'first';
  }

  /** Whether a content of the key is remembered. */
  knows(key: string): boolean {
    return this.#slots[this.#find(...fingerprint(key))] !== 0;
  }

  /** The place of a key, or the empty one where it belongs. */
  #find(a: number, b: number, c: number): number {
    const slots = this.#slots;
    let at = (a % (slots.length / slotWords)) * slotWords;
    while (slots[at] !== 0 && !(slots[at] === a && slots[at + 1] === b && slots[at + 2] === c)) {
      at += slotWords;
      if (at === slots.length) at = 0;
    }
    return at;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += slotWords) {
      const slot = before.subarray(at, at + slotWords);
      const [a = 0, b = 0, c = 0] = slot;
      if (a !== 0) this.#slots.set(slot, this.#find(a, b, c));
    }
  }
}

/** Of a key; its first word is never zero, which stands in an empty slot. */
function fingerprint(key: string): [number, number, number] {
  const digest = hash('sha256', key, 'buffer');
  return [digest.readUInt32LE(0) || 1, digest.readUInt32LE(4), digest.readUInt32LE(8)];
}

/** A polynomial of the characters, 32 bits. */
function fold(text: string, factor: number): number {
  let value = 0;
  for (let at = 0; at < text.length; at += 1) value = (Math.imul(value, factor) + text.charCodeAt(at)) >>> 0;
  return value;
}
