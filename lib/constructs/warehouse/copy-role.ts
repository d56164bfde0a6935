import { Stack } from 'aws-cdk-lib';
import { CompositePrincipal, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { layout } from '../../../contracts/platform/zones.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import { objectsArn } from '../foundation/zone-bucket.ts';
import { useKeyThrough } from '../key-use.ts';
import { listObjects } from '../lake/lake-access.ts';

export interface CopyRoleProps {
  readonly stage: string;
  /** Key of the change log. */
  readonly changesKey: IKey;
}

/** What a COPY may read: masked changes and the manifests that list them. Nothing else, and it writes nothing. */
export class CopyRole extends Construct {
  readonly roleArn: string;

  constructor(scope: Construct, id: string, { stage, changesKey }: CopyRoleProps) {
    super(scope, id);
    const places = [layout.changes, layout.manifests];
    const roleName = `${deployedName(stage, 'warehouse-copy')}-${Stack.of(this).region}`;
    const role = new Role(this, 'Role', {
      roleName,
      description: 'Lets COPY read the change log and the manifests of a load',
      // Serverless asks for both.
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('redshift-serverless.amazonaws.com'),
        new ServicePrincipal('redshift.amazonaws.com'),
      ),
    });
    const policy = new ManagedPolicy(this, 'Policy', {
      managedPolicyName: roleName,
      roles: [role],
      statements: [
        ...places.map((place) => listObjects(stage, place)),
        new PolicyStatement({ actions: ['s3:GetObject'], resources: places.map((place) => objectsArn(stage, place)) }),
        useKeyThrough('s3', changesKey, 'kms:Decrypt'),
      ],
    });
    for (const place of places) {
      acknowledgeWildcard(
        policy,
        objectsArn(stage, place),
        'Keys are made of arrival hour, shard and sequence numbers, so no list of them can be given. The right is to read only, ' +
          'below one prefix of the bucket of masked data; bronze and quarantine have other buckets and another key.',
      );
    }
    this.roleArn = role.roleArn;
  }
}
