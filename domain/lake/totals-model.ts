import { totalColumns, totalsSql } from '../reconciliation/totals-sql.ts';
import type { SilverTable } from '../records/silver-table.ts';
import type { LakeModel } from './history-model.ts';
import { tablesRead } from './tables-read.ts';

/**
 * `totals.lake`: what the reconciliation compares with the warehouse. A query: its rows are no table but an object. It
 * reads `run.settled`, one row with the instant `arrived_before` that the totals are of, which each run makes.
 */
export function totalsModel(tables: readonly SilverTable[]): LakeModel {
  const sql = totalsSql(tables, 'lake');
  return {
    name: 'totals.lake',
    description: 'Totals of the lake, to compare with those of the warehouse',
    grain: ['subject', 'month', 'measure'],
    reads: tablesRead(sql),
    columns: totalColumns,
    sql,
  };
}
