import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnNamespace, CfnWorkgroup } from 'aws-cdk-lib/aws-redshiftserverless';
import { Construct } from 'constructs';
import { warehouse, workgroupName } from '../../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { CopyRole } from './copy-role.ts';
import type { WarehouseNetwork } from './warehouse-network.ts';

export interface WarehouseProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly network: WarehouseNetwork;
  /** Key of the data and of the administrator's secret. */
  readonly key: IKey;
  /** Key of the change log that COPY reads. */
  readonly changesKey: IKey;
  /** Key of the audit logs. */
  readonly logKey: IKey;
}

/** Redshift composes the names of its log groups of these (https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-audit-logging.html). */
const auditLogs = ['connectionlog', 'userlog', 'useractivitylog'];

/** No query of a load or a report takes that long; a forgotten one would be paid by the second. */
const longestQuerySeconds = 3600;

/**
 * Redshift Serverless: a namespace, which is the data, and a workgroup, which is the capacity. Private, encrypted, audited,
 * with a ceiling on what it may cost. Its administrator's password is made, kept and rotated by AWS; functions log in with
 * their IAM roles.
 *
 * The namespace stays when the stack goes, unless the stage is disposable: CloudFormation would take no final snapshot of
 * it. The workgroup holds nothing and goes, because it would keep the network from being removed.
 */
export class Warehouse extends Construct {
  readonly namespace: CfnNamespace;
  readonly workgroup: CfnWorkgroup;
  readonly workgroupName: string;
  readonly workgroupArn: string;
  /** Name of the administrator's secret; its ARN ends with six more characters. CloudFormation tells neither. */
  readonly adminSecretName: string;

  constructor(scope: Construct, id: string, props: WarehouseProps) {
    super(scope, id);
    const { stage, settings, network } = props;
    const name = workgroupName(stage);
    const admin = 'admin';
    this.workgroupName = name;
    // https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html
    this.adminSecretName = `redshift!${name}-${admin}`;
    const copyRole = new CopyRole(this, 'CopyRole', props);
    this.namespace = new CfnNamespace(this, 'Namespace', {
      namespaceName: name,
      dbName: warehouse.database,
      adminUsername: admin,
      manageAdminPassword: true,
      adminPasswordSecretKmsKeyId: props.key.keyId,
      kmsKeyId: props.key.keyArn,
      // `IAM_ROLE DEFAULT` of the COPY statements is this role.
      iamRoles: [copyRole.roleArn],
      defaultIamRoleArn: copyRole.roleArn,
      logExports: auditLogs,
    });
    this.namespace.applyRemovalPolicy(removalPolicy(settings));
    for (const kind of auditLogs) {
      const logGroup = new LogGroup(this, kind, {
        logGroupName: `/aws/redshift/${name}/${kind}`,
        retention: settings.logRetentionDays,
        encryptionKey: props.logKey,
        removalPolicy: removalPolicy(settings),
      });
      // Otherwise Redshift makes the group, without a key and for ever.
      this.namespace.node.addDependency(logGroup);
    }
    this.workgroup = new CfnWorkgroup(this, 'Workgroup', {
      workgroupName: name,
      namespaceName: this.namespace.ref,
      baseCapacity: settings.warehouse.baseCapacityRpu,
      maxCapacity: Math.max(settings.warehouse.baseCapacityRpu, settings.warehouse.maximumCapacityRpu),
      publiclyAccessible: false,
      enhancedVpcRouting: true,
      subnetIds: network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [network.securityGroup.attrGroupId],
      configParameters: Object.entries({
        require_ssl: 'true',
        enable_user_activity_logging: 'true',
        max_query_execution_time: String(longestQuerySeconds),
      }).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue })),
    });
    this.workgroupArn = this.workgroup.attrWorkgroupWorkgroupArn;
  }
}
