import { smallestPublishedCount } from './small-cells.ts';

/** A row by its columns, as text; null: no value. */
export type Row = Readonly<Record<string, string | null>>;

/** How well the rows of a table hide in one another. */
export interface Anonymity {
  readonly rows: number;
  /** Groups of rows that are alike in the columns somebody may know: the equivalence classes. */
  readonly classes: number;
  /** Rows of the smallest class: the k of k-anonymity. Null where there are no rows. */
  readonly smallestClass: number | null;
  /** Rows in classes of fewer than 11. */
  readonly rowsInSmallClasses: number;
  /** Their share of all rows, 0 to 1; 0 where there are no rows. */
  readonly shareInSmallClasses: number;
}

/**
 * Counts the rows that are alike in their quasi-identifiers (L. Sweeney, k-anonymity, 2002,
 * https://doi.org/10.1142/S0218488502001648). A missing value is a value of its own: a reader may know that it is missing.
 * One row a person; of several, the rows of a person hide in one another and the result is too good.
 * @throws RangeError for no column, and for a column that a row does not have.
 */
export function anonymityOf(rows: Iterable<Row>, quasiIdentifiers: readonly string[]): Anonymity {
  if (quasiIdentifiers.length === 0) throw new RangeError('k-anonymity is of at least one column');
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const known = quasiIdentifiers.map((column) => {
      const value = row[column];
      if (value === undefined) throw new RangeError(`a row has no column ${column}`);
      return value;
    });
    const name = JSON.stringify(known);
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  let count = 0;
  let small = 0;
  let smallest: number | null = null;
  for (const size of sizes.values()) {
    count += size;
    if (size < smallestPublishedCount) small += size;
    smallest = Math.min(smallest ?? size, size);
  }
  return {
    rows: count,
    classes: sizes.size,
    smallestClass: smallest,
    rowsInSmallClasses: small,
    shareInSmallClasses: count === 0 ? 0 : small / count,
  };
}
