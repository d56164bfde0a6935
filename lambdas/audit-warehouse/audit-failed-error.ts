import { errorName, SafeError } from '../../domain/safe-error.ts';
import { WarehouseStatementError } from '../shared/warehouse-sql.ts';

/** So many are named in an error; the log has all of them. */
const namedAtMost = 10;

const listed = (names: readonly string[]) =>
  `${names.slice(0, namedAtMost).join(', ')}${names.length > namedAtMost ? ', …' : ''}`;

/** Invariants that do not hold, by name; never a value. */
export class InvariantsBrokenError extends SafeError {
  override readonly name = 'InvariantsBrokenError';
  /** `I1 of star.dim_patient`. */
  readonly broken: readonly string[];

  constructor(broken: readonly string[], invariants: number) {
    super(
      `${broken.length} of ${invariants} invariants of the warehouse are broken: ${listed(broken)}. ` +
        '"When an invariant is broken" in docs/deploy.md says how to find the rows and what to do',
    );
    this.broken = broken;
  }
}

/** A table that could not be checked, and why. */
export interface UncheckedTable {
  readonly table: string;
  readonly cause: unknown;
}

/** Tables that could not be checked; those of the others are recorded. Its cause holds the errors in the order of the tables. */
export class TablesUncheckedError extends SafeError {
  override readonly name = 'TablesUncheckedError';

  constructor(unchecked: readonly UncheckedTable[], checked: number) {
    super(
      `${unchecked.length} of ${unchecked.length + checked} tables could not be checked: ` +
        `${listed(unchecked.map(({ table, cause }) => `${table} (${reasonOf(cause)})`))}. The next audit begins with them`,
      { cause: new AggregateError(unchecked.map(({ cause }) => cause)) },
    );
  }
}

/** Why a scan failed, without a word that could be of a record. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof WarehouseStatementError)) return errorName(cause);
  return cause.reason ?? (cause.sqlState === undefined ? 'a reason that quotes data' : `SQLSTATE ${cause.sqlState}`);
}
