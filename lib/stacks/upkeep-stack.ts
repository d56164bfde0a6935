import type { Construct } from 'constructs';
import { TableOptimizers } from '../constructs/lake/table-optimizers.ts';
import type { LakeStack } from './lake-stack.ts';
import { MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';

export interface UpkeepStackProps extends MedstreamStackProps {
  readonly lake: LakeStack;
}

/**
 * What keeps the tables of the lake small and forgetting. A stack of its own: three optimizers a table are more resources
 * than everything else of the lake, and a stack has 500
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 */
export class UpkeepStack extends MedstreamStack {
  constructor(scope: Construct, id: string, props: UpkeepStackProps) {
    super(scope, id, props, 'medstream: the upkeep of the tables of the lake');
    const { stage, lake } = props;
    new TableOptimizers(this, 'table-optimizers', { stage, databases: lake.icebergTables });
    this.addStackDependency(lake, 'an optimizer is of a table that is there');
  }
}
