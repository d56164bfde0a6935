import type { KnownValues } from '../../domain/masking/free-text/known-values.ts';
import { type Lexicon, wordKinds } from '../../domain/masking/free-text/lexicon.ts';
import type { PhiKind } from '../../domain/masking/free-text/span.ts';
import { Random } from '../../sources/generated/random.ts';
import { card, isLeftOut, type Person, Population, provider, type Share, shareOf } from './people.ts';
import { cleanSentences, sentences } from './sentences.ts';

/** A value that was planted in a text, and where. */
export interface Planted {
  readonly start: number;
  readonly end: number;
  readonly kind: PhiKind;
  /** A value of the patient whose record holds the text. */
  readonly isOwn: boolean;
}

export interface LabelledText {
  readonly text: string;
  readonly planted: readonly Planted[];
  readonly known: KnownValues;
}

/**
 * Clinical sentences with planted values of invented people, and clean ones as they are. Sentences are split by hash, and so
 * are names and cities: nothing of one share is in the other.
 * @param rounds how often each sentence is filled in with other people
 */
export function generatedCorpus(share: Share, rounds: number, seed = 1): LabelledText[] {
  const population = new Population(share);
  const texts: LabelledText[] = [];
  for (const [number, sentence] of sentences.entries()) {
    if (shareOf(sentence) !== share) continue;
    for (let round = 0; round < rounds; round += 1) {
      texts.push(filled(sentence, population, new Random(seed, `phi ${share}`, number, round)));
    }
  }
  return texts;
}

/** The clean sentences of a share. */
export function cleanTexts(share: Share): readonly string[] {
  return cleanSentences.filter((sentence) => shareOf(sentence) === share);
}

/** The lexicon without names and places of the half that texts are filled in with; what is a plain word stays one. */
export function withoutHeldOut(lexicon: Lexicon): Lexicon {
  const kept = Array.from(lexicon, ([word, kinds]): [string, number] => [
    word,
    isLeftOut(word) ? kinds & wordKinds.plain : kinds,
  ]);
  return new Map(kept.filter(([, kinds]) => kinds > 0));
}

function filled(sentence: string, population: Population, random: Random): LabelledText {
  const patient = population.person(random);
  const planted: Planted[] = [];
  let text = '';
  let from = 0;
  for (const { index, 0: braces, 1: slot = '' } of sentence.matchAll(/\{([a-z.]+)\}/g)) {
    text += sentence.slice(from, index);
    const make = slots[slot];
    if (make === undefined) throw new Error(`no slot is called ${slot}`);
    const { value, kind } = make(random, slot.startsWith('own.') ? patient : population.person(random), population);
    // What stands before a bar says nothing by itself: `on |Friday`.
    const bar = value.indexOf('|');
    const written = value.replace('|', '');
    const start = text.length + Math.max(0, bar);
    planted.push({ start, end: text.length + written.length, kind, isOwn: slot.startsWith('own.') });
    text += written;
    from = index + braces.length;
  }
  return { text: text + sentence.slice(from), planted, known: knownOf(patient) };
}

function knownOf({ first, last, birthDate, phone, email, mrn, street, city }: Person): KnownValues {
  return {
    names: [first, last],
    birthDate,
    phones: [phone],
    emails: [email],
    identifiers: [mrn],
    streets: [street],
    places: [city],
  };
}

type Slot = (
  random: Random,
  person: Person,
  population: Population,
) => { readonly value: string; readonly kind: PhiKind };
const slot =
  (kind: PhiKind, write: (random: Random, person: Person, population: Population) => string): Slot =>
  (random, person, population) => ({ value: write(random, person, population), kind });

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const facilityKinds = [
  'Hospital',
  'Medical Center',
  'Clinic',
  'Nursing Home',
  'Regional Medical Center',
  'Family Practice',
];
const states = ['MA', 'OH', 'TX', 'WA', 'GA', 'CO'];

function dateText(random: Random, iso: string): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  const [m, d, name] = [Number(month), Number(day), months[Number(month) - 1] ?? ''];
  return random.pick([
    `${month}/${day}/${year}`,
    `${m}/${d}/${year.slice(2)}`,
    iso,
    `${name} ${d}, ${year}`,
    `${name.slice(0, 3)} ${d}, ${year}`,
    `${d} ${name} ${year}`,
    `${day}-${name.slice(0, 3)}-${year}`,
    `${name} ${d}`,
    `${d}.${m}.${year}`,
  ]);
}

const someDay = (random: Random) =>
  `${random.integer(2015, 2025)}-${String(random.integer(1, 12)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`;

const ordinal = (day: number) =>
  `${day}${day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'}`;

const relativeDay = (random: Random) =>
  random.pick([
    `last ${random.pick(weekdays)}`,
    `${random.integer(2, 9)} days ago`,
    `on the |${ordinal(random.integer(1, 28))}`,
    'yesterday',
    `next ${random.pick(weekdays)}`,
    'two weeks ago',
    `on |${random.pick(weekdays)}`,
    'last week',
    `in |${random.pick(months)}`,
  ]);

const full = ({ first, last }: Person, random: Random) =>
  random.weighted([
    [5, `${first} ${last}`],
    [1, `${first} ${String.fromCharCode(65 + random.integer(0, 25))}. ${last}`],
  ]);

const phoneText = (random: Random) =>
  random.pick([
    `(${random.digits(3)}) ${random.digits(3)}-${random.digits(4)}`,
    `${random.digits(3)}-${random.digits(3)}-${random.digits(4)}`,
    `${random.digits(3)}.${random.digits(3)}.${random.digits(4)}`,
    `+44 ${random.digits(4)} ${random.digits(6)}`,
    `+1 ${random.digits(3)} ${random.digits(3)} ${random.digits(4)}`,
    `${random.digits(3)}-${random.digits(4)}`,
    `${random.digits(10)}`,
  ]);

const letters = 'ACDEFGHJKMNPQRTUVWXY';
const letterOf = (random: Random) => random.pick(Array.from(letters));
const socialSecurityNumber = (random: Random) => `${random.integer(100, 665)}-${random.digits(2)}-${random.digits(4)}`;

const slots: Readonly<Record<string, Slot>> = {
  'own.full': slot('NAME', (random, person) => full(person, random)),
  'own.first': slot('NAME', (_, { first }) => first),
  'own.last': slot('NAME', (_, { last }) => last),
  'own.reversed': slot('NAME', (_, { first, last }) => `${last.toUpperCase()}, ${first}`),
  'own.upper': slot('NAME', (_, { first, last }) => `${first} ${last}`.toUpperCase()),
  'own.lower': slot('NAME', (_, { first, last }) => `${first} ${last}`.toLowerCase()),
  'own.initials': slot('NAME', (_, { first, last }) => `${first.charAt(0)}.${last.charAt(0)}.`),
  'own.birth': slot('DATE', (random, { birthDate }) => dateText(random, birthDate)),
  'own.phone': slot('PHONE', (random, { phone }) =>
    random.pick([phone, phone.replace(/\D/g, '-').replace(/^-|--/g, ''), phone.replace(/\D/g, '')]),
  ),
  'own.email': slot('EMAIL', (random, { email }) => random.pick([email, email.toUpperCase()])),
  'own.mrn': slot('ID', (_, { mrn }) => mrn),
  'own.street': slot('ADDRESS', (_, { street }) => street),
  'own.city': slot('PLACE', (_, { city }) => city),
  full: slot('NAME', (random, person) => full(person, random)),
  clinician: slot('NAME', (random, person) =>
    random.pick([full(person, random), `${person.first.charAt(0)}. ${person.last}`]),
  ),
  first: slot('NAME', (_, { first }) => first),
  last: slot('NAME', (_, { last }) => last),
  firstinitial: slot('NAME', (_, { first, last }) => `${first} ${last.charAt(0)}.`),
  date: slot('DATE', (random) => dateText(random, someDay(random))),
  reldate: slot('DATE', relativeDay),
  phone: slot('PHONE', phoneText),
  email: slot('EMAIL', (_, { email }) => email),
  mrn: slot('ID', (_, { mrn }) => mrn),
  ssn: slot('SSN', (random) => socialSecurityNumber(random)),
  member: slot('ID', (random) =>
    random.pick([
      `${letterOf(random)}${letterOf(random)}${letterOf(random)}${random.digits(9)}`,
      random.digits(9),
      `${letterOf(random)}${random.digits(8)}`,
      `${random.digits(4)}-${random.digits(6)}`,
    ]),
  ),
  mbi: slot(
    'MBI',
    (random) =>
      `${random.integer(1, 9)}${letterOf(random)}${letterOf(random)}${random.integer(0, 9)}-${letterOf(random)}${letterOf(random)}${random.integer(0, 9)}-${letterOf(random)}${letterOf(random)}${random.digits(2)}`,
  ),
  npi: slot('NPI', (random) => provider(random)),
  card: slot('CARD', (random) => random.pick([card(random), (card(random).match(/.{4}/g) ?? []).join(' ')])),
  url: slot('URL', (random, { last }) => `https://photos.example.com/${last.toLowerCase()}/${random.digits(4)}`),
  ip: slot(
    'IP',
    (random) =>
      `${random.integer(11, 99)}.${random.integer(1, 255)}.${random.integer(1, 255)}.${random.integer(1, 254)}`,
  ),
  licence: slot('ID', (random) => `${letterOf(random)}${random.digits(8)}`),
  street: slot('ADDRESS', (_, { street }) => street),
  city: slot('PLACE', (_, { city }) => city),
  state: slot('PLACE', (random) => random.pick(states)),
  zip: slot('ADDRESS', (random) => random.digits(5)),
  facility: slot('PLACE', (random, { city, last }) =>
    random.pick([
      `${city} ${random.pick(facilityKinds)}`,
      `${last} ${random.pick(facilityKinds)}`,
      `St. ${random.pick(['Anne', 'Brendan', 'Luke', 'Hedwig'])}'s Hospital`,
      `Mercy ${random.pick(facilityKinds)}`,
    ]),
  ),
  age: slot('AGE', (random) => String(random.integer(90, 104))),
};
