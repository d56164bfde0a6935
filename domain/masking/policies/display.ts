import type { MaskingPolicy, MaskRule } from '../policy.ts';
import { stateCode } from '../us-states.ts';

const maskBytes = 8; // of one masked word: a code point of up to 4 bytes, three stars, a space

/** `John Smith` becomes `J*** S***`: always three stars, so the length of a name does not leak. */
export function maskWords(value: string): string {
  let masked = '';
  for (const word of value.split(/\s+/)) {
    const initial = word.codePointAt(0);
    if (initial === undefined) continue;
    masked += `${masked === '' ? '' : ' '}${String.fromCodePoint(initial)}***`;
  }
  return masked;
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

/** `1985-04-12` becomes `1985-**-**`. */
export function maskBirthDate(value: string): string {
  return `${value.slice(0, 4)}-**-**`;
}

const keep: MaskRule = { column: (raw) => raw, mask: (value) => value, keepsValue: true };
const drop: MaskRule = { column: () => null, mask: () => '', keepsValue: false };
const varchar = (bytes: number) => () => ({ kind: 'varchar', bytes }) as const;

const words: MaskRule = {
  column: (raw) => ({ kind: 'varchar', bytes: raw.kind === 'varchar' ? raw.bytes * maskBytes : maskBytes }),
  mask: maskWords,
  keepsValue: false,
};

const usState: MaskRule = { column: varchar(64 * 3), mask: stateCode, keepsValue: true };

const token: MaskRule = {
  column: varchar(64),
  mask: (value, { tokenType }, { tokenize }) => tokenize(tokenType, value),
  keepsValue: false,
};

/** The display rules plus tokens for joining: the default of the silver zone. Its output is still PHI. */
export const display: MaskingPolicy = {
  name: 'display',
  claim: 'phi',
  rules: {
    name: words,
    ssn: { column: varchar(11), mask: maskSocialSecurityNumber, keepsValue: false },
    phone: { column: varchar(14), mask: maskPhone, keepsValue: false },
    email: { column: varchar(64), mask: maskEmail, keepsValue: false },
    street: drop,
    small_area: drop,
    zip: drop,
    city: keep,
    state: usState,
    birth_date: { column: varchar(10), mask: maskBirthDate, keepsValue: false },
    service_date: keep,
    record_id: token,
    licence: drop,
    free_text: drop,
    none: keep,
  },
};
