import { fileNameOf } from '../../contracts/file-name.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { checkModel } from './check-model.ts';
import { currentModel, historyModel, type LakeModel } from './history-model.ts';
import { type Mart, martCheck } from './mart.ts';
import { totalsModel } from './totals-model.ts';

/** A file of `glue-scripts/models`, by its path below that folder. */
export interface ModelFile {
  readonly path: string;
  readonly text: string;
}

/** The path of a model's files without their endings: `silver/claim-transaction` of `silver.claim_transaction`. */
export function modelPath(name: string): string {
  return fileNameOf(name.replace('.', '/'));
}

/** Folders that hold generated files and nothing else. */
export const generatedFolders = ['silver', 'checks', 'totals'] as const;

// A JSON string is a YAML string too, so no description needs escaping rules of its own.
function modelYml(model: LakeModel): string {
  const lines = [
    `name: ${model.name}`,
    `description: ${JSON.stringify(model.description)}`,
    `grain: [${model.grain.join(', ')}]`,
    `reads: [${model.reads.join(', ')}]`,
    `rebuild: ${model.rebuild}`,
    'columns:',
  ];
  for (const column of model.columns) {
    lines.push(`  - name: ${column.name}`);
    lines.push(`    type: ${column.type}`);
    lines.push(`    nullable: ${column.nullable}`);
    lines.push(`    description: ${JSON.stringify(column.description)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** @param source what a person edits to change the model. */
function modelFiles(model: LakeModel, source: string): readonly ModelFile[] {
  const path = modelPath(model.name);
  const notice = `Generated from ${source} by \`npm run codegen\`; do not edit.`;
  return [
    { path: `${path}.sql`, text: `-- ${notice}\n-- ${model.description}.\n${model.sql}` },
    { path: `${path}.yml`, text: `# ${notice}\n${modelYml(model)}` },
  ];
}

/** The models that follow from a contract alone: its history, its current state, their checks and their totals. */
function contractFiles(table: SilverTable): readonly ModelFile[] {
  const source = `contracts/records/${fileNameOf(table.name)}.ts`;
  const models = [historyModel(table), currentModel(table), checkModel(table), totalsModel(table)];
  return models.flatMap((model) => modelFiles(model, source));
}

/** The models that follow from the contracts and from what the marts promise, as files. */
export function generatedModelFiles(tables: readonly SilverTable[], marts: readonly Mart[]): readonly ModelFile[] {
  return [
    ...tables.flatMap(contractFiles),
    ...marts.flatMap((mart) => {
      const check = martCheck(mart);
      return check === undefined ? [] : modelFiles(check, `models/${modelPath(mart.name)}.yml`);
    }),
  ];
}
