import { wordSet } from './allowed-words.ts';
import type { Chunk } from './identifiers.ts';
import type { Span } from './span.ts';
import { isJoined, isMark, isWord, type Token } from './tokens.ts';

/** Telephone numbers, and addresses of mail, pages and machines. */
export function findContacts(
  text: string,
  tokens: readonly Token[],
  chunks: readonly Chunk[],
  isTaken: (token: Token) => boolean,
): Span[] {
  return [
    ...findMail(text),
    ...findPages(text),
    ...findMachines(text),
    ...findPhones(tokens, isTaken),
    ...findNamedPhones(tokens, chunks),
  ];
}

// Every repetition has an upper bound and none is in another: the work on a text is its length times a constant.
const local = /[\p{L}\p{N}._%+'-]{1,64}$/u;
const domain = /^ ?[\p{L}\p{N}.-]{1,253}/u;

/** What is around an @: the local part before it, the domain behind it (RFC 5321 gives both their lengths). */
function findMail(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const before = local.exec(text.slice(Math.max(0, at - 64), at))?.[0];
    const behind = domain.exec(text.slice(at + 1, at + 255))?.[0].replace(/[.-]$/, '');
    if (
      before === undefined ||
      behind === undefined ||
      behind.length < 2 ||
      (behind.startsWith(' ') && !behind.includes('.'))
    )
      continue;
    spans.push({ start: at - before.length, end: at + 1 + behind.length, kind: 'EMAIL' });
  }
  for (const { index, 0: found } of text.matchAll(spelledMail))
    spans.push({ start: index, end: index + found.length, kind: 'EMAIL' });
  return spans;
}

const spelledMail =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}._-]{1,64} ?[([] ?at ?[)\]] ?[\p{L}\p{N}-]{1,63}(?: ?[([]? ?dot ?[)\]]? ?| ?\. ?)[a-z]{2,24}(?![\p{L}])/giu;

const pages =
  /(?<![\p{L}\p{N}@.])(?:[a-z][a-z0-9+]{1,9}:\/\/[^\s<>"']{1,2000}|www\.[^\s<>"']{1,2000}|[\p{L}\p{N}-]{1,63}\.(?:[\p{L}\p{N}-]{1,63}\.)?(?:com|org|net|edu|gov|info|biz|io|health|app|us|uk|ca|de|fr|co)(?:\/[^\s<>"']{0,2000})?(?![\p{L}\p{N}]))/giu;
const trailing = /[.,;:!?)\]'"]$/;

function findPages(text: string): Span[] {
  // Most texts have none: a dot or a colon before a letter is cheaper to look for.
  if (!/[.:][/\p{L}]/u.test(text)) return [];
  return Array.from(text.matchAll(pages), ({ index, 0: found }) => {
    let { length } = found;
    while (length > 1 && trailing.test(found.charAt(length - 1))) length -= 1;
    return { start: index, end: index + length, kind: 'URL' as const };
  });
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})';
const machines = new RegExp(
  [
    `(?<![\\d.])${octet}\\.${octet}\\.${octet}\\.${octet}(?![\\d]|\\.\\d)`,
    // IPv6 and MAC: at least three colons between groups of hexadecimal digits.
    '(?<![0-9a-z:])[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}(?::[0-9a-f]{0,4})?(?::[0-9a-f]{0,4})?(?::[0-9a-f]{0,4})?(?::[0-9a-f]{1,4})?(?![0-9a-z:])',
    '(?<![0-9a-z])[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}(?![0-9a-z])',
  ].join('|'),
  'gi',
);

function findMachines(text: string): Span[] {
  return Array.from(text.matchAll(machines), ({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
    kind: 'IP' as const,
  })).filter(({ start, end }) => /[0-9a-f]/i.test(text.slice(start, end)));
}

/** Numbers with what stands between their groups. */
interface Run {
  readonly tokens: readonly Token[];
  /** Digits of each group. */
  readonly sizes: readonly number[];
  readonly digits: string;
  /** What is between the groups, one text each; a blank for any gap. */
  readonly separators: readonly string[];
  readonly hasPlus: boolean;
  readonly hasArea: boolean;
}

/** Groups of a telephone number at most, and digits (ITU-T E.164). */
const mostGroups = 7;
const [fewestDigits, mostDigits] = [7, 15];

function findPhones(tokens: readonly Token[], isTaken: (token: Token) => boolean): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.shape !== 'number' || isTaken(token)) continue;
    const { run, next } = runFrom(tokens, at, isTaken);
    const first = tokens[at - 1];
    const isOfWord =
      isJoined(token) &&
      (isWord(first) || (isMark(first, '.') && isJoined(first) && tokens[at - 2]?.shape === 'number'));
    if (!isOfWord && isPhone(run, tokens, at, next)) {
      const opening =
        first !== undefined && isJoined(token) && (isMark(first, '(') || isMark(first, '+')) ? first : token;
      const plus = tokens[at - 2];
      const start =
        isMark(plus, '+') && plus !== undefined && isJoined(opening) && opening !== token ? plus.start : opening.start;
      spans.push({ start, end: endWithExtension(tokens, next, run), kind: 'PHONE' });
    }
    at = next - 1;
  }
  return spans;
}

const between = new Set(['-', '.', '(', ')', '/']);

/** Numbers from here on that are as close as the groups of one, and the token behind them. */
function runFrom(tokens: readonly Token[], at: number, isTaken: (token: Token) => boolean): { run: Run; next: number } {
  const groups: Token[] = [];
  const separators: string[] = [];
  const before = tokens[at - 1];
  const hasPlus = isJoined(tokens[at]) && (isMark(before, '+') || (isMark(before, '(') && isMark(tokens[at - 2], '+')));
  let hasArea = isMark(before, '(') && isJoined(tokens[at]);
  let next = at;
  let separator = '';
  for (let index = at; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || (token.gap === 'line' && index > at)) break;
    if (token.gap === 'blank' && index > at) separator += ' ';
    if (token.shape === 'mark' && between.has(token.folded) && separator.length < 3) {
      if (token.folded === '(') hasArea = true;
      separator += token.folded;
      continue;
    }
    if (token.shape !== 'number' || isTaken(token)) break;
    if (groups.length > 0) separators.push(separator);
    groups.push(token);
    separator = '';
    next = index + 1;
  }
  const sizes = groups.map(({ folded }) => folded.length);
  return {
    run: { tokens: groups, sizes, digits: groups.map(({ folded }) => folded).join(''), separators, hasPlus, hasArea },
    next,
  };
}

function isPhone(
  { sizes, digits, separators, hasPlus, hasArea }: Run,
  tokens: readonly Token[],
  at: number,
  next: number,
): boolean {
  if (digits.length < fewestDigits || digits.length > mostDigits || sizes.length > mostGroups) return false;
  if (hasPlus || hasArea) return true;
  const behind = tokens[next];
  if (sizes.length === 1 || separators.some((each) => each.includes('/'))) return isCalled(tokens, at);
  if (behind !== undefined && (measures.has(behind.folded) || (isMark(behind, '/') && isJoined(behind))))
    return isCalled(tokens, at);
  // 5.25 and 1.5-2.25 are quantities; so are 1000-2000 and years.
  const dots = separators.filter((each) => each === '.').length;
  if (dots > 0 && (dots !== separators.length || sizes.length < 3)) return isCalled(tokens, at);
  if (sizes.length === 2 && sizes[0] === sizes[1]) return isCalled(tokens, at);
  // Values of a laboratory in a row have one to three digits each.
  const short = sizes.filter((size) => size === 1).length;
  return short === 0 || (short === 1 && sizes[0] === 1) || isCalled(tokens, at);
}

const measures = wordSet('mg ml mcg g kg units iu cells mm cm mmol meq copies steps kcal bpm mmhg %');
const callWords = new Set(
  'tel telephone phone phones ph cell mobile fax call called calls calling contact pager page pgr beeper whatsapp text sms dial at reach reached home work number hotline voicemail vm messages'.split(
    ' ',
  ),
);
const furthestCall = 5;

/** Whether the words just before say that what follows is called. */
function isCalled(tokens: readonly Token[], at: number): boolean {
  for (let index = at - 1; index >= 0 && index >= at - furthestCall; index -= 1) {
    const folded = tokens[index]?.folded ?? '';
    if (callWords.has(folded) && folded !== 'at') return true;
  }
  return false;
}

/** Five or six digits behind a word for a telephone. */
function findNamedPhones(tokens: readonly Token[], chunks: readonly Chunk[]): Span[] {
  return chunks
    .filter(({ digits, letters, first }) => {
      if (letters > 0 || digits.length < 5 || digits.length > mostDigits) return false;
      const [before, word] = [tokens[first - 1], tokens[first - 2]];
      const named = before !== undefined && (isMark(before, ':') || isMark(before, '#')) ? word : before;
      return named !== undefined && callWords.has(named.folded) && named.folded !== 'at' && named.folded !== 'number';
    })
    .map(({ start, end }) => ({ start, end, kind: 'PHONE' }));
}

/** Where a number ends, with its extension: x459, ext. 459. */
function endWithExtension(tokens: readonly Token[], next: number, { tokens: groups }: Run): number {
  const end = groups.at(-1)?.end ?? 0;
  const word = tokens[next];
  if (word === undefined || !(word.folded === 'x' || word.folded === 'ext' || word.folded === 'extension')) return end;
  const number = isMark(tokens[next + 1], '.') ? tokens[next + 2] : tokens[next + 1];
  return number?.shape === 'number' && number.gap !== 'line' ? number.end : end;
}
