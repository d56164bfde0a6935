import type { ColumnMetadata, Field } from '@aws-sdk/client-redshift-data';
import pg from 'pg';
import type { QueryResult } from '../postgres/sessions.ts';

const { builtins: types } = pg.types;

/** Redshift's name of a Postgres type, by type OID. */
const typeNames: Readonly<Record<number, string>> = {
  [types.BOOL]: 'bool',
  [types.INT2]: 'int2',
  [types.INT4]: 'int4',
  [types.INT8]: 'int8',
  [types.FLOAT4]: 'float4',
  [types.FLOAT8]: 'float8',
  [types.NUMERIC]: 'numeric',
  [types.BPCHAR]: 'bpchar',
  [types.VARCHAR]: 'varchar',
  [types.TEXT]: 'varchar',
  [types.DATE]: 'date',
  [types.TIME]: 'time',
  [types.TIMESTAMP]: 'timestamp',
  [types.TIMESTAMPTZ]: 'timestamptz',
  [types.JSON]: 'super',
  [types.JSONB]: 'super',
};

const numberTypes: ReadonlySet<number> = new Set([
  types.INT2,
  types.INT4,
  types.INT8,
  types.NUMERIC,
  types.FLOAT4,
  types.FLOAT8,
]);

/** The columns of a result as the Data API describes them; precision, scale and length are not known here and are 0. */
export function columnMetadata(fields: QueryResult['fields']): ColumnMetadata[] {
  return fields.map(({ name, dataTypeID }) => ({
    name,
    label: name,
    typeName: typeNames[dataTypeID] ?? 'varchar',
    nullable: 1,
    precision: 0,
    scale: 0,
    length: 0,
    isCaseSensitive: dataTypeID === types.TEXT || dataTypeID === types.VARCHAR,
    isCurrency: false,
    isSigned: numberTypes.has(dataTypeID),
    schemaName: '',
    tableName: '',
  }));
}

/**
 * A value in the shape of a Data API field. Decimals, dates and timestamps are strings, as on AWS. A 64-bit integer that a
 * JavaScript number cannot hold is a string here; the AWS SDK gives a bigint at run time, which its types do not say.
 */
export function dataApiField(value: unknown, dataTypeID: number): Field {
  if (value === null || value === undefined) return { isNull: true };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') {
    return dataTypeID === types.FLOAT4 || dataTypeID === types.FLOAT8 ? { doubleValue: value } : { longValue: value };
  }
  if (typeof value === 'string') {
    if (dataTypeID === types.INT8 && Number.isSafeInteger(Number(value))) return { longValue: Number(value) };
    return { stringValue: value };
  }
  return { stringValue: JSON.stringify(value) };
}
