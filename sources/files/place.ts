/** A place in a file, between two records. */
export interface Place {
  /** Bytes before it, of what is in the file once it is unpacked. */
  readonly offset: number;
  /** Line of what follows, counted from 1. */
  readonly line: number;
}

export const beginning: Place = { offset: 0, line: 1 };
