import { clinicalAbbreviations, drugs } from './allowed-words.ts';
import type { Span } from './span.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import { isUnexplained, type Read, type Word } from './words.ts';

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What is written before a name and belongs to nobody. */
const titles = set(`
  mr mrs ms miss mx dr drs doctor prof professor rev reverend fr sr sra srta senor senora herr frau mme mlle monsieur madame sir
  dame lady capt captain sgt sergeant lt col pvt officer judge rabbi imam pastor father sister nurse don dona sig signora
`);
/** Titles that are other words in lower case. */
const capitalTitles = set(
  'miss ms fr sr don dame lady father sister col lt judge officer nurse sir captain pastor sig',
);
/** Degrees behind a name. */
const degrees = set(
  'md do rn np pa phd dds dmd dpm lpn lvn cna crna pharmd od lcsw msw mph facs facp dnp arnp aprn pac psyd bsn msn mbbs frcp mrcp',
);
/** Words that a name follows. */
const roles = set(`
  named called name names nickname patient pt wife husband spouse son daughter mother mom father dad brother sister partner fiance
  fiancee boyfriend girlfriend caregiver carer guardian friend roommate neighbor neighbour aunt uncle cousin grandmother grandfather grandson
  granddaughter niece nephew nurse physician attending surgeon resident therapist pharmacist interpreter witness
  signed by cc attn attention dear hello hi hey regards sincerely per spoke spoken requester provider pcp contact kin
  says said referring i'm am is this signature author dictated transcribed reviewed clinician midwife proxy poa under employer landlord baby twin
`);
/** Of them, those that a lower-case name may follow. */
const strongRoles = set(
  'named called name wife husband spouse son daughter brother partner by patient pt mother father sister friend dear hi hello',
);
/** Words that two capitals follow for no other reason than that they are a name. */
const kinRoles = set(
  'named called wife husband spouse son daughter brother partner friend caregiver interpreter witness by pt physician therapist aunt uncle cousin niece nephew neighbor guardian',
);
const particles = set(
  'van der den von de del della di da dos das do la le el al bin ibn ben bint ter ten zu zum abu y e st mc mac o d san santa af av',
);
const suffixes = set('jr sr ii iii iv');

/** What an apostrophe stands before that is no name: Smith's, I'm. */
const contracted = set('s m re ve ll d t');

/** Words of one name at most. */
const mostWords = 7;

interface Run {
  /** First and last token. */
  readonly first: number;
  readonly last: number;
}

/** Names of people, by titles, by the words around them, and by what the lexicon knows. */
export function findNames(read: Read): Span[] {
  const { tokens } = read;
  const spans: Span[] = [];
  const isShouting = mostlyUpper(tokens);
  for (let at = 0; at < tokens.length; at += 1) {
    const run =
      widenedRight(read, titled(read, at) ?? behindRole(read, at)) ??
      lastFirst(read, at) ??
      capitals(read, at, isShouting) ??
      uppers(read, at) ??
      lowers(read, at) ??
      foreignWord(read, at);
    if (run === null) continue;
    const [first, last] = [run.first, withSuffix(tokens, run.last)];
    spans.push({ start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: 'NAME' });
    at = Math.max(at, last);
  }
  return spans;
}

/** Texts of capitals alone say nothing by a capital. */
function mostlyUpper(tokens: readonly Token[]): boolean {
  let [upper, lower] = [0, 0];
  for (const { shape, folded } of tokens) {
    if (shape === 'upper' && folded.length > 1) upper += 1;
    else if (shape === 'lower' || shape === 'capital') lower += 1;
  }
  return upper > lower;
}

const isInitial = (token: Token | undefined) =>
  token !== undefined && token.shape === 'upper' && token.folded.length === 1;

/** The tokens of a name from here on: capitals, initials with their points, particles between, hyphens and apostrophes. */
function nameRun(tokens: readonly Token[], from: number, accepts: (at: number) => boolean): Run | null {
  if (!accepts(from)) return null;
  let last = from;
  if (isInitial(tokens[from]) && isMark(tokens[from + 1], '.') && isJoined(tokens[from + 1])) last = from + 1;
  for (let count = 1; count < mostWords; count += 1) {
    const next = tokens[last + 1];
    if (next === undefined || next.gap === 'line') break;
    const isLink =
      next.shape === 'mark' &&
      (next.folded === '-' || next.folded === "'") &&
      isJoined(next) &&
      isJoined(tokens[last + 2]);
    if (isLink) {
      if (!isWord(tokens[last + 2]) || (next.folded === "'" && contracted.has(tokens[last + 2]?.folded ?? ''))) break;
      if (tokens[last + 2]?.shape === 'lower' && next.folded === '-') break;
      last += 2;
      continue;
    }
    if (!isWord(next)) break;
    if (next.shape === 'lower') {
      const behind = particles.has(next.folded) ? afterParticles(tokens, last + 1) : -1;
      if (behind === -1 || !isCapital(tokens[behind]) || !accepts(behind)) break;
      last = behind;
      continue;
    }
    if (!accepts(last + 1)) break;
    last += 1;
    if (isInitial(next) && isMark(tokens[last + 1], '.') && isJoined(tokens[last + 1])) last += 1;
  }
  return { first: from, last };
}

function afterParticles(tokens: readonly Token[], at: number): number {
  let next = at;
  while (next < at + 3 && tokens[next]?.shape === 'lower' && particles.has(tokens[next]?.folded ?? '')) {
    next += 1;
    if (isMark(tokens[next], '-') || isMark(tokens[next], "'")) next += 1;
  }
  return next;
}

/** Mr. James T., dr patel */
function titled(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const title = tokens[at];
  if (title === undefined || !isWord(title) || !titles.has(title.folded)) return null;
  if (title.shape !== 'capital' && capitalTitles.has(title.folded)) return null;
  let from = at + 1;
  if (isMark(tokens[from], '.') && isJoined(tokens[from])) from += 1;
  // Mr. and Mrs. Smith; Dr. Prof. Smith.
  if (tokens[from]?.folded === 'and' || tokens[from]?.folded === '&' || titles.has(tokens[from]?.folded ?? ''))
    return null;
  const first = tokens[from];
  if (first === undefined || !isWord(first) || first.gap === 'line') return null;
  if (isCapital(first)) {
    if (isCommon(title.folded) && words[from]?.plain && !words[from]?.family && !words[from]?.given) return null;
    return nameRun(
      tokens,
      from,
      (index) => isCapital(tokens[index]) && (index === from || !isPlainOnly(read, index) || isInitial(tokens[index])),
    );
  }
  if (particles.has(first.folded) && isCapital(tokens[afterParticles(tokens, from)])) {
    const run = nameRun(tokens, afterParticles(tokens, from), (index) => isCapital(tokens[index]));
    return run === null ? null : { first: from, last: run.last };
  }
  if (isCommon(title.folded)) return null;
  return lowerRun(read, from, true);
}

const isCommon = (title: string) => title === 'nurse' || title === 'doctor' || capitalTitles.has(title);

/** Lower-case words that are names by the lexicon, or by what stands before them and nothing against it. */
function lowerRun({ tokens, words }: Read, from: number, isCertain: boolean): Run | null {
  const isName = (index: number) => {
    const [token, word] = [tokens[index], words[index]];
    if (
      token === undefined ||
      word === undefined ||
      word === null ||
      token.shape !== 'lower' ||
      token.folded.length < 2
    )
      return false;
    if (word.plain) return false;
    return isCertain ? token.folded.length > 2 || word.family : word.given || word.family;
  };
  if (!isName(from)) return null;
  let last = from;
  while (last < from + 2 && tokens[last + 1]?.gap === 'blank' && isName(last + 1)) last += 1;
  return { first: from, last };
}

const isPlainOnly = ({ words }: Read, at: number) => {
  const word = words[at];
  return word === undefined || word === null || (word.plain && !word.given && !word.family);
};

/** Seen by Xiu Li; wife Bogumila; Name: OGDEN. */
function behindRole(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const role = tokens[at];
  if (role === undefined || !isWord(role) || !roles.has(role.folded)) return null;
  let from = at + 1;
  const mark = tokens[from];
  if (mark !== undefined && (isMark(mark, ':') || isMark(mark, ',') || isMark(mark, '(') || isMark(mark, '-')))
    from += 1;
  else if (tokens[from]?.folded === 'is' || tokens[from]?.folded === 'was') from += 1;
  if (isMark(tokens[from], '"') || isMark(tokens[from], "'")) from += 1;
  const first = tokens[from];
  const word = words[from];
  if (first === undefined || word === undefined || word === null || (first.gap === 'line' && !isMark(mark, ':')))
    return null;
  if (first.shape === 'lower') {
    if (!strongRoles.has(role.folded) || isMark(mark, ',')) return null;
    const isNaming = role.folded === 'named' || role.folded === 'called' || (role.folded === 'name' && from > at + 1);
    return isNaming || word.given ? lowerRun(read, from, isNaming) : null;
  }
  if (first.shape === 'upper' && first.folded.length > 1) {
    return !word.plain &&
      !clinicalAbbreviations.has(first.folded) &&
      (word.given || word.family) &&
      first.folded.length > 2
      ? nameRun(tokens, from, (index) => isNameUpper(read, index))
      : null;
  }
  if (titles.has(first.folded) || drugs.has(first.folded)) return null;
  const isNamed = role.folded === 'named' || role.folded === 'called' || role.folded === 'dear';
  const isMaiden = role.folded === 'name' && tokens[at + 1]?.folded === 'is';
  const isPair =
    kinRoles.has(role.folded) &&
    mark === first &&
    isCapitalWord(first) &&
    isCapitalWord(tokens[from + 1]) &&
    tokens[from + 1]?.gap === 'blank';
  const isLone = isAddressed(tokens, at, from);
  const isName =
    isMaiden ||
    isPair ||
    isLone ||
    (isCapitalWord(first) && isInitial(tokens[from + 1]) && isMark(tokens[from + 2], '.')) ||
    !word.plain ||
    word.given ||
    (word.family && isNamed) ||
    (isInitial(first) && isMark(tokens[from + 1], '.'));
  if (!isName || (word.place && !word.given && !word.family && !isNamed)) return null;
  const mostPlain = isPair ? from + 1 : from;
  return nameRun(
    tokens,
    from,
    (index) =>
      isCapital(tokens[index]) && (index <= mostPlain || !isPlainOnly(read, index) || isInitial(tokens[index])),
  );
}

/** Her husband Will drives; Dear Pip,: one capital within a sentence, whatever the word means. */
function isAddressed(tokens: readonly Token[], role: number, from: number): boolean {
  const [first, next] = [tokens[from], tokens[from + 1]];
  if (
    !isCapitalWord(first) ||
    from > role + 1 ||
    notAddressed.has(first?.folded ?? '') ||
    loneRoles.has(tokens[role]?.folded ?? '') === false
  )
    return false;
  const isHeading = isCapital(tokens[role]) && !beginsSentence(tokens, role);
  return !isHeading && (next === undefined || !isCapital(next) || next.gap === 'line');
}

const loneRoles = set(
  'named called dear wife husband spouse son daughter brother sister partner nurse pharmacist caregiver interpreter roommate neighbor niece nephew cousin uncle aunt friend',
);
/** Whom a letter may be to, and what nurses and pharmacists may be called. */
const notAddressed = set(
  'doctor doctors sir madam colleague colleagues patient patients team parent parents provider staff practitioner manager anesthetist midwife triage station call case aide reviewed informed notified rn line',
);

const isCapitalWord = (token: Token | undefined) => token?.shape === 'capital';

/** SMITH, JOHN and Smith, John A. where both are names. */
function lastFirst(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const [last, comma, first] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (!isCapital(last) || !isMark(comma, ',') || !isCapital(first) || first.gap === 'line' || last.folded.length < 3)
    return null;
  const [family, given] = [words[at], words[at + 2]];
  if (!family || !given) return null;
  // A name before the family name makes this the end of one name and the beginning of another.
  const isName =
    given.given && !given.plain && !given.place && (family.family || (!family.plain && !family.given && !family.place));
  if (!isName || (family.plain && family.place)) return null;
  let end = at + 2;
  if (isInitial(tokens[end + 1])) end += isMark(tokens[end + 2], '.') ? 2 : 1;
  return { first: at, last: end };
}

/** Words with a capital that nothing but a person explains. */
function capitals(read: Read, at: number, isShouting: boolean): Run | null {
  const { tokens, words } = read;
  const token = tokens[at];
  if (token === undefined || !isCapital(token)) return null;
  if (token.shape === 'upper' && !isInitial(token)) return null;
  // SpO2, VASc2
  if (isJoined(tokens[at + 1]) && tokens[at + 1]?.shape === 'number') return null;
  // A run begins where no capital word that may be a name stands before.
  const run = nameRun(
    tokens,
    at,
    (index) =>
      isCapital(tokens[index]) &&
      (tokens[index]?.shape === 'capital' || isInitial(tokens[index]) || isNameUpper(read, index)) &&
      !isPlainOnlyOrNever(read, index),
  );
  if (run === null || (run.first === run.last && isInitial(token))) return null;
  const found = judged(read, trimmed(read, run), isShouting, words);
  return found === null ? null : widened(read, found);
}

const isPlainOnlyOrNever = (read: Read, at: number) => !isInitial(read.tokens[at]) && isPlainOnly(read, at);

/** Without what ends a run and is no part of a name: initials that no point follows, before a blank. */
function trimmed({ tokens }: Read, run: Run): Run {
  let { first, last } = run;
  while (
    first < last &&
    isInitial(tokens[first]) &&
    !isMark(tokens[first + 1], '.') &&
    (tokens[first]?.folded === 'i' || tokens[first]?.folded === 'a')
  )
    first += 1;
  return { first, last };
}

function judged(read: Read, run: Run, isShouting: boolean, words: readonly (Word | null)[]): Run | null {
  const { tokens, placeEnds } = read;
  let [names, given, family, unknown, ambiguous, initials] = [0, 0, 0, 0, 0, 0];
  for (let at = run.first; at <= run.last; at += 1) {
    const [token, word] = [tokens[at], words[at]];
    if (token === undefined || word === undefined || word === null) continue;
    if (isInitial(token)) {
      initials += 1;
      continue;
    }
    if (token.shape === 'lower') continue;
    names += 1;
    if (word.given && !word.plain) given += 1;
    else if (word.family && !word.plain) family += 1;
    else if (word.given || word.family) ambiguous += 1;
    else if (!word.place && isUnexplained(read, at)) unknown += 1;
  }
  const first = tokens[run.first];
  const initial = beginsSentence(tokens, run.first);
  if (names === 0 || first === undefined) return null;
  // A place of several words, all of them in its name, is one.
  if ((placeEnds[run.first] ?? -1) >= run.last && names > 1 && given === 0) return null;
  if (names >= 2) {
    if (given + family + unknown > 0) return run;
    return ambiguous >= 2 && words[run.first]?.given && !isTitleCase(tokens, run) ? run : null;
  }
  const only = words[run.first] ?? words[run.last];
  const isPointed =
    isMark(tokens[run.last], '.') || isMark(tokens[run.last + 1], ',') || isMark(tokens[run.last + 1], ')');
  if (initials > 0) {
    if (given + family > 0) return run;
    if (unknown > 0 && isMark(tokens[run.last], '.')) return run;
    if (ambiguous > 0 && isPointed && !isFollowedByNumber(tokens, run)) return run;
  }
  if (isShouting || only === undefined || only === null) return null;
  if (given > 0 && initials === 0) return isPlaceOfNobody(read, run.first) ? null : run;
  if (family > 0) return only.place && !initial ? null : run;
  if (unknown > 0) return initial && isFollowedByNumber(tokens, run) ? null : run;
  const isPossessive = isMark(tokens[run.last + 1], "'") && tokens[run.last + 2]?.folded === 's';
  const speaks = isMark(tokens[run.last + 1], ':') && first.gap === 'line';
  if (ambiguous > 0 && initial && only.given && (isPossessive || speaks)) return run;
  return ambiguous > 0 && !initial && only.given && !isTitleCase(tokens, run) ? run : null;
}

/** A word that is a place and a given name, behind a word that places follow. */
function isPlaceOfNobody({ tokens, words }: Read, at: number): boolean {
  return words[at]?.place === true && ['in', 'at', 'near'].includes(tokens[at - 1]?.folded ?? '');
}

/** With a plain word of a capital beside it, where a sentence has no reason for that capital: Viola Huba, Lucille S. Green. */
function widened({ tokens, words }: Read, run: Run): Run {
  let { first, last } = run;
  const [before, behind, next] = [tokens[first - 1], tokens[last + 1], tokens[last + 2]];
  const mayBe = (token: Token | undefined): boolean =>
    token?.shape === 'capital' &&
    !titles.has(token.folded) &&
    !notBesideNames.has(token.folded) &&
    !roles.has(token.folded);
  const isBeside =
    mayBe(before) &&
    tokens[first]?.gap === 'blank' &&
    (!beginsSentence(tokens, first - 1) || words[first - 1]?.given === true);
  if (isBeside) first -= 1;
  const isAlone = next === undefined || !isCapital(next) || next.gap === 'line';
  if (mayBe(behind) && behind?.gap === 'blank' && isAlone && countWords(tokens, first, last) < 3) last += 1;
  return { first, last };
}

const widenedRight = (read: Read, run: Run | null): Run | null =>
  run && { first: run.first, last: widened(read, run).last };

const countWords = (tokens: readonly Token[], first: number, last: number) =>
  tokens.slice(first, last + 1).filter((token) => token.shape === 'capital').length;

/** Words that begin with a capital beside names and are none. */
const notBesideNames = set(`
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
  hospital clinic center street avenue road north south east west i and the in on at of disease syndrome
`);

/** Doses and values: Xyzal 5 mg. */
function isFollowedByNumber(tokens: readonly Token[], run: Run): boolean {
  const next = tokens[run.last + 1];
  return next !== undefined && next.shape === 'number' && next.gap !== 'line';
}

/** Whether the words around have capitals, too, so that a capital says nothing. */
function isTitleCase(tokens: readonly Token[], run: Run): boolean {
  const [before, behind] = [tokens[run.first - 1], tokens[run.last + 1]];
  if (before?.shape === 'lower' && before.gap !== 'line') return false;
  const beside = [before, behind].filter((token) => isWord(token));
  return beside.length > 0 && beside.every((token) => token?.shape !== 'lower');
}

/** A word of capitals that is a name and nothing else. */
function isNameUpper({ tokens, words }: Read, at: number): boolean {
  const [token, word] = [tokens[at], words[at]];
  if (token?.shape !== 'upper' || !word || token.folded.length < 3) return false;
  return !word.plain && (word.given || word.family) && !clinicalAbbreviations.has(token.folded);
}

/** JOHN SMITH, and a given name of four letters and more alone. */
function uppers(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const token = tokens[at];
  const word = words[at];
  if (token?.shape !== 'upper' || !word || token.folded.length < 3) return null;
  const next = words[at + 1];
  const isPair =
    tokens[at + 1]?.shape === 'upper' &&
    tokens[at + 1]?.gap === 'blank' &&
    next !== null &&
    next !== undefined &&
    (tokens[at + 1]?.folded.length ?? 0) > 2;
  if (isPair && word.given && next.family && !(word.plain && next.plain)) return { first: at, last: at + 1 };
  if (!isNameUpper(read, at)) return null;
  const run = nameRun(tokens, at, (index) => isNameUpper(read, index) || isInitial(tokens[index]));
  if (run === null) return null;
  return run.last > run.first ||
    (word.given && token.folded.length > 3) ||
    (word.family && token.folded.length > 4 && !word.place)
    ? run
    : null;
}

/** jane doe in lower case, where the lexicon has both and neither is a word. */
function lowers(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const [token, word, next, behind] = [tokens[at], words[at], tokens[at + 1], words[at + 1]];
  if (token?.shape !== 'lower' || !word || !word.given || word.plain || token.folded.length < 3 || isJoined(token))
    return null;
  const isPair =
    next?.shape === 'lower' && next.gap === 'blank' && behind && (behind.family || (behind.given && !behind.plain));
  if (isPair && next.folded.length > 2 && !(behind.plain && !behind.family)) return { first: at, last: at + 1 };
  return word.family === false && token.folded.length > 4 && !word.place && !isJoined(next)
    ? { first: at, last: at }
    : null;
}

/** A word of another script than Latin: units and values have Greek letters, one at a time. */
function foreignWord({ tokens }: Read, at: number): Run | null {
  const token = tokens[at];
  if (token?.shape !== 'foreign') return null;
  if (token.folded.length < 2) return null;
  let last = at;
  while (last < at + mostWords && tokens[last + 1]?.shape === 'foreign' && tokens[last + 1]?.gap === 'blank') last += 1;
  return { first: at, last };
}

function withSuffix(tokens: readonly Token[], last: number): number {
  const comma = isMark(tokens[last + 1], ',') ? 1 : 0;
  const suffix = tokens[last + 1 + comma];
  if (suffix === undefined || !isCapital(suffix) || !suffixes.has(suffix.folded) || suffix.gap === 'line') return last;
  return isMark(tokens[last + 2 + comma], '.') && suffix.folded.length === 2 && suffix.folded.endsWith('r')
    ? last + 2 + comma
    : last + 1 + comma;
}

/** Names before a degree: Xiu Long, MD. */
export function findDegreed(read: Read): Span[] {
  const { tokens } = read;
  const spans: Span[] = [];
  for (let at = 1; at < tokens.length; at += 1) {
    const degree = tokens[at];
    if (degree === undefined || !isCapital(degree) || !degrees.has(degree.folded) || degree.gap === 'line') continue;
    let last = at - 1;
    if (isMark(tokens[last], ',')) last -= 1;
    else if (degree.folded.length < 3 && degree.folded !== 'md' && degree.folded !== 'rn') continue;
    let first = last + 1;
    while (first > 0 && first > last - mostWords && isNamePart(tokens, first - 1)) first -= 1;
    while (first <= last && !isCapital(tokens[first])) first += 1;
    const named = tokens
      .slice(first, last + 1)
      .filter((token) => token.shape === 'capital' || (token.shape === 'upper' && token.folded.length === 1));
    if (named.length < 1 || (named.length === 1 && isPlainOnly(read, last))) continue;
    spans.push({ start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: 'NAME' });
  }
  return spans;
}

function isNamePart(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || tokens[at + 1]?.gap === 'line') return false;
  if (isMark(token, '.')) return isInitial(tokens[at - 1]);
  return token.shape === 'capital' || isInitial(token) || (isMark(token, '-') && isJoined(token));
}
