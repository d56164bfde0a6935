import { fileNameOf } from '../../contracts/file-name.ts';
import { phiClasses, phiClassNames } from '../../contracts/phi-classes.ts';
import { policyByZone } from '../../contracts/platform/masking.ts';
import { type ValueSet, valueSets } from '../../contracts/value-sets.ts';
import { classReasons } from '../masking/class-reasons.ts';
import { policies } from '../masking/policies.ts';
import { policyClaim } from '../masking/policy.ts';
import { lineageClaim } from '../masking/table-claim.ts';
import { lineageColumns } from '../records/silver-table.ts';
import { sqlType } from '../warehouse/sql-text.ts';
import { contractPage } from './contract-page.ts';
import type { DictionaryEntry } from './dictionary.ts';
import { anchorOf, code, columnTable, generatedNotice, table } from './markdown.ts';

/** A page of docs/dictionary, by its path below that folder. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Every page of the dictionary: the index, a page per contract, the value sets and the PHI classes. */
export function dictionaryPages(entries: readonly DictionaryEntry[]): readonly Page[] {
  return [
    { path: 'README.md', text: indexPage(entries) },
    { path: 'codes.md', text: codesPage(entries) },
    { path: 'phi-classes.md', text: phiPage(entries) },
    ...entries.map((entry) => ({ path: `${fileNameOf(entry.name)}.md`, text: contractPage(entry) })),
  ];
}

const linkTo = (name: string) => `[${name}](${fileNameOf(name)}.md)`;

function indexPage(entries: readonly DictionaryEntry[]): string {
  const byStream = [...Map.groupBy(entries, ({ stream }) => stream)];
  return `${generatedNotice}
# Data dictionary

What every record is made of, what masking leaves of it and where it ends up. \`npx medstream dictionary\` prints the same in a
terminal. For other tools every contract is exported twice to [contracts/exported](../../contracts/exported): as the JSON Schema of what
producers send, and as a contract of the Open Data Contract Standard (ODCS) for readers of the lake.

${byStream
  .map(
    ([stream, own]) => `## ${headingOf(stream)}

Records of the stream \`${stream}\`.

${table(
  ['contract', 'what a record is', 'kind', 'identified by', 'star', 'fields'],
  own.map(({ name, description, kind, key, star, fields }) => [
    linkTo(name),
    description,
    kind === 'reference' ? 'reference data' : 'event',
    key.map(code).join(', '),
    code(star.table),
    String(fields.length),
  ]),
)}`,
  )
  .join('\n\n')}

## Besides

- [Codes](codes.md): the value sets, with other spellings that are understood.
- [PHI classes](phi-classes.md): what a value may reveal, and what each masking policy does about it.

## Columns of every row

They lead each row of the change log and of \`history\`: where it came from, and where it belongs.

${columnTable(lineageColumns.map(({ name, type, description }) => ({ column: name, type: sqlType(type), description })))}
`;
}

/** `healthcare-events` as a heading. */
function headingOf(stream: string): string {
  const words = stream.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function codesPage(entries: readonly DictionaryEntry[]): string {
  const sets = Object.values<ValueSet>(valueSets).toSorted((a, b) => a.title.localeCompare(b.title));
  return `${generatedNotice}
# Codes

A coded field holds one of these codes. A record may write the code, its meaning or another spelling, in any case: the code is what is
stored. What a set does not have becomes \`other\`, with a warning, or costs the record where a set has no \`other\`.

${sets.map((set) => `- [${set.title}](#${anchorOf(set.title)})`).join('\n')}

${sets.map((set) => codesOf(set, entries)).join('\n\n')}
`;
}

function codesOf(set: ValueSet, entries: readonly DictionaryEntry[]): string {
  const users = entries.flatMap(({ name, fields }) =>
    fields.filter(({ valueSet }) => valueSet === set.title).map((field) => `${linkTo(name)} \`${field.name}\``),
  );
  return `## ${set.title}

Source: ${set.source}. ${users.length === 0 ? 'No field uses it.' : `Used by ${users.join(', ')}.`}

${table(
  ['code', 'meaning', 'also written'],
  Object.entries(set.codes).map(([own, { title, spellings = [] }]) => [code(own), title, spellings.join(', ')]),
)}`;
}

function phiPage(entries: readonly DictionaryEntry[]): string {
  const named = Object.values(policies);
  const names = named.map(({ name }) => name);
  return `${generatedNotice}
# PHI classes

Every field of every contract has one; a field without does not compile. What leaves the vault passed a policy:

${table(
  ['policy', 'for', 'may claim to be', 'in the zones'],
  named.map((policy) => [code(policy.name), policy.purpose, code(policyClaim(policy)), zonesOf(policy.name)]),
)}

What each of them does to a value of a class. [What they leave of every field](../../test/domain/masking/golden/every-field.md) shows
an example of each.

${table(
  ['class', 'what it is', ...names, 'why', 'fields'],
  phiClassNames.map((phi) => [
    code(phi),
    phiClasses[phi],
    ...named.map(({ rules }) => rules[phi].effect),
    classReasons[phi],
    String(entries.flatMap(({ fields }) => fields).filter((field) => field.phi === phi).length),
  ]),
)}

The strongest claim that what is left supports, by class. A policy, and a table, claims the weakest of its parts;
[how that is derived](../decisions/0018-masking-policies.md).

${table(
  ['class', ...names],
  phiClassNames.map((phi) => [code(phi), ...named.map(({ rules }) => rules[phi].claim(phi))]),
)}

Columns of every row that say where it came from are left by no policy in particular:

${table(
  ['column', 'claim'],
  lineageColumns.map(({ name }) => [code(name), lineageClaim(name)]),
)}
`;
}

const zonesOf = (name: string) =>
  Object.entries(policyByZone)
    .filter(([, policy]) => policy === name)
    .map(([zone]) => zone)
    .join(', ') || 'none yet';
