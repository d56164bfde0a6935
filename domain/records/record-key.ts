import type { Contract } from '../../contracts/contract.ts';
import { keyColumnName } from '../../contracts/contract.ts';
import { valueText } from '../../contracts/fields.ts';
import { tokenTypeOf } from '../../contracts/references.ts';
import type { Tokenize } from '../masking/masked-record.ts';
import { isPlainIdentifier } from '../masking/plain-identifier.ts';
import { normalizeIdentifier } from '../masking/token.ts';
import { epochMicros } from './instant.ts';

/** Whether the key is made of several fields, so that its one column is derived from them. */
export function hasDerivedKey(contract: Contract): boolean {
  return contract.key.length > 1;
}

/**
 * The key of a record as the change log spells it: the identifier, as a token where it is or could be an individual's; of a key of
 * several fields one token over all of them. Null when the record lacks what it takes, which validation refuses.
 * @param data the fields of the record, valid or not.
 */
export function recordKey(
  contract: Contract,
  data: Readonly<Record<string, unknown>>,
  tokenize: Tokenize,
): string | null {
  const [first = '', ...more] = contract.key;
  if (more.length > 0) {
    const parts = contract.key.map((field) => keyPart(contract, field, data[field]));
    return tokenize(keyColumnName(contract.name), parts.join(''));
  }
  const value = data[first];
  if (typeof value !== 'string') return null;
  const phi = contract.fields[first]?.phi;
  const isToken = phi === 'record_id' || (phi === 'business_id' && !isPlainIdentifier(value));
  return isToken ? tokenize(tokenTypeOf(contract, first), value) : value;
}

/** One spelling of a part, led by its length: no two lists of parts read alike. An absent part is a list's own word. */
function keyPart(contract: Contract, field: string, value: unknown): string {
  if (value === undefined) return '-;';
  const text =
    typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : valueText(String(value));
  const isInstant = contract.fields[field]?.column.kind === 'timestamp';
  const spelled =
    isInstant && Number.isFinite(Date.parse(text)) ? String(epochMicros(text)) : normalizeIdentifier(text);
  return `${spelled.length}:${spelled};`;
}
