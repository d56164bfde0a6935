import type { Contract } from '../../contracts/contract.ts';
import type { Fields, OptionalFieldOf } from '../../contracts/fields.ts';
import { knownSources } from '../../contracts/platform/known-origins.ts';
import type { CsvMapping, MappedColumn, RowData } from '../csv/csv-layout.ts';

/** CloudEvents `source` of every row read from a Synthea CSV export. */
export const syntheaSource = knownSources.syntheaCsv;

interface SyntheaMapping<F extends Fields, Made extends string> {
  /** Name of the file in an export. */
  readonly file: string;
  /** By field, its header; a list has several. Only a field that a record may lack, or `adapt` makes, can be left out. */
  readonly columns: { readonly [K in Exclude<keyof F, OptionalFieldOf<F> | Made>]: MappedColumn } & {
    readonly [K in OptionalFieldOf<F> | Made]?: MappedColumn;
  };
  /** By field, cells that stand for nothing: Synthea writes 0 where there is no payer. */
  readonly absent?: { readonly [K in OptionalFieldOf<F>]?: readonly string[] };
  /** Fields that no column has and `adapt` makes of the others. */
  readonly made?: readonly Made[];
  /** See `CsvMapping`. */
  readonly adapt?: (data: RowData) => RowData;
  readonly numbered?: OptionalFieldOf<F> & string;
}

/** Where the records of a contract stand in a Synthea CSV export. */
export function syntheaFile<F extends Fields, Made extends string = never>(
  contract: Contract<F>,
  { file, columns, absent = {}, adapt, numbered }: SyntheaMapping<F, Made>,
): CsvMapping {
  return { contract, file, columns: given(columns), absent: given(absent), adapt, numbered };
}

const given = <T>(members: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
