import { wordSet } from './allowed-words.ts';
import type { Span } from './span.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import type { Read } from './words.ts';

const military = wordSet('apo fpo dpo');

/** Kinds of streets behind their names. */
const streetSuffixes = wordSet(`
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
const certainStreets = wordSet(
  'street st avenue ave boulevard blvd road rd drive lane ln court terrace parkway highway hwy turnpike str utca',
);
/** Kinds of streets before their names, in Romance and Slavic languages. */
const streetPrefixes = wordSet(`
  rue via viale vicolo corso calle avenida avda av carrera camino paseo plaza piazza piazzale largo rua travessa ulica ul aleja al aleje
  osiedle os strada str bulevardul soseaua chaussee boulevard bd allee place quai impasse chemin route carretera calzada jalan jl
  pasaje ronda praca estrada rodovia bulevar cesta trg ulice namesti naměsti square avenue leoforos odos
`);
/** Ends of words that name a street in Germanic, Nordic, Finnish, Baltic and Hungarian addresses. */
const streetEnding =
  /.{2}(?:strasse|strase|gasse|weg|platz|allee|damm|ufer|steig|ring|straat|laan|plein|gracht|kade|dijk|singel|gatan|vagen|grand|veien|gaten|gata|gate|vegen|vej|gade|alle|straede|vegur|stigur|braut|straeti|katu|tie|kuja|polku|raitti|tanav|maantee|iela|gatve|utca|korut|fasor|streets)$/;

interface Found {
  readonly first: number;
  readonly last: number;
}

const joining = wordSet('of and & the for at de la del di do da los');

/** Streets with their houses in several national styles, boxes, suites, postal codes, and what follows them in an address. */
export function findAddresses(read: Read, isTaken: (token: Token) => boolean): Span[] {
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

const ordinals = wordSet('st nd rd th');
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

const rooms = wordSet('apt apartment suite ste unit flat');

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

const stops = wordSet('the is was who which that for to in at on with please my your eye mouth');

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
