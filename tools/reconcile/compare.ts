import { amountText } from './amount.ts';
import type { TableFigures } from './export-figures.ts';
import { type StarFigures, sumOf } from './star-figures.ts';

/** What is not as the files say, in words; none where all is. */
export function differencesOf(expected: TableFigures, star: StarFigures): readonly string[] {
  const { table, files, rows, distinct, sums, unreadable } = expected;
  const file = files.join(' and ');
  const compared = [
    { name: table, what: 'rows', own: String(rows), found: star.get(table) },
    ...Object.entries(distinct).map(([column, count]) => ({
      name: `distinct ${table}.${column}`,
      what: `distinct ${column}`,
      own: String(count),
      found: star.get(`distinct ${table}.${column}`),
    })),
    ...Object.entries(sums).map(([column, sum]) => {
      const found = sumOf(star, `sum ${table}.${column}`);
      return {
        name: `sum ${table}.${column}`,
        what: `sum of ${column}`,
        own: amountText(sum),
        found: found === undefined ? undefined : amountText(found),
      };
    }),
  ];
  return [
    ...compared
      .filter(({ own, found }) => own !== found)
      .map(({ what, own, found }) => `${table}: ${what} is ${found ?? 'not there'}; by ${file} it is ${own}`),
    ...(unreadable === 0 ? [] : [`${table}: ${unreadable} cells of amounts in ${file} are no plain number`]),
  ];
}

/** A line of the report: what became of the rows of a file, and how many figures were compared. */
export function lineOf({ table, files, read, quarantined, repeated, rows, distinct, sums }: TableFigures): string {
  const refused = Object.values(quarantined).reduce((sum, count) => sum + count, 0);
  const figures = 1 + Object.keys(distinct).length + Object.keys(sums).length;
  const cells = [read, refused, repeated, rows, figures].map((count) => String(count).padStart(11));
  return `${table.padEnd(30)}${files.join(' + ').padEnd(26)}${cells.join('')}`;
}

export const header = `${'table'.padEnd(30)}${'file'.padEnd(26)}${['rows', 'quarantine', 'repeated', 'expected', 'figures'].map((name) => name.padStart(11)).join('')}`;
