import { foldText } from '../../domain/masking/fold-text.ts';

/**
 * Whether stored text holds a secret in any spelling: compared without regard to case, script of digits, accents, invisible
 * characters and separators.
 *
 * Words and short numbers occur inside of longer ones by chance, so they count where they stand alone; no number counts
 * inside of a longer number.
 */
export function holdsSecret(stored: string, secret: string): boolean {
  const text = foldText(stored);
  const searched = foldText(secret);
  if (asItStands.test(searched)) return occurs(text, searched, wordCharacter);
  const compact = searched.replace(separators, '');
  const joined = shortNumber.test(compact) ? wordCharacter : digit;
  // Blanks part two numbers from each other, or belong to one: it is looked for both ways.
  return [separators, separatorsButBlanks].some((left) => occurs(text.replace(left, ''), compact, joined));
}

/** Words, numbers of five digits and less, and addresses of machines. */
const asItStands = /^(?:\p{L}+|\d{1,5}|\d+(?:\.\d+){3})$/u;
const shortNumber = /^\d{1,7}$/;
const wordCharacter = /[\p{L}\p{N}]/u;
const digit = /\d/;
const separators = /[^\p{L}\p{N}]+/gu;
const separatorsButBlanks = /[^\p{L}\p{N}\s]+/gu;

/** Whether a text stands in another and is not, at an end that is `joined`, a part of something longer. */
function occurs(text: string, searched: string, joined: RegExp): boolean {
  const [first = '', last = ''] = [searched.at(0), searched.at(-1)];
  const isJoined = (end: string, next: string) => joined.test(end) && joined.test(next);
  for (let at = text.indexOf(searched); at !== -1; at = text.indexOf(searched, at + 1)) {
    if (!isJoined(first, text.charAt(at - 1)) && !isJoined(last, text.charAt(at + searched.length))) return true;
  }
  return false;
}
