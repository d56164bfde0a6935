import type { Contract, RecordData } from '../../contracts/contract.ts';
import { valueText } from '../../contracts/fields.ts';
import type { PhiClass } from '../../contracts/phi-classes.ts';
import type { Leaving } from './claims.ts';
import { foldText } from './fold-text.ts';
import { outputsOf } from './outputs.ts';
import { medicareIdentifier } from './plain-identifier.ts';
import type { MaskingPolicy } from './policy.ts';
import { uuid } from './uuid.ts';

/**
 * An independent look at what masking left: it shares no code with the rules but the forms of Medicare's numbers and of UUIDs,
 * so a wrong rule cannot vouch for itself.
 * What was masked must have the form of its mask; what was kept is searched for the record's own identifiers; and text that
 * anyone could have typed for what identifies anyone.
 */

/** What is masked looks like, by class. A class that is not named here has no mask that leaves anything. */
const maskedForms: Partial<Record<PhiClass, RegExp>> = {
  name: /^\p{L}?\*\*\*(?: \p{L}?\*\*\*)?$/u,
  ssn: /^\*\*\*-\*\*-\d{4}$/,
  phone: /^\((?:\d{3}|\*{3})\) \*\*\*-(?:\d{4}|\*{4})$/,
  email: /^.{0,2}\*\*\*@\*\*\*(?:\.[A-Za-z]{2,24})?$/su,
  birth_date: /^\d{4}(?:-\*\*){0,2}$/,
  zip: /^\d{5}$/,
};

/** What else is left of a value looks like this, whatever its class. */
const leftForms: Partial<Record<Leaving, RegExp>> = {
  token: /^[a-z0-9]{1,8}_[a-z2-7]{26}$/,
  surrogate: /^[0-9a-f]{32}$/,
  'shifted date': /^\d{4}(?:-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[-+]\d{2}:\d{2}))?)?$/,
  year: /^\d{4}$/,
  'year under 90': /^\d{4}$/,
  'age to 89': /^(?:[1-8]?\d|90\+)$/,
  zip3: /^(?:\d{3}|kept|small_population|unknown|foreign|invalid)$/,
};

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
/** What is not two houses of a street with those between them: 8742-8744. @param group name of a group of its own */
const notHouses = (group: string) => String.raw`(?!(?<${group}>\d{1,2})\d{3}[-/]\k<${group}>\d{3}(?![-./()]{0,3}\d))`;
/** What identifies people in folded text, whoever they are. A number of seven digits and more has no business in a name or place, nor has one that says what it is. */
const freeTextPatterns = {
  number: new RegExp(
    [
      String.raw`(?<!\d)${notHouses('from')}\d(?:[-./()]{0,3}\d){6,}`,
      // With blanks in it, two groups of seven and eight digits are a house and its street: 38345 30TH ST.
      String.raw`(?<!\d)${notHouses('since')}\d(?:[-. /()]{0,3}\d){8,}`,
      String.raw`(?<!\d)(?=(?: ?\d){7})\d{1,4}(?: \d{1,4}){2}`,
      String.raw`\b(?:mrn|ssn|dob)[-:# ]{0,3}\d`,
    ].join('|'),
  ),
  // Some organizations are called CARE @ HOME.
  email: /@ ?[^\s@.]+ ?\. ?[^\s@.]|[([{] ?at ?[)\]}]|\bdot (?:com|org|net|edu|gov)\b/,
  mbi: medicareIdentifier,
  // Of machines: names, IPv4, IPv6 and MAC.
  address: /:\/\/|\bwww\.|(?<!\d)(?:\d{1,3}\.){3}\d{1,3}(?!\d)|(?:[0-9a-f]{0,4}:){4,7}[0-9a-f]{1,4}/,
  date: new RegExp(
    `(?<!\\d)\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4}(?!\\d)|\\b${month}\\.? ?\\d{1,2}(?:st|nd|rd|th)?,? ?\\d{4}|\\b\\d{1,2}(?:st|nd|rd|th)?[- ]?${month}\\.?[-, ]{0,2}\\d{2,4}`,
  ),
  age: /\b(?:9\d|1[0-3]\d)[- ]?(?:year|yr|y\.?\/?o\b)|\bage[ds]?:? ?(?:9\d|1[0-3]\d)\b/,
  vehicle: /\b(?=[a-z]*\d)(?=\d*[a-z])[a-hj-npr-z0-9]{17}\b/,
  // Most systems number people by UUIDs; names and places have none.
  uuid: /(?<![0-9a-z])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-z])/,
} as const;

// One pass finds whether any of them occurs; which one it is matters only then.
const anyPattern = new RegExp(
  Object.values(freeTextPatterns)
    .map(({ source }) => `(?:${source})`)
    .join('|'),
);

/** Identifiers shorter than this occur in other texts by chance. */
const shortestIdentifier = 6;
/** So do shorter names. */
const shortestName = 4;
/** Two names at once do not. */
const shortestOfSeveralNames = 3;
/** What else has no business in a city, where no house stands: five or six digits alone, and seven with blanks in them. */
const cityNumbers = {
  zip: /(?<![\p{L}\p{N}])\d{5,6}(?![\p{L}\p{N}])/u,
  number: /\d(?: {0,3}\d){6,}/,
} as const;
const separator = '\n';
const identifying: ReadonlySet<PhiClass> = new Set(['ssn', 'record_id', 'licence', 'phone', 'email', 'street', 'zip']);
const placesAndNames: ReadonlySet<PhiClass> = new Set(['name', 'city', 'state']);

/** Looks for identifying values in masked output; returns the name of the first finding, or null. */
export type ResidualScan = (raw: RecordData, masked: readonly (string | null)[]) => string | null;

/** How a stored column is looked at. */
interface Looked {
  /** What every value must look like, of a class that is masked. */
  readonly form: RegExp | null;
  /** Field whose value must not stand there, however right its form is: the true day of a date that was moved. */
  readonly movedFrom: string | null;
  /** Kept text in which the record's own identifiers are searched. */
  readonly isKept: boolean;
  /** Anyone could have typed anything. */
  readonly isFree: boolean;
  /** Neither a name nor a place: names are searched too. */
  readonly isNameless: boolean;
  /** A city: it may be called as a person is, not as a whole person is; and it has no postal code. */
  readonly isCity: boolean;
}

/** Builds the scan for one contract. A city that equals a family name is a city: in places only several names are one. */
export function createResidualScan(contract: Contract, policy: MaskingPolicy): ResidualScan {
  const identifiers: string[] = [];
  const names: string[] = [];
  const columns: Looked[] = [];
  for (const [name, { phi }] of Object.entries(contract.fields)) {
    const { keepsValue } = policy.rules[phi];
    if (!keepsValue && identifying.has(phi)) identifiers.push(name);
    if (!keepsValue && phi === 'name') names.push(name);
  }
  for (const { field: name, type, phi, leavings, keepsValue } of outputsOf(contract, policy)) {
    const field = name === null ? undefined : contract.fields[name];
    const isKept = keepsValue && type.kind === 'varchar' && phi !== 'display_text' && field?.isClosed !== true;
    const isFree = isKept && field?.isFreeText === true;
    const [leaving] = leavings;
    columns.push({
      // Nothing that is masked passes without a form.
      form: keepsValue ? null : ((leaving && leftForms[leaving]) ?? maskedForms[phi] ?? /^$/),
      movedFrom: leaving === 'shifted date' ? name : null,
      isKept,
      isFree,
      isNameless: isFree && !placesAndNames.has(phi),
      isCity: isFree && phi === 'city',
    });
  }
  return (raw, masked) => {
    let kept = '';
    let free = '';
    let nameless = '';
    let cities = '';
    const uuids: string[] = [];
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      const value = masked[index];
      if (column === undefined || value === null || value === undefined) continue;
      if (column.form !== null && !column.form.test(value)) return 'unmasked';
      if (column.movedFrom !== null && value.length > yearLength && value === raw[column.movedFrom]) return 'unmasked';
      if (column.isKept && !column.isFree && value.length === uuidLength && uuid.test(value)) uuids.push(value);
      else if (column.isKept) kept += value + separator;
      if (column.isFree) free += value + separator;
      if (column.isNameless) nameless += value + separator;
      if (column.isCity) cities += value + separator;
    }
    if (uuids.length > 0 && holdsUuid(uuids, identifiers, raw)) return 'identifier';
    if (kept === '') return null;
    const searched = foldText(kept);
    const compact = withoutSeparators(searched);
    for (const name of identifiers) {
      const value = raw[name];
      if (value !== undefined && holdsIdentifier(searched, compact, foldText(valueText(value)))) return 'identifier';
    }
    if (free === '') return null;
    if (nameless !== '') {
      const text = foldText(nameless);
      for (const name of names) {
        const value = raw[name];
        if (value !== undefined && holdsName(text, foldText(valueText(value)))) return 'name';
      }
    }
    const text = foldText(free);
    if (anyPattern.test(text)) return Object.entries(freeTextPatterns).find(([, each]) => each.test(text))?.[0] ?? null;
    if (cities === '') return null;
    const places = foldText(cities);
    const found = Object.entries(cityNumbers).find(([, each]) => each.test(places))?.[0];
    if (found !== undefined) return found;
    return holdsWholeName(places, names, raw) ? 'name' : null;
  };
}

/** Whether a text holds nothing that identifies people wherever it stands. */
export function namesNobody(text: string): boolean {
  return !anyPattern.test(foldText(text));
}

const uuidLength = 36;
/** A date of which the year alone is known stays a year. */
const yearLength = 4;

/** Whether one of these is an identifier of the record, in any spelling. A UUID is compared: nothing else is in one. */
function holdsUuid(uuids: readonly string[], identifiers: readonly string[], raw: RecordData): boolean {
  return identifiers.some((name) => {
    const value = raw[name];
    if (typeof value !== 'string' || value.length < uuidDigits) return false;
    if (uuid.test(value)) return uuids.some((each) => each.toLowerCase() === value.toLowerCase());
    const bare = withoutSeparators(foldText(value));
    return uuids.some((each) => withoutSeparators(each.toLowerCase()) === bare);
  });
}

const uuidDigits = 32;
const separators = /[-._ /]+/g;
const withoutSeparators = (text: string) => text.replace(separators, '');

function bareLength(identifier: string): number {
  let length = 0;
  for (let at = 0; at < identifier.length; at += 1) {
    const code = identifier.charCodeAt(at);
    // What `separators` names: blank - . / _
    if (code !== 32 && (code < 45 || code > 47) && code !== 95) length += 1;
  }
  return length;
}

/**
 * Whether folded text holds an identifier as a word of its own, or, with other separators in it, as digits and letters that
 * are no part of a longer number.
 * @param compact the text without separators
 */
function holdsIdentifier(text: string, compact: string, identifier: string): boolean {
  // Most texts are shorter than a number that is written without a gap.
  if (bareLength(identifier) > compact.length) return false;
  const bare = withoutSeparators(identifier);
  if (bare.length < shortestIdentifier || !/\d/.test(bare)) {
    // Digits of a postal code are five, and stand alone.
    return /^\d{5}$/.test(identifier) && standsIn(text, identifier);
  }
  return isPartOf(compact, bare, digit) || standsIn(text, identifier);
}

/** Whether folded text holds a name, or a word of it, as a word of its own. */
function holdsName(text: string, name: string): boolean {
  return name.split(' ').some((word) => word.length >= shortestName && standsIn(text, word));
}

/** Whether folded text holds words of two of the names at once: `Charlotte` is a city, `Charlotte Yundt` is not. */
function holdsWholeName(text: string, names: readonly string[], raw: RecordData): boolean {
  const held = new Set<string>();
  for (const name of names) {
    const value = raw[name];
    if (value === undefined) continue;
    const words = foldText(valueText(value)).split(' ');
    const word = words.find((each) => each.length >= shortestOfSeveralNames && standsIn(text, each));
    if (word !== undefined) held.add(word);
  }
  return held.size > 1;
}

const wordCharacter = /[\p{L}\p{N}]/u;
const digit = /\d/;

/** True when `value` occurs in `text` as words of its own, not inside a longer word. */
function standsIn(text: string, value: string): boolean {
  return isPartOf(text, value, wordCharacter);
}

/** True when `value` occurs in `text` with no character of this kind on either side of a character of this kind. */
function isPartOf(text: string, value: string, kind: RegExp): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    const goesOnBefore = kind.test(text[at - 1] ?? separator) && kind.test(value[0] ?? separator);
    const goesOnBehind = kind.test(text[at + value.length] ?? separator) && kind.test(value.at(-1) ?? separator);
    if (!goesOnBefore && !goesOnBehind) return true;
  }
  return false;
}
