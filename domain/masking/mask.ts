import type { Contract, RecordData } from '../../contracts/contract.ts';
import { valueText } from '../../contracts/fields.ts';
import { tokenTypeOf } from '../../contracts/references.ts';
import { recordKey } from '../records/record-key.ts';
import { hasDerivedKey } from '../records/silver-table.ts';
import type { MaskedRecord, MaskingPolicy, Tokenize } from './policy.ts';

/** Masked text of a record in the order of the masked columns of its silver table; null where it has no value. */
export type Masker = (data: RecordData) => (string | null)[];

/**
 * Builds the masker of one contract. Only fields the contract names come out, each through the rule of its class;
 * everything else stays behind. The input is not changed.
 */
export function createMasker(contract: Contract, policy: MaskingPolicy, tokenize: Tokenize): Masker {
  const steps = Object.entries(contract.fields).flatMap(([name, field]) => {
    const rule = policy.rules[field.phi];
    const masked = { name, tokenType: tokenTypeOf(contract, name) };
    return rule.column(field.column) === null ? [] : [{ name, field: masked, rule }];
  });
  const subjectType = tokenTypeOf(contract, contract.subject);
  const isKeyDerived = hasDerivedKey(contract);
  return (data) => {
    const record: MaskedRecord = {
      data,
      subjectToken: () => tokenize(subjectType, valueText(data[contract.subject] ?? '')),
      tokenize,
    };
    const masked: (string | null)[] = isKeyDerived ? [recordKey(contract, data, tokenize)] : [];
    for (const { name, field, rule } of steps) {
      const value = data[name];
      masked.push(value === undefined ? null : rule.mask(valueText(value), field, record));
    }
    return masked;
  };
}
