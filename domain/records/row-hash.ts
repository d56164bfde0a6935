import { hash } from 'node:crypto';

/**
 * SHA-256 in hex over the operation and the masked values, the same in every engine: values joined by `|`, absent ones
 * as `~`, with `~` and `|` inside a value written `~0` and `~1`. Absent values at the end are left out: a column that is
 * added to a contract makes no change of the records that do not have it.
 */
export function rowHash(operation: string, values: readonly (string | null)[]): string {
  let joined = operation;
  const length = values.findLastIndex((value) => value !== null) + 1;
  for (const value of values.slice(0, length)) joined += `|${value === null ? '~' : escapeValue(value)}`;
  return hash('sha256', joined, 'hex');
}

function escapeValue(value: string): string {
  return value.includes('~') || value.includes('|') ? value.replaceAll('~', '~0').replaceAll('|', '~1') : value;
}
