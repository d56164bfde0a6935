import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Refuses requests to a bucket without TLS, or with TLS older than 1.2. CDK's `enforceSSL` lacks the exemption of AWS
 * services: between services these condition keys are redacted, and S3 asks to let service principals through
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#example-object-tls-version).
 */
export function refuseWithoutTls(bucket: Bucket): void {
  const everything = {
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:*'],
    resources: [bucket.bucketArn, bucket.arnForObjects('*')],
  };
  const notAnAwsService = { 'aws:PrincipalIsAWSService': 'false' };
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...everything,
      sid: 'RefuseWithoutTls',
      conditions: { Bool: { 'aws:SecureTransport': 'false', ...notAnAwsService } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...everything,
      sid: 'RefuseOldTls',
      conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' }, Bool: notAnAwsService },
    }),
  );
}
