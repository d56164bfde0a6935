import type { Contract, RecordData } from '../../contracts/contract.ts';
import { valueText } from '../../contracts/fields.ts';
import { tokenTypeOf } from '../../contracts/references.ts';
import { recordKey } from '../records/record-key.ts';
import type { Reason } from '../records/rejection.ts';
import { hasDerivedKey } from '../records/silver-table.ts';
import type { MaskedRecord, MaskingPolicy, Terminology, Tokenize } from './policy.ts';

/**
 * Masked text of a record in the order of the masked columns of its silver table; null where it has no value. What a rule
 * left out of the values that the record has is added to `warnings`.
 */
export type Masker = (data: RecordData, warnings?: Reason[]) => (string | null)[];

/** What masking works with besides the policy. */
export interface MaskingTools {
  readonly tokenize: Tokenize;
  readonly terminology: Terminology;
}

/**
 * Builds the masker of one contract. Only fields the contract names come out, each through the rule of its class;
 * everything else stays behind. The input is not changed.
 */
export function createMasker(contract: Contract, policy: MaskingPolicy, tools: MaskingTools): Masker {
  const { tokenize, terminology } = tools;
  const steps = Object.entries(contract.fields).flatMap(([name, field]) => {
    const rule = policy.rules[field.phi];
    const masked = { name, tokenType: tokenTypeOf(contract, name), displayOf: field.displayOf };
    return rule.column(field.column) === null ? [] : [{ name, field: masked, rule }];
  });
  const subjectType = tokenTypeOf(contract, contract.subject);
  const isKeyDerived = hasDerivedKey(contract);
  return (data, warnings) => {
    const record: MaskedRecord = {
      data,
      subjectToken: () => tokenize(subjectType, valueText(data[contract.subject] ?? '')),
      tokenize,
      terminology,
    };
    const masked: (string | null)[] = isKeyDerived ? [recordKey(contract, data, tokenize)] : [];
    for (const { name, field, rule } of steps) {
      const value = data[name];
      const text = value === undefined ? null : rule.mask(valueText(value), field, record);
      if (text === null && value !== undefined) warnings?.push({ code: 'masking.unknown_text', path: `data.${name}` });
      masked.push(text);
    }
    return masked;
  };
}
