import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stage } from 'aws-cdk-lib';
import { afterAll, expect, test } from 'vitest';
import { ownFlags, recommendedFlags } from '../../lib/app.ts';
import { stageDefaults } from '../../lib/config/stages.ts';
import { readStoredTables, type StoredTables, tableName } from '../../lib/constructs/lake/stored-tables.ts';
import { FoundationStack } from '../../lib/stacks/foundation-stack.ts';
import { LakeStack } from '../../lib/stacks/lake-stack.ts';
import { UpkeepStack } from '../../lib/stacks/upkeep-stack.ts';
import { isThorough } from '../thorough.ts';

const outdir = mkdtempSync(join(tmpdir(), 'medstream-many-contracts-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** Tables of so many contracts and marts as there are, and of further ones as wide as the widest. */
function grown({ changes, tables }: StoredTables, contracts: number, marts: number): StoredTables {
  const widest = changes.toSorted((a, b) => b.columns.length - a.columns.length)[0];
  const gold = tables.filter(({ folder }) => folder === 'gold');
  const [mart] = gold.toSorted((a, b) => b.columns.length - a.columns.length);
  if (widest === undefined || mart === undefined) throw new Error('there are no contracts or marts to grow from');
  const noun = tableName(widest.name);
  const own = tables.filter(({ name }) => new RegExp(`^silver\\.${noun}(_|$)`).test(name));
  const further = Array.from({ length: contracts - changes.length }, (_, index) => `a_contract_with_a_name_${index}`);
  return {
    changes: [...changes, ...further.map((name) => ({ ...widest, name: `changes.${name}` as const }))],
    tables: [
      ...tables,
      ...further.flatMap((name) => own.map((table) => ({ ...table, name: table.name.replace(noun, name) }))),
      ...Array.from({ length: marts - gold.length }, (_, index) => ({ ...mart, name: `${mart.name}_${index}` })),
    ],
  };
}

test.runIf(isThorough)('a lake of 35 contracts and 18 marts stays under the limits of CloudFormation', () => {
  const app = new App({ outdir, context: { ...recommendedFlags(), ...ownFlags } });
  const stage = new Stage(app, 'prod');
  const common = { stage: 'prod', settings: stageDefaults.prod };
  const foundation = new FoundationStack(stage, 'foundation', common);
  const stored = grown(readStoredTables(), 35, 18);
  const lake = new LakeStack(stage, 'lake', { ...common, foundation, stored });
  const upkeep = new UpkeepStack(stage, 'upkeep', { ...common, lake });
  expect(stored.changes).toHaveLength(35);
  const assembly = app.synth().getNestedAssembly('assembly-prod');
  for (const { artifactId } of [lake, upkeep]) {
    const { template, templateFullPath } = assembly.getStackArtifact(artifactId);
    const resources = Object.keys(template.Resources).length;
    const { size } = statSync(templateFullPath);
    process.stdout.write(`${artifactId} of 35 contracts: ${resources} resources, ${size} bytes\n`);
    expect(resources).toBeLessThan(500);
    expect(size).toBeLessThan(1_000_000);
  }
});
