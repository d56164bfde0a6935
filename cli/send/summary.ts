import { formatLines } from './line-ranges.ts';
import type { InputSummary, SendSummary } from './send.ts';

const number = new Intl.NumberFormat('en-US');

/** What was sent, a line per input. */
export function formatSummary({ inputs }: SendSummary): string {
  const rows = inputs.map(({ input, sent, notSent }) => [
    input.name,
    ...[input.report.read, sent, notSent + input.report.tooLong.length].map((count) => number.format(count)),
  ]);
  const table = [['', 'read', 'sent', 'not sent'], ...rows];
  const width = (column: number) => Math.max(...table.map((row) => row[column]?.length ?? 0));
  return table
    .map(([name = '', ...counts]) =>
      [name.padEnd(width(0)), ...counts.map((count, index) => count.padStart(width(index + 1)))].join('  '),
    )
    .join('\n');
}

/** What people should know of an input, without any content of it. */
export function noticesOf({ input }: InputSummary): string[] {
  const { name, format, report } = input;
  const { unreadable, known, restored, ignoredColumns, clockTime, read, complete } = report;
  const unreadableAs = format === 'csv' ? 'rows could not be split into columns' : 'lines are no JSON object';
  return [
    ...(complete && read === 0
      ? [
          `${name}: ${format === 'csv' ? '0 rows, nothing stands below the header' : '0 lines'}; if it should hold some, export it again`,
        ]
      : []),
    ...(ignoredColumns > 0 ? [`${name}: ${ignoredColumns} columns that no contract names were not read`] : []),
    ...(unreadable > 0 ? [`${name}: ${unreadable} ${unreadableAs} and go to quarantine`] : []),
    ...(known > 0 ? [`${name}: ${known} rows repeat what is known or stood before them, and count as duplicates`] : []),
    ...(restored > 0
      ? [`${name}: ${restored} changed rows, but the file is older than what is known; they count from now (--as-of)`]
      : []),
    ...(clockTime !== null && read > 0
      ? [`${name}: its rows count as extracted now; to send the same again, say --as-of ${clockTime}`]
      : []),
  ];
}

/** What was not sent, by input: where it stands, never what it is. */
export function shortfallsOf({ input, notSent, notSentLines }: InputSummary): string[] {
  const { name, report } = input;
  const { tooLong, complete, lastLine } = report;
  const many = notSent > notSentLines.length ? ` and ${notSent - notSentLines.length} more` : '';
  return [
    ...(tooLong.length > 0
      ? [
          `${name}: ${tooLong.length} rows are longer than a record of a stream may be: line ${formatLines(tooLong)}; shorten them`,
        ]
      : []),
    ...(notSent > 0 ? [`${name}: ${notSent} rows were not accepted: line ${formatLines(notSentLines)}${many}`] : []),
    ...(complete ? [] : [`${name}: ${lastLine === 0 ? 'not read' : `not read behind line ${lastLine}`}`]),
  ];
}
