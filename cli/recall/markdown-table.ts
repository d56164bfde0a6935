/** A Markdown table, columns aligned; the first row is its header, and columns of numbers stand to the right. */
export function formatMarkdownTable(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const widths = header.map((_, index) => Math.max(3, ...rows.map((row) => row[index]?.length ?? 0)));
  const isNumeric = header.map((_, index) => body.every((row) => /^(?:\d+|–)$/.test(row[index] ?? '')));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => (isNumeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, index) => (isNumeric[index] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(header), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}
