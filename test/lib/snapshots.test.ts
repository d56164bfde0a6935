import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { asText } from './arn-text.ts';
import { essence, readable, withoutHashes } from './readable-template.ts';
import {
  type Acknowledgment,
  type Synthesis,
  type SynthesizedStack,
  stackOf,
  stageNames,
  synthesis,
} from './synthesis.ts';

/** The stage that is written down whole; of the others, what differs from it. */
const whole = 'staging';

const folder = new URL('snapshots/', import.meta.url);

/** The leaves of a resource, path to text, as they would be in any stage, account and region. */
function leavesOf(value: unknown, stack: SynthesizedStack, all: Synthesis, path = ''): [string, string][] {
  if (path.endsWith('.DashboardBody')) return widgetsOf(inAnyStage(asText(value, stack, all), stack.stage));
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [first] = members;
  const isIntrinsic = members.length === 1 && first !== undefined && /^(Ref$|Fn::)/.test(first[0]);
  if (members.length > 0 && !isIntrinsic) {
    return members.flatMap(([key, member]) => leavesOf(member, stack, all, `${path}.${key}`));
  }
  const text = isIntrinsic ? asText(value, stack, all) : JSON.stringify(value).replace(/^"(.*)"$/s, '$1');
  return [[path, inAnyStage(text, stack.stage)]];
}

/** Widgets by what stands above them, so that one more or less moves no other. */
function widgetsOf(dashboard: string): [string, string][] {
  const { widgets }: { widgets: { properties: { title?: string; markdown?: string } }[] } = JSON.parse(dashboard);
  return widgets.map(({ properties }) => {
    const heading = properties.title ?? properties.markdown?.split('\n')[0];
    return [`.Dashboard: ${heading}`, JSON.stringify(properties)];
  });
}

function inAnyStage(text: string, stage: string): string {
  return withoutHashes(text)
    .replaceAll(new RegExp(`(?<![a-z])${stage}(?![a-z])`, 'g'), '<stage>')
    .replaceAll('000000000000', '<AWS::AccountId>')
    .replaceAll('us-east-1', '<AWS::Region>')
    .replaceAll('arn:aws:', 'arn:<AWS::Partition>:');
}

/** A line for each resource that only one has, and for each leaf that differs. */
function differences(from: SynthesizedStack, to: SynthesizedStack, all: Synthesis): string[] {
  const [before, after] = [essence(from).Resources, essence(to).Resources];
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return ids.flatMap((id) => {
    const [old, now] = [before[id], after[id]];
    if (old === undefined || now === undefined) return [`${id}: ${old === undefined ? 'only here' : 'absent'}`];
    const { DependsOn: _oldOrder, ...rest } = old;
    const { DependsOn: _newOrder, ...others } = now;
    const [was, is] = [new Map(leavesOf(rest, from, all)), new Map(leavesOf(others, to, all))];
    return [...new Set([...was.keys(), ...is.keys()])]
      .filter((path) => was.get(path) !== is.get(path))
      .sort()
      .map((path) => `${id}${path}: ${was.get(path) ?? 'absent'} -> ${is.get(path) ?? 'absent'}`);
  });
}

/** A table by reason: what was found where, and why it is accepted. */
function acknowledgedFindings(acknowledgments: readonly Acknowledgment[]): string {
  const ofStage = acknowledgments.filter(({ stage, path, rule }) => {
    const isOfWhole = acknowledgments.some(
      (other) =>
        other.stage === whole && other.path === path && asCell(other.rule, other.stage) === asCell(rule, stage),
    );
    return stage === whole || (stage === 'emulator' && !isOfWhole);
  });
  const byReason = Map.groupBy(ofStage, ({ reason }) => reason);
  const rows = [...byReason].map(([reason, found]) => {
    const rules = [...new Set(found.map(({ rule, stage }) => asCell(rule, stage)))].sort();
    const where = [...new Set(found.map(({ stage, path }) => (stage === whole ? path : `${path} (${stage})`)))].sort();
    return `| ${rules.join('<br>')} | ${where.join('<br>')} | ${reason} |`;
  });
  return [
    '# Findings that are accepted, and why',
    '',
    'Every stage passes the rules of AWS Solutions, HIPAA Security and Serverless (cdk-nag); what they find is fixed. What is left stands here: each is accepted where it occurs, with its reason in the code beside it. This page is made from the code by `npx vitest run test/lib/snapshots.test.ts -u` and tested to agree with it. `<stage>` is the name of the stage.',
    '',
    '| rule | where | why it is accepted |',
    '| --- | --- | --- |',
    ...rows.sort(),
    '',
  ].join('\n');
}

/** A rule in a table, without what differs by stage and code. */
function asCell(rule: string, stage: string): string {
  return `\`${inAnyStage(rule, stage)
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replaceAll('|', '\\|')}\``;
}

describe('snapshots; to accept a change: npx vitest run test/lib/snapshots.test.ts -u', async () => {
  const all = await synthesis();
  const { stacks, acknowledgments } = all;
  const base = stacks.filter(({ stage }) => stage === whole);

  test.each(base.map((stack) => [stack.name, stack] as const))(`the template of ${whole}/%s`, async (name, stack) => {
    await expect(readable(stack, all)).toMatchFileSnapshot(fileURLToPath(new URL(`${name}-template.yaml`, folder)));
  });

  test.each(stageNames.filter((stage) => stage !== whole))(`what %s has otherwise than ${whole}`, async (stage) => {
    const lines = base.flatMap((stack) => {
      const other = stacks.find((candidate) => candidate.stage === stage && candidate.name === stack.name);
      if (other === undefined) return [`${stack.name}: absent`];
      return differences(stack, other, all).map((line) => `${stack.name} ${line}`);
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      fileURLToPath(new URL(`${stage}.differences.txt`, folder)),
    );
  });

  test('the acknowledged findings, for an auditor', async () => {
    await expect(acknowledgedFindings(acknowledgments)).toMatchFileSnapshot(
      fileURLToPath(new URL('../../docs/acknowledged-findings.md', import.meta.url)),
    );
  });

  test('what is written down can be read, and does not grow with the contracts', () => {
    const count = (stack: string, type: string) =>
      Object.values(essence(stackOf(all, whole, stack)).Resources).filter(({ Type }) => Type === type).length;
    expect([count('lake', 'AWS::Glue::Table'), count('upkeep', 'AWS::Glue::TableOptimizer')]).toEqual([3, 3]);
    const lines = base.map((stack) => readable(stack, all).split('\n').length);
    expect(lines.reduce((total, own) => total + own, 0)).toBeLessThan(4500);
  });

  test('no snapshot is left of a stack that is gone', () => {
    const expected = [
      ...base.map(({ name }) => `${name}-template.yaml`),
      ...stageNames.filter((stage) => stage !== whole).map((stage) => `${stage}.differences.txt`),
    ];
    expect(readdirSync(folder).filter((file) => !expected.includes(file))).toEqual([]);
  });
});
