/** Rows of a query by column name, no two names alike; values JSON-safe: exact decimals and 64-bit integers are text. */
export interface QueryRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One array of row objects, a row a line, its columns in their order. */
export function formatJson({ columns, rows }: QueryRows): string {
  if (rows.length === 0) return '[]\n';
  const names = columns.map((column) => JSON.stringify(column));
  const lines = rows.map(
    (row) => `{${columns.map((column, at) => `${names[at]}:${JSON.stringify(row[column] ?? null)}`).join(',')}}`,
  );
  // JSON leaves C1 and the bidi controls as they are; escaped they are the same text.
  return `[\n${lines.map(escapeControls).join(',\n')}\n]\n`;
}

/**
 * CSV with a header (RFC 4180); NULL is an empty field, an empty text is quoted. It is data, so nothing in it is changed:
 * a text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`) gets no sign in front, because negative numbers
 * begin so and a program that reads the file would take the sign for a part of the value. Whoever opens it in a
 * spreadsheet imports it with its columns as text.
 * @param isForScreen escapes control characters as in a table: a terminal would obey them. A file and a pipe get them as
 * they are.
 */
export function formatCsv({ columns, rows }: QueryRows, isForScreen: boolean): string {
  const lines = rows.map((row) => columns.map((column) => csvField(row[column])).join(','));
  const all = [columns.map(csvField).join(','), ...lines];
  return `${(isForScreen ? all.map(escapeControls) : all).join('\r\n')}\r\n`;
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = asText(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table for people: columns aligned, numbers to the right. Control characters are escaped (`\u001b`), so that no value
 * moves the cursor, sets the title of the window or turns the direction of what stands beside it.
 */
export function formatTable({ columns, rows }: QueryRows): string {
  const head = columns.map(cellText);
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  const widths = head.map((name, at) => cells.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), name.length));
  const isNumeric = columns.map((_, index) => cells.length > 0 && cells.every((row) => numeric.test(row[index] ?? '')));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => (isNumeric[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  const rule = line(widths.map((width) => '-'.repeat(Math.max(width, 1))));
  return [line(head), rule, ...cells.map(line), `(${count})`, ''].join('\n');
}

const numeric = /^(-?\d+(\.\d+)?|)$/;

/** C0 and C1 but the line feed, the separators of lines, and what turns the direction of the text around it. */
const controls = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

function escapeControls(text: string): string {
  return text.replace(controls, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function cellText(value: unknown): string {
  // A line break would tear the table.
  return value === null || value === undefined ? '' : escapeControls(asText(value).replace(/[\r\n]+/g, ' '));
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
