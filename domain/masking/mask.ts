import { type Contract, keyColumnName, type RecordData } from '../../contracts/contract.ts';
import { valueText } from '../../contracts/fields.ts';
import { tokenTypeOf } from '../../contracts/references.ts';
import type { Reason } from '../records/rejection.ts';
import { SafeError } from '../safe-error.ts';
import { daysOfPatient, type Hmac } from './dates.ts';
import { outputsOf } from './outputs.ts';
import type { MaskedRecord, MaskingPolicy, Terminology, Tokenize } from './policy.ts';
import type { Release } from './release.ts';

/**
 * Masked text of a record in the order of the masked columns of its silver table; null where it has no value. What a rule
 * left out of the values that the record has is added to `warnings`.
 */
export type Masker = (data: RecordData, warnings?: Reason[]) => (string | null)[];

/** What masking works with besides the policy. */
export interface MaskingTools {
  readonly tokenize: Tokenize;
  readonly terminology: Terminology;
  /** For policies whose output belongs to a release, as safe-harbor's does. */
  readonly release?: Release;
  /** For policies that move dates: HMAC with a key of its own. */
  readonly dateShift?: Hmac;
}

/**
 * Builds the masker of one contract. Only fields the contract names come out, each through the rule of its class;
 * everything else stays behind. The input is not changed.
 * @throws SafeError when the policy needs a release or a key for dates, and there is none.
 */
export function createMasker(contract: Contract, policy: MaskingPolicy, tools: MaskingTools): Masker {
  const { tokenize, terminology, release, dateShift } = tools;
  for (const { needs } of Object.values(policy.rules)) {
    if (needs === 'release' && release === undefined) throw lacking(policy, 'a release');
    if (needs === 'date shift' && dateShift === undefined) throw lacking(policy, 'a key for dates');
  }
  const steps = outputsOf(contract, policy).map(({ field, leavings, mask }) => ({
    mask,
    // The one rule that looks whether a value is what it should be; others leave out by rule.
    checked: leavings.includes('code text') ? field : null,
  }));
  const subjectType = tokenTypeOf(contract, contract.subject);
  const releaseOf = () => {
    if (release === undefined) throw lacking(policy, 'a release');
    return release;
  };
  const daysOf = (patient: string) => {
    if (dateShift === undefined) throw lacking(policy, 'a key for dates');
    return daysOfPatient(dateShift, patient);
  };
  return (data, warnings) => {
    const subjectToken = () => tokenize(subjectType, valueText(data[contract.subject] ?? ''));
    const record: MaskedRecord = {
      data,
      subjectToken,
      patientToken: () => {
        const patient = data[patientKey];
        return patient === undefined ? subjectToken() : tokenize(patientKey, valueText(patient));
      },
      tokenize,
      terminology,
      release: releaseOf,
      daysOf,
    };
    const masked: (string | null)[] = [];
    for (const { mask, checked } of steps) {
      const text = mask(data, record);
      if (text === null && checked !== null && data[checked] !== undefined) {
        warnings?.push({ code: 'masking.unknown_text', path: `data.${checked}` });
      }
      masked.push(text);
    }
    return masked;
  };
}

/** The field that names the patient wherever a record does; merged records keep their own. */
const patientKey = keyColumnName('patient');

const lacking = ({ name }: MaskingPolicy, what: string) => new SafeError(`policy ${name} needs ${what}`);
