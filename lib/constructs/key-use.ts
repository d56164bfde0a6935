import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** Writing takes `kms:GenerateDataKey`, reading `kms:Decrypt`. A single PutObject needs no Decrypt; multipart uploads do. */
export type KeyUse = 'kms:Decrypt' | 'kms:GenerateDataKey';

/**
 * Lets a role use a key, but only through one service in this region: taken away from there, the key opens nothing.
 * @param service as it stands in endpoint names: `s3`, `kinesis`, `secretsmanager`, `sqs`.
 */
export function useKeyThrough(service: string, key: IKey, ...uses: readonly KeyUse[]): PolicyStatement {
  return new PolicyStatement({
    actions: [...uses],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } },
  });
}
