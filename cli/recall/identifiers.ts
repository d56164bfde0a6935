import { luhnSum } from '../../domain/masking/plain-identifier.ts';

/** What identifies one person, as sources have it. Names are without the digits that Synthea puts behind them. */
export interface Person extends InventedNumbers {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly ssn?: string | undefined;
  readonly licence?: string | undefined;
  readonly passport?: string | undefined;
  readonly street?: string | undefined;
  readonly city?: string | undefined;
  readonly zip?: string | undefined;
}

/** What Synthea gives nobody, so that it is invented. */
export interface InventedNumbers {
  /** Six digits, as hospitals number their patients. */
  readonly recordNumber: string;
  /** Ten digits of North America, and twelve of the United Kingdom with its country code. */
  readonly phone: string;
  readonly foreignPhone: string;
  readonly mailbox: string;
  /** Medicare beneficiary identifier, and a card number, without separators. */
  readonly mbi: string;
  readonly card: string;
  readonly vehicle: string;
  readonly machine: string;
  /** Years, 90 to 119. */
  readonly age: number;
}

export type IdentifierKind =
  | 'own id'
  | "another's id"
  | 'record number'
  | 'SSN'
  | 'telephone'
  | 'name'
  | 'birth date'
  | 'street'
  | 'ZIP'
  | 'licence'
  | 'passport'
  | 'e-mail'
  | 'MBI'
  | 'URL'
  | 'IP address'
  | 'VIN'
  | 'card'
  | 'age over 89';

/** A way to write an identifier: a row of the table of recall. */
export interface Spelling {
  readonly kind: IdentifierKind;
  readonly spelling: string;
  /** As it is planted; undefined for a person who has none. */
  readonly write: (person: Person) => string | undefined;
  /** What must not be found afterwards, folded and without separators: see stored-secrets.ts. */
  readonly secrets: (person: Person) => readonly string[];
}

/** Distinct for distinct `n` below a million, and spread over all that such numbers can be. */
export function inventedNumbers(n: number): InventedNumbers {
  const digits = (length: number) => String((n * 7919 + 204_817) % 10 ** length).padStart(length, '0');
  const cardDigits = `411111${digits(9)}`;
  const letter = (place: number) => mbiLetters[Math.floor(n / 20 ** place) % 20] ?? '';
  return {
    // No time of day.
    recordNumber: String(300_000 + ((n * 7919) % 700_000)),
    phone: `617${2_000_000 + ((n * 7919) % 8_000_000)}`,
    foreignPhone: `4420${digits(8)}`,
    mailbox: `post${digits(6)}`,
    mbi: `1${letter(0)}${letter(1)}4${letter(2)}${letter(3)}7${letter(4)}K${digits(6).slice(4)}`,
    card: `${cardDigits}${(10 - (luhnSum(`${cardDigits}0`) % 10)) % 10}`,
    vehicle: `1M8GDM9AXKP${digits(6)}`,
    machine: `10.${Math.floor(n / 65_536) % 256}.${Math.floor(n / 256) % 256}.${n % 256}`,
    age: 90 + (n % 30),
  };
}

/** Letters of an MBI: all but S, L, O, I, B and Z. */
const mbiLetters = 'ACDEFGHJKMNPQRTUVWXY';

const fullWidth = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
const groups = (digits: string | undefined, ...lengths: readonly number[]): string[] => {
  let at = 0;
  return lengths.map((length) => {
    const group = digits?.slice(at, at + length) ?? '';
    at += length;
    return group;
  });
};

type Row = readonly [spelling: string, write: (person: Person) => string | undefined];

const rowsOf = (kind: IdentifierKind, secrets: Spelling['secrets'], rows: readonly Row[]): Spelling[] =>
  rows.map(([spelling, write]) => ({ kind, spelling, write, secrets }));

const compactId = ({ id }: Person) => [id.replace(/[^A-Za-z0-9]/g, '').toLowerCase()];
const idRows: readonly Row[] = [
  ['as it is', ({ id }) => id],
  ['in upper case', ({ id }) => id.toUpperCase()],
  ['without hyphens', ({ id }) => id.replaceAll('-', '')],
];

const ssnGroups = ({ ssn }: Person) => groups(ssn?.replace(/\D/g, ''), 3, 2, 4);
const ssn =
  (separator: string, before = '') =>
  (person: Person) =>
    person.ssn === undefined ? undefined : before + ssnGroups(person).join(separator);

const phoneGroups = ({ phone }: Person) => groups(phone, 3, 3, 4);

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
function born({ birthDate }: Person) {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return { year, month, day, name: months[Number(month) - 1] ?? '' };
}

/** Every spelling that the table has. */
export const spellings: readonly Spelling[] = [
  ...rowsOf('own id', compactId, idRows),
  ...rowsOf("another's id", compactId, idRows),
  ...rowsOf('record number', recordNumberSecrets, [
    ['MRN-204817', ({ recordNumber }) => `MRN-${recordNumber}`],
    ['MRN0204817', ({ recordNumber }) => `MRN0${recordNumber}`],
    ['0204817', ({ recordNumber }) => `0${recordNumber}`],
    ['204817', ({ recordNumber }) => recordNumber],
  ]),
  ...rowsOf('SSN', (person) => [ssnGroups(person).join('')], [
    ['123-45-6789', ssn('-')],
    ['123456789', ssn('')],
    ['123 45 6789', ssn(' ')],
    ['123.45.6789', ssn('.')],
    ['123/45/6789', ssn('/')],
    ['SSN123-45-6789', ssn('-', 'SSN')],
    ['SSN123456789', ssn('', 'SSN')],
    ['full-width digits', (person) => (person.ssn === undefined ? undefined : fullWidth(ssnGroups(person).join('-')))],
    ['non-breaking hyphens', ssn('\u2011')],
    ['zero-width spaces', ssn('-\u200b')],
  ]),
  ...rowsOf('telephone', ({ phone, foreignPhone }) => [phone, `1${phone}`, foreignPhone], [
    ['617-555-0142', (person) => phoneGroups(person).join('-')],
    [
      '(617) 555-0142',
      (person) =>
        phoneGroups(person)
          .join('-')
          .replace(/^(\d{3})-/, '($1) '),
    ],
    ['6175550142', ({ phone }) => phone],
    ['617.555.0142', (person) => phoneGroups(person).join('.')],
    ['617/555-0142', (person) => phoneGroups(person).join('-').replace('-', '/')],
    ['1-617-555-0142', (person) => `1-${phoneGroups(person).join('-')}`],
    ['+16175550142', ({ phone }) => `+1${phone}`],
    ['617-555-0142 x12', (person) => `${phoneGroups(person).join('-')} x12`],
    ['+44 20 7946 0142', ({ foreignPhone }) => `+${groups(foreignPhone, 2, 2, 4, 4).join(' ')}`],
    ['+442079460142', ({ foreignPhone }) => `+${foreignPhone}`],
  ]),
  ...rowsOf('telephone', ({ phone }) => [phone.slice(3)], [
    ['555-0142', (person) => phoneGroups(person).slice(1).join('-')],
    ['555 0142', (person) => phoneGroups(person).slice(1).join(' ')],
  ]),
  ...rowsOf('name', ({ given, family }) => [given.toLowerCase(), family.toLowerCase()], [
    ['Garth Upton', ({ given, family }) => `${given} ${family}`],
    ['UPTON GARTH', ({ given, family }) => `${family} ${given}`.toUpperCase()],
    ['Upton, Garth', ({ given, family }) => `${family}, ${given}`],
    ['UPTON^GARTH', ({ given, family }) => `${family}^${given}`.toUpperCase()],
  ]),
  ...rowsOf('name', ({ family }) => [family.toLowerCase()], [['Upton', ({ family }) => family]]),
  ...rowsOf('name', ({ family }) => [`${family.toLowerCase().replace(/[^a-z]/g, '')}7`], [
    ['upton7', ({ family }) => `${family.toLowerCase().replace(/[^a-z]/g, '')}7`],
  ]),
  ...rowsOf('birth date', birthDateSecrets, [
    ['1961-03-04', ({ birthDate }) => birthDate],
    ['19610304', ({ birthDate }) => birthDate.replaceAll('-', '')],
    ['03/04/1961', (person) => `${born(person).month}/${born(person).day}/${born(person).year}`],
    ['4.3.1961', (person) => `${Number(born(person).day)}.${Number(born(person).month)}.${born(person).year}`],
    ['March 4, 1961', (person) => `${born(person).name} ${Number(born(person).day)}, ${born(person).year}`],
    ['04-MAR-1961', (person) => `${born(person).day}-${born(person).name.slice(0, 3)}-${born(person).year}`],
    ['04MAR1961', (person) => `${born(person).day}${born(person).name.slice(0, 3)}${born(person).year}`],
  ]),
  ...rowsOf('street', ({ street = '' }) => [street.replace(/[^A-Za-z0-9]/g, '').toLowerCase()], [
    ['12 Pond Street', ({ street }) => street],
  ]),
  ...rowsOf('ZIP', ({ zip = '' }) => [zip.slice(0, 5)], [
    ['01970', ({ zip }) => zip?.slice(0, 5)],
    ['Salem 01970', ({ city, zip }) => (zip === undefined ? undefined : `${city ?? 'Salem'} ${zip.slice(0, 5)}`)],
  ]),
  ...rowsOf('licence', ({ licence = '' }) => [licence.toLowerCase()], [['S99966438', ({ licence }) => licence]]),
  ...rowsOf('passport', ({ passport = '' }) => [passport.toLowerCase()], [['X8126970X', ({ passport }) => passport]]),
  ...rowsOf('e-mail', ({ mailbox }) => [mailbox], [
    ['garth@example.org', ({ mailbox }) => `${mailbox}@example.org`],
    ['garth (at) example.org', ({ mailbox }) => `${mailbox} (at) example.org`],
    ['garth at example dot org', ({ mailbox }) => `${mailbox} at example dot org`],
  ]),
  ...rowsOf('MBI', ({ mbi }) => [mbi.toLowerCase()], [
    ['1EG4-TE5-MK73', ({ mbi }) => groups(mbi, 4, 3, 4).join('-')],
    ['1EG4TE5MK73', ({ mbi }) => mbi],
    ['1eg4te5mk73', ({ mbi }) => mbi.toLowerCase()],
    ['1EG4 TE5 MK73', ({ mbi }) => groups(mbi, 4, 3, 4).join(' ')],
    ['MBI1EG4TE5MK73', ({ mbi }) => `MBI${mbi}`],
  ]),
  ...rowsOf('URL', ({ mailbox }) => [mailbox], [
    ['https://example.org/garth', ({ mailbox }) => `https://example.org/${mailbox}`],
    ['www.example.org/garth', ({ mailbox }) => `www.example.org/${mailbox}`],
  ]),
  ...rowsOf('IP address', ({ machine }) => [machine], [['10.0.0.1', ({ machine }) => machine]]),
  ...rowsOf('VIN', ({ vehicle }) => [vehicle.toLowerCase()], [['1HGCM82633A004352', ({ vehicle }) => vehicle]]),
  ...rowsOf('card', ({ card }) => [card], [
    ['4111 1111 1111 1111', ({ card }) => groups(card, 4, 4, 4, 4).join(' ')],
    ['4111111111111111', ({ card }) => card],
  ]),
  ...rowsOf('age over 89', ({ age }) => [String(age)], [
    ['93-year-old', ({ age }) => `${age}-year-old`],
    ['aged 93', ({ age }) => `aged ${age}`],
  ]),
];

function recordNumberSecrets({ recordNumber: number }: Person): string[] {
  return [number, `0${number}`, `mrn${number}`, `mrn0${number}`];
}

/** A date leaves in another spelling where a column holds dates. */
function birthDateSecrets(person: Person): string[] {
  const { year, month, day, name } = born(person);
  const [shortMonth, shortDay] = [String(Number(month)), String(Number(day))];
  const named = name.toLowerCase();
  return [
    ...[year + month + day, month + day + year, day + month + year, shortDay + shortMonth + year],
    ...[named + shortDay + year, day + named.slice(0, 3) + year],
  ];
}
