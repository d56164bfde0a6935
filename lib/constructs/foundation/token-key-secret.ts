import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge } from '../acknowledge.ts';

export interface TokenKeySecretProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly key: IKey;
}

/** Leaves 0-9 and a-f of what Secrets Manager draws from: 64 of them are 256 random bits. */
const allButHexDigits = Array.from({ length: 0x7e - 0x21 + 1 }, (_, offset) => String.fromCharCode(0x21 + offset))
  .filter((character) => !/[0-9a-f]/.test(character))
  .join('');

/**
 * The key of all tokens: `{"version": "v1", "issuer": "<settings>", "key": "<64 hex digits>"}`. Secrets Manager draws it
 * when the stage is first deployed; nobody ever sees it. Without it no new record joins an old one: it stays when the stage is
 * removed.
 */
export class TokenKeySecret extends Secret {
  constructor(scope: Construct, id: string, { stage, settings, key }: TokenKeySecretProps) {
    super(scope, id, {
      secretName: deployedName(stage, 'token-key'),
      description:
        'Keys the tokens that stand for patients. Replacing it breaks every join with data tokenized before.',
      // A reference takes no grants: the key's use is up to IAM policies, and the secret adds nothing to the key policy.
      encryptionKey: Key.fromKeyArn(scope, `${id}Encryption`, key.keyArn),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ version: 'v1', issuer: settings.tokenIssuer }),
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
    for (const id of ['AwsSolutions-SMG4', 'HIPAA.Security-SecretsManagerRotationEnabled']) {
      acknowledge(
        this,
        id,
        'This is not a password but the key of a pseudonym: with another key the same patient gets another token, and no ' +
          'new record joins its history. It is read by one function alone, each read is in the audit trail, and a changed key ' +
          'is a migration under a new version (v2) that tokenizes history again, not a rotation.',
      );
    }
  }
}
