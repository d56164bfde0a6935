import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge } from '../acknowledge.ts';

export interface KeySecretProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** What encrypts the secret. */
  readonly key: IKey;
}

export interface DrawnKey {
  /** Name of the secret within the stage. */
  readonly name: string;
  readonly description: string;
  /** Names the key generation; it leads every token that the key makes. */
  readonly version: string;
  /** For an auditor. */
  readonly whyNotRotated: string;
}

/** Leaves 0-9 and a-f of what Secrets Manager draws from: 64 of them are 256 random bits. */
const allButHexDigits = Array.from({ length: 0x7e - 0x21 + 1 }, (_, offset) => String.fromCharCode(0x21 + offset))
  .filter((character) => !/[0-9a-f]/.test(character))
  .join('');

/**
 * A key of keyed hashes: `{"version": "<version>", "issuer": "<settings>", "key": "<64 hex digits>"}`. Secrets Manager
 * draws it when the stage is first deployed; nobody ever sees it. It stays when the stage is removed.
 */
export class DrawnKeySecret extends Secret {
  constructor(scope: Construct, id: string, { stage, settings, key }: KeySecretProps, drawn: DrawnKey) {
    super(scope, id, {
      secretName: deployedName(stage, drawn.name),
      description: drawn.description,
      // A reference takes no grants: the key's use is up to IAM policies, and the secret adds nothing to the key policy.
      encryptionKey: Key.fromKeyArn(scope, `${id}Encryption`, key.keyArn),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ version: drawn.version, issuer: settings.tokenIssuer }),
        generateStringKey: 'key',
        passwordLength: 64,
        excludeCharacters: allButHexDigits,
        excludeUppercase: true,
        excludePunctuation: true,
        includeSpace: false,
        requireEachIncludedType: false,
      },
      removalPolicy: removalPolicy(settings),
    });
    for (const rule of ['AwsSolutions-SMG4', 'HIPAA.Security-SecretsManagerRotationEnabled']) {
      acknowledge(this, rule, drawn.whyNotRotated);
    }
  }
}
