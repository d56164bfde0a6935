/** Rows of a query, values JSON-safe: exact decimals and 64-bit integers are text. */
export interface QueryRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What steers a terminal or turns the direction of a text (C0, DEL, C1, bidi controls), but for tabs and line ends. */
const controls = /(?![\t\r\n])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text with such characters written out, as `\\u001b`. */
export function withoutControls(text: string): string {
  return text.replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One array of row objects, a row a line. Control characters are escapes, which a parser gives back. */
export function formatJson({ rows }: QueryRows): string {
  if (rows.length === 0) return '[]\n';
  return `[\n${rows.map((row) => withoutControls(JSON.stringify(row))).join(',\n')}\n]\n`;
}

/**
 * CSV with a header (RFC 4180); NULL is an empty field, an empty text is quoted. Values are as they are stored: also one
 * that begins with `=`, which a spreadsheet may take for a formula if it is told to.
 */
export function formatCsv({ columns, rows }: QueryRows): string {
  const lines = rows.map((row) => columns.map((column) => csvField(row[column])).join(','));
  return `${[columns.map(csvField).join(','), ...lines].join('\r\n')}\r\n`;
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = asText(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table for people: columns aligned, numbers to the right, control characters written out. */
export function formatTable({ columns, rows }: QueryRows): string {
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  const names = columns.map(cellText);
  const widths = names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), Math.max(name.length, 1)),
  );
  const isNumeric = columns.map((_, index) => cells.length > 0 && cells.every((row) => numeric.test(row[index] ?? '')));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => (isNumeric[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  return [line(names), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line), `(${count})`, ''].join('\n');
}

const numeric = /^(-?\d+(\.\d+)?|)$/;

function cellText(value: unknown): string {
  // A line break would tear the table.
  return value === null || value === undefined ? '' : withoutControls(asText(value).replace(/[\t\r\n]+/g, ' '));
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
