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

/** Epoch microseconds as {@link instantText} writes them; a number that is no time of the calendar as it stands. */
export function instantOfMicros(micros: bigint): string {
  const below = ((micros % 1000n) + 1000n) % 1000n;
  const at = new Date(Number((micros - below) / 1000n));
  if (Number.isNaN(at.getTime())) return `${micros} microseconds`;
  return instantText(`${at.toISOString().slice(0, -1)}${String(below).padStart(3, '0')}`);
}

const instant = /^\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/;

/**
 * Columns in which a row is not what it should be: `city "Lodz" and not "Łódź"`. Of what was found only texts that the check
 * itself sent, times, numbers and words of one kind are quoted: a fault may have put a value of somebody else there.
 */
export function differences(seen: TextRow, expected: TextRow): string[] {
  const sent = new Set(Object.values(expected));
  return Object.entries(expected)
    .filter(([name, text]) => seen[name] !== text)
    .map(([name, text]) => `${name} ${described(seen[name], sent)} and not ${described(text, sent)}`);
}

function described(text: string | null | undefined, sent: ReadonlySet<string | null>): string {
  if (text === undefined) return 'missing';
  if (text === null) return 'empty';
  const isKnown = sent.has(text) || instant.test(text) || /^(true|false|[UDI])$/.test(text);
  return isKnown ? JSON.stringify(text) : `a text of ${text.length} characters that was not sent`;
}
