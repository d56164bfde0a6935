import { type ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from '../acknowledge.ts';

/** One statement, which a query is, or several in one transaction. */
export type SubmitStatement = 'redshift-data:ExecuteStatement' | 'redshift-data:BatchExecuteStatement';

/**
 * What a role needs to run SQL through the Redshift Data API and to see the end of its own statements. Who it is in the
 * database is another right: temporary credentials (`redshift-serverless:GetCredentials`) or a secret.
 */
export function useDataApi(workgroupArn: string, ...submits: readonly SubmitStatement[]): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: [...submits], resources: [workgroupArn] }),
    new PolicyStatement({
      actions: ['redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'],
      resources: ['*'],
      conditions: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
        StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' },
      },
    }),
  ];
}

/** Accepts the one statement above that cannot name a resource. */
export function acknowledgeDataApi(policy: ManagedPolicy): void {
  acknowledgeWildcard(
    policy,
    '*',
    'DescribeStatement and GetStatementResult know no resources, because a statement has no ARN; the condition confines the ' +
      'role to statements that it submitted itself ' +
      '(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftdataapi.html).',
  );
}
