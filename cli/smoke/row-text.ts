/** A row as text, by column: times as {@link instantText} writes them, everything else as the engines print it. */
export type TextRow = Readonly<Record<string, string | null>>;

/**
 * A point in time as every store can be compared by it, UTC to the microsecond: `2026-01-31 12:00:00.123000`. Redshift,
 * DuckDB and JSON each leave out other parts of it.
 */
export function instantText(text: string): string {
  const [, date, time, fraction = ''] = /^(\d{4,}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?$/.exec(text) ?? [];
  return date === undefined ? text : `${date} ${time}.${fraction.padEnd(6, '0')}`;
}

/** A row of an engine as text. `times` names the columns that hold points in time. */
export function textRow(row: Readonly<Record<string, unknown>>, times: ReadonlySet<string>): TextRow {
  const texts = Object.entries(row).map(([name, value]): [string, string | null] => {
    if (value === null || value === undefined) return [name, null];
    return [name, times.has(name) ? instantText(String(value)) : String(value)];
  });
  return Object.fromEntries(texts);
}

/** Columns in which a row is not what it should be, with both texts: `city "Lodz" and not "Łódź"`. */
export function differences(seen: TextRow, expected: TextRow): string[] {
  return Object.entries(expected)
    .filter(([name, text]) => seen[name] !== text)
    .map(([name, text]) => `${name} ${quoted(seen[name])} and not ${quoted(text)}`);
}

function quoted(text: string | null | undefined): string {
  if (text === undefined) return 'missing';
  return text === null ? 'empty' : JSON.stringify(text);
}
