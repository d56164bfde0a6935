import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import type { StageSettings } from '../config/stage-settings.ts';

export interface MedstreamStackProps {
  /** Name of the stage: dev, staging, prod, emulator. */
  readonly stage: string;
  readonly settings: StageSettings;
}

/** A stack of one stage; it names what it deploys `medstream-<stage>-<name>`. */
export abstract class MedstreamStack extends Stack {
  readonly stage: string;
  readonly settings: StageSettings;

  constructor(scope: Construct, id: string, { stage, settings }: MedstreamStackProps, description: string) {
    super(scope, id, { stackName: deployedName(stage, id), description });
    this.stage = stage;
    this.settings = settings;
  }

  /** The deployed name of something of this stage. */
  named(name: string): string {
    return deployedName(this.stage, name);
  }
}

/** The id of a construct from a name in code: `HealthcareEvents` of `healthcareEvents`. */
export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
