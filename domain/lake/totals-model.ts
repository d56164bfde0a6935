import { type Reconciled, totalColumns, totalsSql } from '../reconciliation/totals-sql.ts';
import type { LakeModel } from './history-model.ts';
import { tablesRead } from './tables-read.ts';

/** `totals.lake`: what the reconciliation compares with the warehouse. A query: its rows are no table but an object. */
export function totalsModel(reconciled: Reconciled): LakeModel {
  const sql = totalsSql(reconciled, 'lake');
  return {
    name: 'totals.lake',
    description: 'Totals of the lake, to compare with those of the warehouse',
    grain: ['subject', 'month', 'measure'],
    reads: tablesRead(sql),
    columns: totalColumns,
    sql,
  };
}
