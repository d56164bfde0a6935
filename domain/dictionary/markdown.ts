/** Leads every page: GitHub does not show it. */
export const generatedNotice = '<!-- Generated from contracts/ by `npm run codegen`; do not edit. -->';

/** A text as code, whatever backquotes it holds. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A table; cells are Markdown of one line, and a bar in them is no border. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Columns with type and meaning. */
export function columnTable(
  columns: readonly { readonly column: string; readonly type: string; readonly description: string }[],
): string {
  return table(
    ['column', 'type', 'meaning'],
    columns.map(({ column, type, description }) => [code(column), code(type), description]),
  );
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What opens on a click. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
