import { findAddresses } from './addresses.ts';
import { clinicalAbbreviations, eponyms, properWords, wordSet } from './allowed-words.ts';
import type { Span } from './span.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import { isUnexplained, type Read } from './words.ts';

/** Where care is given, and where people live, learn, work and pray. */
const facilities = wordSet(`
  hospital hospitals hosp clinic clinics infirmary hospice sanatorium sanitarium medical health healthcare center centre centers institute
  pharmacy school university college academy church parish synagogue mosque temple nursing rehab rehabilitation polyclinic
  hospitalists associates practice surgery office campus branch prison jail shelter barracks elementary preschool daycare
  krankenhaus klinik klinikum clinica hopital ospedale ziekenhuis szpital sjukhus sykehus universitat
`);
/** A run may end with it though more is written before: Medical Center, Nursing Home. */
const facilityEnds = wordSet(
  'center centre home facility group system unit pavilion building complex hospital clinic house department campus institute pharmacy branch office practice',
);
/** What a department is called, of any hospital. */
const departments = wordSet(`
  pain diabetes heart failure urgent emergency primary family wound eye ear nose throat dental cardiology oncology neurology urology
  surgery surgical internal medicine orthopedic orthopaedic pediatric paediatric women's children's mental behavioral physical
  occupational outpatient inpatient anticoagulation coumadin warfarin travel sleep memory fertility prenatal antenatal infusion
  dialysis trauma burn stroke intensive care coronary rehabilitation rehab nursing skilled home public community general
  specialty specialist allergy asthma headache weight hematology nephrology rheumatology endocrine endocrinology gastroenterology
  dermatology psychiatry ophthalmology pulmonary hepatology gynecology obstetrics obgyn walk in day same sexual hiv the a an this our your his her
  their my local new adult post covid vaccine veterans preventive occupational medical health national world global electronic medicare medicaid device
  screening radiology pathology anesthesia anesthesiology nutrition social case palliative hospice ob gyn ent medicine interventional
  neurosurgery telemetry observation preop postop triage registration admissions admitting floor icu medsurg bedside baseline birth discharge
  screening breast cancer prostate lipid hypertension vascular vein spine joint bone thyroid liver kidney transplant retina glaucoma low vision for of and to
`);

const certainBefore = wordSet('at from in near outside visiting lives living');
/** Letters behind at that are a ward or a moment, of any hospital, are among the abbreviations; these are words. */
const usStates = wordSet(
  'al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr',
);
/** Facilities, saints and mountains, cities, and addresses. */
export function findPlaces(read: Read, isTaken: (token: Token) => boolean): Span[] {
  const addresses = findAddresses(read, isTaken);
  const spans: Span[] = [...addresses];
  const { tokens } = read;
  for (let at = 0; at < tokens.length; at += 1) {
    const found =
      facility(read, at) ??
      saint(read, at) ??
      cityAndState(read, at) ??
      listed(read, at) ??
      behindPreposition(read, at);
    if (found === null) continue;
    const last = withPostalCode(tokens, found.last);
    spans.push({ start: tokens[found.first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: 'PLACE' });
    at = Math.max(at, last);
  }
  return spans;
}

interface Found {
  readonly first: number;
  readonly last: number;
}

const joining = wordSet('of and & the for at de la del di do da los');

/** The last token of capitals from here on, with what joins them: Brigham & Women's. */
function capitalRun(tokens: readonly Token[], at: number, most: number): number {
  if (!isCapital(tokens[at])) return -1;
  let last = at;
  for (let count = 1; count < most; count += 1) {
    const next = tokens[last + 1];
    if (next === undefined || next.gap === 'line') break;
    if (isCapital(next)) {
      last += 1;
    } else if (
      isMark(next, '.') &&
      isJoined(next) &&
      isAbbreviated(tokens[last]) &&
      isCapital(tokens[last + 2]) &&
      tokens[last + 2]?.gap !== 'line'
    ) {
      last += 2;
    } else if (isMark(next, "'") && isJoined(next) && isJoined(tokens[last + 2]) && isWord(tokens[last + 2])) {
      last += 2;
    } else if (isMark(next, '-') && isJoined(next) && isJoined(tokens[last + 2]) && isCapital(tokens[last + 2])) {
      last += 2;
    } else if (
      joining.has(next.folded) &&
      (isCapital(tokens[last + 2]) || (joining.has(tokens[last + 2]?.folded ?? '') && isCapital(tokens[last + 3])))
    ) {
      last += isCapital(tokens[last + 2]) ? 2 : 3;
    } else break;
  }
  return last;
}

const isAbbreviated = (token: Token | undefined) =>
  token !== undefined && (token.folded.length <= 3 || token.folded === 'univ' || token.folded === 'hosp');

/** Words of a facility at most. */
const mostWords = 8;

/** St. Mary's Hospital, Lakeside Clinic, Baylor Med. Center, NYC clinic; not the Pain Clinic. */
function facility({ tokens, words }: Read, at: number): Found | null {
  const first = tokens[at];
  if (!isCapital(first) || (isJoined(first) && isMark(tokens[at - 1], '-'))) return null;
  const end = capitalRun(tokens, at, mostWords);
  let last = -1;
  let isNamed = false;
  for (let index = at; index <= end + 1; index += 1) {
    const token = tokens[index];
    if (token === undefined || !isWord(token)) continue;
    if (index > end && (token.gap === 'line' || index === at)) break;
    if (facilities.has(token.folded) || (facilityEnds.has(token.folded) && last !== -1)) {
      if (index > at) last = index;
      continue;
    }
    if (index > end) break;
    if (
      last === -1 &&
      token.folded !== 's' &&
      isCapital(token) &&
      !departments.has(token.folded) &&
      !departments.has(`${token.folded}'s`) &&
      !(index === at && beginsSentence(tokens, at) && (words[at]?.plain ?? false))
    ) {
      if (token.shape !== 'upper' || token.folded.length > 4 || !clinicalAbbreviations.has(token.folded))
        isNamed = true;
    }
  }
  if (last === -1 || !isNamed) return null;
  // At the beginning of a sentence its first word may be no part of the name.
  const from =
    beginsSentence(tokens, at) && words[at]?.plain && !words[at]?.family && isWord(tokens[at + 1]) && last > at + 1
      ? at + 1
      : at;
  // What follows with a capital belongs to it: Children's Hospital Boston.
  return {
    first: from,
    last: Math.max(
      last,
      isCapital(tokens[last + 1]) &&
        tokens[last + 1]?.gap === 'blank' &&
        tokens[last + 1]?.shape === 'capital' &&
        last < end
        ? end
        : last,
    ),
  };
}

/** St. Vincent's, Mt. Sinai, Johns Hopkins */
function saint({ tokens }: Read, at: number): Found | null {
  const token = tokens[at];
  if (!isCapital(token)) return null;
  const next = isMark(tokens[at + 1], '.') ? at + 2 : at + 1;
  if (token.folded === 'johns' && tokens[at + 1]?.folded === 'hopkins') return { first: at, last: at + 1 };
  if (token.folded === 'cedars' || token.folded === 'cedar') {
    const sinai = isMark(tokens[at + 1], '-') ? at + 2 : at + 1;
    return tokens[sinai]?.folded === 'sinai' ? { first: at, last: sinai } : null;
  }
  if (
    !['st', 'saint', 'ste', 'mt', 'mount'].includes(token.folded) ||
    !isCapital(tokens[next]) ||
    tokens[next]?.gap === 'line'
  )
    return null;
  if (tokens[next + 3]?.folded === 'wort' || tokens[next + 1]?.folded === 'wort') return null;
  if (token.shape === 'upper' && tokens[next]?.shape === 'upper' && (tokens[next]?.folded.length ?? 0) < 4) return null;
  const end = capitalRun(tokens, next, 4);
  return { first: at, last: isMark(tokens[end], "'") ? end - 1 : end };
}

/** Sunnyvale, CA 94085 */
function cityAndState({ tokens, words }: Read, at: number): Found | null {
  const token = tokens[at];
  if (token?.shape !== 'upper' || token.folded.length !== 2 || !usStates.has(token.folded)) return null;
  const zip = tokens[at + 1];
  const hasZip = zip?.shape === 'number' && zip.folded.length === 5 && zip.gap !== 'line';
  const last = hasZip
    ? isMark(tokens[at + 2], '-') && isJoined(tokens[at + 2]) && tokens[at + 3]?.shape === 'number'
      ? at + 3
      : at + 1
    : at;
  let city = isMark(tokens[at - 1], ',') ? at - 2 : hasZip ? at - 1 : -1;
  if (city < 0 || !isCapital(tokens[city]) || token.gap === 'line') return hasZip ? { first: at, last } : null;
  if (
    !hasZip &&
    clinicalAbbreviations.has(token.folded) &&
    (words[city]?.plain ?? true) &&
    !(words[city]?.place ?? false)
  )
    return null;
  while (
    city > 0 &&
    tokens[city]?.gap === 'blank' &&
    isCapital(tokens[city - 1]) &&
    at - city < 5 &&
    tokens[city - 1]?.shape !== 'upper'
  )
    city -= 1;
  return { first: city, last };
}

/** Chicago 60601, Broomfield 9100: four digits and more behind a place that are no year. */
function withPostalCode(tokens: readonly Token[], last: number): number {
  const code = isMark(tokens[last + 1], ',') ? tokens[last + 2] : tokens[last + 1];
  if (code?.shape !== 'number' || code.gap !== 'blank' || code.folded.length < 4 || code.folded.length > 6) return last;
  return /^(?:19|20)\d\d$/.test(code.folded) ? last : isMark(tokens[last + 1], ',') ? last + 2 : last + 1;
}

/** A city, state or country that the lexicon has. */
function listed({ tokens, words, placeEnds }: Read, at: number): Found | null {
  const last = placeEnds[at] ?? -1;
  const [token, word] = [tokens[at], words[at]];
  if (token?.shape === 'lower' && word?.place && !word.plain && !word.given && token.folded.length > 3) {
    return ['in', 'at', 'from', 'to', 'near'].includes(tokens[at - 1]?.folded ?? '') ? { first: at, last: at } : null;
  }
  if (last === -1 || token === undefined || !word) return null;
  if (isJoined(token) && isMark(tokens[at - 1], '-')) return null;
  if (last > at) {
    const isSpelled = isWord(tokens[last]) && tokens[at]?.shape !== 'lower';
    return isSpelled && isCapital(tokens[last]) ? { first: at, last } : null;
  }
  if (token.shape === 'upper')
    return !word.plain && token.folded.length > 4 && !clinicalAbbreviations.has(token.folded)
      ? { first: at, last }
      : null;
  if (word.plain)
    return certainBefore.has(tokens[at - 1]?.folded ?? '') &&
      word.place &&
      !isTitleCase(tokens, at) &&
      !departments.has(token.folded) &&
      !word.family
      ? { first: at, last }
      : null;
  return { first: at, last };
}

function isTitleCase(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return isWord(next) && next.shape !== 'lower';
}

/** At Johns Hopkins, from Xyzville, at UCSF, admitted to Mercy */
function behindPreposition(read: Read, at: number): Found | null {
  const { tokens, words } = read;
  const [before, first] = [tokens[at - 1], tokens[at]];
  if (!isCapital(first) || before === undefined || first.gap === 'line') return null;
  const isWhere = before.folded === 'at' || (before.folded === 'to' && movings.has(tokens[at - 2]?.folded ?? ''));
  if (!isWhere && !certainBefore.has(before.folded)) return null;
  const found = { first: at, last: Math.max(at, capitalRun(tokens, at, 4)) };
  if (first.shape === 'upper') return isAcronym(read, at, isWhere || before.folded !== 'in') ? found : null;
  if (isUnexplained(read, at)) return words[at]?.given ? null : found;
  return isWhere && isOfNoDepartment(read, at, found.last) ? found : null;
}

/** What people do towards a hospital. */
const movings = wordSet(
  'admitted transferred sent brought taken went came presented returned airlifted transported discharged',
);

/** Letters behind a preposition that are no ward and no word: UCSF. In what, more things have letters. */
function isAcronym({ tokens, words }: Read, at: number, isWhere: boolean): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token === undefined || token.folded.length < (isWhere ? 3 : 4)) return false;
  const goesOn = isJoined(next) && (next?.shape !== 'mark' || next.folded === '-' || next.folded === '/');
  return !goesOn && !words[at]?.plain && !clinicalAbbreviations.has(token.folded);
}

/** Plain words with a capital within a sentence, where something is done: at Mercy, at Mass General. */
function isOfNoDepartment({ tokens, words }: Read, at: number, last: number): boolean {
  const [first, next] = [tokens[at], tokens[last + 1]];
  if (
    first === undefined ||
    departments.has(first.folded) ||
    eponyms.has(first.folded) ||
    properWords.has(first.folded)
  )
    return false;
  if (words[at]?.given && last === at) return false;
  return next === undefined || !isMark(next, "'");
}
