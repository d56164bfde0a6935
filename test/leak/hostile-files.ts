import { type Person, type Spelling, spellings } from '../../cli/recall/identifiers.ts';
import type { Contract } from '../../contracts/contract.ts';
import { contracts } from '../../contracts/registry.ts';
import { ordinary } from '../poison/poisons.ts';
import type { Attack } from './attacks.ts';
import { inventedPerson } from './invented-people.ts';
import type { HostileFile } from './leak-run.ts';

/** Behind everybody that the attacks by event are about. */
const firstPerson = 28_000;

const inFiles = spellings.filter(({ kind, spelling }) =>
  [/^SSN 123-45-6789$/, /^name Garth Upton$/, /^own id as it is$/, /^telephone 617-555-0142$/].some((wanted) =>
    wanted.test(`${kind} ${spelling}`),
  ),
);

/** A CSV file of each contract: its name, a column of its header, a cell of that column and a torn row each hold a person. */
export function hostileFiles(): { readonly files: readonly HostileFile[]; readonly attacks: readonly Attack[] } {
  const made = contracts.map((contract, index) => {
    const [inName, inHeader, inCell, inRow] = [0, 1, 2, 3].map((place) =>
      inventedPerson(firstPerson + 4 * index + place),
    ) as [Person, Person, Person, Person];
    const said = (person: Person) => inFiles.map(({ write }) => write(person)).join(' ');
    const cells = Object.entries(ordinary(contract, `file-${contract.name}`)).filter(
      ([, value]) => typeof value !== 'object',
    );
    const content = [
      [...cells.map(([field]) => field), said(inHeader)],
      [...cells.map(([, value]) => `"${value}"`), said(inCell)],
      [`"${said(inRow)}`, ...cells.map(() => 'x')],
    ];
    return {
      file: {
        contract: contract.name,
        name: `${said(inName)}.csv`,
        content: content.map((row) => `${row.join(',')}\n`).join(''),
      },
      attacks: [
        ...attacksOn(contract, 'the name of a file', inName),
        ...attacksOn(contract, 'the header of a file', inHeader),
        ...attacksOn(contract, 'a column that no field asks for', inCell),
        ...attacksOn(contract, 'a row that cannot be read', inRow),
      ],
    };
  });
  return { files: made.map(({ file }) => file), attacks: made.flatMap(({ attacks }) => attacks) };
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
