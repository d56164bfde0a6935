import { totalColumns, totalsSql } from '../reconciliation/totals-sql.ts';
import type { SilverTable } from '../records/silver-table.ts';
import type { LakeModel } from './history-model.ts';
import { tablesRead } from './tables-read.ts';

/** `totals.lake`: what the reconciliation compares with the warehouse. A query: its rows are no table but an object. */
export function totalsModel(tables: readonly SilverTable[]): LakeModel {
  const sql = totalsSql(tables, 'lake');
  return {
    name: 'totals.lake',
    description: 'Totals of the lake as of an instant, to compare with those of the warehouse',
    grain: ['subject', 'month', 'measure'],
    reads: tablesRead(sql),
    columns: totalColumns,
    sql,
  };
}
