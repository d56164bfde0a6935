import type { RecordData } from '../../contracts/contract.ts';
import type { ColumnType } from '../../contracts/fields.ts';
import type { PhiClass } from '../../contracts/phi-classes.ts';
import type { MaskingPolicyName } from '../../contracts/platform/masking.ts';

/** What a masked output may claim to be, from most to least identifying (45 CFR 164.514(b)(2) and (e)). */
export type Claim = 'phi' | 'limited-dataset' | 'safe-harbor';

/** Turns a raw identifier into a keyed token; the type label keeps equal digits of different things apart. */
export type Tokenize = (type: string, value: string) => string;

/** Which texts stand for which codes. */
export interface Terminology {
  /** Whether `text` is a text of `code`, and so says nothing but what the code says. */
  readonly isTextOf: (code: string, text: string) => boolean;
}

/** The field whose value is masked. */
export interface MaskedField {
  readonly name: string;
  /** The field whose code a display text names. */
  readonly displayOf?: string | undefined;
  /** Type label of its token: the key it holds, whatever its role is, so that it joins with the record it names. */
  readonly tokenType: string;
}

/** The record whose values are masked. */
export interface MaskedRecord {
  readonly data: RecordData;
  /** Token of the individual, or the thing, that the record is about. */
  readonly subjectToken: () => string;
  readonly tokenize: Tokenize;
  readonly terminology: Terminology;
}

/**
 * How one PHI class leaves the vault. `column` is the stored type of the result (null: the value is dropped);
 * `mask` turns one raw, validated value, as text, into its stored text; null when this value must not leave. It may look at
 * the rest of the record.
 */
export interface MaskRule {
  readonly column: (raw: ColumnType) => ColumnType | null;
  readonly mask: (value: string, field: MaskedField, record: MaskedRecord) => string | null;
  /** The value passes as it is, by decision of the policy. */
  readonly keepsValue: boolean;
  /** What it does, in a few words of a reader: the data dictionary prints them. */
  readonly effect: string;
}

export interface MaskingPolicy {
  readonly name: MaskingPolicyName;
  /** The strongest claim an output of this policy can support. Tokens and exact dates never support `safe-harbor`. */
  readonly claim: Claim;
  readonly rules: Readonly<Record<PhiClass, MaskRule>>;
}
