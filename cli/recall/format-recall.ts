import { type Admitted, admitted, isAdmitted } from './admitted.ts';
import type { Spelling } from './identifiers.ts';
import { formatMarkdownTable } from './markdown-table.ts';
import { type Cell, type ColumnName, columns, type Row } from './measure.ts';

/** A recall as it is printed. */
export interface Recall {
  readonly people: number;
  /** Records of the export. */
  readonly read: number;
  /** Records of it that the scan refuses, by reason. */
  readonly falseAlarms: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

const titles: Readonly<Record<ColumnName, string>> = {
  text: 'text of a code',
  coded: 'coded field',
  code: 'code',
  'own city': 'city, own',
  "another's city": "city, another's",
  name: 'name, address',
  id: 'identifier',
  postal: 'postal code',
  number: 'number',
  date: 'date',
  masked: 'masked',
  envelope: 'envelope',
};

const count = (n: number) => n.toLocaleString('en-US');

/** Spellings that leave somewhere, though nobody has admitted it. */
export function notAdmitted(
  rows: readonly Row[],
): readonly { readonly column: ColumnName; readonly spelling: Spelling }[] {
  return rows.flatMap(({ spelling, cells }) =>
    columns
      .filter((column) => cells[column].found < cells[column].planted && !isAdmitted(column, spelling))
      .map((column) => ({ column, spelling })),
  );
}

/** The table, the false alarms and what is admitted, in Markdown. */
export function formatRecall({ people, read, falseAlarms, rows }: Recall): string {
  const inAll = percentages(rows.map(({ cells }) => cells));
  const everything = inAll.at(-1);
  const table = formatMarkdownTable([
    ['identifier', 'written as', ...columns.map((column) => titles[column]), 'all'],
    ...rows.map(({ spelling, cells }) => [spelling.kind, spelling.spelling, ...percentages([cells])]),
    ['all', '', ...inAll],
  ]);
  const alarms = Object.entries(falseAlarms);
  const total = alarms.reduce((sum, [, n]) => sum + n, 0);
  const unknown = notAdmitted(rows);
  return [
    `Of 100 identifiers planted one at a time, in every field and in the envelope of clean records, ${everything} do not leave; the table says which do, and the list below it why they are let through.`,
    '',
    `${count(people)} patients; of every 100 times that an identifier was planted, so many times it did not leave, rounded down:`,
    '',
    table,
    '',
    `False alarms: of the ${count(read)} records of the export as it is, the masking refuses ${count(total)}.`,
    ...alarms.map(([code, n]) => `- ${code}: ${count(n)}`),
    '',
    'What leaves, and why it is let through:',
    '',
    ...admitted.map(admittedLine),
    ...(unknown.length === 0 ? [] : ['', 'What leaves and should not:', '']),
    ...unknown.map(({ column, spelling }) => `- ${titles[column]}: ${spelling.kind} (${spelling.spelling})`),
    '',
  ].join('\n');
}

function percentages(all: readonly Row['cells'][]): string[] {
  const ofColumn = (column: ColumnName) => sum(all.map((cells) => cells[column]));
  return [...columns.map(ofColumn), sum(columns.map(ofColumn))].map(percentage);
}

const sum = (cells: readonly Cell[]): Cell => ({
  planted: cells.reduce((total, { planted }) => total + planted, 0),
  found: cells.reduce((total, { found }) => total + found, 0),
});

const percentage = ({ planted, found }: Cell) => (planted === 0 ? '–' : String(Math.floor((100 * found) / planted)));

function admittedLine({ columns: where, kind, spellings, reason, byChance }: Admitted): string {
  const how = spellings === undefined ? '' : ` (${spellings.join(', ')})`;
  return `- ${where.map((column) => titles[column]).join('; ')}: ${kind}${how}, ${byChance === true ? 'seldom: ' : 'because '}${reason}`;
}

/** The same for programs, a line a cell of the table. */
export function recallJson({ people, read, falseAlarms, rows }: Recall): object {
  const cells = rows.flatMap(({ spelling: { kind, spelling }, cells }) =>
    columns.map((column) => ({ kind, spelling, place: column, ...cells[column] })),
  );
  const known = cells.map((cell) => ({ ...cell, admitted: isAdmitted(cell.place, cell) }));
  return { people, records: read, false_alarms: falseAlarms, cells: known.filter(({ planted }) => planted > 0) };
}
