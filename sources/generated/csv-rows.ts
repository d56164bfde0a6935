import { valueText } from '../../contracts/fields.ts';
import type { CsvMapping } from '../csv/csv-layout.ts';

/** The header of a file that holds what the mapping reads, and nothing else. */
export function headerOf({ columns }: CsvMapping): readonly string[] {
  return [...new Set(Object.values(columns).flat())];
}

/** The cells of a record in the order of `headerOf`; a list fills its columns from the first on. */
export function cellsOf({ columns }: CsvMapping, data: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(columns).flatMap(([field, column]) => {
    const value = data[field];
    if (typeof column === 'string') return [cellText(value)];
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return column.map((_, place) => cellText(items[place]));
  });
}

function cellText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? valueText(value) : '';
}

/** A line of CSV (RFC 4180); cells are quoted only where they must be. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
