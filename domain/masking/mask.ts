import type { Contract, RecordData } from '../../contracts/contract.ts';
import type { MaskingPolicy, Tokenize } from './policies.ts';

/** Masked text of a record in the order of `maskedColumns(contract)`; null where the record has no value. */
export type Masker = (data: RecordData) => (string | null)[];

/**
 * Builds the masker of one contract. Only fields the contract names come out, each through the rule of its class;
 * everything else stays behind. The input is not changed.
 */
export function createMasker(contract: Contract, policy: MaskingPolicy, tokenize: Tokenize): Masker {
  const steps = Object.entries(contract.fields).flatMap(([name, field]) => {
    const rule = policy.rules[field.phi];
    return rule.column(field.column) === null ? [] : [{ name, rule }];
  });
  return (data) => {
    const masked: (string | null)[] = [];
    for (const { name, rule } of steps) {
      const value = data[name];
      masked.push(value === undefined ? null : rule.mask(value, name, tokenize));
    }
    return masked;
  };
}
