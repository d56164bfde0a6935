const lineWidth = 120;

/** A value as the text of a JSON file, as the formatter of the repository writes it too. */
export function jsonText(value: unknown): string {
  return `${jsonLines(value, '', 0)}\n`;
}

/** What fits into a line stands in one. */
function jsonLines(value: unknown, indent: string, taken: number): string {
  const items = Array.isArray(value) ? value.map((item) => ({ key: '', item })) : propertiesOf(value);
  if (items.length === 0) return JSON.stringify(value);
  const [open, close, pad] = Array.isArray(value) ? ['[', ']', ''] : ['{', '}', ' '];
  const line = `${open}${pad}${items.map(({ key, item }) => key + jsonLines(item, '', -Infinity)).join(', ')}${pad}${close}`;
  if (indent.length + taken + line.length <= lineWidth) return line;
  const inner = `${indent}  `;
  const lines = items.map(({ key, item }) => `${inner}${key}${jsonLines(item, inner, key.length + 1)}`);
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function propertiesOf(value: unknown): readonly { readonly key: string; readonly item: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, item]) => ({ key: `${JSON.stringify(name)}: `, item }));
}
