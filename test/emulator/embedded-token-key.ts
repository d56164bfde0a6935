import { join } from 'node:path';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { EmbeddedSecrets, tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { deployed } from '../../tools/emulator/deployed-names.ts';

/**
 * Gives an emulator the token key of a data directory, which is drawn if there is none, for its tokens and for those who
 * send: with other keys no token and no partition key of the two places is the same.
 */
export async function shareTokenKey(emulator: SecretsManagerClient, data: string): Promise<void> {
  const secrets = await EmbeddedSecrets.open(join(data, 'keys'));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: tokenKeySecret }));
  for (const SecretId of [deployed.tokenKeySecret, deployed.sendingKeySecret]) {
    await emulator.send(new PutSecretValueCommand({ SecretId, SecretString: SecretString ?? '' }));
  }
}
