/**
 * Which rows of an export a table of the star shows, written down a second time: from the columns of the files and the
 * words of the dictionary, not from the mappings of the product. One file may feed several tables, and several files one.
 */
export interface TableOfExport {
  readonly table: string;
  readonly file: string;
  /** Columns that tell the rows of the table apart. */
  readonly key: readonly string[];
  /** Which rows of the file the table shows; all where it is left out. */
  readonly holds?: (row: CsvRow) => boolean;
  /** What a row says under the names that key and columns go by, where it has others. */
  readonly reads?: (row: CsvRow) => CsvRow;
  /** Two rows that are equal cell for cell are two things, not one told twice. */
  readonly repeats?: true;
  /** By column of the star, the column of the file whose values it has, each counted once. */
  readonly distinct: Readonly<Record<string, CellOf>>;
  /** By column of the star, the column of the file whose amounts it adds up. */
  readonly sums: Readonly<Record<string, CellOf>>;
}

/** Name of a column, or what a row says where no column says it alone; empty or undefined where it says nothing. */
export type CellOf = string | ((row: CsvRow) => string | undefined);

/** A row of a file by the names of its columns in lower case; a column that the generation lacks is absent. */
export type CsvRow = Readonly<Record<string, string | undefined>>;
