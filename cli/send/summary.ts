import { type FileFault, fileFaults } from '../../sources/files/file-fault.ts';
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
  const { unreadable, known, restored, ignoredColumns, derived, read, complete } = report;
  const unreadableAs = format === 'csv' ? 'rows could not be split into columns' : 'values are no JSON object';
  return [
    ...(complete && read === 0
      ? [
          `${name}: ${format === 'csv' ? '0 rows, nothing stands below the header' : '0 rows'}; if it should hold some, export it again`,
        ]
      : []),
    ...(ignoredColumns > 0 ? [`${name}: ${ignoredColumns} columns that no contract names were not read`] : []),
    ...(unreadable > 0 ? [`${name}: ${unreadable} ${unreadableAs} and go to quarantine`] : []),
    ...derivedNotices(name, derived),
    ...(known > 0 ? [`${name}: ${known} rows repeat what is known or stood before them, and count as duplicates`] : []),
    ...(restored > 0
      ? [`${name}: ${restored} changed rows, but the file is older than what is known; they count from now (--as-of)`]
      : []),
  ];
}

/** What no row states and was worked out, by field. */
export function derivedNotices(file: string, derived: Readonly<Record<string, number>>): string[] {
  return Object.entries(derived).map(
    ([field, count]) => `${file}: ${number.format(count)} rows do not say ${field}, which follows from what they say`,
  );
}

/** What was not sent, by input: where it stands, never what it is. */
export function shortfallsOf({ input, notSent, notSentLines }: InputSummary): string[] {
  const { name, report } = input;
  const { tooLong, complete, lastLine, fault } = report;
  const many = notSent > notSentLines.length ? ` and ${notSent - notSentLines.length} more` : '';
  return [
    ...(tooLong.length > 0
      ? [
          `${name}: ${tooLong.length} rows are longer than a record of a stream may be: line ${formatLines(tooLong)}; shorten them`,
        ]
      : []),
    ...(notSent > 0 ? [`${name}: ${notSent} rows were not accepted: line ${formatLines(notSentLines)}${many}`] : []),
    ...(fault === null ? [] : [faultNotice(name, fault)]),
    ...(complete || fault !== null
      ? []
      : [`${name}: ${lastLine === 0 ? 'not read' : `not read behind line ${lastLine}`}`]),
  ];
}

/** A file that is broken: rows before the fault count. One in another encoding was read, and what could not be is in quarantine. */
export function faultNotice(file: string, { code, message }: FileFault): string {
  if (code === 'file.encoding') return `${file}: ${message}; rows that are not UTF-8 are in quarantine`;
  const what = message === fileFaults[code] ? message : message.replace(`${file}: `, '');
  return `${file}: NOT read to its end (${code}): ${what}; the rows before that count`;
}
