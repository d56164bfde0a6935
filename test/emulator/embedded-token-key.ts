import { join } from 'node:path';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { EmbeddedSecrets, tokenKeySecret } from '../../embedded/secrets/secrets.ts';

/** The token key of a data directory, as its secret has it; drawn if there is none. */
export async function embeddedTokenKey(data: string): Promise<string> {
  const secrets = await EmbeddedSecrets.open(join(data, 'keys'));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: tokenKeySecret }));
  return SecretString ?? '';
}
