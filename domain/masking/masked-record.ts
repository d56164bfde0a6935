import type { RecordData } from '../../contracts/contract.ts';
import type { Release } from './release.ts';

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
  /** Token of the patient in the record; of the subject, where it names no patient. */
  readonly patientToken: () => string;
  readonly tokenize: Tokenize;
  readonly terminology: Terminology;
  /** @throws SafeError when the masker was built without a release. */
  readonly release: () => Release;
  /** Days by which the dates of a patient are moved; by the patient's token. @throws SafeError when there is no key for it. */
  readonly daysOf: (patientToken: string) => number;
}
