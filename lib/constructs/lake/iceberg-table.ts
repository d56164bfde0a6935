import { Aws } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { LakeDatabase } from './lake-database.ts';
import { type StoredColumn, type StoredTable, tableName } from './stored-tables.ts';

export interface IcebergTableProps {
  readonly database: LakeDatabase;
  readonly table: StoredTable;
  /** `s3://` address of this table alone: orphan deletion removes every object below it that the table does not know. */
  readonly location: string;
}

/**
 * A table of silver or gold: Iceberg, version 2, because version 3 is one-way and Athena does not read it.
 *
 * Ids of fields come from a file that only grows, because Iceberg finds columns by id. The fields stand in the order of
 * their ids, so ids that Glue counts itself as it makes a table are the same; the order of columns means nothing to Iceberg.
 *
 * The table is described in `icebergTableInput` alone, with its name beside it and without a `tableInput`: given both,
 * CloudFormation refuses the table, and columns in a `tableInput` lose the table its format at the first update
 * (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1919).
 *
 * Columns and properties are CloudFormation's alone: its update gives the table the columns of the template, so one that the
 * job had added would be gone. The job owns the rows. Iceberg adds no column that old rows would have to fill
 * (https://iceberg.apache.org/spec/#schema-evolution), so what identifies a row is required and nothing else; the job
 * requires the other values before it publishes them. A table holds nothing that the next run of the job would not compute
 * again from the change log, so it goes with its stack.
 */
export class IcebergTable extends Construct {
  readonly databaseName: string;
  readonly tableName: string;
  readonly location: string;
  /** For optimizers to wait for. */
  readonly resource: CfnTable;

  constructor(scope: Construct, id: string, { database, table, location }: IcebergTableProps) {
    super(scope, id);
    this.databaseName = database.name;
    this.tableName = tableName(table.name);
    this.location = location;
    const identifying = identifyingIds(table);
    this.resource = new CfnTable(this, 'Table', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database.name,
      name: this.tableName,
      openTableFormatInput: {
        icebergInput: {
          metadataOperation: 'CREATE',
          version: '2',
          icebergTableInput: {
            location,
            schema: {
              // Glue takes no schema without it.
              type: 'struct',
              fields: inOrderOfIds(table).map((column) => ({
                id: column.fieldId,
                name: column.name,
                required: identifying.includes(column.fieldId),
                type: icebergType(column),
                doc: column.description,
              })),
              ...(identifying.length === 0 ? {} : { identifierFieldIds: identifying }),
            },
            properties: {
              'format-version': '2',
              // Compaction and the job commit to one table; who comes second tries again.
              'commit.retry.num-retries': '10',
              // An hour's changes are in nearly every file: it notes the places of rows that go and adds the new ones,
              // instead of writing every file again.
              'write.merge.mode': 'merge-on-read',
              comment: table.description,
            },
          },
        },
      },
    });
    this.resource.addResourceDependency(database.resource);
  }
}

function inOrderOfIds({ columns }: StoredTable): StoredTable['columns'] {
  return columns.toSorted((a, b) => a.fieldId - b.fieldId);
}

/**
 * Ids of the columns that identify a row; none where one of them may be NULL, which identifier fields can never be
 * (https://iceberg.apache.org/spec/#identifier-field-ids).
 */
function identifyingIds({ columns, grain }: StoredTable): number[] {
  const fields = grain.flatMap((name) => columns.find((column) => column.name === name && !column.nullable) ?? []);
  return fields.length === grain.length ? fields.map(({ fieldId }) => fieldId) : [];
}

/**
 * Iceberg's name of a column's type (https://iceberg.apache.org/spec/#primitive-types). TIMESTAMP has no zone in the
 * models, as in the Parquet objects: all are UTC.
 * @throws Error for a type that the lake does not use yet
 */
function icebergType({ name, type }: StoredColumn): string {
  const named = {
    BOOLEAN: 'boolean',
    INT: 'int',
    BIGINT: 'long',
    DATE: 'date',
    TIMESTAMP: 'timestamp',
    STRING: 'string',
  };
  const known = Object.entries(named).find(([spark]) => spark === type)?.[1];
  if (known !== undefined) return known;
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (decimal === null) throw new Error(`column ${name}: Iceberg's name of the type ${type} is not known here; add it`);
  return `decimal(${decimal[1]}, ${decimal[2]})`;
}
