import { asText } from './arn-text.ts';
import { resourcesOf, type Synthesis, type SynthesizedStack } from './synthesis.ts';

export interface Statement {
  /** `<stage>/<stack>/<logical ID>` of the policy. */
  readonly where: string;
  readonly stage: string;
  /** Roles the policy is attached to, as `<stack/Construct/Role>`. */
  readonly roles: readonly string[];
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const identityPolicies = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
];

/** Everything that identities of any stage may do, wherever it is written. */
export function identityStatements(all: Synthesis): Statement[] {
  return all.stacks.flatMap((stack) =>
    identityPolicies.flatMap((type) =>
      resourcesOf(stack, type).flatMap(([id, { Properties: properties }]) => {
        const roles =
          type === 'AWS::IAM::Role'
            ? [asText({ Ref: id }, stack, all)]
            : (properties.Roles ?? []).map((role: unknown) => asText(role, stack, all));
        const documents = [
          properties.PolicyDocument,
          ...(properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => policy.PolicyDocument),
        ];
        return documents.flatMap((document) => statementsOf(document, id, roles, stack, all));
      }),
    ),
  );
}

interface RenderedStatement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Statement['conditions'];
}

function statementsOf(
  document: { readonly Statement: readonly RenderedStatement[] } | undefined,
  id: string,
  roles: readonly string[],
  stack: SynthesizedStack,
  all: Synthesis,
): Statement[] {
  return (document?.Statement ?? []).map((statement) => ({
    where: `${stack.stage}/${stack.name}/${id}`,
    stage: stack.stage,
    roles,
    effect: statement.Effect,
    actions: statement.NotAction === undefined ? list(statement.Action) : ['NotAction'],
    resources:
      statement.NotResource === undefined
        ? list(statement.Resource).map((resource) => asText(resource, stack, all))
        : ['NotResource'],
    conditions: statement.Condition ?? {},
  }));
}

/** A list, whether one or several were written. */
export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
