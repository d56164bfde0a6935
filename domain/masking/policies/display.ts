import type { ColumnType } from '../../../contracts/fields.ts';
import type { MaskingPolicy } from '../policy.ts';
import { codeText, drop, keep, part, plainOrToken, token } from '../rules.ts';

const maskBytes = 8; // of one masked word: a code point of up to 4 bytes, three stars, a space

const wordOfAlphabet = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const letters = /\p{L}/gu;

/**
 * `John Smith` becomes `J*** S***`: always three stars, so the length of a name does not leak, and of many words only the
 * first and the last, so their number does not either. An initial is shown of words of two letters or more, in scripts
 * whose letters are many to a name: elsewhere one character may be all of it.
 */
export function maskWords(value: string): string {
  const words = value.split(/\s+/).filter((word) => word !== '');
  const shown = words.length > 1 ? [words[0] ?? '', words.at(-1) ?? ''] : words;
  return shown.map((word) => `${initialOf(word)}***`).join(' ');
}

function initialOf(word: string): string {
  const initial = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return wordOfAlphabet.test(word) && (word.match(letters)?.length ?? 0) > 1 ? initial : '';
}

/** `123-45-6789` becomes `***-**-6789`. */
export function maskSocialSecurityNumber(value: string): string {
  return `***-**-${value.slice(-4)}`;
}

/**
 * `555-123-7890` becomes `(555) ***-7890`; of two numbers the first counts. Anything but a ten-digit North American
 * number becomes stars, because its parts cannot be told apart.
 */
export function maskPhone(value: string): string {
  const first = value.split(/\bor\b/i)[0] ?? '';
  const digits = first.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  return digits.length === 10 ? `(${digits.slice(0, 3)}) ***-${digits.slice(6)}` : '(***) ***-****';
}

/** `john@example.com` becomes `jo***@***.com`; a local part of two characters or less is hidden whole. */
export function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  const local = Array.from(value.slice(0, Math.max(at, 0)));
  const shown = local.length > 2 ? local.slice(0, 2).join('') : '';
  const ending = /\.[A-Za-z]{2,24}$/.exec(value)?.[0] ?? '';
  return `${shown}***@***${ending}`;
}

/** `1985-04-12` becomes `1985-**-**`, `1985-04` `1985-**`: what is shown tells how exactly the date is known. */
export function maskBirthDate(value: string): string {
  return value.slice(0, 4) + '-**'.repeat(value.split('-').length - 1);
}

const varchar = (bytes: number) => () => ({ kind: 'varchar', bytes }) as const;
const bytesOfWords = (raw: ColumnType) => varchar(raw.kind === 'varchar' ? raw.bytes * maskBytes : maskBytes)();

/** The display rules plus tokens for joining: the default of the silver zone. Its output is still PHI. */
export const display: MaskingPolicy = {
  name: 'display',
  purpose: 'staff who treat, bill or run the place, and see whom a row is about',
  rules: {
    name: part('initials of the first and last word, `J*** S***`', bytesOfWords, maskWords),
    ssn: part('last four digits, `***-**-6789`', varchar(11), maskSocialSecurityNumber),
    phone: part('without its middle, `(555) ***-7890`', varchar(14), maskPhone),
    email: part('first two letters and ending, `jo***@***.com`', varchar(64), maskEmail),
    street: drop,
    small_area: drop,
    zip: drop,
    city: keep,
    state: keep,
    birth_date: part('year, `1985-**-**`', varchar(10), maskBirthDate),
    service_date: keep,
    record_id: token,
    licence: drop,
    free_text: drop,
    display_text: codeText,
    business_id: plainOrToken,
    none: keep,
  },
};
