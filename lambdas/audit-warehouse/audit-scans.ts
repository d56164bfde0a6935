import { SafeError } from '../../domain/safe-error.ts';
import { auditFile, invariantsOf } from '../../domain/warehouse/whole-check.ts';
import { readNamedStatements } from '../shared/named-statements.ts';
import type { NamedStatement } from '../shared/warehouse-sql.ts';

/** The full scan of a table: a row for each of its invariants that is broken. */
export interface AuditScan extends NamedStatement {
  /** Schema and name of the table. */
  readonly table: string;
  /** What the scan looks for: I1, I2. */
  readonly invariants: readonly string[];
}

/**
 * Reads the scans of the audit.
 * @param root the folder `warehouse/`
 * @throws SafeError naming the file, and the statement that is not about one table
 */
export function readAuditScans(root: string): AuditScan[] {
  return readNamedStatements(root, auditFile).map(({ name, sql }) => {
    const named = invariantsOf(sql);
    const [table, another] = new Set(named.map((invariant) => invariant.table));
    if (table === undefined || another !== undefined) {
      throw new SafeError(`warehouse/${auditFile}, ${name}: a statement is about one table; run npm run codegen`);
    }
    return { name, sql, table, invariants: named.map(({ invariant }) => invariant) };
  });
}
