import type { Contract } from '../../contracts/contract.ts';
import type { Fields, OptionalFieldOf } from '../../contracts/fields.ts';
import { knownSources } from '../../contracts/platform/known-origins.ts';
import type { CsvMapping, DerivedCell } from '../csv/csv-layout.ts';

/** CloudEvents `source` of every row read from a Synthea CSV export. */
export const syntheaSource = knownSources.syntheaCsv;

type Column = string | readonly string[] | DerivedCell;

interface SyntheaMapping<F extends Fields> {
  /** Name of the file in an export. */
  readonly file: string;
  /** By field, its header, or how it is worked out; a list has several. Only a field that a record may lack can be left out. */
  readonly columns: { readonly [K in Exclude<keyof F, OptionalFieldOf<F>>]: Column } & {
    readonly [K in OptionalFieldOf<F>]?: Column;
  };
  /** By field, cells that stand for nothing: Synthea writes 0 where there is no payer. */
  readonly absent?: { readonly [K in OptionalFieldOf<F>]?: readonly string[] };
  /** Of a file that feeds several contracts, the rows of this one: see `CsvMapping`. */
  readonly takes?: DerivedCell;
  readonly namesThings?: true;
  /** Fields that Synthea has no column for, in columns by their own names: generated exports have them, others lack them. */
  readonly further?: readonly OptionalFieldOf<F>[];
}

/** Where the records of a contract stand in a Synthea CSV export. */
export function syntheaFile<F extends Fields>(
  contract: Contract<F>,
  { columns, absent = {}, further = [], ...rest }: SyntheaMapping<F>,
): CsvMapping {
  const own = Object.fromEntries(further.map((field) => [field, String(field)]));
  return { ...rest, contract, columns: { ...given(columns), ...own }, absent: given(absent) };
}

const given = <T>(members: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
