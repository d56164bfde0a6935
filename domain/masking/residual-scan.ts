import type { Contract, RecordData } from '../../contracts/contract.ts';
import { valueText } from '../../contracts/fields.ts';
import { hasDerivedKey } from '../records/silver-table.ts';
import type { MaskingPolicy } from './policy.ts';

/**
 * An independent look at what masking left: it shares no code with the rules, so a wrong rule cannot vouch for itself.
 * Patterns carry separators on purpose: bare digits are also codes.
 */
const patterns = {
  ssn: /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/,
  phone: /(?<![\w-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])/,
  email: /[\w.%+-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/,
  // Medicare beneficiary identifier: letters without S L O I B Z.
  mbi: /(?<!\w)[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)/,
} as const;

// One pass finds whether any of them occurs; which one it is matters only then.
const anyPattern = new RegExp(
  Object.values(patterns)
    .map(({ source }) => source)
    .join('|'),
);

/** Raw values shorter than this occur in other words by chance. */
const shortestSearched = 4;
/** Kept text up to this many bytes is a code or a label; longer text could hold a sentence about a person. */
const longestLabelBytes = 64 * 3;
const separator = '\n';

/** Looks for identifying values in masked output; returns the name of the first finding, or null. */
export type ResidualScan = (raw: RecordData, masked: readonly (string | null)[]) => string | null;

/**
 * Builds the scan for one contract: the patterns over every text, and every raw value that the policy does not keep,
 * literally, over every text that is masked or long enough to hold a sentence. A city that equals a family name is a
 * city: short kept labels are not searched for names.
 */
export function createResidualScan(contract: Contract, policy: MaskingPolicy): ResidualScan {
  const hidden: string[] = [];
  const patternSearched: boolean[] = [];
  const literalSearched: boolean[] = [];
  if (hasDerivedKey(contract)) {
    patternSearched.push(true);
    literalSearched.push(true);
  }
  for (const [name, field] of Object.entries(contract.fields)) {
    const rule = policy.rules[field.phi];
    if (!rule.keepsValue) hidden.push(name);
    const column = rule.column(field.column);
    if (column === null) continue;
    const isText = column.kind === 'varchar';
    patternSearched.push(isText);
    literalSearched.push(isText && (!rule.keepsValue || column.bytes > longestLabelBytes));
  }
  return (raw, masked) => {
    let searched = '';
    let labels = '';
    for (let index = 0; index < masked.length; index += 1) {
      const value = masked[index];
      if (value === null || value === undefined) continue;
      if (literalSearched[index]) searched += value + separator;
      else if (patternSearched[index]) labels += value + separator;
    }
    for (const field of hidden) {
      const value = raw[field];
      if (value === undefined) continue;
      const text = valueText(value);
      if (text.length >= shortestSearched && standsIn(searched, text)) return 'literal';
    }
    const all = searched + labels;
    if (!anyPattern.test(all)) return null;
    return Object.entries(patterns).find(([, pattern]) => pattern.test(all))?.[0] ?? null;
  };
}

const wordCharacter = /[\p{L}\p{N}]/u;

/** True when `value` occurs in `text` as words of its own, not inside a longer word. */
function standsIn(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    const before = text[at - 1] ?? separator;
    const after = text[at + value.length] ?? separator;
    if (!wordCharacter.test(before) && !wordCharacter.test(after)) return true;
  }
  return false;
}
