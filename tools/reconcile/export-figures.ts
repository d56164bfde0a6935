import type { FileFault } from '../../sources/files/file-fault.ts';
import { amountOf } from './amount.ts';
import { type RowFile, rowsOf } from './files.ts';
import { ownTable } from './own-tables.ts';
import type { SetAside } from './set-aside.ts';
import type { CellOf, CsvRow, TableOfExport } from './table-of-export.ts';
import { absentCells, tablesOfExport } from './tables.ts';

/** What a table should hold, by what the files say. */
export interface TableFigures {
  readonly table: string;
  readonly files: readonly string[];
  /** Rows of the files that the table is made of, whatever became of them. */
  readonly read: number;
  /** Rows that quarantine has, by their reasons. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Rows that say again what another row with the same key said, or correct it: the last one counts. */
  readonly repeated: number;
  /** Cells of amounts that are no plain number and were not left out either. */
  readonly unreadable: number;
  readonly rows: number;
  /** By column of the star. */
  readonly distinct: Readonly<Record<string, number>>;
  /** By column of the star, in millionths. */
  readonly sums: Readonly<Record<string, bigint>>;
}

/** What of a row counts. */
interface Kept {
  readonly values: readonly (string | undefined)[];
  readonly amounts: readonly (bigint | undefined)[];
}

/** What files say, and which of them are broken behind the rows that they gave. */
export interface FiguresOfFiles {
  readonly figures: readonly TableFigures[];
  readonly broken: readonly { readonly file: string; readonly fault: FileFault }[];
}

/** Computes from files what each table that they feed should hold. */
export async function figuresOfFiles(files: readonly RowFile[], setAside: SetAside): Promise<FiguresOfFiles> {
  const counts = new Map<string, TableCount>();
  const broken: FiguresOfFiles['broken'][number][] = [];
  for (const file of files) {
    const fed = tablesOf(file);
    for (const { table } of fed) if (!counts.has(table)) counts.set(table, new TableCount(table, setAside));
    if (fed.length === 0) continue;
    for await (const { line, row } of rowsOf(file, (fault) => broken.push({ file: file.path, fault }))) {
      for (const own of fed) counts.get(own.table)?.add(own, line, own.reads?.(row) ?? row);
    }
  }
  return { figures: [...counts.values()].map((count) => count.figures()), broken };
}

/** The tables that a file feeds. */
export function tablesOf({ name, contract }: RowFile): readonly TableOfExport[] {
  if (contract === null) return tablesOfExport.filter(({ file }) => file === name);
  // Whole events say by themselves what they are, and nobody counts them here.
  return contract === 'events' ? [] : [ownTable(contract, name)];
}

/** The figures of one table, over all files that feed it. */
class TableCount {
  readonly #table: string;
  readonly #contract: string;
  readonly #setAside: SetAside;
  readonly #files = new Set<string>();
  readonly #kept = new Map<string, Kept>();
  readonly #seen = new Map<string, number>();
  readonly #quarantined: Record<string, number> = {};
  #columns: Pick<TableOfExport, 'distinct' | 'sums'> = { distinct: {}, sums: {} };
  #read = 0;
  #unreadable = 0;

  constructor(table: string, setAside: SetAside) {
    this.#table = table;
    this.#contract = table.replace(/^(?:dim|fact)_/, '');
    this.#setAside = setAside;
  }

  add(from: TableOfExport, line: number, row: CsvRow): void {
    const { file, holds, distinct, sums } = from;
    if (holds !== undefined && !holds(row)) return;
    this.#columns = { distinct, sums };
    this.#files.add(file);
    this.#read += 1;
    const reason = this.#setAside.reasonOf(this.#contract, file, line);
    if (reason !== undefined) {
      this.#quarantined[reason] = (this.#quarantined[reason] ?? 0) + 1;
      return;
    }
    const cellOf = ([star, column]: [string, CellOf]) => {
      const cell = (typeof column === 'string' ? row[column] : column(row)) ?? '';
      if (cell === '' || absentCells[`${file} ${column}`]?.includes(cell)) return undefined;
      return this.#setAside.isLeftOut(this.#contract, file, line, star) ? undefined : cell;
    };
    const cells = Object.entries(sums).map(cellOf);
    const amounts = cells.map((cell) => (cell === undefined ? undefined : amountOf(cell)));
    this.#unreadable += cells.filter((cell, place) => cell !== undefined && amounts[place] === undefined).length;
    this.#kept.set(this.#keyOf(from, row), { values: Object.entries(distinct).map(cellOf), amounts });
  }

  #keyOf({ file, key, repeats }: TableOfExport, row: CsvRow): string {
    if (repeats !== true) return JSON.stringify(key.map((column) => row[column] ?? ''));
    const whole = `${file} ${JSON.stringify(row)}`;
    const time = (this.#seen.get(whole) ?? 0) + 1;
    this.#seen.set(whole, time);
    return `${time} ${whole}`;
  }

  figures(): TableFigures {
    const { distinct, sums } = this.#columns;
    const kept = [...this.#kept.values()];
    const ofQuarantine = Object.values(this.#quarantined).reduce((sum, count) => sum + count, 0);
    const valuesAt = (place: number) =>
      new Set(kept.map(({ values }) => values[place]).filter((value) => value !== undefined));
    return {
      table: this.#table,
      files: [...this.#files],
      read: this.#read,
      quarantined: this.#quarantined,
      repeated: this.#read - ofQuarantine - kept.length,
      unreadable: this.#unreadable,
      rows: kept.length,
      distinct: Object.fromEntries(Object.keys(distinct).map((star, place) => [star, valuesAt(place).size])),
      sums: Object.fromEntries(
        Object.keys(sums).map((star, place) => [
          star,
          kept.reduce((sum, { amounts }) => sum + (amounts[place] ?? 0n), 0n),
        ]),
      ),
    };
  }
}
