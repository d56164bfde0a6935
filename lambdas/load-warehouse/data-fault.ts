import { passingFault } from '../../domain/passing-faults.ts';
import { WarehouseStatementError } from '../shared/warehouse-sql.ts';

/** Classes of SQLSTATE that speak of rows: data exceptions, and constraints that a row breaks. */
const aboutRows = /^2[23]/;

/** Errors of COPY that trying another object would not change: no right, no table, no manifest, no room, stopped. */
const notAboutTheObjects = /^Problem reading manifest|^Manifest |^it was stopped before its end$/;

/**
 * Whether a load failed on what its objects hold, so that it may succeed without one of them: a value that no column
 * takes, a check that found rows which contradict each other, or an object that COPY cannot read. A fault that passes, a
 * missing right or table, a full disk or a statement that was stopped never is; what nobody has described is not either,
 * but for COPY, whose errors are about its files when they are about nothing known.
 */
export function isFaultOfData(error: unknown): error is WarehouseStatementError {
  if (!(error instanceof WarehouseStatementError) || passingFault(error) !== undefined) return false;
  const { sqlState, statement, reason = '', isBrokenCheck } = error;
  if (isBrokenCheck) return true;
  if (sqlState !== undefined) return aboutRows.test(sqlState);
  return statement?.startsWith('copy staging.') === true && !notAboutTheObjects.test(reason);
}
