import { fileNameOf } from '../../contracts/file-name.ts';
import { policyByZone } from '../../contracts/platform/masking.ts';
import type { RowSample } from '../../contracts/samples.ts';
import { odcsFile } from '../exported/odcs.ts';
import type { DictionaryEntry, FieldEntry } from './dictionary.ts';
import { anchorOf, code, columnTable, details, generatedNotice, table } from './markdown.ts';
import { numbersText } from './rule-entries.ts';
import { costOfRule, kindText, wrongValueText } from './words.ts';

const linkTo = (name: string) => `[${name}](${fileNameOf(name)}.md)`;

/** The page of a contract: what it is, its fields, where they go, its rules, references and samples. */
export function contractPage(entry: DictionaryEntry): string {
  const { name, description, star } = entry;
  return `${generatedNotice}
# ${name}

${description}.

${table(['', ''], about(entry))}

## Fields

${table(
  ['field', 'meaning', 'form', 'required', 'a wrong value'],
  entry.fields.map((field) => [
    code(field.name),
    field.description,
    formOf(field),
    field.isRequired ? 'yes' : '',
    wrongValueText(field),
  ]),
)}

## What leaves the vault

What each masking policy does to a value, and why. Silver and gold hold what ${code(policyByZone.silver)} leaves.

${table(
  ['field', 'PHI class', ...policyNames(entry), 'why'],
  entry.fields.map((field) => [
    code(field.name),
    `[${field.phi}](phi-classes.md)`,
    ...Object.values(field.masking),
    field.why,
  ]),
)}

## Where they go

A field has its own name in the change log (\`changes/${name}/\`), in \`staging.${name}\` and \`history.${name}\`, and in the lake's
\`silver.${name}\` and \`silver.${name}_history\`; the star shows it as \`${star.table}\`. Raw values stay in bronze.

${table(
  ['field', 'stored as', `in ${code(star.table)}`],
  entry.fields.map((field) => [
    code(field.name),
    field.column === null ? '–' : code(field.column),
    field.star.map(code).join(', ') || '–',
  ]),
)}

${readersTable(entry)}${details(`Columns of <code>${star.table}</code> that come from no single field`, columnTable(entry.derived))}

## Rules

${table(
  ['rule', 'looks at', 'when it is broken', 'what must hold', 'numbers'],
  entry.rules.map(({ id, path, severity, thresholds, description: rule }) => [
    code(`rule.${id}`),
    code(path),
    costOfRule[severity],
    rule,
    numbersText(thresholds),
  ]),
)}

${profilesText(entry)}${referencesSection(entry)}## Samples

${samplesSection(entry)}
`;
}

/** What the profiles of stages set otherwise. */
function profilesText({ profiles }: DictionaryEntry): string {
  if (profiles.length === 0) return '';
  const lines = profiles.map(({ profile, settings }) => `- Profile ${code(profile)}: ${settings.join('; ')}`);
  return `[Stages set rules without code](../rules.md):\n\n${lines.join('\n')}\n\n`;
}

/** Views of the warehouse and marts of the lake with the fields that they read. */
function readersTable({ fields }: DictionaryEntry): string {
  const readers = [...new Set(fields.flatMap(({ readBy }) => readBy))];
  if (readers.length === 0) return '';
  const rows = readers.map((reader) => [
    code(reader),
    fields
      .filter(({ readBy }) => readBy.includes(reader))
      .map(({ name }) => code(name))
      .join(', '),
  ]);
  return `${table(['view or mart', 'reads'], rows)}\n\n`;
}

const policyNames = ({ fields }: DictionaryEntry) => Object.keys(fields[0]?.masking ?? {});

function formOf({ form, valueSet }: FieldEntry): string {
  return valueSet === null
    ? form
    : `${form.replace(/of a value set/, '')} of [${valueSet}](codes.md#${anchorOf(valueSet)})`.replaceAll(
        / {2,}/g,
        ' ',
      );
}

function about(entry: DictionaryEntry): string[][] {
  const { name, key, keyColumn, isKeyDerived, subject, stream, eventTypes, star } = entry;
  const noun = fileNameOf(name);
  return [
    ['**Kind**', kindText(entry)],
    ['**Key**', `${key.map(code).join(', ')}${isKeyDerived ? `: together one keyed token, ${code(keyColumn)}` : ''}`],
    ['**Stream**', `${code(stream)}, in order by ${code(subject)}`],
    ['**Event types**', eventTypes.map(code).join(', ')],
    ['**Star**', `${code(star.table)}: ${star.grain}`],
    [
      '**Files**',
      [
        `[contract](../../contracts/records/${noun}.ts), version ${entry.version}`,
        `[samples](../../contracts/samples/${noun}.ts)`,
        `[JSON Schema](../../contracts/exported/${noun}.schema.json)`,
        `[ODCS](../../contracts/exported/${odcsFile(name)})`,
        `[load](../../warehouse/generated/load/${noun}.sql)`,
      ].join(' · '),
    ],
  ];
}

function referencesSection({ references, referredBy }: DictionaryEntry): string {
  if (references.length === 0 && referredBy.length === 0) return '';
  const to = references.map(
    ({ field, role, contract }) =>
      `- ${code(field)} → ${linkTo(contract)}${role === contract ? '' : `, as ${role.replaceAll('_', ' ')}`}`,
  );
  const by = [...Map.groupBy(referredBy, ({ contract }) => contract)].map(
    ([contract, fields]) => `${linkTo(contract)} (${fields.map(({ field }) => code(field)).join(', ')})`,
  );
  const lines = [...to, ...(by.length === 0 ? [] : [`- Referred to by ${by.join(', ')}`])];
  return `## References\n\n${lines.join('\n')}\n\n`;
}

function samplesSection({ samples, fields }: DictionaryEntry): string {
  const { about: shows, sent, stored, accepted, rejected, rows } = samples;
  const names = [...new Set([...Object.keys(stored), ...fields.map(({ name }) => name)])].filter(
    (name) => Object.hasOwn(sent, name) || Object.hasOwn(stored, name),
  );
  const shown = names.filter((name) => Object.hasOwn(sent, name) || typeof stored[name] === 'string');
  return `All of them are invented; tokens are those of a key that nobody uses. ${capital(shows)}:

${table(
  ['field', 'sent', 'stored in silver'],
  shown.map((name) => [
    code(name),
    Object.hasOwn(sent, name) ? code(valueText(sent[name])) : '–',
    typeof stored[name] === 'string' ? code(stored[name]) : '–',
  ]),
)}

Accepted, too: ${accepted.join('; ')}.

Refused:

${table(
  ['record', 'reason', 'at'],
  rejected.map(({ about: what, reason, path }) => [what, code(reason), path === '' ? '' : code(path)]),
)}${rowsText(rows)}`;
}

/** Other shapes that rows of files may have. */
function rowsText(rows: readonly RowSample[]): string {
  if (rows.length === 0) return '';
  const what = ({ becomes, derived }: RowSample) =>
    becomes === null
      ? 'quarantine'
      : `${code(JSON.stringify(becomes))}${derived.map((name) => `; ${code(name)} was worked out`)}`;
  const lines = rows.map((sample) => [sample.about, code(JSON.stringify(sample.row)), what(sample)]);
  return `\n\nRows of files, of JSON or CSV, may also look so:\n\n${table(['row', 'as it stands', 'becomes'], lines)}`;
}

/** A value as JSON has it, shortened: samples at the ends of what is allowed are long. */
function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
