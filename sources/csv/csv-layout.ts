import type { Contract } from '../../contracts/contract.ts';
import { FileFault } from '../files/file-fault.ts';
import { RowNumbers } from './row-numbers.ts';

/** Where the fields of a contract stand in the files of one source. */
export interface CsvMapping {
  readonly contract: Contract;
  /** Name of the file, for messages. */
  readonly file: string;
  /** By field, where it stands. Fields the source lacks are left out. */
  readonly columns: Readonly<Record<string, MappedColumn>>;
  /** By field, cells that say that there is nothing, besides the empty one. */
  readonly absent: Readonly<Record<string, readonly string[]>>;
  /** Says in the contract's words what the file says otherwise; given the fields of a row, it gives those of the record. */
  readonly adapt?: ((data: RowData) => RowData) | undefined;
  /** The field that numbers rows which are alike in all others: see `RowNumbers`. */
  readonly numbered?: string | undefined;
}

/** The header of a column; of several that a list is put together from; or those it goes by in one file or another. */
export type MappedColumn = string | readonly string[] | { readonly oneOf: readonly string[] };

/** Fields of a row: trimmed text, or a list of texts. */
export type RowData = Readonly<Record<string, string | readonly string[]>>;

/** The headers that a mapped column may have. */
export function headersOf(column: MappedColumn): readonly string[] {
  if (typeof column === 'string') return [column];
  return 'oneOf' in column ? column.oneOf : column;
}

/** A mapping by the contract's own field names. */
export function ownColumns(contract: Contract, file: string): CsvMapping {
  return {
    contract,
    file,
    columns: Object.fromEntries(Object.keys(contract.fields).map((field) => [field, field])),
    absent: {},
  };
}

interface Cell {
  readonly field: string;
  /** Places in the row; of one column unless the field is a list. */
  readonly places: readonly number[];
  readonly isList: boolean;
  readonly isInstant: boolean;
  readonly absent: readonly string[];
}

/** The columns of one file, found. */
export interface FileLayout {
  readonly contract: Contract;
  readonly cells: readonly Cell[];
  /** Columns of the file that no field asks for. They are not read: only what a contract classifies may pass. */
  readonly ignoredColumns: number;
  readonly adapt: ((data: RowData) => RowData) | undefined;
  /** The field to number, with the numbers given so far: a layout is for one reading of its file. */
  readonly numbered: { readonly field: string; readonly numbers: RowNumbers } | undefined;
}

/**
 * Finds the mapping's columns in a header, by name and without regard to case, so that the order and the extra columns
 * of every generation of a source do not matter. A column of an optional field may be absent.
 * @throws FileFault naming file, column and field, for a needed column that is absent or any column that occurs twice.
 */
export function fileLayout(mapping: CsvMapping, header: readonly string[]): FileLayout {
  const { contract, file, columns, absent, adapt, numbered } = mapping;
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
  for (const [field, { column: stored, isOptional }] of Object.entries(contract.fields)) {
    const mapped = columns[field];
    const wanted = mapped === undefined ? [] : headersOf(mapped);
    const isList = Array.isArray(mapped);
    const found = wanted.map(placeOf).filter((place) => place !== -1);
    const places = isList ? found : found.slice(0, 1);
    if (places.length > 0) {
      const isInstant = stored.kind === 'timestamp';
      cells.push({ field, places, isList, isInstant, absent: absent[field] ?? [] });
    } else if (!isOptional && wanted.length > 0) {
      missing.push(`${wanted.join(' or ')} (field ${field} of ${contract.name})`);
    }
  }
  if (missing.length > 0) {
    throw new FileFault(
      'file.header',
      `${file}: the header lacks the column ${missing.join(', ')}. Check that the first line of the file is the header ` +
        `and its columns are separated by commas, then export the file again with all columns, or rename the column in ` +
        `the header if it goes by another name`,
    );
  }
  // Two fields may come from one column.
  const read = new Set(cells.flatMap(({ places }) => places));
  return {
    contract,
    cells,
    ignoredColumns: header.length - read.size,
    adapt,
    numbered: numbered === undefined ? undefined : { field: numbered, numbers: new RowNumbers() },
  };
}

/**
 * The record data of one row, fields in contract order: trimmed text, empty cells absent, instants as ISO 8601. What the
 * mapping adapts and numbers is done. Rows must be passed in the order of the file, each once.
 */
export function rowData(layout: FileLayout, cells: readonly string[]): RowData {
  const read = cellData(layout, cells);
  const data = layout.adapt?.(read) ?? read;
  if (layout.numbered === undefined) return data;
  const { field, numbers } = layout.numbered;
  return { ...data, [field]: String(numbers.next(JSON.stringify(data))) };
}

function cellData(layout: FileLayout, cells: readonly string[]): RowData {
  const data: Record<string, string | string[]> = {};
  for (const { field, places, isList, isInstant, absent } of layout.cells) {
    if (isList) {
      const values = places.map((place) => (cells[place] ?? '').trim()).filter((value) => value !== '');
      if (values.length > 0) data[field] = values;
      continue;
    }
    const value = (cells[places[0] ?? -1] ?? '').trim();
    if (value !== '' && !absent.includes(value)) data[field] = isInstant ? isoInstant(value) : value;
  }
  return data;
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
