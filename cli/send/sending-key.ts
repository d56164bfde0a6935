import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { sending } from '../../contracts/platform/sending.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { SafeError, UserError } from '../../domain/safe-error.ts';
import { readTokenKey } from '../../lambdas/shared/token-key.ts';
import type { RowKeys } from '../../sources/row-encoder.ts';
import { type DeployedStage, deployedService } from '../deployed-service.ts';
import { describeCredentials, errorCode } from './put-errors.ts';
import { emulatorStage } from './test-account.ts';

/**
 * The keys that everyone who sends to a stage shares: they are a secret of the stage, so a row has the same id and the same
 * partition key on whatever machine it is sent from.
 * @throws UserError that says which right or resource is missing.
 */
export async function readSendingKeys({ stage, endpoint, environment }: DeployedStage): Promise<RowKeys> {
  // A VPC endpoint is that of the stream; an emulator is all services at once.
  const at = stage === emulatorStage ? endpoint : undefined;
  const { url: _, ...settings } = deployedService({ stage, endpoint: at, environment }, 'SECRETS_MANAGER');
  const client = new SecretsManagerClient(settings);
  const secret = deployedName(stage, sending.keySecret);
  try {
    return createKeyedHash(await readTokenKey(client, secret));
  } catch (error) {
    if (error instanceof SafeError) throw error;
    throw new UserError(`${describeNoKey(error, `secret ${secret}`)}. Nothing was sent`, { cause: error });
  } finally {
    client.destroy();
  }
}

function describeNoKey(error: unknown, secret: string): string {
  const code = errorCode(error);
  if (code === 'ResourceNotFoundException') {
    return `there is no ${secret}, whose key makes the ids of rows. Deploy the stage with this release first, or check --stage, the region (AWS_REGION) and the account of your credentials`;
  }
  if (code.startsWith('AccessDenied')) {
    return `your credentials may not read ${secret}, whose key makes the ids of rows. They need secretsmanager:GetSecretValue on it and kms:Decrypt on its key, as the stage's role ${sending.role} has`;
  }
  const unread = `${secret}, whose key makes the ids of rows, cannot be read (${code}). Check that it can be reached and its KMS key is enabled, then send again`;
  return describeCredentials(error, secret) ?? unread;
}
