import type { RuleSeverity } from '../../contracts/contract.ts';
import type { DictionaryEntry, FieldEntry } from './dictionary.ts';

/** What kind of record a contract describes, and which of its times and versions count. */
export function kindText({ kind, eventTime, history }: DictionaryEntry): string {
  if (kind === 'event') return `event: happened at \`${eventTime}\`; a later record of its key corrects it`;
  return history === 'versions'
    ? 'reference data: holds from the extract until the next; every version is kept'
    : 'reference data: how it is now';
}

/** What a broken rule costs, as its contract says; a stage may say otherwise. */
export const costOfRule: Readonly<Record<RuleSeverity, string>> = {
  error: 'quarantine',
  warn: 'the value is left out',
  note: 'nothing, it is counted',
  off: 'nothing, unless a stage asks',
};

/** What becomes of a record whose value of a field is wrong. */
export function wrongValueText({ severity, otherwise }: Pick<FieldEntry, 'severity' | 'otherwise'>): string {
  if (severity === 'error') return 'quarantine';
  return otherwise === null ? 'is left out' : `becomes \`${otherwise}\``;
}
