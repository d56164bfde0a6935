import { Aws } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { sending } from '../../../contracts/platform/sending.ts';
import { useKeyThrough } from '../key-use.ts';
import { ServiceRole } from '../service-role.ts';

export interface SenderRoleProps {
  readonly stage: string;
  readonly streamArns: readonly string[];
  readonly sendingKeyArn: string;
  /** Of the streams and of the sending key. */
  readonly key: IKey;
}

/**
 * The role of whoever runs `medstream send --stage`: it writes to the streams and reads the key of the ids of rows,
 * nothing else; what it sent it cannot read back. Who may assume it is for the account to say: nobody does by this template.
 */
export class SenderRole extends Construct {
  constructor(scope: Construct, id: string, { stage, streamArns, sendingKeyArn, key }: SenderRoleProps) {
    super(scope, id);
    new ServiceRole(this, 'Role', {
      roleName: deployedName(stage, sending.role),
      description: 'Sends rows of files to the streams',
      assumedBy: new AccountPrincipal(Aws.ACCOUNT_ID),
      statements: [
        new PolicyStatement({ actions: ['kinesis:PutRecords'], resources: [...streamArns] }),
        useKeyThrough('kinesis', key, 'kms:GenerateDataKey'),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [sendingKeyArn] }),
        useKeyThrough('secretsmanager', key, 'kms:Decrypt'),
      ],
    });
  }
}
