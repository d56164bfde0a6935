/**
 * The columns of a result under names of which no two are equal: SQL may name columns alike (`sum(a), sum(b)`), and rows
 * keyed by such names would show one column twice. The first of a name keeps it, the next ones get `:1`, `:2` and so on,
 * as DuckDB writes them, but never a name that another column has.
 */
export function distinctColumnNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let suffix = 1;
    while (taken.has(`${name}:${suffix}`)) suffix += 1;
    const distinct = `${name}:${suffix}`;
    taken.add(distinct);
    return distinct;
  });
}

/** Rows by column name. The names must be distinct; `__proto__` is a name like any other. */
export function rowsByName<Value>(
  names: readonly string[],
  rows: readonly (readonly Value[])[],
): Readonly<Record<string, Value>>[] {
  return rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index] ?? '', value])));
}
