import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { loadableSystems } from '../../../contracts/code-systems.ts';
import { codeReleasesKey, codesKey } from '../../../contracts/platform/zones.ts';

/** Objects of the silver bucket that hold the loaded releases of code systems. */
export const codeReleaseKeys: readonly string[] = [codeReleasesKey, ...loadableSystems.map(codesKey)];

/** Reading these objects of the silver bucket, and telling a missing one from a refusal (lambdas/shared/object-store.ts). */
export function readOfSilver(silver: Bucket, keys: readonly string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: keys.map((key) => `${silver.bucketArn}/${key}`),
      conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
    }),
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [silver.bucketArn],
      conditions: { StringEquals: { 's3:prefix': [...keys], 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
    }),
  ];
}
