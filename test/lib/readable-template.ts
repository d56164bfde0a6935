import { Document, isCollection, isScalar, type Node, visit } from 'yaml';
import { asText } from './arn-text.ts';
import type { Resource, Synthesis, SynthesizedStack, Template } from './synthesis.ts';

/** A collection that takes no more than this stands on one line. */
const lineLength = 150;

/**
 * Tables of the lake that are written down, one of each kind, and the optimizers of one. All tables follow from `glue-scripts/catalog.json`, and
 * `lake-stack.test.ts` asserts each of them against it, so that a snapshot does not grow with the contracts.
 */
const exemplary: Readonly<Record<string, readonly string[]>> = {
  'AWS::Glue::Table': ['changes-encounter', 'silver-encounter', 'gold-encounters_by_department'],
  'AWS::Glue::TableOptimizer': ['silver-encounter'],
};

/** What a template says, without what changes when no infrastructure does, and without what follows from something else. */
export function essence(stack: SynthesizedStack): Template {
  const kept = Object.entries(stack.template.Resources).filter(([, resource]) => !isFurtherTable(resource));
  const ids = new Set(kept.map(([id]) => id));
  const left = Object.keys(stack.template.Resources).filter((id) => !ids.has(id));
  return {
    Resources: Object.fromEntries(
      kept.map(([id, resource]) => [withoutHashes(id), withoutLeftOut(resource, new Set(left))]),
    ),
    // The others are references between stacks, which stand where they are used.
    Outputs: Object.fromEntries(
      Object.entries(stack.template.Outputs ?? {}).filter(([, { Export }]) => Export === undefined),
    ),
  };
}

/** A template as a person reads it: references by the names of constructs, short things on one line. */
export function readable(stack: SynthesizedStack, all: Synthesis): string {
  const document = new Document(withTexts(essence(stack), stack, all));
  visit(document, {
    Collection: (key, node) => {
      if (key !== null && fitsOnALine(node)) {
        node.flow = true;
        return visit.SKIP;
      }
      return undefined;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Text without what changes with the code alone. */
export function withoutHashes(text: string): string {
  return text.replace(/\b[0-9a-f]{64}\b/g, '<hash>').replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}\b/g, '$1<hash>');
}

/** Whether a resource is a table, or an optimizer of one, that is not among the exemplary ones. */
function isFurtherTable({ Type, Metadata }: Resource): boolean {
  const kept = exemplary[Type];
  const path = (Metadata?.['aws:cdk:path'] ?? '').split('/');
  return kept !== undefined && !path.some((part) => kept.includes(part));
}

function withoutLeftOut({ Metadata: _metadata, DependsOn, ...rest }: Resource, left: ReadonlySet<string>): Resource {
  const after = DependsOn?.filter((id) => !left.has(id));
  return { ...rest, ...(after === undefined || after.length === 0 ? {} : { DependsOn: after }) };
}

/** A value with every intrinsic function as the text that it stands for. */
function withTexts(value: unknown, stack: SynthesizedStack, all: Synthesis, key = ''): unknown {
  // The definition of a state machine is a file of its own, and tested to be the one that is deployed.
  if (key === 'DefinitionString') return '<contracts/platform/state-machines/pipeline.ts>';
  if (key === 'DashboardBody') return JSON.parse(asText(value, stack, all));
  if (typeof value === 'string') return withoutHashes(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const members = value.map((member) => withTexts(member, stack, all));
    // The order of a set of resources is that of the hashes in it, which say nothing here.
    return key === 'Resource' ? members.toSorted() : members;
  }
  const members = Object.entries(value);
  if (members.length === 1 && /^(Ref$|Fn::)/.test(members[0]?.[0] ?? ''))
    return withoutHashes(asText(value, stack, all));
  return Object.fromEntries(members.map(([name, member]) => [name, withTexts(member, stack, all, name)]));
}

function fitsOnALine(node: Node): boolean {
  let length = 0;
  let isShort = true;
  visit(node, {
    Scalar: (_key, scalar) => {
      const text = isScalar(scalar) ? String(scalar.value) : '';
      length += text.length + 4;
      if (text.includes('\n')) isShort = false;
      return length > lineLength ? visit.BREAK : undefined;
    },
    Collection: (_key, inner) => {
      length += isCollection(inner) ? 4 : 0;
      return undefined;
    },
  });
  return isShort && length <= lineLength;
}
