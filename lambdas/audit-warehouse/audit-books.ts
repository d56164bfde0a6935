import { timestampText } from '../../domain/reconciliation/totals.ts';
import { sqlLiteral } from '../../domain/warehouse/sql-text.ts';
import { allTables, auditedTables, wholeChecks } from '../../domain/warehouse/whole-check.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';

/** How a table stands by its last check, or all of them together. Times are epoch ms. */
export interface AuditedTable {
  readonly table: string;
  readonly invariants: number;
  /** Names of those that were broken: `I1 of star.dim_patient`. */
  readonly broken: readonly string[];
  readonly checkedAt: number;
  /** When all its invariants last held; null when they never did. */
  readonly heldAt: number | null;
}

/** What the books say: of each table that was ever checked, and of all of them. */
export interface AuditedWarehouse {
  /** Undefined before the first check. */
  readonly all: AuditedTable | undefined;
  readonly tables: readonly AuditedTable[];
}

/** Reads how the warehouse stands by its last checks. */
export async function readAudited(warehouse: Pick<WarehouseSql, 'query'>): Promise<AuditedWarehouse> {
  const rows = await warehouse.query(`SELECT table_name, invariants, broken,
  CAST(checked_at AS VARCHAR(64)) AS checked_at, CAST(held_at AS VARCHAR(64)) AS held_at
FROM ${auditedTables}
ORDER BY table_name`);
  const audited = rows.map(({ table_name, invariants, broken, checked_at, held_at }) => ({
    table: String(table_name),
    invariants: Number(invariants),
    broken: broken === null ? [] : String(broken).split(', '),
    checkedAt: instant(checked_at),
    heldAt: held_at === null ? null : instant(held_at),
  }));
  return {
    all: audited.find(({ table }) => table === allTables),
    tables: audited.filter(({ table }) => table !== allTables),
  };
}

/** By table, when it was last tried to check it, epoch ms: attempts that did not come to their end too. */
export async function readAttempts(warehouse: Pick<WarehouseSql, 'query'>): Promise<ReadonlyMap<string, number>> {
  const rows = await warehouse.query(
    `SELECT table_name, CAST(MAX(began_at) AS VARCHAR(64)) AS began_at FROM ${wholeChecks} GROUP BY table_name`,
  );
  return new Map(rows.map(({ table_name, began_at }) => [String(table_name), instant(began_at)]));
}

/** A TIMESTAMP of the warehouse, which is UTC there. */
const instant = (text: unknown) => Date.parse(`${String(text).replace(' ', 'T')}Z`);

/** A check of a table; the violations of each invariant, or null of all when it did not come to its end. */
export interface WholeCheck {
  readonly table: string;
  readonly violations: ReadonlyMap<string, number | null>;
  /** Epoch ms. */
  readonly beganAt: number;
  readonly endedAt: number;
}

/**
 * Adds what a check found. It is no part of the transaction that looked: a transaction that reads every table and writes
 * could be refused as one that contradicts a load.
 */
export async function recordCheck(warehouse: Pick<WarehouseSql, 'batch'>, check: WholeCheck): Promise<void> {
  const { table, violations, beganAt, endedAt } = check;
  const rows = [...violations].map(
    ([invariant, found]) =>
      `(${sqlLiteral(table)}, ${sqlLiteral(invariant)}, ${found ?? 'NULL'}, CAST(:began_at AS TIMESTAMP), CAST(:ended_at AS TIMESTAMP))`,
  );
  await warehouse.batch({
    statements: [
      {
        name: `record the check of ${table} in ${wholeChecks}`,
        sql: `INSERT INTO ${wholeChecks} (table_name, invariant, violations, began_at, ended_at)\nVALUES\n  ${rows.join(',\n  ')}`,
      },
    ],
    parameters: { began_at: timestampText(new Date(beganAt)), ended_at: timestampText(new Date(endedAt)) },
    statementName: `audit-warehouse ${table}`,
  });
}
