/** The fields of a record, by name, as the contract's schema wants them. An absent field is undefined. */
export type Data = Readonly<Record<string, unknown>>;

/**
 * What a source says about one record: how it is from `at` on, or that it is gone. A record that never changes has one
 * change.
 */
export interface Change {
  /** Name of the contract. */
  readonly contract: string;
  readonly data: Data;
  /** When the source came to know it, epoch ms. */
  readonly at: number;
  /** Which change of its record it is, from 1. */
  readonly revision: number;
  readonly operation: 'changed' | 'deleted';
}

/** The first and only change of a record. */
export function once(contract: string, data: Data, at: number): Change {
  return { contract, data, at, revision: 1, operation: 'changed' };
}

/** The changes of one record, in their order. */
export function changesOf(contract: string, states: readonly { readonly data: Data; readonly at: number }[]): Change[] {
  return states.map(({ data, at }, index) => ({ contract, data, at, revision: index + 1, operation: 'changed' }));
}

/** From after `from` until `until`, epoch ms. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

export function isWithin({ from, until }: Window, at: number): boolean {
  return at > from && at <= until;
}

/**
 * The changes of a record within a window, or, for an extract, only the last of them: nothing of a record that was gone
 * again by then. The changes of a record stand together, in their order.
 */
export function* within(changes: readonly Change[], window: Window, isExtract: boolean): Generator<Change> {
  for (const [index, change] of changes.entries()) {
    if (!isWithin(window, change.at)) continue;
    if (!isExtract) {
      yield change;
      continue;
    }
    const next = changes[index + 1];
    const isLast = next === undefined || next.revision === 1 || next.at > window.until;
    const wasTold = change.revision > 1 && (changes[index - 1]?.at ?? 0) <= window.from;
    if (isLast && (change.operation === 'changed' || wasTold)) yield change;
  }
}
