import type { Contract } from '../../contracts/contract.ts';
import { FileFault } from '../files/file-fault.ts';

/** A value that is worked out from cells of a row; those of a column that the file lacks are empty. */
export interface DerivedCell {
  /** Headers of the columns. */
  readonly from: readonly string[];
  /** Begins a file: what it gives makes the value of one row after the other from its trimmed cells. */
  readonly start: () => (...cells: readonly string[]) => string | undefined;
  /** It counts rows, so it has to see those that are no records of the contract, too. */
  readonly seesEveryRow?: true;
}

/** Where the fields of a contract stand in the files of one source. Several contracts may take records from one file. */
export interface CsvMapping {
  readonly contract: Contract;
  /** Name of the file, for messages. */
  readonly file: string;
  /** By field, the header of its column; a list is put together from several. Fields the source lacks are left out. */
  readonly columns: Readonly<Record<string, string | readonly string[] | DerivedCell>>;
  /** By field, cells that say that there is nothing, besides the empty one. */
  readonly absent: Readonly<Record<string, readonly string[]>>;
  /** Which rows are records of the contract: those that it gives a text for. All of them where there is none. */
  readonly takes?: DerivedCell;
  /**
   * The rows are about something else and name things of the contract again and again: of each thing the first row that
   * says it rightly is a record. Not given: every row that it takes is one.
   */
  readonly namesThings?: true;
  /** Needed fields that have no column, because they are worked out of the record: see sources/files/file-shape.ts. */
  readonly workedOut?: readonly string[];
}

/** Whether the cells of a row can be told from the record: a mapping that works values out cannot be written back. */
export function isWritable({ columns, takes, namesThings }: CsvMapping): boolean {
  return takes === undefined && namesThings === undefined && !Object.values(columns).some(isDerived);
}

/** The headers that a mapping reads, each once. */
export function headersOf({ columns, takes }: CsvMapping): readonly string[] {
  const cells = [...Object.values(columns), ...(takes === undefined ? [] : [takes])];
  return [...new Set(cells.flatMap((cell) => (isDerived(cell) ? cell.from : cell)))];
}

const isDerived = (cell: string | readonly string[] | DerivedCell): cell is DerivedCell =>
  typeof cell === 'object' && 'from' in cell;

/** A mapping by the contract's own field names, and those of values of two parts. */
export function ownColumns(contract: Contract, file: string): CsvMapping {
  return {
    contract,
    file,
    columns: Object.fromEntries(
      [...Object.keys(contract.fields), ...Object.keys(contract.splits)].map((field) => [field, field]),
    ),
    absent: {},
  };
}

interface Cell {
  readonly field: string;
  /** Places in the row; of one column unless the field is a list or derived. -1 is a column that is not there. */
  readonly places: readonly number[];
  readonly isList: boolean;
  readonly derive: ((...cells: readonly string[]) => string | undefined) | null;
  readonly seesEveryRow: boolean;
  readonly isInstant: boolean;
  readonly absent: readonly string[];
}

/** The columns of one file, found. */
export interface FileLayout {
  readonly contract: Contract;
  readonly cells: readonly Cell[];
  readonly takes: Pick<Cell, 'places' | 'derive'> | null;
  /** Keys of the things that were named so far; null where every row is a record. */
  readonly named: Set<string> | null;
  /** What a row becomes depends on the rows before it: they are counted, or things are named once. */
  readonly remembers: boolean;
  /** Columns of the header. */
  readonly columnCount: number;
  /** Places of the columns that are read. */
  readonly places: ReadonlySet<number>;
  /** Columns of the file that no field asks for. They are not read: only what a contract classifies may pass. */
  readonly ignoredColumns: number;
}

/**
 * Finds the mapping's columns in a header, by name and without regard to case, so that the order and the extra columns
 * of every generation of a source do not matter. A column of an optional field may be absent.
 * @throws FileFault naming file, column and field, for a needed column that is absent or any column that occurs twice.
 */
export function fileLayout(mapping: CsvMapping, header: readonly string[]): FileLayout {
  const { contract, file, columns, absent, takes, namesThings, workedOut = [] } = mapping;
  const names = header.map((name) => name.trim().toLowerCase());
  const placeOf = (column: string): number => {
    const place = names.indexOf(column.toLowerCase());
    if (place !== names.lastIndexOf(column.toLowerCase())) {
      throw new FileFault(
        'file.header',
        `${file}: the column ${column} stands twice in the header; remove the one that is not meant`,
      );
    }
    return place;
  };
  const cells: Cell[] = [];
  const missing: string[] = [];
  // What a record may have beside its fields, as `127/80`, stands behind them.
  const others = Object.keys(columns).filter((name) => !Object.hasOwn(contract.fields, name));
  for (const field of [...Object.keys(contract.fields), ...others]) {
    const { column: stored, isOptional = true } = contract.fields[field] ?? {};
    if (workedOut.includes(field) && placesOf(columns[field], placeOf).length === 0) continue;
    const mapped = columns[field];
    const isInstant = stored?.kind === 'timestamp';
    const shape = { field, isInstant, absent: absent[field] ?? [], seesEveryRow: false };
    if (typeof mapped === 'object' && 'from' in mapped) {
      const places = mapped.from.map(placeOf);
      if (places.some((place) => place !== -1)) {
        const seesEveryRow = mapped.seesEveryRow === true;
        cells.push({ ...shape, places, isList: false, derive: mapped.start(), seesEveryRow });
      } else if (!isOptional) missing.push(`${mapped.from.join(' or ')} (field ${field} of ${contract.name})`);
      continue;
    }
    const places = placesOf(mapped, placeOf);
    if (places.length > 0) cells.push({ ...shape, places, isList: typeof mapped !== 'string', derive: null });
    else if (!isOptional) missing.push(`${wantedBy(mapped)[0] ?? field} (field ${field} of ${contract.name})`);
  }
  if (missing.length > 0) {
    throw new FileFault(
      'file.header',
      `${file}: the header lacks the column ${missing.join(', ')}. Check that the first line of the file is the header ` +
        `and its columns are separated by commas, then export the file again with all columns, or rename the column in ` +
        `the header if it goes by another name`,
    );
  }
  const taken = takes === undefined ? null : { places: takes.from.map(placeOf), derive: takes.start() };
  const places = new Set([...cells, ...(taken === null ? [] : [taken])].flatMap((cell) => cell.places));
  places.delete(-1);
  return {
    contract,
    cells,
    takes: taken,
    named: namesThings === true ? new Set() : null,
    remembers: namesThings === true || cells.some(({ seesEveryRow }) => seesEveryRow),
    columnCount: header.length,
    places,
    ignoredColumns: header.length - places.size,
  };
}

const wantedBy = (mapped: string | readonly string[] | undefined): readonly string[] =>
  mapped === undefined ? [] : typeof mapped === 'string' ? [mapped] : mapped;

/** Places of the columns of a field that are there. */
function placesOf(
  mapped: CsvMapping['columns'][string] | undefined,
  placeOf: (column: string) => number,
): readonly number[] {
  const wanted = mapped !== undefined && isDerived(mapped) ? mapped.from : wantedBy(mapped);
  return wanted.map(placeOf).filter((place) => place !== -1);
}

/**
 * The record data of one row, fields in contract order: trimmed text, empty cells absent, instants as ISO 8601. Null when
 * the row is no record of the contract, or names a thing that was named before.
 */
export function rowData(layout: FileLayout, cells: readonly string[]): Record<string, string | string[]> | null {
  const { takes, named, contract } = layout;
  if (takes !== null && derivedText(takes, cells) === '') {
    for (const cell of layout.cells) if (cell.seesEveryRow) derivedText(cell, cells);
    return null;
  }
  const data: Record<string, string | string[]> = {};
  for (const cell of layout.cells) {
    const { field, places, isList, isInstant, absent } = cell;
    if (isList) {
      const values = places.map((place) => (cells[place] ?? '').trim()).filter((value) => value !== '');
      if (values.length > 0) data[field] = values;
      continue;
    }
    const value = derivedText(cell, cells);
    if (value !== '' && !absent.includes(value)) data[field] = isInstant ? isoInstant(value) : value;
  }
  return named === null || isNewThing(contract, data, named) ? data : null;
}

/** Takes note of a row that `rowData` is not asked about, so that the rows behind it are counted and named as with it. */
export function noteRow(layout: FileLayout, cells: readonly string[]): void {
  if (layout.named !== null) rowData(layout, cells);
  else for (const cell of layout.cells) if (cell.seesEveryRow) derivedText(cell, cells);
}

/** The text that is worked out from a row, or that stands in the column. */
function derivedText({ places, derive }: Pick<Cell, 'places' | 'derive'>, cells: readonly string[]): string {
  if (derive === null) return (cells[places[0] ?? -1] ?? '').trim();
  return derive(...places.map((place) => (cells[place] ?? '').trim())) ?? '';
}

/** A key that is none waits for a row that says it rightly; what is wrong is told of the record that the row is of. */
function isNewThing(contract: Contract, data: Readonly<Record<string, unknown>>, named: Set<string>): boolean {
  const [field = ''] = contract.key;
  const key = data[field];
  if (typeof key !== 'string' || named.has(key)) return false;
  if (contract.fields[field]?.schema.safeParse(key).success !== true) return false;
  named.add(key);
  return true;
}

const spacedInstant = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?: ?(?:UTC|Z))?$/;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Synthea writes UTC: `2023-01-27T16:17:47Z`. Exports that passed through a database or a spreadsheet come as
 * `2023-01-27 16:17:47` or as a bare date. Any other text stays as it is, for validation to judge.
 */
function isoInstant(value: string): string {
  if (value.charAt(10) === 'T') return value;
  if (dateOnly.test(value)) return `${value}T00:00:00Z`;
  return value.replace(spacedInstant, '$1T$2Z');
}
