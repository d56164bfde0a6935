import { consumers, deployedName, streams, type ZoneName } from '../../contracts/platform.ts';
import { tokenKeySecret } from '../secrets/secrets.ts';
import { emulatorStage, testAccount } from './test-account.ts';

/** What the stage of the emulator is called there. */
export const deployed = {
  stream: deployedName(emulatorStage, streams.healthcareEvents.name),
  ingestFunction: deployedName(emulatorStage, consumers.ingestEvents.function),
  tokenKeySecret: deployedName(emulatorStage, tokenKeySecret),
} as const;

/** Bucket of a zone on the emulator. */
export function deployedBucket(zone: ZoneName): string {
  return `${deployedName(emulatorStage, zone)}-${testAccount.account}-${testAccount.region}`;
}
