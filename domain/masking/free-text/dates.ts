import { wordSet } from './allowed-words.ts';
import type { Span } from './span.ts';
import { isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';

/**
 * Days, months, and what says them by another day; ages over 89. Years alone stay, as do ages up to 89
 * (45 CFR 164.514(b)(2)(i)(C)).
 */
export function findDates(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const found =
      token.shape === 'number'
        ? (numericDate(tokens, at) ?? dayFirst(tokens, at) ?? agoFrom(tokens, at))
        : wordDate(tokens, at);
    if (found === null) continue;
    const last = withTime(tokens, found.last);
    spans.push({ start: tokens[found.first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: 'DATE' });
    at = Math.max(at, last);
  }
  return [...spans, ...findAges(tokens)];
}

/** Tokens `first` to `last`, both of them in it. */
interface Found {
  readonly first: number;
  readonly last: number;
}

const words = (text: string) => text.split(' ');

const fullMonths = words('january february march april may june july august september october november december');
const months: ReadonlySet<string> = new Set([
  ...fullMonths,
  ...words('jan feb mar apr jun jul aug sep sept oct nov dec'),
  // Spanish, French, German, Italian, Portuguese and Dutch, where they differ.
  ...words('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'),
  ...words('janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'),
  ...words(
    'januar februar marz juni juli oktober dezember gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre',
  ),
  ...words('janeiro fevereiro marco maio junho julho setembro outubro dezembro januari februari maart mei augustus'),
]);
/** Months that are other words too: alone they need a word that says they are months. */
const doubtfulMonths = wordSet('may march mar jan dec sep mars mai mei marco august');
const weekdays = wordSet(
  'monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays',
);
const shortWeekdays = wordSet('mon tue tues wed thu thur thurs fri sat sun');
const holidays = wordSet('christmas thanksgiving easter halloween ramadan hanukkah passover');
const beforeDates = wordSet(
  'on since until till from by dated before after through thru to between and during around of as dos dob date d born visit admitted discharged seen in effective expires',
);
const nearest = wordSet('last next this past coming previous following');
const spanUnits = wordSet('day days week weeks month months night weekend wk wks wknd fortnight');
const agoUnits = wordSet('day days week weeks month months wk wks fortnight fortnights d w');
const numberWords = wordSet('one two three four five six seven eight nine ten eleven twelve a an several few couple');
const ordinalEndings = wordSet('st nd rd th');
const dateSeparators = ['/', '-', '.'];
const pairs = [
  ['new', 'year'],
  ['new', 'years'],
  ['labor', 'day'],
  ['memorial', 'day'],
  ['independence', 'day'],
  ['mother', 'day'],
  ['mothers', 'day'],
  ['fathers', 'day'],
  ['valentine', 'day'],
  ['valentines', 'day'],
  ['good', 'friday'],
];

const numberOf = (token: Token | undefined) =>
  token?.shape === 'number' && token.folded.length <= 4 ? Number(token.folded) : Number.NaN;
const isDay = (token: Token | undefined) =>
  numberOf(token) >= 1 && numberOf(token) <= 31 && (token?.folded.length ?? 0) <= 2;
const isMonthNumber = (token: Token | undefined) =>
  numberOf(token) >= 1 && numberOf(token) <= 12 && (token?.folded.length ?? 0) <= 2;
const isYear = (token: Token | undefined) =>
  numberOf(token) >= 1850 && numberOf(token) <= 2199 && token?.folded.length === 4;
const isShortYear = (token: Token | undefined) => token?.shape === 'number' && token.folded.length === 2;

/** 5/30/2022, 30.5.22, 2022-05-30, 05/2022, 08/22; with blanks around the separators, too. */
function numericDate(tokens: readonly Token[], at: number): Found | null {
  const [a, mark, b] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  const before = tokens[at - 1];
  if (
    mark === undefined ||
    b === undefined ||
    !dateSeparators.includes(mark.folded) ||
    mark.gap === 'line' ||
    b.gap === 'line'
  )
    return null;
  // Not the end of a longer number.
  if (
    isJoined(a) &&
    before !== undefined &&
    (isMark(before, '/') || isMark(before, '.')) &&
    tokens[at - 2]?.shape === 'number' &&
    isJoined(before)
  )
    return null;
  const [second, c] = [tokens[at + 3], tokens[at + 4]];
  const isTight = isJoined(mark) && isJoined(b);
  if (
    second !== undefined &&
    c !== undefined &&
    second.folded === mark.folded &&
    second.gap !== 'line' &&
    c.gap !== 'line'
  ) {
    const dayAndMonth = (isDay(a) && isMonthNumber(b)) || (isMonthNumber(a) && isDay(b));
    const isYearFirst = isYear(a) && isMonthNumber(b) && isDay(c);
    const isAllTight = isTight && isJoined(second) && isJoined(c);
    const isYearLast = dayAndMonth && (isYear(c) || (isShortYear(c) && isAllTight));
    if ((isYearFirst || isYearLast) && (isAllTight || mark.folded !== '.') && !goesOn(tokens, at + 5))
      return { first: at, last: at + 4 };
  }
  if (!isTight || goesOn(tokens, at + 3) || mark.folded === '.') return null;
  if (isMonthNumber(a) && isYear(b) && mark.folded === '/') return { first: at, last: at + 2 };
  if (
    isYear(a) &&
    isMonthNumber(b) &&
    b.folded.length === 2 &&
    mark.folded === '-' &&
    before !== undefined &&
    beforeDates.has(before.folded)
  )
    return { first: at, last: at + 2 };
  const isDayOfYear =
    (isMonthNumber(a) && numberOf(b) <= 99 && b.folded.length <= 2 && numberOf(b) > 0) ||
    (isDay(a) && isMonthNumber(b));
  if (mark.folded === '/' && isDayOfYear && saysDate(tokens, at)) return { first: at, last: at + 2 };
  return null;
}

/** Whether digits go on without a gap, so that what was read is part of more. */
function goesOn(tokens: readonly Token[], at: number): boolean {
  const [mark, number] = [tokens[at], tokens[at + 1]];
  if (isJoined(mark) && mark?.shape === 'number') return true;
  return (
    isJoined(mark) &&
    mark?.shape === 'mark' &&
    dateSeparators.includes(mark.folded) &&
    isJoined(number) &&
    number?.shape === 'number'
  );
}

const ratios = wordSet('pain strength murmur systolic diastolic tablet tab pack points in of mg scale');
const thisMonth = wordSet('this last the');
const certain = wordSet(
  'on since until till from dated dos dob before after thru effective expires date between by through',
);

/** Whether two numbers with a stroke between are a day by what stands before them: 3/10 may be a pain score. */
function saysDate(tokens: readonly Token[], at: number): boolean {
  const before = isMark(tokens[at - 1], ':') || isMark(tokens[at - 1], '(') ? tokens[at - 2] : tokens[at - 1];
  const behind = tokens[at + 3];
  if (behind !== undefined && ratios.has(behind.folded)) return false;
  return before !== undefined && certain.has(before.folded) && before.folded !== 'by';
}

/** 30th of May, 30 May 2022, 17-Feb-2023, 17Feb2023 */
function dayFirst(tokens: readonly Token[], at: number): Found | null {
  if (!isDay(tokens[at]) || (isMark(tokens[at - 1], '.') && isJoined(tokens[at]))) return null;
  let next = at + 1;
  const ending = tokens[next];
  if (ending !== undefined && isJoined(ending) && ordinalEndings.has(ending.folded)) next += 1;
  if (tokens[next]?.folded === 'of' || tokens[next]?.folded === 'de') next += 1;
  if (tokens[next]?.folded === 'this' || tokens[next]?.folded === 'last') {
    return tokens[next + 1]?.folded === 'month' ? { first: at, last: next + 1 } : null;
  }
  if (
    isMark(tokens[next], '-') ||
    isMark(tokens[next], '/') ||
    (isMark(tokens[next], '.') && tokens[next + 1]?.gap !== 'line')
  )
    next += 1;
  const month = tokens[next];
  if (
    month === undefined ||
    month.gap === 'line' ||
    !months.has(month.folded) ||
    (month.shape === 'lower' && (month.folded === 'may' || month.folded === 'mar' || month.folded === 'mars'))
  ) {
    return null;
  }
  return { first: at, last: withYear(tokens, next) };
}

/** Two days ago, a week ago; years ago stay, as years do. */
function agoFrom(tokens: readonly Token[], at: number): Found | null {
  let next = at + 1;
  if (isMark(tokens[next], '-') || tokens[next]?.folded === 'to' || tokens[next]?.folded === 'or') next += 2;
  const [unit, ago] = [tokens[next], tokens[next + 1]];
  if (unit === undefined || ago === undefined || !agoUnits.has(unit.folded)) return null;
  if (ago.folded === 'ago' || ago.folded === 'prior' || ago.folded === 'earlier') return { first: at, last: next + 1 };
  return null;
}

/** What begins with a word: months, weekdays, holidays, yesterday, last week, on the 4th. */
function wordDate(tokens: readonly Token[], at: number): Found | null {
  const token = tokens[at];
  if (token === undefined || !isWord(token)) return null;
  const word = token.folded;
  if (months.has(word)) return monthFirst(tokens, at);
  if (weekdays.has(word)) return { first: nearest.has(tokens[at - 1]?.folded ?? '') ? at - 1 : at, last: at };
  if (shortWeekdays.has(word)) return shortWeekday(tokens, at);
  if (holidays.has(word) && isCapital(token)) return { first: at, last: at };
  if (word === 'yesterday' || word === 'tomorrow') return { first: at, last: at };
  const next = tokens[at + 1];
  if (next === undefined) return null;
  if (
    isCapital(token) &&
    pairs.some(([a, b]) => a === word && (b === next.folded || (isMark(next, "'") && tokens[at + 3]?.folded === b)))
  ) {
    const isApart = isMark(next, "'");
    return { first: at, last: isApart ? at + 3 : at + 1 };
  }
  if (
    (word === 'last' || word === 'next') &&
    spanUnits.has(next.folded) &&
    next.folded !== 'days' &&
    next.folded !== 'weeks' &&
    next.folded !== 'months' &&
    next.folded !== 'day'
  ) {
    return { first: at, last: at + 1 };
  }
  if (numberWords.has(word)) {
    const found =
      agoFrom(tokens, at) ??
      (next.folded === 'of' ? agoFrom(tokens, at + 1) : null) ??
      (word === 'a' && numberWords.has(next.folded) ? agoFrom(tokens, at + 1) : null);
    if (found !== null) return { first: at, last: found.last };
  }
  return ordinalDay(tokens, at);
}

const toThe = wordSet('on by until since from before after');
const behindDay = wordSet(
  'and or of for to at in with when she he they we after before without by due but from until because while as on',
);

/** On the 4th: the day of a month that the text does not name. */
function ordinalDay(tokens: readonly Token[], at: number): Found | null {
  const [word, the, day, ending, behind] = tokens.slice(at, at + 5);
  if (
    !toThe.has(word?.folded ?? '') ||
    the?.folded !== 'the' ||
    !isDay(day) ||
    !isJoined(ending) ||
    !ordinalEndings.has(ending?.folded ?? '')
  )
    return null;
  const next = tokens[at + 4];
  const isAlone =
    behind === undefined || next?.gap === 'line' || behind.shape === 'mark' || behindDay.has(behind.folded);
  if (
    behind?.folded === 'of' &&
    !months.has(tokens[at + 5]?.folded ?? '') &&
    !thisMonth.has(tokens[at + 5]?.folded ?? '')
  )
    return null;
  return isAlone ? { first: at + 2, last: at + 3 } : null;
}

/** May 30th, 2022; May 2022; in May. */
function monthFirst(tokens: readonly Token[], at: number): Found | null {
  const token = tokens[at];
  if (token === undefined) return null;
  let next = at + 1;
  if (isMark(tokens[next], '.') && isJoined(tokens[next])) next += 1;
  if (isMark(tokens[next], '-') || isMark(tokens[next], ',') || isMark(tokens[next], '/')) next += 1;
  if (tokens[next]?.folded === 'the' || tokens[next]?.folded === 'of') next += 1;
  const number = tokens[next];
  const isSame = number !== undefined && number.gap !== 'line';
  if (
    isSame &&
    isDay(number) &&
    (isCapital(token) || !doubtfulMonths.has(token.folded)) &&
    !(isMark(tokens[next + 1], '.') && isJoined(tokens[next + 2]) && tokens[next + 2]?.shape === 'number')
  ) {
    let last = next;
    if (isJoined(tokens[last + 1]) && ordinalEndings.has(tokens[last + 1]?.folded ?? '')) last += 1;
    // A range: May 3-5.
    if (isMark(tokens[last + 1], '-') && isDay(tokens[last + 2])) last += 2;
    return { first: at, last: withYear(tokens, last) };
  }
  if (isSame && isYear(number)) return { first: at, last: next };
  if (isSame && isMark(number, "'") && isShortYear(tokens[next + 1])) return { first: at, last: next + 1 };
  return isMonthAlone(tokens, at) ? { first: at, last: at } : null;
}

const certainBefore = wordSet(
  'in since until till during early late mid last next this of by from to through before after each every',
);

function isMonthAlone(tokens: readonly Token[], at: number): boolean {
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token === undefined || !isCapital(token)) return false;
  if (fullMonths.includes(token.folded) && !doubtfulMonths.has(token.folded)) return true;
  return before !== undefined && certainBefore.has(before.folded) && fullMonths.includes(token.folded);
}

/** Mon and Wed may stand for a weekday; Sat and Sun are values and stars unless a word says so. */
function shortWeekday(tokens: readonly Token[], at: number): Found | null {
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token === undefined || before === undefined || !isCapital(token) || token.shape === 'upper') return null;
  if (nearest.has(before.folded)) return { first: at - 1, last: at };
  return before.folded === 'on' || before.folded === 'until' || before.folded === 'since'
    ? { first: at, last: at }
    : null;
}

/** The last token of a date with the year behind it: 2022, '22. */
function withYear(tokens: readonly Token[], last: number): number {
  let next = last + 1;
  if (isMark(tokens[next], '.') && isJoined(tokens[next]) && isYear(tokens[next + 1])) next += 1;
  if (
    isMark(tokens[next], ',') ||
    isMark(tokens[next], '-') ||
    isMark(tokens[next], '/') ||
    tokens[next]?.folded === 'of' ||
    tokens[next]?.folded === 'de'
  )
    next += 1;
  const isQuoted = isMark(tokens[next], "'");
  const year = isQuoted ? tokens[next + 1] : tokens[next];
  if (year === undefined || year.gap === 'line') return last;
  if (isQuoted && isShortYear(year)) return next + 1;
  if (isYear(year)) return next;
  const isTight = isJoined(tokens[next]) && isShortYear(year) && !isMark(tokens[next + 1], '.');
  return isTight && !isMark(tokens[next - 1], '.') ? next : last;
}

/** The time of a date goes with it: 12:20:39, T12:20Z. */
function withTime(tokens: readonly Token[], last: number): number {
  let next = last + 1;
  if (tokens[next]?.folded === 't' && isJoined(tokens[next])) next += 1;
  const [hour, colon, minute] = [tokens[next], tokens[next + 1], tokens[next + 2]];
  if (
    hour?.shape !== 'number' ||
    hour.gap === 'line' ||
    hour.folded.length > 2 ||
    !isMark(colon, ':') ||
    !isJoined(colon) ||
    minute?.shape !== 'number' ||
    !isJoined(minute)
  ) {
    return last;
  }
  let end = next + 2;
  if (isMark(tokens[end + 1], ':') && isJoined(tokens[end + 1]) && tokens[end + 2]?.shape === 'number') end += 2;
  if (
    isMark(tokens[end + 1], '.') &&
    isJoined(tokens[end + 1]) &&
    isJoined(tokens[end + 2]) &&
    tokens[end + 2]?.shape === 'number'
  )
    end += 2;
  if (isJoined(tokens[end + 1]) && tokens[end + 1]?.folded === 'z') end += 1;
  return end;
}

const ageUnits = wordSet('year years yr yrs yo y');
const beforeAge = wordSet('age aged ages turned turning turns');
const tens = wordSet('ninety hundred');
const old = wordSet('centenarian nonagenarian nineties supercentenarian');

/** Ages over 89: as numbers behind or before the word for them, and spelled out. */
function findAges(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (old.has(token.folded)) spans.push({ start: token.start, end: token.end, kind: 'AGE' });
    const isOver = (token.shape === 'number' && isOldAge(token.folded)) || tens.has(token.folded);
    if (!isOver) continue;
    let last = at;
    if (token.folded === 'ninety' && isWord(tokens[last + 1]) && ones.has(tokens[last + 1]?.folded ?? '')) last += 1;
    else if (token.folded === 'ninety' && isMark(tokens[last + 1], '-') && ones.has(tokens[last + 2]?.folded ?? ''))
      last += 2;
    const end = ageEnd(tokens, last);
    const before = isMark(tokens[at - 1], ':') || tokens[at - 1]?.folded === 'of' ? tokens[at - 2] : tokens[at - 1];
    if (end !== null || (before !== undefined && beforeAge.has(before.folded))) {
      spans.push({ start: token.start, end: tokens[end ?? last]?.end ?? token.end, kind: 'AGE' });
    }
  }
  return spans;
}

const ones = wordSet('one two three four five six seven eight nine');
const isOldAge = (digits: string) => /^(?:9\d|1[0-3]\d)$/.test(digits);

/** The last token of an age behind its number: -year-old, y/o, yo, F. */
function ageEnd(tokens: readonly Token[], last: number): number | null {
  let next = last + 1;
  if (isMark(tokens[next], '-')) next += 1;
  const unit = tokens[next];
  if (unit === undefined || unit.gap === 'line' || !ageUnits.has(unit.folded)) return null;
  const [mark, word] = [tokens[next + 1], tokens[next + 2]];
  if (unit.folded === 'y') {
    if (!(isMark(mark, '/') || isMark(mark, '.')) || word?.folded !== 'o') return null;
    return next + 2;
  }
  if (unit.folded === 'yo') return next;
  if (mark?.folded === 'old') return next + 1;
  return isMark(mark, '-') && word?.folded === 'old'
    ? next + 2
    : mark?.folded === 'of' && word?.folded === 'age'
      ? next + 2
      : null;
}
