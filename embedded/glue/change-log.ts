import { changeLogColumns, type LakeColumn } from '../../domain/lake/lake-columns.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { sqlPath } from './duckdb.ts';

/** A query without rows whose columns have the given names and types. */
export function emptyRelation(columns: readonly Pick<LakeColumn, 'name' | 'type'>[]): string {
  return `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} WHERE false`;
}

/**
 * A query over the objects of a change log, with exactly the columns and types of its table: a column that an older
 * object lacks is NULL, one the contract no longer has is left out, and no object at all is a table without rows.
 */
export function changeLogQuery(table: SilverTable, files: readonly string[]): string {
  const columns = changeLogColumns(table);
  const empty = emptyRelation(columns);
  if (files.length === 0) return empty;
  const typed = columns.map(({ name, type }) => `CAST(${name} AS ${type}) AS ${name}`).join(', ');
  // hive_partitioning off: the dt= and hr= of the paths are arrival hours, not columns of the record.
  const objects = `read_parquet([${files.map(sqlPath).join(', ')}], union_by_name = true, hive_partitioning = false)`;
  return `SELECT ${typed} FROM (${empty} UNION ALL BY NAME SELECT * FROM ${objects})`;
}
