import { Aws } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { type LakeLayer, lakeDatabaseName } from '../../../contracts/platform/deployed-names.ts';

export interface LakeDatabaseProps {
  readonly stage: string;
  readonly layer: LakeLayer;
  readonly description: string;
  /** `s3://` address below which a table lies that a job creates without saying where. */
  readonly location: string;
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
    this.name = lakeDatabaseName(stage, layer);
    this.resource = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.name,
      databaseInput: { name: this.name, description, locationUri: location },
    });
  }
}
