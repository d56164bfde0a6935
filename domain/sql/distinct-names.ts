/**
 * Names of a result's columns, each once: of columns of one name the first keeps it and the others get the next number
 * that no column has, `sum`, `sum:1`, `sum:2`. A row is an object by name then, and loses no column.
 */
export function distinctNames(names: readonly string[]): string[] {
  const given = new Set(names);
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 1; taken.has(distinct) || (distinct !== name && given.has(distinct)); number += 1) {
      distinct = `${name}:${number}`;
    }
    taken.add(distinct);
    return distinct;
  });
}

/** Rows as objects by the names of their columns. */
export function rowsByName<Value>(
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): Record<string, Value>[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place] as Value])));
}
