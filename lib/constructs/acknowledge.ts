import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Accepts one finding of a rule pack where it occurs.
 * @param id the finding as it is reported: `AwsSolutions-IAM5[Resource::*]`. A rule without brackets covers only
 *   findings without brackets (https://github.com/cdklabs/cdk-nag/blob/main/MIGRATION.md).
 * @param reason what protects the data instead, for an auditor who has not seen this code.
 */
export function acknowledge(construct: Construct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/**
 * Accepts a resource with a wildcard in a policy: objects below a prefix, streams of a log group.
 * @param policy the managed policy that names it.
 * @param resource the ARN exactly as the policy has it.
 * @param reason why it cannot be narrower.
 */
export function acknowledgeWildcard(policy: Construct, resource: string, reason: string): void {
  acknowledge(policy, `AwsSolutions-IAM5[Resource::${asReported(Stack.of(policy).resolve(resource))}]`, reason);
}

/**
 * A resolved ARN as cdk-nag prints it in its findings: `<LogicalId>`, `<LogicalId.Arn>`, `<AWS::Region>`.
 * @throws Error for another stack's reference, of which the printed form is not known yet: name the resource instead.
 */
function asReported(value: unknown): string {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries(Object(value))[0] ?? [];
  if (intrinsic === 'Ref') return `<${argument}>`;
  if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`;
  if (intrinsic === 'Fn::Join' && Array.isArray(argument)) {
    const [separator, parts] = argument;
    if (typeof separator === 'string' && Array.isArray(parts)) return parts.map(asReported).join(separator);
  }
  throw new Error(`a wildcard below ${JSON.stringify(value)} cannot be acknowledged; build its ARN from names`);
}
