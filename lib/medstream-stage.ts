import { type Environment, Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { streamInventory } from '../contracts/platform/consumers.ts';
import type { StageSettings } from './config/stage-settings.ts';
import type { StageName } from './config/stages.ts';
import { consumerFunctions } from './constructs/ingest/consumer-functions.ts';
import { readStoredTables } from './constructs/lake/stored-tables.ts';
import { FoundationStack } from './stacks/foundation-stack.ts';
import { IngestStack } from './stacks/ingest-stack.ts';
import { LakeStack } from './stacks/lake-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { UpkeepStack } from './stacks/upkeep-stack.ts';
import { WarehouseStack } from './stacks/warehouse-stack.ts';

/**
 * One deployment of medstream: six stacks by lifecycle. What holds data (foundation) changes least and outlives the
 * rest; what watches (operations) depends on all and nothing depends on it.
 */
export class MedstreamStage extends Stage {
  constructor(scope: Construct, name: StageName, settings: StageSettings) {
    super(scope, name, { env: environmentOf(settings) });
    Tags.of(this).add('medstream:stage', name);
    const common = { stage: name, settings };

    const foundation = new FoundationStack(this, 'foundation', common);
    const ingest = new IngestStack(this, 'ingest', {
      ...common,
      foundation,
      inventory: streamInventory,
      functions: consumerFunctions,
    });
    const lake = new LakeStack(this, 'lake', { ...common, foundation, stored: readStoredTables() });
    if (!settings.leftOut.tableOptimizers) new UpkeepStack(this, 'upkeep', { ...common, lake });
    const warehouse = settings.leftOut.warehouse
      ? undefined
      : new WarehouseStack(this, 'warehouse', { ...common, foundation });
    // A column is in the warehouse before an object that has it: COPY takes fewer columns than a table has, never more.
    if (warehouse !== undefined)
      ingest.addStackDependency(warehouse, 'its columns come before the objects that have them');
    new OperationsStack(this, 'operations', { ...common, foundation, ingest, lake, warehouse });
  }
}

/** A stage without an account or region takes them from the credentials of `cdk deploy`. */
function environmentOf({ account, region }: StageSettings): Environment {
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}
