import { errorName, SafeError } from '../../domain/safe-error.ts';
import { WarehouseStatementError } from '../shared/warehouse-sql.ts';
import { TooManyUnloadableError } from './load-apart.ts';

/** A contract whose load failed, and why. */
export interface FailedLoad {
  readonly contract: string;
  readonly cause: unknown;
}

/**
 * Loads that failed in an invocation whose other loads are committed. The message has names only: of contracts, of the
 * statement that failed, of the kind of error. Its cause holds the errors in the order of `failures`.
 */
export class LoadsFailedError extends SafeError {
  override readonly name = 'LoadsFailedError';
  readonly #failures: readonly FailedLoad[];

  constructor(failures: readonly FailedLoad[], loaded: number) {
    const named = failures.map(({ contract, cause }) => `${contract} (${placeOfFailure(cause)})`);
    super(
      `${failures.length} of ${failures.length + loaded} contracts with new objects could not be loaded: ` +
        `${named.join(', ')}. ${loaded === 0 ? 'The' : 'The others are loaded; the'} next load tries these again`,
      { cause: new AggregateError(failures.map(({ cause }) => cause)) },
    );
    this.#failures = failures;
  }

  /** No property of its own: Lambda prints those of an error, and a cause may quote what the database said. */
  get failures(): readonly FailedLoad[] {
    return this.#failures;
  }
}

/** Where a load failed: the name of the statement, or of the kind of error; no value. */
export function placeOfFailure(cause: unknown): string {
  if (cause instanceof TooManyUnloadableError) return `${placeOfFailure(cause.cause)}, in ${cause.objects} objects`;
  if (cause instanceof WarehouseStatementError) return cause.statement ?? 'the batch as a whole';
  return errorName(cause);
}
