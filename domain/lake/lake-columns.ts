import type { ColumnType } from '../../contracts/fields.ts';
import type { Column, SilverTable } from '../records/silver-table.ts';

/** A column of a lake model: a type name that Spark and DuckDB both read, and whether it may be NULL. */
export interface LakeColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string;
}

/** The type name of a stored column in Spark SQL and in DuckDB, which share these spellings. */
export function lakeType(type: ColumnType): string {
  switch (type.kind) {
    case 'varchar':
      return 'STRING';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'integer':
      return 'INT';
    case 'boolean':
      return 'BOOLEAN';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'date':
      return 'DATE';
  }
}

function lakeColumn(column: Column): LakeColumn {
  return {
    name: column.name,
    type: lakeType(column.type),
    nullable: column.nullable,
    description: column.description,
  };
}

/** The columns of `changes.<contract>` in stored order, with their lake types. */
export function changeLogColumns(table: SilverTable): readonly LakeColumn[] {
  return table.columns.map(lakeColumn);
}

/**
 * The columns a change keeps in the tables built from the change log: all but `object_key`. The log is written at least
 * once, so one change may stand in several objects; a table must not depend on which copy was read.
 */
export function tableColumns(table: SilverTable): readonly LakeColumn[] {
  return changeLogColumns(table).filter((column) => column.name !== 'object_key');
}
