import { fileNameOf } from '../../contracts/file-name.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { checkModel } from './check-model.ts';
import { currentModel, historyModel, type LakeModel } from './history-model.ts';

/** A file of `glue-scripts/models`, by its path below that folder. */
export interface ModelFile {
  readonly path: string;
  readonly text: string;
}

/** The path of a model's files without their endings: `silver/claim-transaction` of `silver.claim_transaction`. */
export function modelPath(name: string): string {
  return fileNameOf(name.replace('.', '/'));
}

const notice = (table: SilverTable, comment: string) =>
  `${comment} Generated from contracts/records/${fileNameOf(table.name)}.ts by \`npm run codegen\`; do not edit.\n`;

// A JSON string is a YAML string too, so no description needs escaping rules of its own.
function modelYml(model: LakeModel): string {
  const lines = [
    `name: ${model.name}`,
    `description: ${JSON.stringify(model.description)}`,
    `grain: [${model.grain.join(', ')}]`,
    `reads: [${model.reads.join(', ')}]`,
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

function modelFiles(table: SilverTable, model: LakeModel): readonly ModelFile[] {
  const path = modelPath(model.name);
  return [
    { path: `${path}.sql`, text: `${notice(table, '--')}-- ${model.description}.\n${model.sql}` },
    { path: `${path}.yml`, text: `${notice(table, '#')}${modelYml(model)}` },
  ];
}

/** The models that follow from a contract alone: its history, its current state and their checks, as files. */
export function generatedModelFiles(tables: readonly SilverTable[]): readonly ModelFile[] {
  return tables.flatMap((table) =>
    [historyModel(table), currentModel(table), checkModel(table)].flatMap((model) => modelFiles(table, model)),
  );
}
