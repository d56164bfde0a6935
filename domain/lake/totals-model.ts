import { totalColumns, totalsSql } from '../reconciliation/totals-sql.ts';
import type { SilverTable } from '../records/silver-table.ts';
import type { LakeModel } from './history-model.ts';
import { tablesRead } from './tables-read.ts';

/**
 * `totals.<contract>`: what the reconciliation compares with the warehouse. Queries: the rows of all of them are no table but one
 * object. One for each contract, because an engine works at all parts of a query at once: in one, those of thirty contracts
 * with a million records took more memory than an engine of a laptop has.
 */
export function totalsModel(table: SilverTable): LakeModel {
  const sql = totalsSql([table], 'lake');
  return {
    name: `totals.${table.name}`,
    description: `Totals of ${table.name} in the lake as of an instant, to compare with those of the warehouse`,
    grain: ['subject', 'month', 'measure'],
    reads: tablesRead(sql),
    rebuild: 'whole',
    columns: totalColumns,
    sql,
  };
}
