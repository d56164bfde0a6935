import type { Contract } from '../../contracts/contract.ts';
import type { Data } from './change.ts';

/** Characters that JSON text must escape (RFC 8259, section 7), and surrogates, of which only pairs are text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

const valueJson = (value: unknown): string =>
  typeof value === 'string' && !escaped.test(value) ? `"${value}"` : JSON.stringify(value);

/**
 * A writer of the JSON of a contract's records: what `JSON.stringify` gives with the fields in the order of the contract,
 * other fields behind them. Names are written once for all records, which makes it twice as fast.
 */
export function jsonWriter({ fields }: Contract): (data: Data) => string {
  const prefixes = Object.keys(fields).map((name) => [name, `,${JSON.stringify(name)}:`] as const);
  const known = new Set(Object.keys(fields));
  return (data) => {
    let text = '';
    for (const [name, prefix] of prefixes) {
      const value = data[name];
      if (value !== undefined) text += prefix + valueJson(value);
    }
    for (const name in data) {
      if (!known.has(name) && data[name] !== undefined)
        text += `,${JSON.stringify(name)}:${JSON.stringify(data[name])}`;
    }
    return `{${text.slice(1)}}`;
  };
}
