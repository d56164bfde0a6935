import type { Contract } from './contract.ts';
import type { DataOf, Fields } from './fields.ts';

/** A record that must be accepted. */
export interface ValidSample<Data = Readonly<Record<string, unknown>>> {
  /** What it shows. */
  readonly about: string;
  readonly data: Data;
  /** What masking makes of fields under the default policy; fields that are not named are not looked at. */
  readonly masked?: { readonly [K in keyof Data]?: string | null };
}

/** A record that must be refused, for this reason at this path. */
export interface RejectedSample {
  readonly about: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly path: string;
}

/** A row of a file in another shape than the contract's, and the record that is made of it before the stream. */
export interface RowSample<Data = Readonly<Record<string, unknown>>> {
  readonly about: string;
  readonly row: Readonly<Record<string, unknown>>;
  /** What of the record silver has; null of a row that is refused. */
  readonly becomes: { readonly [K in keyof Data]?: Data[K] } | null;
  /** Fields that the row does not state and that follow from what it states. */
  readonly derived: readonly (keyof Data & string)[];
}

/**
 * Records of a contract: what tests check it with, what the generator varies, what documentation shows. All of them are
 * invented.
 */
export interface Samples {
  readonly contract: Contract;
  /** Ordinary records. The generator makes others of them: with other keys, references and times. */
  readonly valid: readonly ValidSample[];
  /** Records at the ends of what is allowed. */
  readonly edge: readonly ValidSample[];
  readonly rejected: readonly RejectedSample[];
  /** Rows of files in another shape: sources/files/file-shape.ts. */
  readonly rows?: readonly RowSample[];
}

/** Samples of one contract; a valid record that is none does not compile. */
export function samplesOf<F extends Fields>(
  contract: Contract<F>,
  samples: {
    readonly valid: readonly ValidSample<DataOf<F>>[];
    readonly edge: readonly ValidSample<DataOf<F>>[];
    readonly rejected: readonly RejectedSample[];
    readonly rows?: readonly RowSample<DataOf<F>>[];
  },
): Samples {
  return { contract, ...samples };
}
