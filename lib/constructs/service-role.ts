import { Stack } from 'aws-cdk-lib';
import {
  type IPrincipal,
  type IRole,
  ManagedPolicy,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ServiceRoleProps {
  /** Role and policy are called `<roleName>-<region>`: their names are global, a stage may be in two regions. */
  readonly roleName: string;
  readonly description: string;
  /** The service that may assume the role, such as `lambda.amazonaws.com`; or else who may. */
  readonly assumedBy: string | IPrincipal;
  /** Everything the role may do. Nothing adds to it later: grants of CDK constructs are ignored. */
  readonly statements: readonly PolicyStatement[];
}

/**
 * A role whose rights stand in one place. CDK's own grants are wider than needed (`s3:GetObject*`) and end up in inline
 * policies, so the role handed out takes none.
 */
export class ServiceRole extends Construct {
  /** For constructs that take a role; ignores grants. */
  readonly role: IRole;
  readonly roleArn: string;
  readonly roleName: string;
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { assumedBy } = props;
    const name = roleNameIn(this, props.roleName);
    const role = new Role(this, 'Role', {
      roleName: name,
      description: props.description,
      assumedBy: typeof assumedBy === 'string' ? new ServicePrincipal(assumedBy) : assumedBy,
    });
    this.policy = new ManagedPolicy(this, 'Policy', {
      managedPolicyName: name,
      description: props.description,
      statements: [...props.statements],
      roles: [role],
    });
    this.roleArn = role.roleArn;
    this.roleName = name;
    this.role = role.withoutPolicyUpdates();
  }
}

/** Names of roles are global, and a stage may be in two regions. */
export function roleNameIn(scope: Construct, roleName: string): string {
  return `${roleName}-${Stack.of(scope).region}`;
}
