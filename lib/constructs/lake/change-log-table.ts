import { Aws } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { LakeDatabase } from './lake-database.ts';
import { type ChangeLog, tableName } from './stored-tables.ts';

export interface ChangeLogTableProps {
  readonly database: LakeDatabase;
  readonly changeLog: ChangeLog;
  /** `s3://…/changes/<contract>`, without a slash at its end. */
  readonly location: string;
}

/** No object is older: the first day that a query without a condition on `dt` looks at. */
const firstDay = '2025-01-01';

/**
 * The change log of a contract as a table that Athena and Redshift read: the Parquet objects as ingest wrote them.
 * Partitions are computed from the keys (`dt=/hr=`), so no crawler has to find them
 * (https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html). The shard's folder below the hour is no
 * partition: a list of shards would be wrong after the next resharding, and `shard_id` is a column.
 *
 * The objects are small, one per batch of the stream, and stay so: the warehouse knows each by its key. A query over the
 * log should name a `dt`; whoever wants all of it reads `silver.<contract>_changes`, where the job keeps the same rows in a
 * compacted Iceberg table.
 */
export class ChangeLogTable extends Construct {
  constructor(scope: Construct, id: string, { database, changeLog, location }: ChangeLogTableProps) {
    super(scope, id);
    const table = new CfnTable(this, 'Table', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database.name,
      tableInput: {
        name: tableName(changeLog.name),
        description: changeLog.description,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          EXTERNAL: 'TRUE',
          classification: 'parquet',
          'projection.enabled': 'true',
          'projection.dt.type': 'date',
          'projection.dt.format': 'yyyy-MM-dd',
          'projection.dt.range': `${firstDay},NOW+1DAYS`,
          'projection.dt.interval': '1',
          'projection.dt.interval.unit': 'DAYS',
          'projection.hr.type': 'integer',
          'projection.hr.range': '0,23',
          'projection.hr.digits': '2',
          'storage.location.template': `${location}/dt=\${dt}/hr=\${hr}/`,
        },
        partitionKeys: [
          { name: 'dt', type: 'string', comment: 'Day of arrival, UTC' },
          { name: 'hr', type: 'int', comment: 'Hour of arrival, UTC' },
        ],
        storageDescriptor: {
          location: `${location}/`,
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
          columns: changeLog.columns.map(({ name, type, description }) => ({
            name,
            type: type.toLowerCase(),
            comment: description,
          })),
        },
      },
    });
    table.addResourceDependency(database.resource);
  }
}
