import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { amountOf } from './amount.ts';
import type { SetAside } from './set-aside.ts';
import type { CellOf, CsvRow, TableOfExport } from './table-of-export.ts';
import { absentCells } from './tables.ts';

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

/** Finds the files of an export, whatever their case, packed or not. */
export async function filesOfExport(directory: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(directory)).filter((name) => /\.csv(?:\.gz)?$/i.test(name));
  return new Map(names.map((name) => [name.toLowerCase().replace(/\.gz$/, ''), join(directory, name)]));
}

/** Computes from the files of an export what each table that they feed should hold. */
export async function figuresOfExport(
  files: ReadonlyMap<string, string>,
  tables: readonly TableOfExport[],
  setAside: SetAside,
): Promise<readonly TableFigures[]> {
  const counts = new Map<string, TableCount>();
  for (const [file, path] of files) {
    const fed = tables.filter((own) => own.file === file);
    for (const { table } of fed) if (!counts.has(table)) counts.set(table, new TableCount(table, setAside));
    if (fed.length === 0) continue;
    for await (const { line, row } of rowsOf(path)) for (const own of fed) counts.get(own.table)?.add(own, line, row);
  }
  return [...counts.values()].map((count) => count.figures());
}

async function* rowsOf(path: string): AsyncGenerator<{ readonly line: number; readonly row: CsvRow }> {
  const parser = parse({
    bom: true,
    trim: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_records_with_error: true,
  });
  const bytes = createReadStream(path);
  bytes.on('error', (error) => parser.destroy(error));
  if (/\.gz$/i.test(path)) {
    const unpacked = createGunzip();
    unpacked.on('error', (error) => parser.destroy(error));
    bytes.pipe(unpacked).pipe(parser);
  } else bytes.pipe(parser);
  let header: readonly string[] | undefined;
  let lastLine = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    // `lines` is the line on which the record ends.
    const line = lastLine + 1;
    lastLine = info.lines;
    if (header === undefined) header = record.map((name) => name.toLowerCase());
    else yield { line, row: Object.fromEntries(header.map((name, place) => [name, record[place]])) };
  }
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
