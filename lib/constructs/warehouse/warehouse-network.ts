import { Aws } from 'aws-cdk-lib';
import {
  CfnSecurityGroup,
  FlowLogDestination,
  FlowLogMaxAggregationInterval,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { layout } from '../../../contracts/platform/zones.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge } from '../acknowledge.ts';
import { bucketName, objectsArn } from '../foundation/zone-bucket.ts';
import { ServiceRole } from '../service-role.ts';

export interface WarehouseNetworkProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** Key of the flow logs. */
  readonly logKey: IKey;
}

/**
 * The network of the warehouse and of nothing else: three subnets in three zones, as Redshift Serverless demands for
 * enhanced routing (https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html), without a way
 * in or out but the one to the objects that a COPY reads. SQL comes through the Data API, which needs no network path.
 */
export class WarehouseNetwork extends Construct {
  readonly vpc: Vpc;
  readonly securityGroup: CfnSecurityGroup;

  constructor(scope: Construct, id: string, props: WarehouseNetworkProps) {
    super(scope, id);
    const { stage } = props;
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: deployedName(stage, 'warehouse'),
      ipAddresses: IpAddresses.cidr('10.0.0.0/22'),
      maxAzs: 3,
      natGateways: 0,
      createInternetGateway: false,
      // The largest workgroups take more addresses than a /26 has.
      subnetConfiguration: [{ name: 'warehouse', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
      restrictDefaultSecurityGroup: false,
    });
    acknowledge(
      this.vpc,
      'HIPAA.Security-VPCDefaultSecurityGroupClosed',
      'Nothing is in the default group: the network holds only the warehouse, which has a group of its own without ingress, and ' +
        'it has no gateway to the internet. Emptying the default group takes a function with rights on every group.',
    );
    this.endpointForCopy(stage);
    this.logFlows(props);
    this.securityGroup = new CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId: this.vpc.vpcId,
      groupName: deployedName(stage, 'warehouse'),
      groupDescription: 'The warehouse: nothing may connect, S3 may be reached over TLS',
      securityGroupEgress: [
        {
          ipProtocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          cidrIp: '0.0.0.0/0',
          description: 'S3 through its gateway endpoint, the only route out of the subnets',
        },
      ],
    });
  }

  private endpointForCopy(stage: string): void {
    const { zone } = layout.changes;
    const endpoint = this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['s3:GetObject'],
        resources: [objectsArn(stage, layout.changes), objectsArn(stage, layout.manifests)],
      }),
    );
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['s3:ListBucket', 's3:GetBucketLocation'],
        resources: [`arn:${Aws.PARTITION}:s3:::${bucketName(stage, zone)}`],
      }),
    );
  }

  private logFlows({ stage, settings, logKey }: WarehouseNetworkProps): void {
    const logGroup = new LogGroup(this, 'FlowLogs', {
      logGroupName: `/medstream/${stage}/warehouse-network`,
      retention: settings.logRetentionDays,
      encryptionKey: logKey,
      removalPolicy: removalPolicy(settings),
    });
    const role = new ServiceRole(this, 'FlowLogsRole', {
      roleName: deployedName(stage, 'warehouse-network'),
      description: 'Writes the flow logs of the network of the warehouse',
      assumedBy: 'vpc-flow-logs.amazonaws.com',
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          resources: [logGroup.logGroupArn],
        }),
      ],
    });
    this.vpc.addFlowLog('Flows', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, role.role),
      maxAggregationInterval: FlowLogMaxAggregationInterval.TEN_MINUTES,
    });
  }
}
