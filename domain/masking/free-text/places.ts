import { clinicalAbbreviations } from './allowed-words.ts';
import type { Span } from './span.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import { isUnexplained, type Read } from './words.ts';

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Where care is given, and where people live, learn, work and pray. */
const facilities = set(`
  hospital hospitals hosp clinic clinics infirmary hospice sanatorium sanitarium medical health healthcare center centre centers institute
  pharmacy school university college academy church parish synagogue mosque temple nursing rehab rehabilitation polyclinic
  hospitalists associates practice surgery office campus branch prison jail shelter barracks elementary preschool daycare
  krankenhaus klinik klinikum clinica hopital ospedale ziekenhuis szpital sjukhus sykehus universitat
`);
/** A run may end with it though more is written before: Medical Center, Nursing Home. */
const facilityEnds = set(
  'center centre home facility group system unit pavilion building complex hospital clinic house department campus institute pharmacy branch office practice',
);
/** What a department is called, of any hospital. */
const departments = set(`
  pain diabetes heart failure urgent emergency primary family wound eye ear nose throat dental cardiology oncology neurology urology
  surgery surgical internal medicine orthopedic orthopaedic pediatric paediatric women's children's mental behavioral physical
  occupational outpatient inpatient anticoagulation coumadin warfarin travel sleep memory fertility prenatal antenatal infusion
  dialysis trauma burn stroke intensive care coronary rehabilitation rehab nursing skilled home public community general
  specialty specialist allergy asthma headache weight hematology nephrology rheumatology endocrine endocrinology gastroenterology
  dermatology psychiatry ophthalmology pulmonary hepatology gynecology obstetrics obgyn walk in day same sexual hiv the a an this our your his her
  their my local new adult post covid vaccine veterans preventive occupational medical health national world global electronic medicare medicaid device
  screening breast cancer prostate lipid hypertension vascular vein spine joint bone thyroid liver kidney transplant retina glaucoma low vision for of and to
`);

const beforePlaces = set(
  'at from in near to outside visiting via lives living resident resides moved relocated transferred of and or leaving toward around through between born',
);
const certainBefore = set('at from in near outside visiting lives living');
/** Letters behind at that are a ward or a moment, of any hospital, are among the abbreviations; these are words. */
const usStates = set(
  'al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr',
);
const military = set('apo fpo dpo');

/** Kinds of streets behind their names. */
const streetSuffixes = set(`
  street st avenue ave av boulevard blvd road rd drive dr lane ln court ct place pl square sq terrace ter trail trl parkway pkwy
  highway hwy circle cir way alley close crescent cres gardens grove mews row walk rise view hill heights ridge loop path pike plaza
  turnpike tpke crossing expressway expy freeway causeway mall manor meadow meadows mill mills motorway mount mountain neck orchard
  oval overpass park pass passage pines plain plains point points port prairie radial ramp ranch rapid rapids rest river route rue run
  shoal shore shores skyway spring springs spur station stravenue stream streets summit throughway trace track trafficway tunnel
  underpass union valley via viaduct village ville vista wall ways well wells avenues courts drives hills islands isle isles junction
  junctions key keys knoll knolls lake lakes landing light lights lock locks lodge mission estates extension extensions fall falls ferry field fields flat flats
  ford fords forest forge forges fork forks fort harbor harbors haven hollow inlet island burg burgs bypass camp canyon cape center centers
  circles cliff cliffs club common commons corner corners course cove coves creek curve dale dam divide estate brook brooks branch bridge
  bluff bluffs bottom beach bend bayou garden gateway glen glens green greens groves shoals
  str utca ut ter katu tie gata vag vej vegur ulica sokak caddesi sokagi bulvari
`);
/** Only with a house before or behind are these the streets they may be. */
const certainStreets = set(
  'street st avenue ave boulevard blvd road rd drive lane ln court terrace parkway highway hwy turnpike str utca',
);
/** Kinds of streets before their names, in Romance and Slavic languages. */
const streetPrefixes = set(`
  rue via viale vicolo corso calle avenida avda av carrera camino paseo plaza piazza piazzale largo rua travessa ulica ul aleja al aleje
  osiedle os strada str bulevardul soseaua chaussee boulevard bd allee place quai impasse chemin route carretera calzada jalan jl
  pasaje ronda praca estrada rodovia bulevar cesta trg ulice namesti naměsti square avenue leoforos odos
`);
/** Ends of words that name a street in Germanic, Nordic, Finnish, Baltic and Hungarian addresses. */
const streetEnding =
  /.{2}(?:strasse|strase|gasse|weg|platz|allee|damm|ufer|steig|ring|straat|laan|plein|gracht|kade|dijk|singel|gatan|vagen|grand|veien|gaten|gata|gate|vegen|vej|gade|alle|straede|vegur|stigur|braut|straeti|katu|tie|kuja|polku|raitti|tanav|maantee|iela|gatve|utca|korut|fasor|streets)$/;

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

const joining = set('of and & the for at de la del di do da los');

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

/** At Johns Hopkins, from Xyzville, at UCSF */
function behindPreposition(read: Read, at: number): Found | null {
  const { tokens, words } = read;
  const [preposition, first] = [tokens[at - 1], tokens[at]];
  if (!isCapital(first) || preposition === undefined || !beforePlaces.has(preposition.folded) || first.gap === 'line')
    return null;
  if (first.shape === 'upper' && first.folded.length > 1) {
    if (
      !['at', 'from', 'near', 'in'].includes(preposition.folded) ||
      first.folded.length < (preposition.folded === 'in' ? 4 : 3) ||
      words[at]?.plain
    )
      return null;
    if (
      isJoined(tokens[at + 1]) &&
      (tokens[at + 1]?.shape !== 'mark' || tokens[at + 1]?.folded === '-' || tokens[at + 1]?.folded === '/')
    )
      return null;
    return clinicalAbbreviations.has(first.folded) ? null : { first: at, last: Math.max(at, runOfPlaces(read, at)) };
  }
  const isCertain = certainBefore.has(preposition.folded);
  if (!isCertain || words[at]?.given) return null;
  // At Mass General: two capitals within a sentence, of words that no department has.
  const second = tokens[at + 1];
  if (
    preposition.folded === 'at' &&
    second?.shape === 'capital' &&
    second.gap === 'blank' &&
    !departments.has(first.folded) &&
    !beginsSentence(tokens, at)
  ) {
    return { first: at, last: runOfPlaces(read, at) };
  }
  return isUnexplained(read, at) ? { first: at, last: runOfPlaces(read, at) } : null;
}

const runOfPlaces = ({ tokens }: Read, at: number): number => Math.max(at, capitalRun(tokens, at, 4));

/** Streets with their houses in several national styles, boxes, suites, postal codes, and what follows them in an address. */
function findAddresses(read: Read, isTaken: (token: Token) => boolean): Span[] {
  const { tokens } = read;
  const spans: Span[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const found =
      houseFirst(read, at, isTaken) ??
      streetWord(read, at) ??
      prefixed(read, at) ??
      box(tokens, at) ??
      room(tokens, at) ??
      corner(tokens, at) ??
      postalCode(tokens, at);
    if (found === null) continue;
    const last = found.goesOn ? restOfAddress(read, found.last, isTaken) : found.last;
    spans.push({ start: tokens[found.first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: 'ADDRESS' });
    at = Math.max(at, last);
  }
  return spans;
}

interface FoundAddress extends Found {
  /** City and postal code may follow. */
  readonly goesOn: boolean;
}

const isHouse = (token: Token | undefined) =>
  token !== undefined && token.shape === 'number' && token.folded.length <= 6;
/** Words of a street at most, between its house and its kind. */
const mostStreetWords = 6;

/** 123 Maple Street; 5049 Harjukuja 54 */
function houseFirst({ tokens, words }: Read, at: number, isTaken: (token: Token) => boolean): FoundAddress | null {
  const house = tokens[at];
  if (house === undefined || !isHouse(house) || isTaken(house) || (isJoined(house) && isWord(tokens[at - 1])))
    return null;
  let next = at + 1;
  if (isJoined(tokens[next]) && isWord(tokens[next]) && tokens[next]?.folded.length === 1) next += 1;
  if (isMark(tokens[next], ',') || (isMark(tokens[next], '-') && tokens[next + 1]?.shape === 'number'))
    next += isMark(tokens[next], ',') ? 1 : 2;
  for (let count = 0; count < mostStreetWords; count += 1) {
    const token = tokens[next + count];
    if (token === undefined || token.gap === 'line') return null;
    if (token.shape === 'number' && count > 0 && isOrdinal(tokens, next + count)) continue;
    if (token.shape === 'mark' && (token.folded === '.' || token.folded === "'" || token.folded === '-')) continue;
    if (ordinals.has(token.folded) && isJoined(token)) continue;
    if (!isWord(token))
      return token.shape === 'number' && count === 0 && isOrdinal(tokens, next)
        ? streetAfterOrdinal(tokens, at, next)
        : null;
    const isKind = count > 0 && streetSuffixes.has(token.folded);
    if (isKind && (certainStreets.has(token.folded) || isCapital(token))) {
      const isLast =
        !isCapital(tokens[next + count + 1]) ||
        !streetSuffixes.has(tokens[next + count + 1]?.folded ?? '') ||
        tokens[next + count + 1]?.gap === 'line';
      if (isLast)
        return {
          first: at,
          last:
            isMark(tokens[next + count + 1], '.') && isJoined(tokens[next + count + 1])
              ? next + count + 1
              : next + count,
          goesOn: true,
        };
    }
    if (streetEnding.test(token.folded) && !(words[next + count]?.plain ?? false))
      return { first: at, last: withHouse(tokens, next + count), goesOn: true };
    // 20789 Allika 46: a postal code or house, a name of one word or two, a house.
    if (
      count < 2 &&
      next === at + 1 &&
      token.shape === 'capital' &&
      token.folded.length > 3 &&
      !(words[next + count]?.plain ?? true) &&
      isHouse(tokens[next + count + 1]) &&
      tokens[next + count + 1]?.gap === 'blank'
    ) {
      return { first: at, last: withHouse(tokens, next + count), goesOn: true };
    }
    if (token.shape === 'lower' && !isNameable(words, next + count)) return null;
  }
  return null;
}

const isNameable = (words: Read['words'], at: number) => {
  const word = words[at];
  return word !== null && word !== undefined && (!word.plain || word.family || word.given || word.place);
};

const ordinals = set('st nd rd th');
const isOrdinal = (tokens: readonly Token[], at: number) =>
  isJoined(tokens[at + 1]) && ordinals.has(tokens[at + 1]?.folded ?? '');

/** 12 30th Street */
function streetAfterOrdinal(tokens: readonly Token[], at: number, ordinal: number): FoundAddress | null {
  const kind = tokens[ordinal + 2];
  return kind !== undefined && streetSuffixes.has(kind.folded) ? { first: at, last: ordinal + 2, goesOn: true } : null;
}

/** Magasinsgatan 7; Rennie Street */
function streetWord({ tokens, words }: Read, at: number): FoundAddress | null {
  const token = tokens[at];
  if (!isCapital(token) || token.folded.length < 3) return null;
  const number = isMark(tokens[at + 1], '.') ? tokens[at + 2] : tokens[at + 1];
  const numberAt = isMark(tokens[at + 1], '.') ? at + 2 : at + 1;
  if (streetEnding.test(token.folded) && !(words[at]?.plain ?? false)) {
    const hasHouse = isHouse(number) && number?.gap === 'blank';
    return { first: at, last: hasHouse ? withLetter(tokens, numberAt) : at, goesOn: hasHouse };
  }
  const kind = tokens[at + 1];
  if (
    isCapital(kind) &&
    kind.gap === 'blank' &&
    certainStreets.has(kind.folded) &&
    kind.shape === 'capital' &&
    token.shape === 'capital' &&
    !beginsSentence(tokens, at + 1)
  ) {
    if (kind.folded === 'st' && !isMark(tokens[at + 2], '.')) return null;
    if (kind.folded === 'court' || kind.folded === 'drive' || kind.folded === 'terrace') return null;
    return { first: at, last: at + 1, goesOn: true };
  }
  // Jana Nerudy 894, before a line or a city.
  return null;
}

/** The token of the house behind a street, or the street's own. */
function withHouse(tokens: readonly Token[], street: number): number {
  const number = isMark(tokens[street + 1], ',') ? street + 2 : street + 1;
  return isHouse(tokens[number]) && tokens[number]?.gap !== 'line' ? withLetter(tokens, number) : street;
}

function withLetter(tokens: readonly Token[], number: number): number {
  const next = tokens[number + 1];
  return isJoined(next) && isWord(next) && next.folded.length === 1 ? number + 1 : number;
}

/** 62 Rue Gafsa; ul. Chrzanowska 61; Via Roma, 5 */
function prefixed({ tokens }: Read, at: number): FoundAddress | null {
  const token = tokens[at];
  if (token === undefined || !isWord(token) || !streetPrefixes.has(token.folded)) return null;
  if (
    token.shape === 'lower' &&
    !isMark(tokens[at + 1], '.') &&
    token.folded !== 'rue' &&
    token.folded !== 'calle' &&
    token.folded !== 'rua'
  )
    return null;
  let last = at;
  if (isMark(tokens[last + 1], '.') && isJoined(tokens[last + 1])) last += 1;
  let count = 0;
  while (count < mostStreetWords) {
    const next = tokens[last + 1];
    if (next === undefined || next.gap === 'line') break;
    if (
      isCapital(next) ||
      (joining.has(next.folded) && isWord(next)) ||
      next.folded === 'du' ||
      next.folded === 'des'
    ) {
      last += 1;
      count += 1;
    } else if ((isMark(next, "'") || isMark(next, '-')) && isJoined(next) && isWord(tokens[last + 2])) last += 2;
    else break;
  }
  if (count === 0) return null;
  const before = tokens[at - 1];
  const hasHouse = isHouse(before) && token.gap !== 'line';
  const number = isMark(tokens[last + 1], ',') ? last + 2 : last + 1;
  const houseBehind = isHouse(tokens[number]) && tokens[number]?.gap !== 'line';
  if (
    !hasHouse &&
    !houseBehind &&
    (streetSuffixes.has(token.folded) || token.folded === 'via' || token.folded === 'al' || token.folded === 'os')
  )
    return null;
  return { first: hasHouse ? at - 1 : at, last: houseBehind ? withLetter(tokens, number) : last, goesOn: true };
}

/** PO Box 12, PSC 0413, Box 8144 */
function box(tokens: readonly Token[], at: number): FoundAddress | null {
  const token = tokens[at];
  if (token === undefined || !isWord(token)) return null;
  if (token.folded === 'psc' || token.folded === 'cmr') {
    return tokens[at + 1]?.shape === 'number' ? { first: at, last: at + 1, goesOn: true } : null;
  }
  if (
    military.has(token.folded) &&
    token.shape === 'upper' &&
    ['aa', 'ae', 'ap'].includes(tokens[at + 1]?.folded ?? '')
  ) {
    return { first: at, last: tokens[at + 2]?.shape === 'number' ? at + 2 : at + 1, goesOn: false };
  }
  if (token.folded !== 'box' && token.folded !== 'postfach') return null;
  const number = isMark(tokens[at + 1], '#') ? at + 2 : at + 1;
  if (tokens[number]?.shape !== 'number') return null;
  let first = at;
  for (const each of [1, 2, 3, 4]) {
    const before = tokens[at - each];
    if (
      before === undefined ||
      !(before.folded === 'p' || before.folded === 'o' || before.folded === 'po' || before.folded === '.')
    )
      break;
    first = at - each;
  }
  return first < at || isCapital(token) ? { first, last: number, goesOn: true } : null;
}

const rooms = set('apt apartment suite ste unit flat');

/** Apt. 4B, Suite 501 */
function room(tokens: readonly Token[], at: number): FoundAddress | null {
  const token = tokens[at];
  if (token === undefined || !isWord(token) || !rooms.has(token.folded)) return null;
  let number = at + 1;
  while (number < at + 3 && (isMark(tokens[number], '.') || isMark(tokens[number], '#'))) number += 1;
  if (tokens[number]?.shape !== 'number' || tokens[number]?.gap === 'line') return null;
  if (
    (token.folded === 'unit' || token.folded === 'flat') &&
    ((tokens[number]?.folded.length ?? 0) < 3 || !isCapital(token))
  )
    return null;
  return { first: at, last: withLetter(tokens, number), goesOn: true };
}

/** The corner of Maple and Elm. */
function corner(tokens: readonly Token[], at: number): FoundAddress | null {
  if (tokens[at]?.folded !== 'corner' || tokens[at + 1]?.folded !== 'of') return null;
  let last = at + 1;
  for (let count = 0; count < 14; count += 1) {
    const next = tokens[last + 1];
    if (
      next === undefined ||
      next.gap === 'line' ||
      (next.shape === 'mark' && next.folded !== '.' && next.folded !== "'" && next.folded !== '-')
    )
      break;
    if (next.shape === 'lower' && next.folded !== 'and' && stops.has(next.folded)) break;
    last += 1;
  }
  const hasAnd = tokens.slice(at, last + 1).some(({ folded }) => folded === 'and');
  return hasAnd ? { first: at, last: isMark(tokens[last], '.') ? last - 1 : last, goesOn: false } : null;
}

const stops = set('the is was who which that for to in at on with please my your eye mouth');

/** SW1A 1AA, K1A 0B1, ZIP 02139 (https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions). */
function postalCode(tokens: readonly Token[], at: number): FoundAddress | null {
  const token = tokens[at];
  if (token === undefined || !isWord(token)) return null;
  if (
    token.folded === 'zip' ||
    token.folded === 'zipcode' ||
    token.folded === 'postcode' ||
    token.folded === 'postal' ||
    token.folded === 'plz'
  ) {
    let number = at + 1;
    while (
      number < at + 4 &&
      (isMark(tokens[number], ':') || tokens[number]?.folded === 'code' || tokens[number]?.folded === 'is')
    )
      number += 1;
    if (tokens[number]?.shape !== 'number') return null;
    const isSplit =
      tokens[number + 1]?.shape === 'number' &&
      tokens[number + 1]?.gap === 'blank' &&
      (tokens[number]?.folded.length ?? 0) < 5;
    return { first: number, last: isSplit ? number + 1 : number, goesOn: false };
  }
  if (token.shape !== 'upper' || token.folded.length > 2 || isJoined(token)) return null;
  const [number, a, b, c] = tokens.slice(at + 1, at + 5);
  if (number?.shape !== 'number' || !isJoined(number) || number.folded.length > 2) return null;
  // K1A 0B1
  const isCanadian =
    token.folded.length === 1 &&
    a?.folded.length === 1 &&
    isJoined(a) &&
    a.shape === 'upper' &&
    b?.folded.length === 1 &&
    b.shape === 'number' &&
    c?.shape === 'upper' &&
    isJoined(c) &&
    c.folded.length === 1 &&
    tokens[at + 5]?.shape === 'number' &&
    isJoined(tokens[at + 5]);
  if (isCanadian) return { first: at, last: at + 5, goesOn: false };
  const inward = a?.shape === 'upper' && isJoined(a) && a.folded.length === 1 ? at + 3 : at + 2;
  const [digit, letters] = [tokens[inward], tokens[inward + 1]];
  const isBritish =
    digit?.shape === 'number' &&
    digit.folded.length === 1 &&
    digit.gap === 'blank' &&
    letters?.shape === 'upper' &&
    letters.folded.length === 2 &&
    isJoined(letters);
  return isBritish ? { first: at, last: inward + 1, goesOn: false } : null;
}

/** Parts of an address behind its street at most. */
const mostParts = 14;

/** Commas, lines, rooms, cities, states, countries and postal codes behind a street, as far as they go. */
function restOfAddress({ tokens, words, placeEnds }: Read, from: number, isTaken: (token: Token) => boolean): number {
  let last = from;
  for (let at = from + 1; at < tokens.length && at <= from + mostParts; at += 1) {
    const token = tokens[at];
    if (token === undefined || isTaken(token)) break;
    if (isMark(token, ',') || isMark(token, '-') || isMark(token, '(') || isMark(token, ')')) continue;
    if (
      isMark(token, '.') &&
      (rooms.has(tokens[at - 1]?.folded ?? '') || streetSuffixes.has(tokens[at - 1]?.folded ?? '')) &&
      isJoined(token)
    )
      continue;
    const place = placeEnds[at] ?? -1;
    if (place >= at) {
      last = Math.max(last, place);
      at = place;
      continue;
    }
    const isCode = token.shape === 'number' && token.folded.length >= 3 && token.folded.length <= 5;
    const isPart =
      isCode ||
      rooms.has(token.folded) ||
      (token.shape === 'number' && (rooms.has(tokens[at - 1]?.folded ?? '') || isMark(tokens[at - 1], '.'))) ||
      (token.shape === 'upper' && token.folded.length > 1) ||
      token.shape === 'foreign' ||
      (isJoined(token) && isWord(token) && token.folded.length === 1 && tokens[at - 1]?.shape === 'number');
    const isName =
      token.shape === 'capital' &&
      (!(words[at]?.plain ?? true) || streetSuffixes.has(token.folded)) &&
      (isMark(tokens[at - 1], ',') || token.gap === 'line' || at === last + 1);
    if (!isPart && !isName) break;
    last = at;
  }
  return last;
}
