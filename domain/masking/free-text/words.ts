import {
  clinicalBeginning,
  clinicalEnding,
  drugEnding,
  drugs,
  eponymPhrases,
  eponyms,
  neverNames,
  properWords,
  wordSet,
} from './allowed-words.ts';
import { kindsOfStem, type Lexicon, mostPlaceWords, wordKinds } from './lexicon.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';

/** What is known of a word where it stands. */
export interface Word {
  readonly given: boolean;
  readonly family: boolean;
  readonly place: boolean;
  /** English or clinical, a drug, an eponym that names its disease: it has a reason to stand there that is no person. */
  readonly plain: boolean;
}

/** Words of each token, and how many tokens a place has that begins there; of a text, with a lexicon. */
export interface Read {
  readonly tokens: readonly Token[];
  readonly words: readonly (Word | null)[];
  readonly placeEnds: Int32Array;
}

export function readWords(tokens: readonly Token[], lexicon: Lexicon): Read {
  const words: (Word | null)[] = [];
  const placeEnds = new Int32Array(tokens.length);
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    words.push(isWord(token) ? wordAt(tokens, at, token.folded, lexicon) : null);
    placeEnds[at] = isCapital(token) ? placeEnd(tokens, at, lexicon) : -1;
  }
  return { tokens, words, placeEnds };
}

function wordAt(tokens: readonly Token[], at: number, folded: string, lexicon: Lexicon): Word {
  const kinds = lexicon.get(folded) ?? 0;
  const never = neverNames.has(folded);
  const given = !never && (kinds & wordKinds.given) !== 0;
  const family = !never && (kinds & wordKinds.family) !== 0;
  const place = (kinds & wordKinds.place) !== 0;
  const listed = eponyms.has(folded);
  const isClinical = (listed && namesItsDisease(tokens, at)) || isPhrase(tokens, at, folded);
  const plain =
    never ||
    listed ||
    isClinical ||
    (kinds & wordKinds.plain) !== 0 ||
    properWords.has(folded) ||
    drugs.has(folded) ||
    (kinds === 0 && isDerived(folded, lexicon, hasReason(tokens, at)));
  return { given: given && !isClinical, family: (family || listed) && !isClinical, place, plain };
}

/** Whether a capital has a reason: it begins a sentence, or its neighbour has one, too. Elsewhere terms have none, but people. */
const hasReason = (tokens: readonly Token[], at: number) =>
  tokens[at]?.shape !== 'capital' || beginsSentence(tokens, at) || isCapital(tokens[at - 1]);

/**
 * A plural, participle, compound or term of medicine: no name of a list.
 * @param mayBeTerm Isioma is a name where a lymphoma would have no capital
 */
function isDerived(word: string, lexicon: Lexicon, mayBeTerm: boolean): boolean {
  if ((kindsOfStem(lexicon, word) & wordKinds.plain) !== 0 || drugEnding.test(word)) return true;
  if (!mayBeTerm) return false;
  if (clinicalEnding.test(word)) return true;
  const beginning = clinicalBeginning.exec(word)?.[0];
  if (beginning === undefined) return false;
  const rest = word.slice(beginning.length);
  if (rest.length < shortestRest) return rest === '' && beginning.length > 3;
  return (((lexicon.get(rest) ?? 0) | kindsOfStem(lexicon, rest)) & wordKinds.plain) !== 0;
}

/** Letters behind a beginning that are a word. */
const shortestRest = 4;

const clinicalNouns = new Set(
  `disease diseases syndrome syndromes sign signs score scores scale index test tests reflex criteria classification procedure
  operation repair catheter disorder lymphoma sarcoma palsy paralysis phenomenon tumor tumour contracture chorea ulcer thyroiditis
  esophagus oesophagus anemia dystrophy fracture maneuver manoeuvre position stain agar tube drain hernia triad law node nodes
  body bodies cells cell nodules nodule risk study heart gait line lines reaction virus monitor ataxia encephalopathy psychosis
  angina arthritis duct ampulla canal sphincter membrane trial probability stage grade coma questionnaire inventory formula
  equation pouch shunt pain ligament tendon method technique depression assessment filter block murmur respirations respiration
  breathing breath dementia apnea gangrene granulomatosis cirrhosis pressure equina degeneration hip elbow thumb neuroma melanoma
  nephritis purpura macroglobulinemia aphasia area syndrom bacillus factor spots rash fever pump approach flap nail rod
  prosthesis forceps scissors retractor incision sling protocol regimen diet scan study's performance status`.split(
    /\s+/,
  ),
);
const furthestNoun = 6;
const before = new Set([
  'of',
  'with',
  'for',
  'early',
  'onset',
  'from',
  'to',
  'has',
  'and',
  'or',
  'positive',
  'negative',
  'possible',
  'probable',
  'has',
  'suspected',
  'advanced',
  'mild',
]);

/** Whether a name in medicine names its disease, sign or score here, and no person. */
function namesItsDisease(tokens: readonly Token[], at: number): boolean {
  const possessive = isMark(tokens[at + 1], "'") && tokens[at + 2]?.folded === 's';
  for (let next = at + 1; next <= at + furthestNoun; next += 1) {
    const token = tokens[next];
    if (token === undefined) break;
    if (clinicalNouns.has(token.folded) || (token.shape === 'number' && next === at + 1)) return true;
    const goesOn = isJoined(token) || eponyms.has(token.folded) || (token.shape === 'lower' && next <= at + 2);
    if (!goesOn || isMark(token, '.') || isMark(token, ',')) break;
  }
  return possessive && before.has(tokens[at - 1]?.folded ?? '') && !kin.has(tokens[at + 3]?.folded ?? '');
}

const kin = wordSet('wife husband mother father son daughter sister brother office room chart mom dad partner');

function isPhrase(tokens: readonly Token[], at: number, folded: string): boolean {
  const skip = isMark(tokens[at + 1], '-') ? 2 : 1;
  const back = isMark(tokens[at - 1], '-') ? 2 : 1;
  return (
    eponymPhrases.has(`${folded} ${tokens[at + skip]?.folded ?? ''}`) ||
    eponymPhrases.has(`${tokens[at - back]?.folded ?? ''} ${folded}`)
  );
}

/** The last token of the longest place of the lexicon that begins here, or -1. */
function placeEnd(tokens: readonly Token[], at: number, lexicon: Lexicon): number {
  let phrase = '';
  let found = -1;
  let last = at;
  for (let count = 0; count < mostPlaceWords; count += 1) {
    const token = tokens[last];
    if (token === undefined || !isWord(token) || (count > 0 && token.gap === 'line')) break;
    phrase = phrase === '' ? token.folded : `${phrase} ${token.folded}`;
    if (((lexicon.get(phrase) ?? 0) & wordKinds.place) !== 0 && (token.shape !== 'lower' || count === 0)) found = last;
    last += 1;
    if (
      isJoined(tokens[last]) &&
      (isMark(tokens[last], '-') || isMark(tokens[last], "'")) &&
      isJoined(tokens[last + 1])
    )
      last += 1;
    else if (isMark(tokens[last], '.') && isJoined(tokens[last])) last += 1;
  }
  return found;
}

/** Whether nothing but a person or a place explains the capital of this word. */
export function isUnexplained({ tokens, words }: Read, at: number): boolean {
  const [token, word] = [tokens[at], words[at]];
  return (
    token !== undefined &&
    word !== null &&
    word !== undefined &&
    token.shape === 'capital' &&
    !word.plain &&
    token.folded.length > 2
  );
}
