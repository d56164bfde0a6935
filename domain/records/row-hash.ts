import { hash } from 'node:crypto';

/**
 * SHA-256 in hex over the operation and the masked values, the same in every engine: values joined by `|`, absent ones
 * as `~`, with `~` and `|` inside a value written `~0` and `~1`.
 */
export function rowHash(operation: string, values: readonly (string | null)[]): string {
  let joined = operation;
  for (const value of values) joined += `|${value === null ? '~' : escapeValue(value)}`;
  return hash('sha256', joined, 'hex');
}

function escapeValue(value: string): string {
  return value.includes('~') || value.includes('|') ? value.replaceAll('~', '~0').replaceAll('|', '~1') : value;
}
