import { Aws } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';

/** What the tables of a database are: the change log, the silver tables, the marts. */
export type LakeLayer = 'changes' | 'silver' | 'gold';

export interface LakeDatabaseProps {
  readonly stage: string;
  readonly layer: LakeLayer;
  readonly description: string;
  /** `s3://` address below which a table lies that a job creates without saying where. */
  readonly location: string;
}

/** Name of a database in the account's catalog. Hyphens would have to be quoted in every query. */
export function databaseName(stage: string, layer: LakeLayer): string {
  return `medstream_${stage}_${layer}`;
}

/**
 * A database of the Glue catalog. It holds descriptions of tables, no data, so it is removed with its stack while the
 * objects stay in their buckets.
 */
export class LakeDatabase extends Construct {
  readonly name: string;
  /** For tables to wait for. */
  readonly resource: CfnDatabase;

  constructor(scope: Construct, id: string, { stage, layer, description, location }: LakeDatabaseProps) {
    super(scope, id);
    this.name = databaseName(stage, layer);
    this.resource = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.name,
      databaseInput: { name: this.name, description, locationUri: location },
    });
  }
}
