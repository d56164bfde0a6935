import { clinicalAbbreviations, drugs, wordSet } from './allowed-words.ts';
import {
  afterParticles,
  isCapitalWord,
  isInitial,
  isNameUpper,
  isPlainOnly,
  mostWords,
  nameRun,
  particles,
  type Run,
} from './name-runs.ts';
import type { Span } from './span.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import type { Read } from './words.ts';

/** What is written before a name and belongs to nobody. */
export const titles = wordSet(`
  mr mrs ms miss mx dr drs doctor prof professor rev reverend fr sr sra srta senor senora herr frau mme mlle monsieur madame sir
  dame lady capt captain sgt sergeant lt col pvt officer judge rabbi imam pastor father sister nurse don dona sig signora
`);

/** Titles that are other words in lower case. */
const capitalTitles = wordSet(
  'miss ms fr sr don dame lady father sister col lt judge officer nurse sir captain pastor sig',
);

/** Degrees behind a name. */
const degrees = wordSet(
  'md do rn np pa phd dds dmd dpm lpn lvn cna crna pharmd od lcsw msw mph facs facp dnp arnp aprn pac psyd bsn msn mbbs frcp mrcp',
);

/** Words that a name follows. */
export const roles = wordSet(`
  named called name names nickname patient pt wife husband spouse son daughter mother mom father dad brother sister partner fiance
  fiancee boyfriend girlfriend caregiver carer guardian friend roommate neighbor neighbour aunt uncle cousin grandmother grandfather grandson
  granddaughter niece nephew nurse physician attending surgeon resident therapist pharmacist interpreter witness
  signed by cc attn attention dear hello hi hey regards sincerely per spoke spoken requester provider pcp contact kin
  says said referring i'm am is this signature author dictated transcribed reviewed clinician midwife proxy poa under employer landlord baby twin
`);

/** Of them, those that a lower-case name may follow. */
const strongRoles = wordSet(
  'named called name wife husband spouse son daughter brother partner by patient pt mother father sister friend dear hi hello',
);

/** Words that two capitals follow for no other reason than that they are a name. */
const kinRoles = wordSet(
  'named called wife husband spouse son daughter brother partner friend caregiver interpreter witness by pt physician therapist aunt uncle cousin niece nephew neighbor guardian',
);

/** Mr. James T., dr patel */
export function titled(read: Read, at: number): Run | null {
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

/** Seen by Xiu Li; wife Bogumila; Name: OGDEN. */
export function behindRole(read: Read, at: number): Run | null {
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

const loneRoles = wordSet(
  'named called dear wife husband spouse son daughter brother sister partner nurse pharmacist caregiver interpreter roommate neighbor niece nephew cousin uncle aunt friend',
);

/** Whom a letter may be to, and what nurses and pharmacists may be called. */
const notAddressed = wordSet(
  'doctor doctors sir madam colleague colleagues patient patients team parent parents provider staff practitioner manager anesthetist midwife triage station call case aide reviewed informed notified rn line',
);

/** SMITH, JOHN and Smith, John A. where both are names. */
export function lastFirst(read: Read, at: number): Run | null {
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
