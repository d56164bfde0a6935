import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { CfnTableOptimizer } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import { ServiceRole } from '../service-role.ts';
import type { IcebergTable } from './iceberg-table.ts';
import { acknowledgeLakeAccess, readAndWriteTables, useCatalog, type ZoneObjects } from './lake-access.ts';

/**
 * Part of the erasure promise: a deleted row can be read in an older snapshot for this many days. Days and count both
 * have to be exceeded before a snapshot goes, so the count is one.
 */
const snapshotDays = 5;
/** Longer than any run of the job, whose files are no part of a table until it commits. */
const orphanDays = 3;

/** A database whose tables lie below one prefix. */
export interface OptimizedTables extends ZoneObjects {
  readonly database: string;
  readonly tables: readonly IcebergTable[];
}

export interface TableOptimizersProps {
  readonly stage: string;
  readonly databases: readonly OptimizedTables[];
}

/** By type: https://docs.aws.amazon.com/glue/latest/webapi/API_TableOptimizerConfiguration.html */
const optimizers = {
  // A file of which rows are gone is written again: what a reader has to leave out stays little, and what went is forgotten.
  compaction: { compactionConfiguration: { icebergConfiguration: { strategy: 'binpack', deleteFileThreshold: 1 } } },
  retention: {
    retentionConfiguration: {
      icebergConfiguration: {
        snapshotRetentionPeriodInDays: snapshotDays,
        numberOfSnapshotsToRetain: 1,
        cleanExpiredFiles: true,
      },
    },
  },
  orphan_file_deletion: {
    orphanFileDeletionConfiguration: { icebergConfiguration: { orphanFileRetentionPeriodInDays: orphanDays } },
  },
};

/**
 * What keeps the Iceberg tables small and forgetting: compaction of small files, expiry of snapshots, deletion of files
 * that no snapshot knows (https://docs.aws.amazon.com/glue/latest/dg/table-optimizers.html). Glue runs them; four failures
 * in a row suspend one until somebody turns it on again. A compaction that commits between the start of a run of the job and
 * its end keeps that run from publishing the table; the next run does the work again.
 */
export class TableOptimizers extends Construct {
  constructor(scope: Construct, id: string, { stage, databases }: TableOptimizersProps) {
    super(scope, id);
    const names = databases.map(({ database }) => database);
    const logs = optimizerLogs(this);
    const role = new ServiceRole(this, 'Role', {
      roleName: deployedName(stage, 'table-optimizers'),
      description: 'Compacts the Iceberg tables, expires their snapshots and deletes their orphaned files',
      assumedBy: 'glue.amazonaws.com',
      statements: [
        ...databases.flatMap((objects) => readAndWriteTables(stage, objects)),
        useCatalog(this, names, ['glue:GetTable', 'glue:UpdateTable']),
        new PolicyStatement({
          actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: logs,
        }),
      ],
    });
    acknowledgeLakeAccess(role.policy, stage, databases, names);
    for (const group of logs) {
      acknowledgeWildcard(
        role.policy,
        group,
        'Glue names the group of its optimizers and their streams; the wildcard covers the streams of this one group.',
      );
    }
    for (const table of databases.flatMap(({ tables }) => tables)) {
      const own = new Construct(this, table.node.id);
      for (const [type, configuration] of Object.entries(optimizers)) {
        const optimizer = new CfnTableOptimizer(own, type, {
          catalogId: Aws.ACCOUNT_ID,
          databaseName: table.databaseName,
          tableName: table.tableName,
          type,
          tableOptimizerConfiguration: { enabled: true, roleArn: role.roleArn, ...configuration },
        });
        optimizer.node.addDependency(role.policy);
      }
    }
  }
}

/** Groups of these names serve the whole account, so no stage owns them, and Glue makes them when they are missing. */
function optimizerLogs(scope: Construct): string[] {
  return ['compaction', 'retention', 'orphan-file-deletion'].map((kind) =>
    Stack.of(scope).formatArn({
      service: 'logs',
      resource: 'log-group',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `/aws-glue/iceberg-${kind}/logs:*`,
    }),
  );
}
