import { isLuhn, isMedicareBeneficiary, isNationalProvider } from '../../../contracts/check-digits.ts';
import { drugs, wordSet } from './allowed-words.ts';
import type { PhiKind, Span } from './span.ts';
import { isJoined, isMark, isWord, type Token } from './tokens.ts';

/** Words and numbers without blanks between, of which at least one is a number: `UCSF-12345`, `12345-JS`, `450.23`. */
export interface Chunk {
  /** Tokens `first` to `last`, both of them in it. */
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  /** Folded, as it stands. */
  readonly text: string;
  /** Digits alone. */
  readonly digits: string;
  readonly letters: number;
  /** Digits of its longest number. */
  readonly longestNumber: number;
}

const joints = new Set(['-', '_', '/', '.', '#', ':']);

/** Chunks of a text, in order. Each token is looked at once. */
export function chunksOf(tokens: readonly Token[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let first = 0; first < tokens.length; first += 1) {
    if (!isPart(tokens[first])) continue;
    let last = first;
    for (;;) {
      const [next, behind] = [tokens[last + 1], tokens[last + 2]];
      if (isJoined(next) && isPart(next)) last += 1;
      else if (isJoined(next) && next !== undefined && joints.has(next.folded) && isJoined(behind) && isPart(behind))
        last += 2;
      else break;
    }
    const chunk = chunkOf(tokens, first, last);
    if (chunk !== null) chunks.push(chunk);
    first = last;
  }
  return chunks;
}

const isPart = (token: Token | undefined) => token !== undefined && (isWord(token) || token.shape === 'number');

function chunkOf(tokens: readonly Token[], first: number, last: number): Chunk | null {
  let [text, digits, letters, longestNumber] = ['', '', 0, 0];
  for (const token of tokens.slice(first, last + 1)) {
    text += token.folded;
    if (token.shape === 'number') {
      digits += token.folded;
      longestNumber = Math.max(longestNumber, token.folded.length);
    } else if (token.shape !== 'mark') letters += token.folded.length;
  }
  const [start = 0, end = 0] = [tokens[first]?.start, tokens[last]?.end];
  return digits === '' ? null : { first, last, start, end, text, digits, letters, longestNumber };
}

/** Numbers of seven digits and more have no business in a note, unless a unit says what they count. */
const shortestNumber = 7;
/** So have five digits beside letters. */
const shortestBesideLetters = 5;
/** What is written behind a quantity. */
const units = wordSet(`
  mg mcg ug ng g kg gm grams gram ml l dl cc mmol mol meq iu units unit u cells cell copies steps kcal calories cal hours days weeks
  months years year mm cm m ft bpm mmhg hz khz percent per k million billion dollars usd eur people patients x
`);

/** What numbers of a person are called. */
const strong = wordSet(`
  mrn ssn sin nhs npi dea mbi hicn vin imei iban swift id ids identifier identification acct account accounts member subscriber
  beneficiary medicare medicaid passport license licence lic licenses accession medrec membership enrollee dl social policyholder plate
  serial sn udi badge ein tin pin routing card cc
`);
/** What they are called that other things are called, too: only more digits behind them are an identifier. */
const weak = wordSet(`
  record rec records chart claim case policy insurance ins plan patient pt pts visit encounter order group rx prescription
  specimen sample reference ref confirmation ticket device implant lot site file folder employee mr registration number no num
  invoice booking code login user username hospital study series image auth authorization referral bed room
`);
/** What stands between such a word and its number. */
const fillers = wordSet(
  'no num number numbers nr nos # : = is was are of the . ( , - / id ids code ending in with s \' under " s last four digits 4',
);
/** Tokens between a word and its number, at most. */
const furthestWord = 7;
/** Numbers that are codes of a code system, no one's own. */
const codeSystems = wordSet(
  'snomed loinc rxnorm icd cpt hcpcs ndc drg cvx nct pmid doi grant trial isbn hcpcs rxcui unii sct',
);

/** Identifiers with check digits, by their form, and by the words before them. */
export function findIdentifiers(
  tokens: readonly Token[],
  chunks: readonly Chunk[],
  isDate: (token: Token) => boolean,
): Span[] {
  const spans: Span[] = [];
  for (const chunk of chunks) {
    const first = tokens[chunk.first];
    const isDay = first !== undefined && isDate(first);
    const kind =
      (isDay ? null : (checkedKind(tokens, chunk) ?? formKind(tokens, chunk))) ?? namedKind(tokens, chunk, isDay);
    if (kind === null) continue;
    const before = tokens[chunk.first - 1];
    const start = isMark(before, '#') && before !== undefined ? before.start : chunk.start;
    spans.push({ start, end: chunk.end, kind });
  }
  return [...findGroups(tokens), ...findIban(tokens), ...spans];
}

/** What its form or check digit says a chunk is. */
function checkedKind(tokens: readonly Token[], { text, digits, letters, first }: Chunk): PhiKind | null {
  if (text.length > mostOfChunk) return null;
  if (letters === 0) {
    if (/^\d{3}-\d{2}-\d{4}$/.test(text)) return 'SSN';
    if (digits.length === 9 && wordBefore(tokens, first, strong) === 'ssn') return 'SSN';
    if (digits.length === 10 && /^[12]/.test(digits) && !/[-.]/.test(text) && isNationalProvider(digits)) return 'NPI';
    if (digits.length >= 13 && digits.length <= 19 && isLuhn(digits)) return 'CARD';
  }
  return isMedicareBeneficiary(text.replaceAll('-', '').toUpperCase()) ? 'MBI' : null;
}

/** Longest chunk whose form is looked at, in characters: longer ones are judged by their digits alone. */
const mostOfChunk = 64;

/** As the United States group them, with an extension or without. */
const telephone = /^(?:1[-.])?\d{3}[-.]\d{3}[-.]\d{4}(?:x\d{1,6})?$/;

function formKind(tokens: readonly Token[], chunk: Chunk): PhiKind | null {
  const { text, digits, letters, longestNumber, first, last } = chunk;
  if (digits.length < shortestBesideLetters && !/^[a-z]{2,4}-\d{4}$/.test(text)) return null;
  if (text.length <= mostOfChunk) {
    if (/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text)) return 'IP';
    if (telephone.test(text)) return wordBefore(tokens, first, strong) === null ? 'PHONE' : 'ID';
    if (isQuantity(tokens, chunk) || wordBefore(tokens, first, codeSystems) !== null) return null;
    if (/^(?:covid|sars|cov|icd|nct|gpt|iso)/.test(text) || drugs.has(tokens[first]?.folded ?? '')) return null;
    // Years with something between, and doses.
    if (
      /^(?:19|20)\d{2}[-/](?:19|20)?\d{2}$/.test(text) ||
      /^\d{1,5}(?:\.\d{1,4})?(?:[-/]\d{1,5}(?:\.\d{1,4})?)?$/.test(text)
    ) {
      if (!/^\d{7}|^\d{5}-\d{4}$|^\d{4}-\d{5}$/.test(text)) return null;
    }
    if (/^[a-z]{2,4}-\d{4}$/.test(text))
      return tokens[first]?.shape === 'upper' && !/-(?:19|20)\d\d$/.test(text) ? 'ID' : null;
  }
  if (letters === 0)
    return digits.length >= shortestNumber && !/\.\d{3}\./.test(text.slice(0, mostOfChunk)) ? 'ID' : null;
  if (digits.length >= shortestNumber) return 'ID';
  return longestNumber >= shortestBesideLetters && isWord(tokens[last]) !== isWord(tokens[first])
    ? 'ID'
    : longestNumber >= shortestBesideLetters && letters <= 12
      ? 'ID'
      : null;
}

function isQuantity(tokens: readonly Token[], { text, last, letters }: Chunk): boolean {
  if (letters === 0) {
    const next = tokens[last + 1];
    return (
      (next !== undefined && next.gap !== 'line' && (units.has(next.folded) || next.folded === '%')) ||
      /^\d{1,3}(?:\.\d{1,6})$/.test(text)
    );
  }
  const match = /^[\d./-]{1,20}([a-z]{1,8})(?:[/.-].{0,20})?$/.exec(text);
  return match?.[1] !== undefined && units.has(match[1]);
}

/** What the words before a chunk call it: an identifier, if it has enough of one. */
function namedKind(tokens: readonly Token[], chunk: Chunk, isDay: boolean): PhiKind | null {
  const { text, digits, letters, first } = chunk;
  if (/^(?:19|20)\d{2}$/.test(text) || isQuantity(tokens, chunk)) return null;
  if (text.length > 3 && (digits.length >= 3 || letters > 0)) {
    const word = wordBefore(tokens, first, strong);
    if (word !== null && !(letters > 0 && digits.length < 2)) return word === 'ssn' || word === 'social' ? 'SSN' : 'ID';
  }
  if (isDay) return null;
  if (isMark(tokens[first - 1], '#') && digits.length >= 4) return 'ID';
  if (digits.length >= 4 && wordBefore(tokens, first, weak) !== null) return 'ID';
  return null;
}

/** The nearest of these words before a token, with nothing but fillers between; null without one. */
function wordBefore(tokens: readonly Token[], index: number, wanted: ReadonlySet<string>): string | null {
  for (let at = index - 1; at >= 0 && at >= index - furthestWord; at -= 1) {
    const token = tokens[at];
    if (token === undefined) return null;
    if (wanted.has(token.folded)) return token.folded;
    if (!fillers.has(token.folded)) return null;
  }
  return null;
}

/** Groups of digits with blanks between that are one number: cards, social security numbers, MBIs as cards print them. */
function findGroups(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  for (let first = 0; first < tokens.length; first += 1) {
    const start = tokens[first];
    if (start?.shape !== 'number' || isJoined(start)) continue;
    for (const { sizes, kind, accepts } of grouped) {
      const groups = tokens.slice(first, first + sizes.length);
      const fits = groups.every(
        (token, at) =>
          token.shape === 'number' && token.folded.length === sizes[at] && (at === 0 || token.gap === 'blank'),
      );
      const end = groups.at(-1)?.end;
      if (
        !fits ||
        end === undefined ||
        groups.length < sizes.length ||
        (isJoined(tokens[first + sizes.length]) && isPart(tokens[first + sizes.length]))
      )
        continue;
      if (!accepts(groups.map(({ folded }) => folded).join(''), wordBefore(tokens, first, strong))) continue;
      spans.push({ start: start.start, end, kind });
      first += sizes.length - 1;
      break;
    }
  }
  return spans;
}

interface Grouped {
  readonly sizes: readonly number[];
  readonly kind: PhiKind;
  readonly accepts: (digits: string, word: string | null) => boolean;
}

const grouped: readonly Grouped[] = [
  { sizes: [4, 4, 4, 4], kind: 'CARD', accepts: () => true },
  { sizes: [4, 6, 5], kind: 'CARD', accepts: isLuhn },
  // Areas 000, 666 and 9.., group 00 and serial 0000 were never given (https://www.ssa.gov/employer/randomizationfaqs.html).
  {
    sizes: [3, 2, 4],
    kind: 'SSN',
    accepts: (digits, word) => word !== null || /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits),
  },
];

/** An IBAN in groups of four (ISO 13616): letters of a country, two digits, then up to seven groups. */
function findIban(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  for (let first = 0; first < tokens.length; first += 1) {
    const [country, check] = [tokens[first], tokens[first + 1]];
    if (
      country?.shape !== 'upper' ||
      country.folded.length !== 2 ||
      !isJoined(check) ||
      check?.folded.length !== 2 ||
      check.shape !== 'number'
    )
      continue;
    let last = first + 1;
    let characters = 0;
    while (characters < 30 && isPart(tokens[last + 1]) && tokens[last + 1]?.shape !== 'lower') {
      last += 1;
      characters += tokens[last]?.folded.length ?? 0;
    }
    if (characters >= 11) spans.push({ start: country.start, end: tokens[last]?.end ?? check.end, kind: 'ID' });
  }
  return spans;
}
