/** Rows of a query, values JSON-safe: exact decimals and 64-bit integers are text. */
export interface QueryRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One array of row objects, a row a line. */
export function formatJson({ rows }: QueryRows): string {
  if (rows.length === 0) return '[]\n';
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

/** CSV with a header (RFC 4180); NULL is an empty field, an empty text is quoted. */
export function formatCsv({ columns, rows }: QueryRows): string {
  const lines = rows.map((row) => columns.map((column) => csvField(row[column])).join(','));
  return `${[columns.map(csvField).join(','), ...lines].join('\r\n')}\r\n`;
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = asText(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table for people: columns aligned, numbers to the right. */
export function formatTable({ columns, rows }: QueryRows): string {
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0), 1),
  );
  const isNumeric = columns.map((_, index) => cells.length > 0 && cells.every((row) => numeric.test(row[index] ?? '')));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => (isNumeric[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line), `(${count})`, ''].join(
    '\n',
  );
}

const numeric = /^(-?\d+(\.\d+)?|)$/;

function cellText(value: unknown): string {
  // A line break would tear the table.
  return value === null || value === undefined ? '' : asText(value).replace(/[\r\n]+/g, ' ');
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
