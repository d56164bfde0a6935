import type { DerivedCell } from '../csv/csv-layout.ts';
import { RowNumbers } from '../csv/row-numbers.ts';

/** A value of the row alone; undefined or an empty text is none. */
export function derived(
  from: readonly string[],
  value: (...cells: readonly string[]) => string | undefined,
): DerivedCell {
  return { from, start: () => value };
}

/** The first column that has something: generations call one thing by several names. */
export function either(...from: readonly string[]): DerivedCell {
  return derived(from, (...cells) => cells.find((cell) => cell !== ''));
}

/**
 * An id for rows that have none: of the encounter, or of the patient outside of any, with time and code, as in
 * `<uuid>:20180306T072535Z:8867-4`. Those of one code at one time are numbered from the second on, so that two orders are two.
 */
export function rowId(time: string): DerivedCell {
  return {
    from: ['ENCOUNTER', 'PATIENT', time, 'CODE'],
    seesEveryRow: true,
    start: () => {
      const numbers = new RowNumbers();
      return (encounter = '', patient = '', at = '', code = '') => {
        const owner = encounter || patient;
        if (owner === '' || code === '') return undefined;
        const id = `${owner}:${at.replace(/[-:]/g, '').replace(' ', 'T')}:${code}`;
        const number = numbers.next(id);
        return number === 1 ? id : `${id}:${number}`;
      };
    },
  };
}
