import { type Contract, keyColumnName, type RecordData } from '../../contracts/contract.ts';
import { type ColumnType, type Field, valueText } from '../../contracts/fields.ts';
import type { PhiClass } from '../../contracts/phi-classes.ts';
import { tokenTypeOf } from '../../contracts/references.ts';
import { hasDerivedKey, recordKey } from '../records/record-key.ts';
import { type Claim, claimOf, type Leaving, weakest } from './claims.ts';
import type { MaskedField, MaskedRecord } from './masked-record.ts';
import type { MaskingPolicy } from './policy.ts';
import type { MaskRule } from './rules.ts';

/** A column that a policy makes of a contract, and how its value is made. */
export interface Output {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly description: string;
  /** Class of what it is made of; of a derived key, the class of record identifiers. */
  readonly phi: PhiClass;
  /** What can stand in it. */
  readonly leavings: readonly Leaving[];
  /** The strongest claim that it supports. */
  readonly claim: Claim;
  /** The field it is made of; null of a derived key. */
  readonly field: string | null;
  /** The field's own column that keeps the value. */
  readonly keepsValue: boolean;
  /** Stored text for the validated data of a record; null: no value. */
  readonly mask: (data: RecordData, record: MaskedRecord) => string | null;
}

/** The columns of a contract under a policy in the order in which they are stored, the derived key first. */
export function outputsOf(contract: Contract, policy: MaskingPolicy): readonly Output[] {
  const fields = Object.entries<Field>(contract.fields).flatMap(([name, field]) => {
    const masked = { name, tokenType: tokenTypeOf(contract, name), displayOf: field.displayOf };
    const rule = policy.rules[field.phi];
    return [...ownOutput(field, masked, rule), ...addedOutputs(field, masked, rule)];
  });
  return [...derivedKey(contract, policy.rules.record_id), ...fields];
}

function ownOutput(field: Field, masked: MaskedField, rule: MaskRule): Output[] {
  const type = rule.column(field.column);
  if (type === null) return [];
  const { name } = masked;
  return [
    {
      name,
      type,
      nullable: field.isOptional || rule.leavesOut,
      description: field.description,
      phi: field.phi,
      leavings: rule.leavings,
      claim: weakest(rule.leavings.map((leaving) => claimOf(leaving, field.phi))),
      field: name,
      keepsValue: rule.keepsValue,
      mask: (data, record) => {
        const value = data[name];
        return value === undefined ? null : rule.mask(valueText(value), masked, record);
      },
    },
  ];
}

function addedOutputs(field: Field, masked: MaskedField, rule: MaskRule): Output[] {
  return rule.adds.map(({ nameOf, type, description, leaving, mask }) => ({
    name: nameOf(masked.name),
    type,
    nullable: true,
    description,
    phi: field.phi,
    leavings: [leaving],
    claim: claimOf(leaving, field.phi),
    field: masked.name,
    keepsValue: false,
    mask: (data, record) => {
      const value = data[masked.name];
      return mask(value === undefined ? undefined : valueText(value), masked, record);
    },
  }));
}

/** A derived key is a token already; a policy that leaves something else of identifiers masks the token. */
function derivedKey(contract: Contract, rule: MaskRule): Output[] {
  const type = rule.column({ kind: 'varchar', bytes: 64 });
  if (!hasDerivedKey(contract) || type === null) return [];
  const name = keyColumnName(contract.name);
  const masked = { name, tokenType: name };
  const isToken = rule.leavings.length === 1 && rule.leavings[0] === 'token';
  // The token over all parts leaves as if it were the value that a rule keeps.
  const leavings = isToken || rule.keepsValue ? (['token'] as const) : rule.leavings;
  return [
    {
      name,
      type,
      nullable: false,
      description: `${isToken ? 'Token' : 'Code'} of the ${contract.name}: of ${contract.key.join(', ')}`,
      phi: 'record_id',
      leavings,
      claim: weakest(leavings.map((leaving) => claimOf(leaving, 'record_id'))),
      field: null,
      keepsValue: false,
      mask: (data, record) => {
        const key = recordKey(contract, data, record.tokenize);
        return key === null || isToken ? key : rule.mask(key, masked, record);
      },
    },
  ];
}
