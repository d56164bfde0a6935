import { Aws, Stack } from 'aws-cdk-lib';
import { type ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { ZoneName } from '../../../contracts/platform/zones.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import { bucketName, objectsArn } from '../foundation/zone-bucket.ts';
import { useKeyThrough } from '../key-use.ts';

/** Objects below a prefix of a zone, and the key that encrypts them. */
export interface ZoneObjects {
  readonly zone: ZoneName;
  /** Ends with `/`. */
  readonly prefix: string;
  readonly key: IKey;
}

/** `s3://bucket/prefix`, without a slash at its end. */
export function s3Address(stage: string, { zone, prefix }: ZoneObjects): string {
  return `s3://${bucketName(stage, zone)}/${prefix.slice(0, -1)}`;
}

/** Reading and listing objects below a prefix. */
export function readObjects(stage: string, objects: ZoneObjects): PolicyStatement[] {
  return [
    listObjects(stage, objects),
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [objectsArn(stage, objects)] }),
    useKeyThrough('s3', objects.key, 'kms:Decrypt'),
  ];
}

/** Reading and writing the files of Iceberg tables below a prefix; large files go up in parts. */
export function readAndWriteTables(stage: string, objects: ZoneObjects): PolicyStatement[] {
  return [
    listObjects(stage, objects),
    new PolicyStatement({
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      resources: [objectsArn(stage, objects)],
    }),
    useKeyThrough('s3', objects.key, 'kms:Decrypt', 'kms:GenerateDataKey'),
  ];
}

/** Listing a bucket, but only below a prefix. */
export function listObjects(stage: string, { zone, prefix }: { zone: ZoneName; prefix: string }): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [`arn:${Aws.PARTITION}:s3:::${bucketName(stage, zone)}`],
    conditions: { StringLike: { 's3:prefix': [prefix.slice(0, -1), `${prefix}*`] } },
  });
}

/** Asking whether one object is there: listing its key and what begins with it. S3 hides a missing object from others. */
export function findObject(stage: string, zone: ZoneName, key: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [`arn:${Aws.PARTITION}:s3:::${bucketName(stage, zone)}`],
    conditions: { StringEquals: { 's3:prefix': key } },
  });
}

/** Actions of the Glue catalog on databases and on whatever tables these hold. */
export function useCatalog(
  scope: Construct,
  databases: readonly string[],
  actions: readonly string[],
): PolicyStatement {
  const database = (name: string) =>
    Stack.of(scope).formatArn({ service: 'glue', resource: 'database', resourceName: name });
  const catalog = Stack.of(scope).formatArn({ service: 'glue', resource: 'catalog' });
  return new PolicyStatement({
    actions: [...actions],
    resources: [catalog, ...databases.flatMap((name) => [database(name), tablesArn(scope, name)])],
  });
}

/** ARN of all tables of a database. */
function tablesArn(scope: Construct, database: string): string {
  return Stack.of(scope).formatArn({ service: 'glue', resource: 'table', resourceName: `${database}/*` });
}

/** Accepts the wildcards of the statements above for a role of the lake. */
export function acknowledgeLakeAccess(
  policy: ManagedPolicy,
  stage: string,
  objects: readonly ZoneObjects[],
  databases: readonly string[],
): void {
  for (const own of objects) {
    acknowledgeWildcard(
      policy,
      objectsArn(stage, own),
      'Iceberg and the stream name the files themselves, so no list of them can be given. The right covers one prefix of one ' +
        'bucket of masked data; bronze and quarantine, which hold identities, have other buckets and another key.',
    );
  }
  for (const database of databases) {
    acknowledgeWildcard(
      policy,
      tablesArn(policy, database),
      'The database belongs to this stage and holds nothing but the tables of its models, one for each; a list of them would ' +
        'outgrow the size of a policy. A table is descriptions and pointers: rows are protected by the rights on their objects.',
    );
  }
}
