import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { schedules } from '../../contracts/platform/schedules.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { ChangeLogTable } from '../constructs/lake/change-log-table.ts';
import { IcebergTable } from '../constructs/lake/iceberg-table.ts';
import { s3Address, type ZoneObjects } from '../constructs/lake/lake-access.ts';
import { LakeDatabase, type LakeLayer } from '../constructs/lake/lake-database.ts';
import { ModelJob } from '../constructs/lake/model-job.ts';
import { type StoredTable, type StoredTables, tableName } from '../constructs/lake/stored-tables.ts';
import type { OptimizedTables } from '../constructs/lake/table-optimizers.ts';
import type { FoundationStack } from './foundation-stack.ts';
import { MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';

export interface LakeStackProps extends MedstreamStackProps {
  readonly foundation: FoundationStack;
  readonly stored: StoredTables;
}

/** The catalogue of the lake, derived from contracts and models, and the job that builds the models. */
export class LakeStack extends MedstreamStack {
  readonly modelJob: ModelJob;
  /** The tables of silver and of gold. */
  readonly icebergTables: readonly OptimizedTables[];

  constructor(scope: Construct, id: string, props: LakeStackProps) {
    super(scope, id, props, 'medstream: the lake catalogue and the job that builds its models');
    const { stage, settings, foundation, stored } = props;
    const places: Readonly<Record<LakeLayer, ZoneObjects>> = {
      changes: { ...layout.changes, key: foundation.keys.silver },
      silver: { ...layout.silverTables, key: foundation.keys.silver },
      gold: { ...layout.marts, key: foundation.keys.gold },
    };
    const location = (layer: LakeLayer) => s3Address(stage, places[layer]);
    const database = (layer: LakeLayer, description: string) =>
      new LakeDatabase(this, `${layer}-database`, { stage, layer, description, location: location(layer) });
    const databases = {
      changes: database('changes', 'The silver change log: a table per contract'),
      silver: database('silver', 'Tables of the newest state and of the history, built from the change log'),
      gold: database('gold', 'Marts'),
    };

    for (const changeLog of stored.changes) {
      const table = tableName(changeLog.name);
      new ChangeLogTable(this, `changes-${table}`, {
        database: databases.changes,
        changeLog,
        location: `${location('changes')}/${table}`,
      });
    }
    const icebergTable = (layer: 'silver' | 'gold') => (table: StoredTable) => {
      const name = tableName(table.name);
      return new IcebergTable(this, `${layer}-${name}`, {
        database: databases[layer],
        table,
        location: `${location(layer)}/${name}`,
      });
    };
    const tables = (layer: 'silver' | 'gold') => ({
      ...places[layer],
      database: databases[layer].name,
      tables: stored.tables.filter(({ folder }) => folder === layer).map(icebergTable(layer)),
    });
    const [silverTables, goldTables] = [tables('silver'), tables('gold')];
    this.icebergTables = [silverTables, goldTables];

    this.modelJob = new ModelJob(this, schedules.lakeModels.job, {
      stage,
      settings,
      changes: places.changes,
      silver: silverTables,
      gold: goldTables,
      operationsKey: foundation.keys.operations,
    });
    // A run that finds a table missing fails.
    this.modelJob.job.node.addDependency(...silverTables.tables, ...goldTables.tables);
    new CfnOutput(this, 'LakeModelsJobName', { value: this.modelJob.jobName });
    for (const [layer, { name }] of Object.entries(databases)) {
      new CfnOutput(this, `${layer}DatabaseName`, { value: name });
    }
  }
}
