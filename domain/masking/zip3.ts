/**
 * Three digits of postal codes of the United States, where the law lets them stand: 45 CFR 164.514(b)(2)(i)(B) wants more
 * than 20,000 people in the area of all codes with these digits, by current data of the Census Bureau.
 */

/**
 * Areas of 20,000 people and less, by census. `census-2000` is what the guidance of HHS prints
 * (https://www.hhs.gov/hipaa/for-professionals/special-topics/de-identification/index.html), which asks for newer data
 * where there are some; `census-2020` is the list of HRSA's UDS+ (https://github.com/drajer-health/uds-plus/issues/35).
 */
const smallAreas = {
  'census-2020': '036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893',
  'census-2000': '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893',
} as const;

export type Zip3Census = keyof typeof smallAreas;

/**
 * Areas in which no census counts anybody: military mail, AE 090 to 098, AA 340, AP 962 to 966 (USPS, Domestic Mail Manual, L002), and
 * 000, which is nowhere.
 */
const uncounted = '000 090 091 092 093 094 095 096 097 098 340 962 963 964 965 966';

const withheld: Readonly<Record<Zip3Census, ReadonlySet<string>>> = {
  'census-2020': new Set(`${smallAreas['census-2020']} ${uncounted}`.split(' ')),
  'census-2000': new Set(`${smallAreas['census-2000']} ${uncounted}`.split(' ')),
};

/** Why the digits are what they are; `000` for every status but `kept`. */
export const zip3Statuses = ['kept', 'small_population', 'unknown', 'foreign', 'invalid'] as const;
export type Zip3Status = (typeof zip3Statuses)[number];

export interface Zip3 {
  readonly zip3: string;
  readonly status: Zip3Status;
}

const hidden = '000';
/** Five or nine digits, a hyphen before the last four or not; one leading zero may be lost, as spreadsheets lose it. */
const unitedStates = /^(\d{4,5})(?:-?\d{4})?$/;

/**
 * The first three digits of a postal code and why. A code of four or eight digits lost its leading zero: 1104 is 01104, in
 * Massachusetts, not 110 in New York. `00000` is how some exports write that they do not know; it is no small area.
 *
 * It goes by the areas that must not be told, not by those that may: the list of the prefixes that the census counted is
 * not among our sources. So a prefix without an area, other than of military mail, passes as `kept`; nobody lives there.
 * @param code the text of a postal code, never a number; undefined or empty where there is none
 */
export function zip3Of(code: string | undefined, census: Zip3Census = 'census-2020'): Zip3 {
  const text = code?.trim() ?? '';
  if (text === '') return { zip3: hidden, status: 'unknown' };
  const five = fiveDigits(text);
  if (five === null) return { zip3: hidden, status: isForeign(text) ? 'foreign' : 'invalid' };
  if (five === '00000') return { zip3: hidden, status: 'unknown' };
  const prefix = five.slice(0, 3);
  if (prefix === hidden) return { zip3: hidden, status: 'invalid' };
  return withheld[census].has(prefix) ? { zip3: hidden, status: 'small_population' } : { zip3: prefix, status: 'kept' };
}

/** The five digits of a postal code of the United States, its leading zero put back; null for any other text. */
export function zip5Of(code: string): string | null {
  return fiveDigits(code.trim());
}

function fiveDigits(text: string): string | null {
  return unitedStates.exec(text)?.[1]?.padStart(5, '0') ?? null;
}

/** Letters, or the six and seven digits of other countries (https://en.wikipedia.org/wiki/List_of_postal_codes). */
function isForeign(text: string): boolean {
  return /[A-Za-z]/.test(text) || /^\d{6,7}$/.test(text.replaceAll(/[ -]/g, ''));
}
