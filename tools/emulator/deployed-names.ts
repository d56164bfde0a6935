import { emulatorStage, testAccount } from '../../cli/send/test-account.ts';
import { consumers } from '../../contracts/platform/consumers.ts';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { sending } from '../../contracts/platform/sending.ts';
import { streams } from '../../contracts/platform/streams.ts';
import type { ZoneName } from '../../contracts/platform/zones.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';

/** What the stage of the emulator is called there. */
export const deployed = {
  stream: deployedName(emulatorStage, streams.healthcareEvents.name),
  ingestFunction: deployedName(emulatorStage, consumers.ingestEvents.function),
  tokenKeySecret: deployedName(emulatorStage, tokenKeySecret),
  sendingKeySecret: deployedName(emulatorStage, sending.keySecret),
} as const;

/** Bucket of a zone on the emulator. */
export function deployedBucket(zone: ZoneName): string {
  return `${deployedName(emulatorStage, zone)}-${testAccount.account}-${testAccount.region}`;
}
