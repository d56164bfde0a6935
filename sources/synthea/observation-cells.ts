import { createCanonical, valueSets } from '../../contracts/value-sets.ts';
import type { DerivedCell } from '../csv/csv-layout.ts';
import { derived } from './derived-cells.ts';
import { type ObservationKind, observationKind, vitalSignFields } from './observation-kinds.ts';

/** What stands for no unit. */
export const unitless = ['null', 'n/a'] as const;

/** The rows of observations.csv that are of one kind. */
export function ofKind(kind: ObservationKind): DerivedCell {
  return derived(['CATEGORY', 'CODE'], (category = '', code = '') =>
    observationKind(category, code) === kind ? kind : undefined,
  );
}

const isNumber = (type: string, value: string) => type === 'numeric' || (type === '' && Number.isFinite(Number(value)));

/** The number of a row, and of a text as `<5` what stands behind the sign. */
export const numberCell = derived(['VALUE', 'TYPE'], (value = '', type = '') =>
  isNumber(type, value) ? value : bounded.exec(value)?.[2],
);

const bounded = /^([<>]=?)\s*(\d+(?:\.\d+)?)$/;

/** The sign of a text as `<5`. */
export const comparatorCell = derived(['VALUE', 'TYPE'], (value = '', type = '') =>
  isNumber(type, value) ? undefined : bounded.exec(value)?.[1],
);

/** The text of a row that is no number. */
export const textCell = derived(['VALUE', 'TYPE'], (value = '', type = '') =>
  isNumber(type, value) || bounded.test(value) ? undefined : value,
);

const findingOf = createCanonical(valueSets.finding);

/** The word of the value set that a text is: `Positive (qualifier value)`. The text is kept beside it. */
export const findingCell = derived(['VALUE', 'TYPE'], (value = '', type = '') =>
  isNumber(type, value) ? undefined : findingOf(value),
);

/** The value of a row whose code is the one of a sign. Signs that are kept as whole numbers are rounded to one. */
export function signCell(field: (typeof vitalSignFields)[keyof typeof vitalSignFields], isWhole = false): DerivedCell {
  return derived(['CODE', 'VALUE'], (code = '', value = '') => {
    if (vitalSignFields[code as keyof typeof vitalSignFields] !== field) return undefined;
    return isWhole && /^\d+\.\d+$/.test(value) ? String(Math.round(Number(value))) : value;
  });
}
