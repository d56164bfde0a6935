import type { DictionaryEntry, FieldEntry } from '../../domain/dictionary/dictionary.ts';
import { numbersText } from '../../domain/dictionary/rule-entries.ts';
import { kindText, wrongValueText } from '../../domain/dictionary/words.ts';

/** What a terminal is as wide as at least. */
const width = 80;

/** Every contract with what its records are. */
export function formatIndex(entries: readonly DictionaryEntry[]): string {
  const longest = Math.max(...entries.map(({ name }) => name.length)) + 2;
  const groups = [...Map.groupBy(entries, ({ stream }) => stream)].map(([stream, own]) =>
    [stream, ...own.flatMap(({ name, description }) => hanging(`  ${name.padEnd(longest)}`, description))].join('\n'),
  );
  return `${groups.join('\n\n')}\n\nmedstream dictionary CONTRACT tells the fields of one.\n`;
}

/** All that the dictionary says of a contract, in lines of at most 80 columns. */
export function formatEntry(entry: DictionaryEntry): string {
  const { name, version, description, key, isKeyDerived, keyColumn, subject, stream, eventTypes, star } = entry;
  const keyText = `${key.join(', ')}${isKeyDerived ? `; stored as one keyed token, ${keyColumn}` : ''}`;
  return `${[
    `${name}, version ${version}`,
    ...wrapped(description),
    '',
    ...hanging('  kind      ', plain(kindText(entry))),
    ...hanging('  key       ', keyText),
    ...hanging('  stream    ', `${stream}, in order by ${subject}`),
    ...hanging('  types     ', eventTypes.join(', ')),
    ...hanging('  star      ', `${star.table}: ${star.grain}`),
    '',
    'Fields (* required)',
    ...entry.fields.flatMap(fieldLines),
    '',
    'Rules',
    ...entry.rules.flatMap(({ id, path, severity, thresholds, description: rule }) => [
      `  ${id}${severity === 'error' ? '' : ` (${severity})`}, ${path}`,
      ...hanging('      ', Object.keys(thresholds).length === 0 ? rule : `${rule} (${numbersText(thresholds)})`),
    ]),
    ...profileLines(entry),
    ...referenceLines(entry),
  ].join('\n')}\n`;
}

function fieldLines(field: FieldEntry): string[] {
  const { name, isRequired, form, valueSet, description, phi, column, star, readBy } = field;
  const masks = Object.entries(field.masking).map(([policy, effect]) => `${policy}: ${effect}`);
  const values = valueSet === null ? form : `${form}: ${valueSet}`;
  return [
    `  ${name}${isRequired ? '*' : ''}`,
    ...hanging('      ', description),
    ...hanging('      form    ', plain(`${values}; wrong: ${wrongValueText(field)}`)),
    ...hanging('      masked  ', plain(`${phi}; ${masks.join('; ')}`)),
    ...(column === null ? [] : hanging('      stored  ', [column, ...star].join(', '))),
    ...(readBy.length === 0 ? [] : hanging('      read by ', readBy.join(', '))),
  ];
}

function profileLines({ profiles }: DictionaryEntry): string[] {
  if (profiles.length === 0) return [];
  return [
    '',
    'Profiles',
    ...profiles.flatMap(({ profile, settings }) => hanging(`  ${profile.padEnd(11)}`, plain(settings.join('; ')))),
  ];
}

function referenceLines({ references, referredBy }: DictionaryEntry): string[] {
  if (references.length === 0 && referredBy.length === 0) return [];
  const by = [...new Set(referredBy.map(({ contract }) => contract))];
  return [
    '',
    'References',
    ...references.map(({ field, contract }) => `  ${field} -> ${contract}`),
    ...(by.length === 0 ? [] : hanging('  referred to by ', by.join(', '))),
  ];
}

/** Text without the marks of Markdown. */
const plain = (text: string) => text.replaceAll('`', '');

/** A text behind a label, its further lines below the text. */
function hanging(label: string, text: string): string[] {
  return wrapped(text, width - label.length).map((line, index) =>
    index === 0 ? `${label}${line}` : `${' '.repeat(label.length)}${line}`,
  );
}

/** The words of a text in lines of at most so many columns; a longer word has a line of its own. */
function wrapped(text: string, columns = width): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
