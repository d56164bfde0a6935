import { hash } from 'node:crypto';
import { allLocales } from '@faker-js/faker';
import { isLuhn, isNationalProvider } from '../../contracts/check-digits.ts';
import { lexiconWord } from '../../domain/masking/free-text/lexicon.ts';
import type { Random } from '../../sources/generated/random.ts';

/** A person of nowhere: names of one country, everything else invented. */
export interface Person {
  readonly first: string;
  readonly last: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly phone: string;
  readonly email: string;
  readonly mrn: string;
  readonly street: string;
  readonly city: string;
}

/** Names are split in four by hash: 0 and 1 stay in the lexicon of a measurement, 2 is for tuning, 3 is held out. */
export type Share = 'tuning' | 'held-out';
const shares = { tuning: 2, 'held-out': 3 } as const;

export function quarterOf(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 2), 16) % 4;
}

/** Which half a sentence belongs to. */
export function shareOf(text: string): Share {
  return quarterOf(text) % 2 === 0 ? 'tuning' : 'held-out';
}

/** Whether a measurement leaves the names and the places of this word out of its lexicon. */
export const isLeftOut = (word: string): boolean => quarterOf(word) >= 2;

/** Latin spellings of names that no list of the lexicon was made from. */
const elsewhere = [
  'Xiaoming Haoran Yuxuan Zihan Jingyi Haruto Yuzuki Sakura Kenshin Minjun Seoyeon Jiwoo Dohyun Abdulrahman Khadija Zaynab Tariq Shirin Farhad Anahita Oyelaran Chukwuemeka Ngozi Tadesse Wanjiku Kamau Lwazi Siobhan Caoimhe Padraig Aoife Eilidh Iorwerth Llinos Aitor Nekane Ekaterina Vsevolod Tomomi Thandiwe Kwabena Akosua Manaia Tevita Leilani',
  'Zhangsun Ouyang Xiong Watanabe Takahashi Kobayashi Hwang Baek Alhussein Farooqui Tehrani Oyelowo Okonkwo Gebremariam Wambui Mutasa Ruairc Gallchobhair Llewelyn Etxeberria Goikoetxea Vysotsky Krasnopolsky Tupou Kahananui Asante Boateng Rakotomalala Bandaranaike Wickramasinghe Siriwardena Thammavong Souvannavong Batbayar Erdene',
].map((names) => names.split(' '));

const leaves = (tree: unknown): string[] =>
  typeof tree === 'string'
    ? [tree]
    : Array.isArray(tree)
      ? tree.flatMap(leaves)
      : typeof tree === 'object' && tree !== null
        ? 'value' in tree
          ? leaves(tree.value)
          : Object.values(tree).flatMap(leaves)
        : [];

const isSingleLatinWord = (name: string) =>
  /^[\p{Script=Latin}]{3,}$/u.test(name) && name[0] !== name[0]?.toLowerCase();

interface Names {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** Names of every locale of a share. */
function namesOf(share: Share): Names[] {
  const isOf = (name: string) => isSingleLatinWord(name) && quarterOf(lexiconWord(name)) === shares[share];
  const locales = Object.values(allLocales).map((locale) => {
    const person = 'person' in locale ? locale.person : undefined;
    const names = { first: leaves(person?.first_name).filter(isOf), last: leaves(person?.last_name).filter(isOf) };
    return names;
  });
  const [first = [], last = []] = elsewhere.map((names) => names.filter((name) => shareOf(name) === share));
  return [...locales.filter(({ first, last }) => first.length > 4 && last.length > 4), { first, last }];
}

function citiesOf(share: Share): string[] {
  return Object.values(allLocales)
    .flatMap((locale) => ('location' in locale ? leaves(locale.location?.city_name) : []))
    .filter((city) => /^[A-Z][\p{Script=Latin}]{3,}$/u.test(city) && quarterOf(lexiconWord(city)) === shares[share]);
}

const streetNames =
  'Maple Hawthorne Wilmot Cedar Larkspur Bayberry Juniper Whitfield Prescott Ashgrove Kingsbury Fairmont Thornton Delancey Winthrop Sycamore'.split(
    ' ',
  );
const streetKinds = 'Street Avenue Road Lane Drive Court St Ave Rd Blvd'.split(' ');

/** Whom a corpus is about. */
export class Population {
  readonly #names: readonly Names[];
  readonly #cities: readonly string[];

  constructor(share: Share) {
    this.#names = namesOf(share);
    this.#cities = citiesOf(share);
  }

  person(random: Random): Person {
    const names = random.pick(this.#names);
    const [first, last] = [random.pick(names.first), random.pick(names.last)];
    const day = (count: number) => String(count).padStart(2, '0');
    return {
      first,
      last,
      birthDate: `${random.integer(1934, 2015)}-${day(random.integer(1, 12))}-${day(random.integer(1, 28))}`,
      phone: `(${random.digits(3)}) ${random.digits(3)}-${random.digits(4)}`,
      email: `${lexiconWord(first)}.${lexiconWord(last)}${random.integer(1, 99)}@example.${random.pick(['com', 'org', 'net'])}`,
      mrn: random.pick([random.digits(8), `MR${random.digits(6)}`, `${random.digits(3)}-${random.digits(5)}`]),
      street: this.street(random),
      city: this.city(random),
    };
  }

  city(random: Random): string {
    return random.pick(this.#cities);
  }

  /** A house and its street in the style of one of several countries. */
  street(random: Random): string {
    const name = random.pick(streetNames);
    const local = random.pick(this.#cities);
    return random.weighted([
      [6, `${random.integer(1, 9999)} ${name} ${random.pick(streetKinds)}`],
      [1, `${random.integer(1, 999)} ${name} ${random.pick(streetKinds)}, Apt ${random.integer(1, 40)}`],
      [1, `${random.integer(1, 200)} rue de ${local}`],
      [1, `${local}straße ${random.integer(1, 200)}`],
      [1, `Calle ${name} ${random.integer(1, 90)}`],
      [1, `Via ${local} ${random.integer(1, 90)}`],
      [1, `ul. ${local} ${random.integer(1, 90)}`],
      [1, `${local}gatan ${random.integer(1, 90)}`],
    ]);
  }
}

/** Digits with the last one chosen so that they pass. */
export function checked(random: Random, before: string, count: number, passes: (digits: string) => boolean): string {
  const digits = before + random.digits(count - before.length - 1);
  const last = Array.from('0123456789').find((each) => passes(digits + each));
  return digits + (last ?? '0');
}

export const card = (random: Random) => checked(random, '4', 16, isLuhn);
export const provider = (random: Random) => checked(random, '1', 10, isNationalProvider);
