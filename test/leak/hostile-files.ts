import { gzipSync } from 'node:zlib';
import { type Person, type Spelling, spellings } from '../../cli/recall/identifiers.ts';
import type { Contract } from '../../contracts/contract.ts';
import { fileNameOf } from '../../contracts/file-name.ts';
import { contracts } from '../../contracts/registry.ts';
import { ordinary } from '../poison/poisons.ts';
import type { Attack } from './attacks.ts';
import { inventedPerson } from './invented-people.ts';

/** A file whose name, header and rows hold what identifies people. */
export interface HostileFile {
  readonly contract: string;
  readonly name: string;
  readonly content: string | Buffer;
}

/** Behind everybody that the attacks by event are about. */
const firstPerson = 28_000;
/** Behind everybody whom a file of {@link hostileFiles} holds. */
const firstLanded = firstPerson + 4 * contracts.length;

const inFiles = spellings.filter(({ kind, spelling }) =>
  [/^SSN 123-45-6789$/, /^name Garth Upton$/, /^own id as it is$/, /^telephone 617-555-0142$/].some((wanted) =>
    wanted.test(`${kind} ${spelling}`),
  ),
);

const said = (person: Person) => inFiles.map(({ write }) => write(person)).join(' ');

/** What stands in a file: cells of a good row, and whom the name of a column, a cell of it and a torn row hold. */
interface Planted {
  readonly cells: readonly (readonly [field: string, value: unknown])[];
  readonly header: string;
  readonly cell: string;
  readonly torn: string;
}

const csv = ({ cells, header, cell, torn }: Planted) =>
  [
    [...cells.map(([field]) => field), header],
    [...cells.map(([, value]) => `"${value}"`), cell],
    [`"${torn}`, ...cells.map(() => 'x')],
  ]
    .map((row) => `${row.join(',')}\n`)
    .join('');
const objectOf = ({ cells, header, cell }: Planted) => JSON.stringify({ ...Object.fromEntries(cells), [header]: cell });

/** How a file is written, by what its name ends in. */
const writers: Readonly<Record<string, (planted: Planted) => string | Buffer>> = {
  csv,
  ndjson: (planted) => `${objectOf(planted)}\n{"${planted.torn}\n`,
  json: (planted) => `[\n${objectOf(planted)},\n"${planted.torn}"\n]`,
  'csv.gz': (planted) => gzipSync(csv(planted)),
};

/** A file of each contract, in each format in turn: its name, a column, a cell of it and a torn row each hold a person. */
export function hostileFiles(): { readonly files: readonly HostileFile[]; readonly attacks: readonly Attack[] } {
  const endings = Object.keys(writers);
  const made = contracts.map((contract, index) => {
    const ending = endings[index % endings.length] ?? 'csv';
    return fileOf(contract, firstPerson + 4 * index, (person) => `${said(person)}.${ending}`, writers[ending] ?? csv);
  });
  return { files: made.map(({ file }) => file), attacks: made.flatMap(({ attacks }) => attacks) };
}

/** Ways in which a delivery breaks as a whole. */
const breaks: readonly (readonly [ending: string, write: (planted: Planted) => string | Buffer])[] = [
  // Packed without saying it in its name.
  ['csv', (planted) => gzipSync(csv(planted)).subarray(0, -6)],
  ['csv', (planted) => Buffer.from(csv(planted).repeat(3).replaceAll('x', '\xe9'), 'latin1')],
  ['csv', (planted) => Buffer.from(`\uFEFF${csv(planted)}`, 'utf16le')],
  ['json', (planted) => `[${objectOf(planted)}, {"${planted.torn}"`],
  ['csv', ({ header, cell }) => `${header}\n${cell}\n`],
];

/** Files to be put into the landing bucket, each broken in another way: keys, headers and rows hold a person each. */
export function landedFiles(): { readonly files: readonly HostileFile[]; readonly attacks: readonly Attack[] } {
  const made = breaks.flatMap(([ending, write], index) => {
    const contract = contracts[index];
    if (contract === undefined) return [];
    const key = (person: Person) => `${fileNameOf(contract.name)}/${said(person)}.${ending}`;
    return [fileOf(contract, firstLanded + 4 * index, key, write)];
  });
  return { files: made.map(({ file }) => file), attacks: made.flatMap(({ attacks }) => attacks) };
}

function fileOf(
  contract: Contract,
  first: number,
  nameOf: (person: Person) => string,
  write: (planted: Planted) => string | Buffer,
): { readonly file: HostileFile; readonly attacks: readonly Attack[] } {
  const [inName, inHeader, inCell, inRow] = [0, 1, 2, 3].map((place) => inventedPerson(first + place)) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const cells = Object.entries(ordinary(contract, `file-${contract.name}`)).filter(
    ([, value]) => typeof value !== 'object',
  );
  const content = write({ cells, header: said(inHeader), cell: said(inCell), torn: said(inRow) });
  return {
    file: { contract: contract.name, name: nameOf(inName), content },
    attacks: [
      ...attacksOn(contract, 'the name of a file', inName),
      ...attacksOn(contract, 'the header of a file', inHeader),
      ...attacksOn(contract, 'a column that no field asks for', inCell),
      ...attacksOn(contract, 'a row that cannot be read', inRow),
    ],
  };
}

function attacksOn(contract: Contract, where: string, person: Person): Attack[] {
  return inFiles.map((spelling: Spelling) => ({
    contract,
    where,
    column: 'envelope',
    spelling,
    value: spelling.write(person) ?? '',
    secrets: spelling.secrets(person),
    payload: '',
  }));
}
