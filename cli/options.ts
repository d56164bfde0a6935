import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../domain/safe-error.ts';

/** Data directory of every command, unless told otherwise. */
export const defaultData = '.medstream';

/** A whole number of zero or more, as an option gave it. @throws UserError that names the option. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new UserError(`${option} takes a whole number, such as ${option} 1000`);
  }
  return value;
}

/** @throws UserError that says how to begin, when a data directory has nothing to read. */
export function requireData(data: string): void {
  if (existsSync(join(data, 's3'))) return;
  throw new UserError(`there is no data in ${data}; run "npm start" first, or name another directory with --data`);
}
