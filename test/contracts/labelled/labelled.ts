/**
 * Single records as hospitals send them, each with the judgement of a person: right ones must become silver, wrong ones
 * must be refused, or be accepted with a counted warning and without the value that is wrong.
 */
export interface Labelled {
  readonly label: 'right' | 'wrong';
  readonly contract: string;
  /** What it shows and why it is right or wrong, with the practice behind it. */
  readonly title: string;
  /** Laid over the contract's first valid sample; undefined leaves a field out. */
  readonly change: Readonly<Record<string, unknown>>;
  /** Of a wrong one, the field that a reason or a warning must name; one of several where it is a matter of taste. */
  readonly field?: string | readonly string[];
  /** Of a right one: it is accepted, and a warning says what was not understood. */
  readonly warned?: boolean;
}

type Right = Pick<Labelled, 'title' | 'change' | 'warned'>;
type Wrong = Pick<Labelled, 'title' | 'change' | 'field'>;

export function labelledOf(
  contract: string,
  records: { readonly right: readonly Right[]; readonly wrong: readonly Wrong[] },
): readonly Labelled[] {
  return [
    ...records.right.map((record) => ({ ...record, contract, label: 'right' as const })),
    ...records.wrong.map((record) => ({ ...record, contract, label: 'wrong' as const })),
  ];
}

/** What terminals and editors hide or reorder; none of it is in a name, a place or a code. */
export const hidden = {
  bell: '\u0007',
  escape: '\u001b',
  rightToLeft: '\u202e',
  lineFeed: '\n',
  nul: '\u0000',
} as const;
