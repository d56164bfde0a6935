import { createHash } from 'node:crypto';
import { inventedNumbers, type Person } from '../../cli/recall/identifiers.ts';

const day = 86_400_000;
const firstBirth = Date.parse('1930-01-01T00:00:00Z');

/** A person nobody else is like: no identifier, name or date of birth of one is another's, for `n` below 25,000. */
export function inventedPerson(n: number): Person {
  const hex = createHash('sha256').update(`person ${n}`).digest('hex');
  const letters = lettersOf(n);
  return {
    ...inventedNumbers(n),
    // Some hospitals number their patients by UUIDs, others in a row.
    id: n % 4 < 2 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5') : `H-${3_000_000 + n * 31}`,
    // No real name, place or word begins so.
    given: `Zj${letters}`,
    family: `Xq${letters}`,
    birthDate: new Date(firstBirth + n * day).toISOString().slice(0, 10),
    // No time of day, with its milliseconds, either.
    ssn: [240 + (n % 400), 10 + (Math.floor(n / 400) % 80), 1000 + ((n * 7) % 9000)].join('-'),
    licence: `S9${String(1_000_000 + n * 37)}`,
    passport: `X8${String(100_000 + n * 29)}X`,
    street: `${100 + (n % 900)} Yk${letters} Street`,
    city: 'Salem',
    zip: String(10_000 + n * 3),
  };
}

/** Four letters, distinct for distinct `n` below 456,976. */
function lettersOf(n: number): string {
  const spread = (n * 7919 + 31_337) % 26 ** 4;
  return [0, 1, 2, 3].map((place) => String.fromCharCode(97 + (Math.floor(spread / 26 ** place) % 26))).join('');
}
