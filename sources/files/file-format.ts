/** How the rows of a file are written, once it is unpacked. */
export type FileFormat =
  /** A header and rows, RFC 4180. */
  | 'csv'
  /** A JSON value on each line. */
  | 'ndjson'
  /** One array of values, or values one after the other, each over as many lines as it takes. */
  | 'json';

const endings: readonly (readonly [RegExp, FileFormat | 'any json'])[] = [
  [/\.csv$/i, 'csv'],
  [/\.(ndjson|jsonl)$/i, 'ndjson'],
  [/\.json$/i, 'any json'],
];

/** The last part of a path or key, without what says that it is packed: `claims.csv` of `in/claims.csv.gz`. */
export function unpackedName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
}

/**
 * The format of a file, from its name and, where that leaves it open, from its first bytes: most files called `.json` hold
 * an array or a value, some a value on each line.
 * @param name without `.gz`.
 * @param head first bytes of the file, unpacked; its first line, or 64 KiB of it.
 */
export function formatOf(name: string, head: Buffer): FileFormat {
  const byName = formatByName(name);
  if (byName === 'csv') return byName;
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (byName === 'ndjson') return isOverLines(text) ? 'json' : 'ndjson';
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return byName === undefined ? 'csv' : 'json';
  const lineEnd = text.indexOf('\n');
  // Without a second line the two are the same.
  return lineEnd === -1 || isJson(text.slice(0, lineEnd)) ? 'ndjson' : 'json';
}

/** What the ending of a name says; `.json` leaves it open. */
export function formatByName(name: string): FileFormat | 'any json' | undefined {
  return endings.find(([ending]) => ending.test(name))?.[1];
}

/** Whether what is called NDJSON is an array of objects, or an object over several lines: of those no line is a row. */
function isOverLines(text: string): boolean {
  if (/^\{\s*[\r\n]/.test(text)) return true;
  return /^\[\s*(?:\{|$)/.test(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
