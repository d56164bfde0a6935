import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';

/** Name of the token key's secret in the embedded runtime. */
export const tokenKeySecret = 'token-key';

/**
 * AWS Secrets Manager on one machine: a file per secret that only its owner can read. It holds the token key of the
 * data directory, drawn at random on first use.
 */
export class EmbeddedSecrets {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Opens the secrets in `directory`; a token key is made if there is none. */
  static async open(directory: string): Promise<EmbeddedSecrets> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const tokenKey = { version: 'v1', issuer: 'local', key: randomBytes(32).toString('hex') };
    try {
      await writeFile(join(directory, tokenKeySecret), JSON.stringify(tokenKey), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    return new EmbeddedSecrets(directory);
  }

  /** Answers GetSecretValue. @throws ResourceNotFoundException for an unknown secret. */
  async send(command: GetSecretValueCommand): Promise<GetSecretValueCommandOutput> {
    const name = command.input.SecretId ?? '';
    if (name !== tokenKeySecret) {
      throw new ResourceNotFoundException({
        message: `there is no secret ${name}`,
        $metadata: { httpStatusCode: 400 },
      });
    }
    const secret = await readFile(join(this.#directory, name), 'utf8');
    return { Name: name, SecretString: secret, $metadata: { httpStatusCode: 200 } };
  }
}
