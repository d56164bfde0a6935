import { GetSecretValueCommand, type GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { TokenKey } from '../../domain/masking/token.ts';
import { SafeError } from '../../domain/safe-error.ts';

/** The part of a Secrets Manager client that reading the key needs. */
export interface SecretsClient {
  send(command: GetSecretValueCommand): Promise<GetSecretValueCommandOutput>;
}

const secretSchema = z.strictObject({
  version: z.string(),
  issuer: z.string().min(1),
  key: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Reads the token key: a secret `{"version": "v1", "issuer": "<hospital>", "key": "<64 hex digits>"}`. Called once per
 * container; the key stays in memory.
 * @throws SafeError that names the secret and what is wrong with its form, never its content.
 */
export async function readTokenKey(client: SecretsClient, secretId: string): Promise<TokenKey> {
  const { SecretString: secret } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const parsed = secretSchema.safeParse(parseJson(secret ?? ''));
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
    throw new SafeError(
      `secret ${secretId} is not a token key: check ${fields}; expected version, issuer and key (64 hex)`,
    );
  }
  const { version, issuer, key } = parsed.data;
  return { version, issuer, key: Buffer.from(key, 'hex') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
