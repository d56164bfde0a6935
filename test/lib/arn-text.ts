import type { Resource, Synthesis, SynthesizedStack } from './synthesis.ts';

/**
 * What CloudFormation makes of a value, as text: references to other stacks are followed, buckets are named, everything
 * else that is known only after deployment reads `<stack/Construct.Attribute>`. Two stacks that mean one thing give one text.
 */
export function asText(value: unknown, stack: SynthesizedStack, all: Synthesis): string {
  const render = (part: unknown) => asText(part, stack, all);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const [intrinsic, argument] = Object.entries(Object(value))[0] ?? [];
  if (intrinsic === 'Ref') return reference(String(argument), undefined, stack, all);
  if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) {
    return reference(String(argument[0]), String(argument[1]), stack, all);
  }
  if (intrinsic === 'Fn::Join' && Array.isArray(argument)) return argument[1].map(render).join(argument[0]);
  if (intrinsic === 'Fn::Sub') return substituted(argument, stack, all);
  if (intrinsic === 'Fn::ImportValue') return imported(render(argument), stack, all);
  if (intrinsic === 'Fn::Select' || intrinsic === 'Fn::Split') return `<${JSON.stringify(value)}>`;
  throw new Error(`${stack.stage}/${stack.name}: no text for ${JSON.stringify(value)}`);
}

function reference(id: string, attribute: string | undefined, stack: SynthesizedStack, all: Synthesis): string {
  const resource = stack.template.Resources[id];
  if (resource === undefined) return `<${id}>`;
  if (resource.Type === 'AWS::S3::Bucket' && (attribute === undefined || attribute === 'Arn')) {
    const name = asText(resource.Properties.BucketName, stack, all);
    return attribute === undefined ? name : `arn:<AWS::Partition>:s3:::${name}`;
  }
  return `<${pathOf(resource, id)}${attribute === undefined ? '' : `.${attribute}`}>`;
}

/** `foundation/VaultKey` for the resource of that construct in whichever stage. */
function pathOf(resource: Resource, id: string): string {
  const path = resource.Metadata?.['aws:cdk:path'] ?? id;
  return path.replace(/^[^/]+\//, '').replace(/\/(Resource|Default)$/, '');
}

function substituted(argument: unknown, stack: SynthesizedStack, all: Synthesis): string {
  const [template, own] = Array.isArray(argument) ? argument : [argument, {}];
  return String(template).replace(/\$\{([^}]+)\}/g, (_, name: string) =>
    name in own ? asText(own[name], stack, all) : asText({ Ref: name }, stack, all),
  );
}

function imported(name: string, stack: SynthesizedStack, all: Synthesis): string {
  for (const exporter of all.stacks.filter(({ stage }) => stage === stack.stage)) {
    const output = Object.values(exporter.template.Outputs ?? {}).find((candidate) => candidate.Export?.Name === name);
    if (output !== undefined) return asText(output.Value, exporter, all);
  }
  throw new Error(`${stack.stage}/${stack.name} imports ${name}, which no stack of its stage exports`);
}
